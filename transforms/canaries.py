"""Canaries: precision and recall of a night watched where nobody has labelled anything.

An identifier that two listings share, or do not, says what should have come of them. Where resolution
read that identifier itself, such a canary only shows that it was obeyed. The fair ones hide it: some
listings that bear one are resolved once more without it, by the same model, and only then it is asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from config.records import Issue
from config.tables import CANARIES
from transforms.canary_pairs import (
    NUMBERS,
    Coded,
    Counted,
    around,
    chained,
    inside,
    near_names,
    sample,
    together,
)
from transforms.resolve.columns import Codes, flags
from transforms.resolve.resolution import resolve_cleaned
from transforms.tabular import as_table

if TYPE_CHECKING:
    from transforms.resolve.model import Model

ORIGIN = "resolution"
"""Source of the issues."""
Row = dict[str, object]


@dataclass(frozen=True)
class Limits:
    """When a canary speaks up: from ``pairs`` pairs on, if its share fell by ``fall``; below ``floor``, those
    that identifiers of legal entities stand behind keep the night from being published."""

    pairs: int = 50
    fall: float = 0.05
    floor: float = 0.5


def canaries(
    cleaned: pa.Table,
    members: pd.DataFrame,
    matches: pd.DataFrame,
    *,
    before: pd.DataFrame,
    model: Model,
    clean_sources: frozenset[str] = frozenset(),
    limits: Limits | None = None,
) -> pd.DataFrame:
    """Return one row a canary: columns of `config.tables.CANARIES`, partition left open.

    Args:
        cleaned: listings of the night (`transforms.resolve.cleaned.CLEANED`), ordered by id.
        members: listing id and company of each of them, in this order of columns.
        matches: listing_a, listing_b of the compared pairs: the neighbours of a listing.
        before: canaries of earlier nights, the oldest first.
        model: the night's; what is hidden is resolved by it.
        clean_sources: sources that list nobody twice.
        limits: from how many pairs on a canary counts, and which share it must have.
    """
    limits = limits or Limits()
    night = Coded.of(cleaned, members)
    rows = [*_numbers(night), *_others(night, clean_sources)]
    rows += _hidden(night, matches, night.register_entry(), NUMBERS, "number", model, clean_sources)
    rows += _hidden(night, matches, night.codes["domain"], ("domain",), "web site", model, clean_sources)
    told = before[before["share"].notna()].drop_duplicates("canary", keep="last")
    share_before = dict(zip(told["canary"], told["share"], strict=True))
    for row in rows:
        row["floor"] = limits.floor if row.pop("blocks") and int(str(row["pairs"])) >= limits.pairs else None
        row["share_before"] = share_before.get(row["canary"])
    return as_table(pd.DataFrame(rows, dtype=object), CANARIES, sort=[])


def _numbers(night: Coded) -> list[Row]:
    """Identifiers of legal entities: the same one should be one company, and a company should have one."""
    rows = []
    for column, id_name, words in (
        ("reg", "reg_no", "register number"),
        ("lei", "lei", "LEI"),
        ("vat", "vat_id", "VAT number"),
    ):
        key = night.register_entry() if column == "reg" else night.codes[column]
        within = None if column == "lei" else night.codes["country"]
        same = together(*chained(key), night.company)
        told = f"pairs with one {words} are one company; it decided itself, so this shows that it was obeyed"
        rows.append(_row(f"same_{id_name}", "recall", same, told, blocks=True))
        one = inside(night.company, night.codes[column], within)
        told = f"pairs in one company, both with a {words}, have the same one; two of them are kept apart"
        rows.append(_row(f"one_{id_name}", "precision", one, told, blocks=True))
    return rows


def _others(night: Coded, clean_sources: frozenset[str]) -> list[Row]:
    """Web sites, legal forms and clean sources: they speak for or against, and do not decide alone."""
    same = together(*near_names(night, night.codes["domain"]), night.company)
    pairs, twice = inside(night.company, night.source_among(clean_sources))
    told = "pairs in one company, both"
    return [
        _row(
            "same_site",
            "recall",
            same,
            "pairs with one web site and near names are one company; both decided",
        ),
        _row("one_site", "precision", _both(night, "domain"), f"{told} with a web site, have the same one"),
        _row(
            "one_legal_form",
            "precision",
            _both(night, "form"),
            f"{told} with a legal form, have the same one",
        ),
        _row(
            "clean_sources",
            "precision",
            (pairs, pairs - twice),
            f"{told} of sources that list nobody twice, are of two sources; this was enforced",
        ),
    ]


def _both(night: Coded, column: str) -> Counted:
    return inside(night.company, night.codes[column])


def _row(
    canary: str, side: str, counted: Counted, told: str, *, fair: bool = False, blocks: bool = False
) -> Row:
    pairs, passed = counted
    return {
        "canary": canary,
        "side": side,
        "is_fair": fair,
        "pairs": pairs,
        "passed": passed,
        "share": passed / pairs if pairs else None,
        "message": f"{passed:,} of {pairs:,} {told}.",
        "blocks": blocks,
    }


def _hidden(
    night: Coded,
    matches: pd.DataFrame,
    key: Codes,
    columns: tuple[str, ...],
    words: str,
    model: Model,
    clean_sources: frozenset[str],
) -> list[Row]:
    """Resolve a sample once more without some columns, and ask these how well it went."""
    seeds = sample(night.cleaned, key)
    rows = around(night, matches, seeds)
    part = night.cleaned.take(pa.array(rows))
    for column in columns:
        part = part.set_column(part.column_names.index(column), column, pa.nulls(len(part), pa.string()))
    bound = flags(np.zeros(len(part), bool))
    part = part.set_column(part.column_names.index("court_bound"), "court_bound", bound)
    cluster = np.full(len(night.cleaned), -1)
    if len(rows):
        found = resolve_cleaned(part, level="company", clean_sources=clean_sources, model=model)
        cluster[rows] = found.cluster
    asked = np.full(len(key), -1)
    asked[seeds] = key[seeds]
    is_site = "domain" in columns
    pairs = near_names(night, asked) if is_site else chained(asked)
    country = None if is_site else night.codes["country"]
    name = f"hidden_{columns[0] if is_site else words}"
    beside = " and near names" if is_site else ""
    recall = f"pairs with one {words}{beside} are found to be one company by everything but {words}s"
    precision = f"pairs that everything but {words}s takes for one company have the same {words}"
    return [
        _row(f"{name}_recall", "recall", together(*pairs, cluster), recall, fair=True),
        _row(
            f"{name}_precision",
            "precision",
            inside(cluster, night.codes[columns[0]], country),
            precision,
            fair=True,
        ),
    ]


def alarms(rows: pd.DataFrame, limits: Limits) -> list[Issue]:
    """Return a warning for each canary that fell against the night before, or lies below its floor."""
    issues = []
    for row in rows.to_dict("records"):
        if pd.isna(row["share"]) or row["pairs"] < limits.pairs:
            continue
        fell = not pd.isna(row["share_before"]) and row["share"] < row["share_before"] - limits.fall
        if fell:
            told = f"canary {row['canary']} fell from {row['share_before']:.1%} to {row['share']:.1%}"
        elif not pd.isna(row["floor"]) and row["share"] < row["floor"]:
            told = f"canary {row['canary']} is {row['share']:.1%}, less than {row['floor']:.1%}"
        else:
            continue
        issues.append(
            Issue(
                source=ORIGIN,
                level="warning",
                kind="canary",
                message=f"{told}: {row['message']} 'prospects review' shows the doubtful pairs.",
            )
        )
    return issues
