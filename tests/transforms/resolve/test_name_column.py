"""Names of a column at once are the names one by one."""

from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import company_names
from transforms.resolve.name_column import names_of

WORDS = """Foo Bär Müller & and und et co. Co, company KG GmbH Ltd Limited Inc. S.p.A. Gesellschaft mit
beschränkter Haftung haftungsbeschränkt UG limitied liability Liabilty compny joint joynt stock Stock public
open ОАО Ромашка zao ZAO pao PT SARL société à responsabilité limitée 有限公司 深圳市 华强电子 株式会社 e.K.
(UG) AG se L.L.C. - ! O'Neill sp. z o.o. 12 the Corp corporation Kommanditgesellschaft auf Aktien""".split()
COUNTRIES = st.none() | st.sampled_from(["DE", "GB", "US", "CN", "FR", "RU", "ID"])


def same(raws, countries):
    names, forms = names_of(raws, countries)
    compare, expected = company_names(raws, countries)
    assert names.to_pylist() == [name or None for name in compare]
    assert forms == expected


def test_awkward_names():
    raws = [
        "",
        " ",
        "GmbH",
        "& Co. KG",
        "Foo & Co. KG",
        "Foo and",
        "\n",
        "a\nb Ltd",
        "x" * 500,
        "Foo Ltd GmbH",
        "&",
    ]
    same(raws, [None] * len(raws))
    same([], [])


@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join) | st.text(max_size=12),
                          COUNTRIES), max_size=20))  # fmt: skip
def test_columns_equal_one_by_one(listed):
    same([raw for raw, _ in listed], [country for _, country in listed])
