"""Headers are recognised in many languages; where two could be meant, the user is asked."""

from pathlib import Path

import pytest

from config.errors import UserError
from config.word_lists import phrases, vocabulary
from transforms.dedupe.columns import FIELDS, find_columns

FILE = Path("in.csv")


GERMAN = "Kundennummer,Firma,Straße,PLZ,Ort,Telefon,E-Mail,USt-IdNr."
FRENCH = "Identifiant,Raison sociale,Adresse,Code postal,Ville,Téléphone,SIREN"
CAMEL = "record_id,companyName,StreetAddress,ZIP,town,Phone Number,URL"


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (GERMAN, "id name street postcode city phone email vat_id"),
        (FRENCH, "id name street postcode city phone reg_no"),
        (CAMEL, "id name street postcode city phone website"),
        ("编号,公司名称,地址,城市,电话,网址", "id name street city phone website"),
        ("ID,NAME,Address,Street,LEI code", "id name - street lei"),
    ],
)
def test_usual_headers_of_several_languages(header, fields):
    names = header.split(",")
    found = find_columns(FILE, names, {})
    expected = {field: at for at, field in enumerate(fields.split()) if field != "-"}
    assert found.position == expected
    assert found.unread == [names[at] for at, field in enumerate(fields.split()) if field == "-"]


def test_own_names_win_over_recognised_ones():
    found = find_columns(FILE, ["company", "name", "id", "customer id"], {})
    assert found.names == {"id": "id", "name": "name"} and found.unread == ["company", "customer id"]


def test_what_the_user_says_wins():
    found = find_columns(FILE, ["id", "Firma", "Inhaber", "Telefon"], {"name": "Inhaber", "phone": ""})
    assert found.names == {"id": "id", "name": "Inhaber"}
    assert find_columns(FILE, ["name"], {"id": "#"}).is_numbered
    swapped = find_columns(FILE, ["id", "name", "city"], {"name": "city", "city": "name"})
    assert swapped.position == {"id": 0, "name": 2, "city": 1}


@pytest.mark.parametrize(
    ("names", "maps", "sentence"),
    [
        (["id", "Firma", "Company"], {}, "both 'Firma' and 'Company' could be the name; .* --map name=Firma"),
        (["name", "Nr."], {}, r"no column is named 'id'; it has name, Nr\.\. Say .* --map id=# numbers"),
        (["id", "x"], {}, "no column is named 'name'"),
        (["id", "name", "name"], {}, "column 'name' is given twice"),
        (["id", "name"], {"town": "name"}, "there is no column 'town'; known are id source name"),
        (["id", "name"], {"city": "Ort"}, "has no column 'Ort' to read as city; it has id, name"),
        (["id", "name", "firma"], {"name": "firma"}, "'firma' would hide the column 'name'"),
    ],
)  # fmt: skip
def test_what_is_missing_or_ambiguous_is_one_sentence(names, maps, sentence):
    with pytest.raises(UserError, match=sentence):
        find_columns(FILE, names, maps)


def test_the_vocabulary_knows_every_column_and_no_word_twice():
    words = vocabulary("table_columns")
    assert set(words) == {*FIELDS, "address"}
    for field, line in words.items():
        listed = phrases(line)
        assert len(listed) == len(set(listed)), field
