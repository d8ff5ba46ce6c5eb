"""Streets of a column at once are the streets of the rules one by one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import street
from transforms.resolve.columns import texts
from transforms.resolve.street_column import streets

WORDS = """12 12a 7B 0 05 1-3 12a-14b 41 5th 21st 3RD # #4 #b #4b7 Suite STE ste. Unit floor Fl Og 3og Stock
No. no NR nr. n° High high Straße Haupt Str. str St. st, Mayor, 12, 12a, 1-3, N n. N, W bis ter Terrace Ter
rue Victor-Hugo l'Angle O'Farrell O’Neill Kö Müller-Str. in bei at corner Hauptstraße Hauptstr.12 N.W. Park,
Æble ǅ ŉ ß Ave. a b, (rear) [x] 科技路88号 市科技路88号A座 88号 ул. Ленина 12. .5 - / & ٣ ²""".split()
REAL = """84 Broad Pkwy|No. 86 Century Avenue|No. 86, Century Avenue|8889 South Harrison Avenue Suite 310|
249 E AIRPORT AVE STE 220|12 North High Street, Suite 200|12, rue Victor-Hugo|12 bis rue du Port|
Haupt Str. 12 a|Am Markt 3-5|Calle Mayor, 5|1 united nations plaza at 44th st.|Suite 4|12|12 Suite 4|
12 High St # 4|Hall| |12 High St, Floor 3|12 High St 3rd floor|12 3 High St|
High St, Suite 5|Rue de la Paix|5th Ave|W 57th St|
12 n 5|Hauptstr. N 5|12 Terrace|  12  High St |12 High St\t4|\x00|12 \x00 St|科技路88号|市科技路 88 号|市88号|
12 Town Hall 5|1 Str 1|Haupt str|str 5|12 High St\nBerlin""".replace("|\n", "|").split("|")


def same(values: list[str]) -> None:
    names, house_numbers = streets(texts(values))
    expected = [street(value) or (None, None) for value in values]
    assert list(zip(names.to_pylist(), house_numbers.to_pylist(), strict=True)) == expected


def test_awkward_streets_are_read_as_by_the_rules():
    same([*REAL, "x" * 300, "12 " * 90, ""])


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
        | st.text(st.sampled_from("12 aenorST.,-#'/é号市路\t"), max_size=12)
        | st.text(max_size=20),
        max_size=30,
    )
)
def test_columns_equal_rules(values):
    same([value.strip() for value in values])


def test_a_usual_shape_is_read_without_the_rules(monkeypatch):
    monkeypatch.setattr("transforms.resolve.street_column.street", None)
    names, house_numbers = streets(texts(["Haupt Str. 012", "12 High Street, Suite 4", "Ring"]))
    assert names.to_pylist() == ["hauptstr", "high st", "ring"]
    assert house_numbers.to_pylist() == ["12", "12", None]
