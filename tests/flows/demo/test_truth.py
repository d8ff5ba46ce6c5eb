"""The measures: 1 on a snapshot made of the truth itself, less on every kind of damage."""

from collections import Counter
from pathlib import Path

import duckdb
import pytest

from config.tables import CLAIMS, COMPANIES, CONTACTS, LISTINGS, SIGNALS, Table
from flows.demo.entries import Entry
from flows.demo.matching import COLUMNS, is_obtainable, match, obtainable_values
from flows.demo.spelling import host, plain, street_key
from flows.demo.truth import measure, pairwise
from flows.demo.world import World

Rows = list[dict[str, object]]


def perfect(world: World) -> dict[str, Rows]:
    """Return the rows of a snapshot as a perfect pipeline would publish them."""
    listings: Rows = [
        {
            "listing_id": f"{e.source}:{e.ref}",
            "company_id": e.firm,
            "source": e.source,
            **obtainable_values(e),
        }
        for e in world.entries
        if is_obtainable(e)
    ]
    known = {str(row["company_id"]) for row in listings}
    companies: Rows = [
        {
            "company_id": firm.key,
            "legal_name": firm.legal_name,
            "street": firm.head_office.street,
            "postcode": firm.head_office.postcode,
            "city": firm.head_office.city.name,
            "country": firm.country,
            "phone": firm.head_office.phone.e164,
            "domain": firm.domain,
            "industry_code": firm.trade.division,
            "employees_count": firm.employees,
            "revenue_amount": float(firm.revenue),
            "revenue_currency": firm.currency,
            "founded_year": firm.founded.year,
            "status": firm.status,
        }
        for firm in world.firms.values()
        if firm.key in known
    ]
    signals: Rows = [
        {"signal_id": firm.key, "company_id": firm.key, "kind": firm.event, "source": "demo_news"}
        for firm in world.firms.values()
        if firm.event and firm.key in known
    ]
    return {"listings": listings, "companies": companies, "signals": signals, "claims": [], "contacts": []}


def snapshot(folder: Path, tables: dict[str, Rows]) -> Path:
    import pyarrow as pa

    path = folder / "snapshot.duckdb"
    with duckdb.connect(str(path)) as con:
        for table in (LISTINGS, COMPANIES, SIGNALS, CLAIMS, CONTACTS):
            con.register("rows", pa.Table.from_pylist(whole(tables[table.name], table), schema=table.arrow))
            con.execute(f"CREATE TABLE {table.name} AS SELECT * FROM rows")
            con.unregister("rows")
    return path


def whole(rows: Rows, table: Table) -> Rows:
    return [{name: row.get(name) for name in table.names} for row in rows]


MEASURES = ("listing_recall", "listing_precision", "pairwise_f1", "facts_accuracy")


def test_truth_itself_scores_one(world, tmp_path):
    measured = measure(snapshot(tmp_path, perfect(world)), world)
    assert {name: measured[name] for name in MEASURES} == dict.fromkeys(MEASURES, 1.0)
    assert measured["persons_published"] == []
    assert measured["detail"]["events"] == {"recall": 1.0, "precision": 1.0}
    assert set(measured["detail"]["sources"]) == set(world.by_source)


def test_every_damage_costs_its_measure(world, tmp_path):
    tables = perfect(world)
    listings = tables["listings"]
    removed = [row for row in listings if row["source"] == "demo_marketplace"]
    tables["listings"] = [row for row in listings if row["source"] != "demo_marketplace"]
    tables["listings"] += [
        {
            "listing_id": f"ad{n}",
            "company_id": "f0001",
            "source": "demo_directory",
            "name": "Freight to anywhere",
        }
        for n in range(50)
    ]
    for row in tables["listings"][:300]:
        row["company_id"] = f"own-{row['listing_id']}"
    for row in tables["companies"][:200]:
        row["phone"] = "+4930123456"
    measured = measure(snapshot(tmp_path, tables), world)
    assert measured["listing_recall"] == pytest.approx(1 - len(removed) / len(listings), abs=1e-9)
    assert measured["detail"]["sources"]["demo_marketplace"] == {"recall": 0.0, "precision": 0.0}
    assert measured["detail"]["sources"]["demo_directory"]["precision"] < 0.95
    assert 0.985 < measured["listing_precision"] < 1
    assert measured["detail"]["pairwise_recall"] < 0.99
    assert measured["detail"]["facts"]["phone"]["right"] < 0.93
    assert measured["facts_accuracy"] < 1


def test_wrong_values_are_no_match(world, tmp_path):
    tables = perfect(world)
    for row in tables["listings"]:
        for column in ("street", "postcode", "city", "phone", "website", "email"):
            row[column] = "elsewhere" if row.get(column) else None
    measured = measure(snapshot(tmp_path, tables), world)
    assert measured["listing_recall"] < 0.1


def test_published_persons_are_found(world, tmp_path):
    tables = perfect(world)
    director = sorted(world.persons)[0]
    tables["contacts"] = [{"contact_id": "c", "company_id": "f0001", "name": f"Dr. {director}"}]
    assert measure(snapshot(tmp_path, tables), world)["persons_published"] == [director]


def test_stale_head_office_is_wrong(world, tmp_path):
    tables = perfect(world)
    moved = {f.key: f for f in world.firms.values() if f.former}
    for row in tables["companies"]:
        if row["company_id"] in moved:
            row["street"] = moved[str(row["company_id"])].former.street
    measured = measure(snapshot(tmp_path, tables), world)
    assert measured["detail"]["facts"]["street"]["right"] < 1


def test_empty_snapshot_scores_nothing(world, tmp_path):
    measured = measure(snapshot(tmp_path, dict.fromkeys(perfect(world), [])), world)
    assert {measured[name] for name in MEASURES} == {0.0}


def test_rich_listing_is_not_given_to_a_poor_entry_of_its_name():
    rich = Entry("s", "1", "f1", 0, {"name": "Copper Ladle", "city": "Leeds", "phone": "0113 496 0123"})
    poor = Entry("s", "2", "f1", 1, {"name": "Copper Ladle", "city": "Leeds"})
    empty = dict.fromkeys(COLUMNS)
    rows = [
        empty | {"listing_id": "a", "source": "s", **rich.printed},
        empty | {"listing_id": "b", "source": "s", **poor.printed},
    ]
    assert match(rows, [poor, rich]) == {"a": rich, "b": poor}


def test_pairwise_counts_pairs():
    votes = {"a": Counter(x=3, y=1), "b": Counter(y=1)}
    assert pairwise(votes) == {"precision": 0.5, "recall": 0.75, "f1": pytest.approx(0.6)}


def test_light_normalisation():
    assert (
        street_key("Industriestraße 12")
        == street_key("INDUSTRIESTR. 12")
        == street_key("Industriestrasse 12")
    )
    assert street_key("3 avenue Pasteur") == street_key("3 av. Pasteur")
    assert street_key("14 Mill St") == street_key("14 Mill Street") != street_key("15 Mill Street")
    assert plain("Müller") == plain("Mueller") == plain("MULLER")
    assert host("http://www.brandt.example/") == host("info(at)brandt.example") == host("brandt.example")
