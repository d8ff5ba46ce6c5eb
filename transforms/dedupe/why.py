"""Why two rows are, or are not, one company; also where they were never compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.resolve.columns import positions, texts
from transforms.resolve.explain import TWO_PLACES, reasons
from transforms.resolve.pair import KEY_WORDS, Compared, compare_two
from transforms.resolve.tree import Join, merge_tree, path

if TYPE_CHECKING:
    from transforms.resolve.resolution import Resolution

MOST_ROWS = 500
"""Rows of a group whose joins are told: nobody reads more."""


def why(
    found: Resolution,
    cleaned: pa.Table,
    printed: pa.Table,
    pair: tuple[str, str],
    labels: pa.Table | None,
    threshold: float,
) -> dict[str, Any]:
    """Return a verdict in sentences, and the evidence for and against.

    Args:
        found: what was resolved from ``cleaned``, the rows as they were compared.
        printed: the rows as the file has them.
        pair: two ids of these rows.
        labels: judged pairs (`labels.read_labels`).
        threshold: probability from which two rows were to be one.

    Returns:
        id_a, id_b, is_same, was_compared, probability, log_odds, reasons, shared_keys, label, verdict;
        values: what both rows print, by column. Of rows that are one also rows: how many their group has;
        joins: how it came together, the surest first (id_a, id_b, why, log_odds, rows_a, rows_b), up to
        `MOST_ROWS` rows; way: the joins that lead from one to the other.
    """
    rows = sorted(pc.index(cleaned["listing_id"], texts([listing])[0]).as_py() for listing in pair)
    two = compare_two(cleaned.take(positions(np.asarray(rows))), found.model)
    is_same = bool(found.cluster[rows[0]] == found.cluster[rows[1]])
    label = _label(labels, pair)
    probability = float(1 / (1 + np.exp2(-np.clip(two.log_odds, -60, 60))))
    return {
        "id_a": pair[0],
        "id_b": pair[1],
        "is_same": is_same,
        "was_compared": not two.never and not two.is_equal,
        "probability": round(probability, 6),
        "log_odds": two.log_odds,
        "reasons": [
            f"{name.replace('_', ' ')}: {told} {bits:+.1f}" for name, (told, bits) in two.reasons.items()
        ],
        "shared_keys": [KEY_WORDS.get(kind, kind) for kind in two.shared],
        "label": label,
        "verdict": _verdict(is_same, two, probability, label, threshold),
        "values": _values(printed, pair),
        **(_group(found, cleaned, rows[0], pair, labels) if is_same else {}),
    }


def _values(printed: pa.Table, pair: tuple[str, str]) -> dict[str, list[str | None]]:
    """What both rows print, by column; columns that neither fills are left out."""
    at = [pc.index(printed["listing_id"], texts([listing])[0]).as_py() for listing in pair]
    both = {
        name: [printed[name][row].as_py() for row in at]
        for name in printed.column_names
        if name != "listing_id"
    }
    return {name: values for name, values in both.items() if any(values)}


def _group(
    found: Resolution, cleaned: pa.Table, row: int, pair: tuple[str, str], labels: pa.Table | None
) -> dict[str, Any]:
    """How the group of a row came together, and the way from one of a pair to the other."""
    rows = np.flatnonzero(found.cluster == found.cluster[row])
    if len(rows) > MOST_ROWS:
        return {"rows": len(rows), "joins": [], "way": []}
    e, scored = found.evidence, found.evidence.scored
    group = e.found[e.stand_in[row]]
    inside = np.flatnonzero((e.found[scored.a] == group) & (e.found[scored.b] == group))
    matches = [
        {
            "listing_a": e.ids[int(e.first[scored.a[at]])],
            "listing_b": e.ids[int(e.first[scored.b[at]])],
            "log_odds": int(scored.total[at]) / 1000,
            "reasons": told,
        }
        for at, told in zip(inside.tolist(), reasons(scored, inside), strict=True)
    ]
    said = labels.filter(pc.equal(labels["decision"], texts(["same"])[0])) if labels is not None else None
    same = zip(*(said[side].to_pylist() for side in ("listing_a", "listing_b")), strict=True) if said else ()
    joins = merge_tree(cleaned.take(positions(rows)).to_pylist(), matches, same)
    return {
        "rows": len(rows),
        "joins": [_told(join) for join in joins],
        "way": [_told(join) for join in path(joins, *pair)],
    }


def _told(join: Join) -> dict[str, Any]:
    return {
        "id_a": join.a,
        "id_b": join.b,
        "why": join.why,
        "log_odds": join.bits,
        "rows_a": join.size_a,
        "rows_b": join.size_b,
    }


def _label(labels: pa.Table | None, pair: tuple[str, str]) -> str | None:
    if labels is None:
        return None
    low, high = texts(sorted(pair))
    mask = pc.and_(pc.equal(labels["listing_a"], low), pc.equal(labels["listing_b"], high))
    found = labels.filter(mask)["decision"].to_pylist()
    return found[0] if found else None


def _verdict(is_same: bool, two: Compared, probability: float, label: str | None, threshold: float) -> str:
    odds = f"probability {probability:.3f}, {two.log_odds:+.1f} bits"
    if two.reasons.get("rule", [None])[0] == TWO_PLACES:
        odds = "two places without a phone in common, which settles it whatever else agrees"
    told = [f"They are {'one' if is_same else 'two'}."]
    if label:
        is_obeyed = (label == "same") == is_same
        told.append(f"A label says {label}" + ("." if is_obeyed else ", but other labels speak against it."))
    if two.is_equal:
        told.append("All that is compared is equal.")
    elif two.never:
        common = ", ".join(KEY_WORDS.get(kind, kind) for kind in two.too_common)
        told.append(
            f"They were never compared: too many rows share what they have in common ({common})."
            if common
            else "They were never compared: no key in common."
        )
        if is_same:
            told.append("Rows between them tie them together.")
        told.append(f"A comparison would have said: {odds}.")
    else:
        told.append(f"Compared with each other: {odds}.")
        if not label and is_same != (probability >= threshold):
            told.append(
                "Other rows of their group tie them together."
                if is_same
                else "Other rows of their groups speak against it, or an identifier or a clean source does."
            )
    return " ".join(told)
