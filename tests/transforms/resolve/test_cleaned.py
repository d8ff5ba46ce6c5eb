"""Cleaning of whole listings: each row by itself, whatever is in it."""

import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.clean import phone_tail
from transforms.resolve.cleaned import CLEANED, PRINTED, clean_listings
from transforms.resolve.columns import encode, gather, texts
from transforms.resolve.phone_column import phones
from transforms.resolve.prepare import prepare, records_of

from .listings import SMALL_WORLD, frame, row

AWKWARD = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "ｘ１",
    "0",
    "-",
    "é",
    "12 High St",
    "info@x.de",
    "+49 (0)30 123456",
    "深圳",
]

VALUES = st.sampled_from(AWKWARD) | st.text(max_size=8)


def table(**columns: list[str | None]) -> pa.Table:
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def one(**values: str) -> dict[str, object]:
    return clean_listings(table(listing_id=["1"], **{k: [v] for k, v in values.items()})).to_pylist()[0]


def test_frames_and_tables_are_cleaned_alike_in_the_byte_order_of_ids():
    cleaned = clean_listings(SMALL_WORLD.sample(frac=1, random_state=1))
    assert cleaned.schema == CLEANED
    assert cleaned["listing_id"].to_pylist() == sorted(SMALL_WORLD["listing_id"])
    assert cleaned.equals(clean_listings(pa.Table.from_pandas(SMALL_WORLD, preserve_index=False)))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.fixed_dictionaries(dict.fromkeys(PRINTED, VALUES)), max_size=6))
def test_what_comes_out_of_a_row_depends_on_that_row_alone(rows):
    listings = table(
        listing_id=[str(at) for at in range(len(rows))], **{name: [r[name] for r in rows] for name in PRINTED}
    )
    alone = [clean_listings(listings.slice(at, 1)) for at in range(len(rows))]
    assert clean_listings(listings).to_pylist() == [r for part in alone for r in part.to_pylist()]


def test_codes_are_minus_one_where_nothing_is_known():
    records = prepare(frame(row("1", "Foo GmbH", city="Ulm"), row("2", "", city=" "), row("3", "Foo AG")))
    assert records.name.tolist() == [0, -1, 0]
    assert records.city.tolist() == [0, -1, -1]
    assert (records.phone == -1).all() and records.phones == []
    assert records.number_value(np.arange(3)).tolist() == [-1, -1, -1]


def test_a_company_is_read_from_every_column():
    assert one(
        name="Foo GmbH (12 High St)", street="12 High Street", country="UK", phone="+44 (0)20 7946 0000",
        website="https://www.foo.co.uk/x", email="Jane <foo77@GMail.com>", postcode="ls1 4ae", city="Lœds",
        reg_no="HRB 01234", category="Metal & Co", source=" fair ",
    ) == {
        "listing_id": "1", "source": "fair", "name": "foo", "native": None, "form": "limited",
        "phone": "442079460000", "domain": "foo.co.uk", "mail": "foo77@gmail.com", "street": "high st",
        "number": "12", "postcode": "LS14AE", "city": "lods", "country": "GB", "category": "metal & co",
        "reg": "1234", "lei": None, "vat": None, "court_bound": True,
    }  # fmt: skip


def test_a_mail_address_stands_in_for_a_site_and_at_a_free_host_for_itself():
    assert [one(email=email)["domain"] for email in ("info@foo.de", "foo@gmail.com", "www.foo.de")] == [
        "foo.de", None, "foo.de"]  # fmt: skip
    assert [one(email=email)["mail"] for email in ("info@foo.de", "foo@gmail.com", "a@gmx.de; b@gmx.de")] == [
        None, "foo@gmail.com", "a@gmx.de"]  # fmt: skip
    assert one(website="foo.de", email="foo@bar.de")["domain"] == "foo.de"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.sampled_from("0123456789 +-./()x,;٣é#\t"), max_size=25)
                | st.text(st.sampled_from("01 ()"), max_size=25), max_size=20))  # fmt: skip
