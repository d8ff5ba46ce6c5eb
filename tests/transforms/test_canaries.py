"""Canaries: what identifiers say of companies, counted by hand on worlds of a few listings."""

from __future__ import annotations

import hashlib
from datetime import date

import pandas as pd
import pytest

from config.tables import CANARIES
from transforms.canaries import Limits, alarms, canaries
from transforms.resolve.cleaned import clean_listings
from transforms.resolve.resolution import resolve_cleaned

TOWNS = ["Ulm", "Bonn", "Köln", "Mainz", "Trier", "Jena", "Gera", "Hof", "Kiel", "Celle"]
NONE = pd.DataFrame(columns=["listing_a", "listing_b"], dtype=object)
BEFORE = pd.DataFrame(columns=CANARIES.names, dtype=object)


def listing(listing_id: str, name: str, **given: str) -> dict[str, str]:
    return {"listing_id": listing_id, "name": name, "source": "s", "country": "DE", **given}


def said(rows: list[dict[str, str]], companies: str, **more: object) -> dict[str, tuple[int, int]]:
    """(pairs, passed) by canary; ``companies``: one letter for the company of each listing."""
    frame = pd.DataFrame(rows, dtype=object)
    cleaned = clean_listings(frame)
    members = pd.DataFrame({"listing_id": frame["listing_id"], "company_id": list(companies)}, dtype=object)
    found = canaries(
        cleaned, members, NONE, before=BEFORE, model=resolve_cleaned(cleaned, level="company").model, **more
    )
    return {row.canary: (row.pairs, row.passed) for row in found.itertuples(index=False)}


def test_one_number_should_be_one_company_and_a_company_should_have_one_number() -> None:
    rows = [
        listing("l1", "Alpha GmbH", reg_no="4711"),
        listing("l2", "Alpha", reg_no="No. 4711"),
        listing("l3", "Beta GmbH", reg_no="4711"),
        listing("l4", "Gamma GmbH", reg_no="99"),
        listing("l5", "Delta AS", reg_no="4711", country="NO"),
        listing("l6", "Nobody"),
    ]
    found = said(rows, "aabbcc")
    assert found["same_reg_no"] == (2, 1), "l1-l2 and l2-l3; another country has numbers of its own"
    assert found["one_reg_no"] == (2, 1), "l1-l2 agree, l3-l4 do not"
    assert found["one_legal_form"] == (1, 1)
    assert found["same_lei"] == (0, 0)


def test_numbers_of_a_court_mean_one_company_in_one_town_only() -> None:
    rows = [
        listing("l1", "Alpha", reg_no="HRB 4711", city="Ulm"),
        listing("l2", "Alpha", reg_no="HRB 4711", city="Ulm"),
        listing("l3", "Beta", reg_no="HRB 4711", city="Kiel"),
        listing("l4", "Beta", reg_no="HRB 4711"),
    ]
    assert said(rows, "aabb")["same_reg_no"] == (1, 1)


def test_one_site_with_near_names_should_be_one_company() -> None:
    rows = [
        listing("l1", "Alpha Pumpen", website="alpha.example"),
        listing("l2", "Zeta Immobilien", website="alpha.example"),
        listing("l3", "Pumpen Alpha", website="www.alpha.example/kontakt"),
        listing("l4", "Alpha Pumpen", website="beta.example"),
        listing("l5", "Alpha Pumpen"),
    ]
    found = said(rows, "axbax")
    assert found["same_site"] == (1, 0), "l1-l3 alone"
    assert found["one_site"] == (1, 0), "l1 and l4 are one company with two sites"


def test_a_clean_source_that_is_twice_in_a_company_is_told() -> None:
    rows = [listing(f"l{n}", "Alpha", source=source) for n, source in enumerate("ccdx")]
    assert said(rows, "aaaa", clean_sources=frozenset("cd"))["clean_sources"] == (3, 2)


