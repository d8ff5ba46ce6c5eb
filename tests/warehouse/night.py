"""One small, complete night in the work file: three companies from two sources, scored for one ICP."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from config.home import Home
from config.records import stable_id
from config.tables import PUBLISHED
from tests.warehouse.staged import FETCHED, NIGHT, SOURCE, listing, stage
from tests.warehouse.staged import home as make_home
from warehouse.publish import publish
from warehouse.work import Work

FAIR = "de_fair_exhibitors"
ICP = "machines"
A, B, C = "c00000000000000aa", "c00000000000000bb", "c00000000000000cc"
OF = {"Brandt GmbH": A, "Brandt Gruppe": A, "Østergård A/S": B, "南方机械": C}


def frame(name: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Return rows as a published table's frame; columns that are not given are unknown."""
    schema = PUBLISHED[name].arrow
    return pa.Table.from_pylist(rows, schema=schema).to_pandas()


def load_night(home: Home, partition: date = NIGHT, run_id: str = "run-1") -> None:
    """Stage and load two sources, and write what the stages would make of them."""
    folders = [
        stage(
            home,
            [
                listing("Brandt GmbH", phone="030 1234", email="info@brandt.example", country="DE"),
                listing("Østergård A/S", website="https://ostergard.example", country="DK"),
            ],
            partition=partition,
        ),
        stage(
            home,
            [
                listing("Brandt Gruppe", FAIR, booth="A12", country="DE"),
                listing("南方机械", FAIR, phone="+86 21 5555", country="CN"),
            ],
            source=FAIR,
            partition=partition,
        ),
    ]
    with Work(home) as work:
        for folder in folders:
            work.load_partition(folder, run_id, "1")
        work.log(
            {
                "run_id": run_id,
                "partition": partition,
                "mode": "run",
                "stage": "load",
                "state": "ok",
                "rows_in": 6,
                "rows_out": 4,
                "started_at": FETCHED,
                "ended_at": FETCHED,
            }
        )
        work.replace_all(stage_frames(work, partition))


def stage_frames(work: Work, partition: date = NIGHT) -> dict[str, pd.DataFrame]:
    """Return every stage table of the night."""
    work.replace("sources", frame("sources", [_source(SOURCE, True), _source(FAIR, False)]))
    listings = work.current_listings(partition)
    listings = listings.assign(company_id=listings["name"].map(OF), location_id=None)
    claims = _claims(listings)
    chosen = {(row["company_id"], row["field"]): row for row in claims if row["is_chosen"]}
    companies = [
        {
            "company_id": company,
            **{field: row["value"] for (owner, field), row in chosen.items() if owner == company},
            "listing_count": sum(1 for owner in listings["company_id"] if owner == company),
            "source_count": 1,
            "location_count": 0,
            "first_seen_on": NIGHT,
            "last_seen_on": partition,
        }
        for company in (A, B, C)
    ]
    golden = [
        {
            "company_id": owner,
            "field": field,
            "claim_id": row["claim_id"],
            "score": 1.0,
            "decided_by": "only_value",
        }
        for (owner, field), row in chosen.items()
    ]
    logged = ("source_health", "runs", "issues", "canaries")
    frames = {name: frame(name, []) for name in PUBLISHED if name not in logged}
    frames["sources"] = work.frame("sources")
    frames["listings"] = listings
    frames["claims"] = frame("claims", claims)
    frames["companies"] = frame("companies", companies)
    frames["golden"] = frame("golden", golden)
    prospects, reasons = _scores(partition)
    frames["prospects"] = frame("prospects", prospects)
    frames["score_reasons"] = frame("score_reasons", reasons)
    frames["contacts"] = frame("contacts", [_contact(A, "info@brandt.example", SOURCE)])
    frames["changes"] = frame(
        "changes", [{"kind": "new_company", "icp": "", "company_id": C, "after": "南方机械"}]
    )
    a, b = sorted(listings.loc[listings["company_id"] == A, "listing_id"])
    frames["matches"] = frame(
        "matches",
        [
            {
                "listing_a": a,
                "listing_b": b,
                "log_odds": 6.5,
                "probability": 0.99,
                "is_same": True,
                "reasons": '{"name": ["same", 6.5]}',
            }
        ],
    )
    return frames


@cache
def _made() -> tempfile.TemporaryDirectory[str]:
    made = tempfile.TemporaryDirectory(prefix="prospects-night-", ignore_cleanup_errors=True)
    home = make_home(Path(made.name))
    load_night(home)
    with Work(home) as work:
        publish(work, "run-1", NIGHT)
    return made


