"""The second pass over a real archive: joining, ids, states and what is written."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import Source
from config.errors import UserError
from config.home import Home
from config.records import Listing, Page
from config.settings import Settings
from extractors.archive import Archive
from extractors.extract import ExtractCounts, extract
from extractors.links import Link
from extractors.record import Record, to_listing
from extractors.staging import Partition, read_partition
from tests.extractors.pages import DAY, URL, page, source

SPEC: dict[str, Any] = {
    "list": {"record": "div.m", "fields": {"name": "h3", "street": ".s", "city": ".c", "category": "i"}},
    "detail": {"follow": "a@href", "fields": {"phone": ".tel", "city": ".town", "email": ".mail"}},
}
LIST = """<div class=m><h3>Brandt</h3><a href="/d/1">more</a><span class=c>Ulm</span><i>Tools</i></div>
<div class=m><h3>Amann</h3><a href="/d/2">more</a></div>
<div class=m><h3>Chain</h3><span class=s>Ring 1</span></div>
<div class=m><h3>Chain</h3><span class=s>Weg 2</span></div>"""
DETAIL = "<b class=tel>0711 1</b><b class=town>Neu-Ulm</b>"


def run(
    tmp_path: Path, spec: Source, *pages: Page, failed: str | None = None, **more: Any
) -> tuple[ExtractCounts, Partition]:
    home = Home(tmp_path)
    with Archive(home.archive(spec.name), spec.name) as archive:
        archive.begin(DAY)
        archive.seed(DAY, [Link(url=one.url, role=one.role, subject=one.subject) for one in pages])
        for one in pages:
            archive.store(one, [])
        if failed:
            role = "lookup" if spec.spec.lookup else "list"
            link = Link(
                url="http://list.example/x",
                role=role,
                subject="website:x.example" if role == "lookup" else None,
            )
            archive.seed(DAY, [link])
            archive.fail(DAY, link, failed, f"it is {failed}", False)
    counts = extract(spec, DAY, home, Settings(home=tmp_path), **more)
    return counts, read_partition(home.staging(spec.name, DAY))


def rows(partition: Partition, *columns: str) -> list[tuple[Any, ...]]:
    table = partition.tables["listings"].select(list(columns)).to_pydict()
    return sorted(zip(*table.values(), strict=True), key=str)


def issues(partition: Partition) -> list[tuple[str, str]]:
    table = partition.tables["issues"]
    return sorted(zip(table["kind"].to_pylist(), table["message"].to_pylist(), strict=True))


def test_a_detail_fills_what_its_record_lacks_and_keeps_what_differs(tmp_path: Path) -> None:
    counts, partition = run(
        tmp_path, source(**SPEC), page(LIST), page(DETAIL, "http://list.example/d/1", role="detail")
    )

    assert (counts.state, counts.listings, counts.pages) == ("ok", 4, 2)
    assert ("Brandt", "Ulm", "0711 1", '{"detail.city": "Neu-Ulm"}') in rows(
        partition, "name", "city", "phone", "raw"
    )
    assert partition.health.fill_phone == 0.25


def test_branches_of_one_name_are_several_listings_with_lasting_ids(tmp_path: Path) -> None:
    _, first = run(tmp_path / "a", source(**SPEC), page(LIST))
    turned = "".join(reversed(LIST.splitlines(keepends=True)))
    _, second = run(tmp_path / "b", source(**SPEC), page(turned))

    assert len(rows(first, "listing_id")) == 4
    assert rows(first, "listing_id", "street") == rows(second, "listing_id", "street")


def test_an_entry_printed_on_two_pages_is_one_listing(tmp_path: Path) -> None:
    one = '<div class=m><h3>Brandt</h3><a href="/d/1">x</a><i>{}</i><span class=c>{}</span></div>'
    _, partition = run(
        tmp_path,
        source(**SPEC),
        page(one.format("Tools", "Ulm")),
        page(one.format("Molds", "Bonn"), URL + "?p=2"),
    )

    assert rows(partition, "category", "city", "raw") == [("Tools; Molds", "Ulm", '{"also.city": ["Bonn"]}')]


def test_the_same_pages_give_the_same_bytes(tmp_path: Path) -> None:
    folders = []
    for name in ("a", "b"):
        run(
            tmp_path / name,
            source(**SPEC),
            page(LIST),
            page(DETAIL, "http://list.example/d/1", role="detail"),
        )
        folders.append(Home(tmp_path / name).staging("xx_test_list", DAY))

    for path in folders[0].iterdir():
        assert path.read_bytes() == (folders[1] / path.name).read_bytes()


def test_keep_has_the_last_word(tmp_path: Path) -> None:
    def keep(listing: Listing) -> Listing | None:
        return None if listing.name == "Amann" else replace(listing, street=None)

    counts, partition = run(tmp_path, source(**SPEC), page(LIST), keep=keep)

    assert counts.listings == 3
    assert {row[0] for row in rows(partition, "street")} == {None}


def test_a_selector_that_finds_nothing_anywhere_is_named(tmp_path: Path) -> None:
    spec = source(list={"record": "div.m", "fields": {"name": "h3", "phone": ".fon"}})

    counts, partition = run(tmp_path, spec, page(LIST))

    assert counts.state == "ok"
    assert issues(partition) == [
        (
            "selector_empty",
            "/catalogue/xx_test_list.yml: key 'list.fields.phone': '.fon' finds nothing in any of 4 records"
            " of 1 pages; correct or remove it.",
        )
    ]


def test_a_changed_layout_is_drifted_with_its_cause(tmp_path: Path) -> None:
    counts, partition = run(tmp_path, source(**SPEC), page("<p>new</p>"))

    assert counts.state == partition.health.state == "drifted"
    assert (
        counts.cause is not None
        and "selector 'div.m' finds nothing on http://list.example/members" in counts.cause
    )
    assert ("drifted", counts.cause) in issues(partition)


def test_one_empty_letter_of_an_index_is_no_drift(tmp_path: Path) -> None:
    counts, partition = run(tmp_path, source(**SPEC), page(LIST), page("<p>none</p>", URL + "?letter=Q"))

    assert counts.state == "ok"
    assert [kind for kind, _ in issues(partition)] == ["no_record"]


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({"min": {"records": 10}}, "bounds.min.records: 4 records, at least 10 were expected"),
        ({"max": {"records": 2}}, "bounds.max.records: 4 records, at most 2 were expected"),
        ({"min": {"fill": {"city": 0.9}}}, "bounds.min.fill.city: 25% have it, at least 90% were expected"),
    ],
)
def test_a_missed_bound_keeps_the_partition_in_staging(tmp_path: Path, bounds: Any, words: str) -> None:
    counts, _ = run(tmp_path, source(**SPEC, bounds=bounds), page(LIST))

    assert counts.state == "drifted"
    assert counts.cause is not None and words in counts.cause


@pytest.mark.parametrize(
    ("failed", "state"), [("unreachable", "gone"), ("robots", "blocked"), (None, "empty")]
)
def test_without_a_page_the_state_says_why(tmp_path: Path, failed: str | None, state: str) -> None:
    counts, partition = run(tmp_path, source(**SPEC), failed=failed)

    assert (counts.state, counts.listings) == (state, 0)
    assert partition.health.cause


def test_unmapped_keys_are_one_issue_each(tmp_path: Path) -> None:
    spec = source(format="json", list={"record": "[]", "fields": {"name": "n"}})
    body = json.dumps([{"n": "A", "x": 1, "y": {"z": 2}}, {"n": "B", "x": 3}])

    _, partition = run(tmp_path, spec, page(body))

    assert [message.split("'")[1] for _, message in issues(partition)] == ["x", "y.z"]
    assert rows(partition, "name", "raw") == [("A", '{"x": 1, "y.z": 2}'), ("B", '{"x": 3}')]


def test_a_site_that_forbids_us_is_a_claim_of_state_blocked(tmp_path: Path) -> None:
    spec = source(kind="company_site", lookup={"by": "website"})
    body = page("<p>Tel: 0711 123456</p>", "http://a.example/", role="lookup", subject="website:a.example")

    counts, partition = run(tmp_path, spec, body, failed="robots")
    claims = partition.tables["claims"].select(["subject", "field", "state", "value"]).to_pylist()

    assert (counts.state, counts.claims) == ("ok", 2)
    assert {tuple(row.values()) for row in claims} == {
        ("website:a.example", "phone", "available", "0711 123456"),
        ("website:x.example", "website", "blocked", None),
    }


def test_a_spec_that_cannot_be_used_writes_nothing(tmp_path: Path) -> None:
    spec = source(list={"record": "div.m", "fields": {"name": "h3 | shout"}})

    with pytest.raises(UserError, match="cleaner 'shout' is not known"):
        run(tmp_path, spec, page(LIST))
    assert not Home(tmp_path).staging(spec.name, DAY).exists()


def test_a_listing_keeps_its_id_whatever_session_its_link_bears() -> None:
    wanted = source(**{"list": {"record": "li", "fields": {"name": "a"}}})
    ids = {
        to_listing(
            Record({"name": "Alder Ltd", "detail_url": f"/d/1?PHPSESSID={night}"}), page(""), wanted
        ).listing_id
        for night in ("aa1", "bb2")
    }
    assert len(ids) == 1
