"""What a source spec must say, may say, and is refused for."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.catalogue import load_source
from config.errors import UserError
from config.records import Listing
from config.source_spec import LISTING_FIELDS, SourceSpec
from tests.config.specs import write_spec

START = 'start: ["http://list.example/"]\n'


def load(path: Path) -> SourceSpec:
    return load_source(path, {}).spec


def complaint(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        load_source(path, {})
    return str(caught.value).removeprefix(f"{path.parent}/")


def test_smallest_spec_loads(tmp_path: Path) -> None:
    spec = load(write_spec(tmp_path))
    assert spec.format == "html" and spec.enabled and spec.list_page is not None
    assert spec.terms.redistribute is False, "nothing may be passed on unless somebody says so"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            ("terms: {basis: written permission, note: business data only}\n", ""),
            "xx_test_list.yml:1: key 'terms' is missing; add it.",
        ),
        (
            ("basis: written permission, ", ""),
            "xx_test_list.yml:4: key 'terms.basis' is missing; add it.",
        ),
        (("note: business data only", "note: ' '"), "xx_test_list.yml:4: key 'terms.note': "),
        (("publisher: {name: Test Publisher}\n", ""), "xx_test_list.yml:1: key 'publisher' is missing"),
        (("kind: directory", "kind: directry"), "xx_test_list.yml:2: key 'kind': should be 'directory', "),
        (
            ("record:", "recrod:"),
            "xx_test_list.yml:6: key 'list.recrod' is not known; did you mean 'record'?",
        ),
        (
            ("{name: h3}", "{nmae: h3}"),
            "xx_test_list.yml:6: key 'list.fields': field 'nmae' is not known (did you mean 'name'?).",
        ),
        (("{name: h3}", "{name: []}"), "xx_test_list.yml:6: key 'list.fields.name': "),
        (("{name: h3}", "{}"), "xx_test_list.yml:6: key 'list': fields is missing or empty; "),
        ((START, ""), "xx_test_list.yml:1: give exactly one of start (or sitemap), search, file, lookup."),
        (
            (START, START + "file: a.csv\n"),
            "xx_test_list.yml:1: give exactly one of start (or sitemap), search, file, lookup.",
        ),
        (
            ("list: {record: div.entry, fields: {name: h3}}\n", ""),
            "xx_test_list.yml:1: key 'list' is missing: say how the records are found",
        ),
        (
            ("http://list", "ftp://list"),
            "xx_test_list.yml:5: key 'start': 'ftp://list.example/' is not an http or https address.",
        ),
        (("http://list.example/", "https:///members"), "xx_test_list.yml:5: key 'start': 'https:///members'"),
        (
            ("http://list.example/", "http://list.example/?l={letter}"),
            "xx_test_list.yml:1: 'start' has {letter} but 'vars' does not say what it stands for.",
        ),
    ],
)
def test_refuses(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert complaint(write_spec(tmp_path, change)).startswith(said)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            "next: {link: a, page: p}\n",
            "xx_test_list.yml:7: key 'next': give exactly one of link, header, page, offset, path, cursor,"
            " load_more.",
        ),
        (
            "next: {}\n",
            "xx_test_list.yml:7: key 'next': give exactly one of link, header, page, offset, path, cursor,"
            " load_more.",
        ),
        (
            "refresh: {detail: soon}\n",
            "xx_test_list.yml:7: key 'refresh': 'detail' must be 'validators', 'always', 'sitemap' or days",
        ),
        ("politeness:\n  delay_s: -1\n", "xx_test_list.yml:8: key 'politeness.delay_s': "),
        ("politeness: {concurrency: 99}\n", "xx_test_list.yml:7: key 'politeness.concurrency': "),
        (
            "politeness: {delay_s: yes}\n",
            "xx_test_list.yml:7: key 'politeness.delay_s': should be a valid number",
        ),
        ("related: {links: a, max_depth: 9}\n", "xx_test_list.yml:7: key 'related.max_depth': "),
        (
            "bounds:\n  min:\n    fill:\n      phone: 60\n",
            "xx_test_list.yml:10: key 'bounds.min.fill.phone': ",
        ),
        ("vars: {plz: [01234]}\n", "xx_test_list.yml:7: key 'vars.plz.0': "),
        ("country: no\n", "xx_test_list.yml:7: key 'country': "),
        (
            "detail: {follow: a, fields: {tel: b}}\n",
            "xx_test_list.yml:7: key 'detail.fields': field 'tel' is not",
        ),
    ],
)
def test_refuses_more(tmp_path: Path, more: str, said: str) -> None:
    assert complaint(write_spec(tmp_path, more=more)).startswith(said)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8080", "127.9.9.9", "[::1]:80", "crm.localhost"])
def test_this_machine_needs_permission(tmp_path: Path, host: str) -> None:
    change = ("http://list.example/", f"http://{host}/")
    said = complaint(write_spec(tmp_path, change))
    assert said.startswith("xx_test_list.yml:5: key 'start': ")
    assert said.endswith("is this machine; set allow_loopback: true if that is meant.")
    assert load(write_spec(tmp_path, change, more="allow_loopback: true\n")).start


def test_register_by_number_needs_a_place_for_it(tmp_path: Path) -> None:
    change = (START, "lookup: {by: reg_no, url: 'http://register.example/'}\n")
    assert complaint(write_spec(tmp_path, change)).endswith(
        "key 'lookup': by: reg_no needs a url with {reg_no} in it."
    )
    change = (START, "lookup: {by: reg_no, url: 'http://register.example/{reg_no}'}\n")
    lookup = load(write_spec(tmp_path, change)).lookup
    assert lookup is not None and lookup.by == "reg_no"


def test_start_urls_fill_in_every_variable(tmp_path: Path) -> None:
    spec = load(
        write_spec(
            tmp_path,
            ("http://list.example/", "http://{town}.example/?l={letter}&w={word}"),
            more="vars: {letter: A-Z, town: [bonn, kiel], word: mill}\n",
        )
    )
    urls = spec.start_urls()
    assert len(urls) == len(set(urls)) == 52
    assert "http://kiel.example/?l=Q&w=mill" in urls


def test_variable_that_one_address_lacks_does_not_repeat_it(tmp_path: Path) -> None:
    spec = load(
        write_spec(
            tmp_path,
            ('["http://list.example/"]', '["http://a.example/{n}", "http://b.example/"]'),
            more="vars: {n: [x, y]}\n",
        )
    )
    assert sorted(spec.start_urls()) == ["http://a.example/x", "http://a.example/y", "http://b.example/"]


def test_refresh_days(tmp_path: Path) -> None:
    spec = load(write_spec(tmp_path, more="refresh: {list: always, detail: 30d}\n"))
    assert (spec.refresh_days("list"), spec.refresh_days("detail")) == (0, 30)


def test_fields_are_those_of_a_listing() -> None:
    """A value that a spec maps has a column to go to; identity and origin are never mapped."""
    columns = set(Listing.__dataclass_fields__)
    assert LISTING_FIELDS - {"address"} <= columns
    assert {"listing_id", "source", "url", "page_sha256", "retrieved_at", "raw"}.isdisjoint(LISTING_FIELDS)


def test_a_key_is_not_put_where_it_would_be_archived(tmp_path: Path) -> None:
    environ = dict.fromkeys(("LIST_API_KEY", "KEYWORD", "LIST_HOST"), "s3cret")
    for name in ("KEYWORD", "LIST_HOST"):
        path = write_spec(tmp_path, (START, f'start: ["http://list.example/?q=${{{name}}}"]\n'))
        assert load_source(path, environ).spec.start == ["http://list.example/?q=s3cret"]
    path = write_spec(tmp_path, (START, 'start: ["http://list.example/?key=${LIST_API_KEY}"]\n'))
    with pytest.raises(UserError, match=r":5: \$\{LIST_API_KEY\} would be archived in plain text") as caught:
        load_source(path, environ)
    assert "request.query" in str(caught.value) and "s3cret" not in str(caught.value)