def world(twins: int = 30) -> list[dict[str, str]]:
    """Companies with one number in two lists; every second one could be told by nothing else."""
    rows = []
    for n in range(twins):
        word = "".join(chr(97 + int(digit, 16)) for digit in hashlib.md5(b"%d" % n).hexdigest()[:9])
        town, digits = TOWNS[n % len(TOWNS)], f"{1000 + 37 * n}"
        first = {
            "reg_no": digits,
            "city": town,
            "street": f"{word}weg {n + 1}",
            "phone": f"+49 30 55{digits}",
        }
        rows.append(listing(f"a{n:02}", f"{word} pumpen GmbH", source="a", **first))
        other = first if n % 2 else {"reg_no": digits, "city": "Hof"}
        name = f"{word} pumpen" if n % 2 else f"{word[::-1]} handel"
        rows.append(listing(f"b{n:02}", name, source="b", **other))
    return rows


def test_fair_canaries_hide_the_number_and_the_others_do_not() -> None:
    rows = world()
    cleaned = clean_listings(pd.DataFrame(rows, dtype=object))
    resolution = resolve_cleaned(cleaned, level="company")
    found = canaries(
        cleaned, resolution.clusters, resolution.matches, before=BEFORE, model=resolution.model
    ).set_index("canary")
    assert found.loc["same_reg_no", ["pairs", "passed", "is_fair"]].tolist() == [30, 30, False]
    assert found.loc["hidden_number_recall", ["pairs", "passed", "is_fair"]].tolist() == [30, 15, True]
    assert found.loc["hidden_number_precision", ["pairs", "passed"]].tolist() == [15, 15]
    again = canaries(
        cleaned.take(list(range(len(cleaned)))),
        resolution.clusters.sample(frac=1, random_state=3),
        resolution.matches,
        before=BEFORE,
        model=resolution.model,
    )
    pd.testing.assert_frame_equal(
        found.reset_index(), again[["canary", *found.columns]], check_like=True, check_dtype=False
    )


def row(
    share: float, pairs: int = 100, floor: float | None = None, before: float | None = None
) -> pd.DataFrame:
    told = {"canary": "same_lei", "pairs": pairs, "share": share, "share_before": before, "floor": floor}
    return pd.DataFrame([told | {"message": "Many pairs."}])


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (row(0.80, before=0.90), ["fell from 90.0% to 80.0%"]),
        (row(0.86, before=0.90), []),
        (row(0.80, before=0.90, pairs=49), []),
        (row(0.40, floor=0.5), ["less than 50.0%"]),
        (row(0.60, floor=0.5), []),
    ],
)
def test_a_canary_speaks_up_when_it_fell_or_lies_too_low(told: pd.DataFrame, words: list[str]) -> None:
    messages = [issue.message for issue in alarms(told, Limits())]
    assert len(messages) == len(words)
    assert all(word in message for word, message in zip(words, messages, strict=True))


def test_the_share_of_the_last_night_that_had_one_stands_beside() -> None:
    cleaned = clean_listings(pd.DataFrame([listing("l1", "A", lei="x"), listing("l2", "B")], dtype=object))
    members = pd.DataFrame({"listing_id": ["l1", "l2"], "company_id": ["a", "a"]}, dtype=object)
    before = pd.DataFrame(
        [(date(2026, 11, day), "same_lei", share) for day, share in ((1, 0.7), (2, 0.9), (3, None))],
        columns=["partition", "canary", "share"],
    )
    model = resolve_cleaned(cleaned, level="company").model
    found = canaries(cleaned, members, NONE, before=before, model=model).set_index("canary")
    assert found.loc["same_lei", "share_before"] == 0.9


def test_only_numbers_of_legal_entities_with_enough_pairs_may_stop_a_night() -> None:
    rows = [listing(f"l{n}", "Alpha", reg_no="4711", website="alpha.example") for n in range(4)]
    cleaned = clean_listings(pd.DataFrame(rows, dtype=object))
    members = pd.DataFrame(
        {"listing_id": [f"l{n}" for n in range(4)], "company_id": list("abcd")}, dtype=object
    )
    model = resolve_cleaned(cleaned, level="company").model
    found = canaries(cleaned, members, NONE, before=BEFORE, model=model, limits=Limits(pairs=3)).set_index(
        "canary"
    )
    assert found["floor"].dropna().to_dict() == {"same_reg_no": 0.5}
    assert found.loc["same_reg_no", "share"] == 0 and found.loc["same_site", "share"] == 0