def test_phones_of_a_column_are_the_phones_one_by_one(values):
    values = [value.strip() for value in values]
    assert phones(texts(values)).to_pylist() == [phone_tail(value) for value in values]


@given(st.lists(st.none() | st.sampled_from("abcä"), max_size=9), st.integers(0, 9))
def test_codes_lead_back_to_the_texts(values, split):
    column = pa.chunked_array([pa.array(part, pa.string()) for part in (values[:split], values[split:])])
    codes, distinct = encode(column)
    assert None not in distinct.to_pylist() and len(set(distinct.to_pylist())) == len(distinct)
    assert gather(distinct, codes).to_pylist() == values


def test_values_of_a_hundred_kilobytes_are_read_to_their_beginning():
    long = "Foo Maschinenbau " * 6000
    started = time.process_time()
    cleaned = clean_listings(
        table(listing_id=["1", "2"], **{name: [long, "0" * 100_000] for name in PRINTED})
    )
    assert time.process_time() - started < 2
    assert cleaned["name"][0].as_py().startswith("foo maschinenbau")
    assert max(len(value or "") for name in CLEANED.names[2:-1] for value in cleaned[name].to_pylist()) <= 300


def test_control_signs_and_broken_texts_are_blanks():
    assert one(name="Foo\x00Bar\x07 GmbH", phone="0731\x00123456", website="\x00www.foo.de", city="\x1f") == {
        **one(name="Foo Bar GmbH", phone="0731 123456", website="www.foo.de"),
    }
    broken = pd.DataFrame(
        {"listing_id": ["1"], "name": ["Foo \udcff GmbH"], "city": [7.5], "phone": [None]}, dtype=object
    )
    assert clean_listings(broken)["name"].to_pylist() == ["foo"]
    assert clean_listings(broken)["city"].to_pylist() == [None]


def test_a_column_of_nothing_and_missing_columns_are_unknown():
    empty = clean_listings(
        pa.table({"listing_id": ["1", "2"], "name": pa.nulls(2), "phone": pa.array([1, 2])})
    )
    assert all(set(empty[name].to_pylist()) == {None} for name in CLEANED.names[1:-1])
    assert len(clean_listings(table(listing_id=[]))) == 0 == len(records_of(CLEANED.empty_table()))


def test_a_table_is_cleaned_without_loading_pandas():
    code = (
        "import sys, pyarrow as pa; from transforms.resolve.prepare import prepare;"
        "b = pa.lib.StringBuilder(); b.append_values(['Foo 12 深圳 GmbH', None]); c = b.finish();"
        "r = prepare(pa.Table.from_arrays([c.drop_null()] * 14, names=['listing_id', *sys.argv[1:]]));"
        "sys.exit(' '.join({'pandas', 'phonenumbers', 'tldextract', 'pydantic'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code, *PRINTED], capture_output=True, text=True, check=False)
    assert ran.stderr.strip() == ""


def test_many_equal_rows_cost_little():
    count = 300_000
    same = pa.array(["Müller Möbel GmbH, Ulm"]).take(pa.array(np.zeros(count, np.int64)))
    ids = pa.array(np.arange(count)).cast(pa.string())
    listings = pa.table({"listing_id": ids, **dict.fromkeys(PRINTED, same)})
    started = time.process_time()
    assert len(records_of(clean_listings(listings)).names) == 1
    assert time.process_time() - started < 6


@pytest.mark.parametrize("name", ["dictionary", "large"])
def test_other_kinds_of_text_are_text(name):
    kind = pa.dictionary(pa.int32(), pa.string()) if name == "dictionary" else pa.large_string()
    assert (
        clean_listings(pa.table({"listing_id": ["1"], "city": pa.array(["Ulm"], kind)}))["city"][0].as_py()
        == "ulm"
    )