def published(folder: Path) -> tuple[Home, Path]:
    """Return a home of one's own with one published night; the night is made once and copied."""
    home = Home(folder / "home")
    shutil.copytree(Path(_made().name) / "home", home.root)
    home.published.unlink()
    os.link(home.publish / "prospects-run-1.duckdb", home.published)
    return home, home.publish / "prospects-run-1.duckdb"


def altered(folder: Path, *statements: str) -> tuple[Path, Path]:
    """Return two snapshots; the second is a copy of the first after the statements (published names)."""
    _, first = published(folder)
    second = first.with_name("prospects-run-2.duckdb")
    shutil.copyfile(first, second)
    con = duckdb.connect(str(second))
    for statement in statements:
        con.execute(statement)
    con.close()
    return first, second


def _source(name: str, redistribute: bool) -> dict[str, object]:
    return {
        "source": name,
        "kind": "association",
        "title": name.replace("_", " "),
        "publisher": "Example Verband",
        "publisher_url": "https://verband.example",
        "terms_basis": "robots.txt allows it",
        "licence": "CC-BY-4.0" if redistribute else None,
        "attribution": "Data: Example Verband" if redistribute else None,
        "share_alike": False,
        "redistribute": redistribute,
        "trust_prior": 0.6,
    }


def _claims(listings: pd.DataFrame) -> list[dict[str, object]]:
    """Each printed value becomes a claim; the first of a company and field is the chosen one."""
    rows: list[dict[str, object]] = []
    taken = set()
    names = {"name": "display_name", "phone": "phone", "email": "email", "website": "website"}
    for row in listings.sort_values(["source", "listing_id"], ascending=[False, True]).to_dict("records"):
        for printed, field in (*names.items(), ("country", "country")):
            if pd.isna(row[printed]):
                continue
            key = (row["company_id"], field)
            rows.append(
                {
                    "claim_id": stable_id("k", row["listing_id"], field),
                    "company_id": row["company_id"],
                    "subject": f"listing:{row['listing_id']}",
                    "source": row["source"],
                    "field": field,
                    "value": row[printed],
                    "state": "available",
                    "confidence": 1.0,
                    "url": row["url"],
                    "retrieved_at": row["retrieved_at"],
                    "page_sha256": row["page_sha256"],
                    "method": "table",
                    "is_chosen": key not in taken,
                }
            )
            taken.add(key)
    return rows


def _contact(company: str, email: str, source: str) -> dict[str, object]:
    return {
        "contact_id": stable_id("p", company, email),
        "company_id": company,
        "role": "office",
        "authority_level": 0,
        "email": email,
        "is_role_address": True,
        "source": source,
        "url": "https://list.example/1",
        "retrieved_at": FETCHED,
    }


def _scores(partition: date) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    prospects: list[dict[str, object]] = []
    reasons: list[dict[str, object]] = []
    for rank, (company, points, cell) in enumerate(
        ((A, 1.5, "MAN"), (B, -0.1, "MaN"), (C, -2.0, "man")), start=1
    ):
        log_odds = -1.9459101490553132 + points
        p = 1 / (1 + pow(2.718281828459045, -log_odds))
        eligible = company != C
        prospects.append(
            {
                "icp": ICP,
                "company_id": company,
                "rank": rank if eligible else None,
                "score": round(100 * p, 3),
                "tier": "ABD"[rank - 1],
                "cell": cell,
                "cell_confidence": 0.5,
                "action": "CALL_NOW" if rank == 1 else "FIND_AUTHORITY",
                "p_win": p,
                "log_odds": -1.9459101490553132 + points,
                **{f"p_{pillar}": 0.5 for pillar in ("money", "authority", "need")},
                **{f"p_{pillar}_lo": 0.2 for pillar in ("money", "authority", "need")},
                **{f"p_{pillar}_hi": 0.8 for pillar in ("money", "authority", "need")},
                "is_eligible": eligible,
                "reject_reason": None if eligible else "country CN is not served",
                "unknown_pillars": "M",
                "next_best_field": "employees_count",
                "lifecycle": "prospect",
                "as_of": partition,
            }
        )
        reasons += [
            {
                "icp": ICP,
                "company_id": company,
                "position": 1,
                "pillar": "base",
                "points": -1.9459101490553132,
                "feature": "base_rate",
                "text": "One company in eight buys.",
            },
            {
                "icp": ICP,
                "company_id": company,
                "position": 2,
                "pillar": "N",
                "points": points,
                "feature": "exhibits",
                "text": "Exhibits at a fair with <machines> & tools.",
            },
        ]
    return prospects, reasons
