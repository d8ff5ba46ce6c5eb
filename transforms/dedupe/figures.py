"""What a deduplication found, in figures that a person can act on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from transforms.resolve.columns import Codes, encode, positions
from transforms.resolve.components import components

if TYPE_CHECKING:
    from transforms.resolve.resolution import Resolution

UNSURE = (0.3, 0.7)
"""Probabilities between which nobody should rely on the answer without a look."""
SHOWN_GROUPS = 3
NUMBERS = (("reg", "reg_no"), ("lei", "lei"), ("vat", "vat_id"))
"""Cleaned columns with what identifies one legal entity, and their names in the table."""


def group_figures(cluster: Codes, names: pa.ChunkedArray, ids: pa.Array) -> dict[str, Any]:
    """Return rows, companies, duplicates and the largest groups.

    Args:
        cluster: number of the company of each row.
        names: printed name of each row.
        ids: of the companies, by their numbers.
    """
    size = np.bincount(cluster)
    groups = int((size > 0).sum())
    largest = np.argsort(-size, kind="stable")[:SHOWN_GROUPS]
    shown = []
    for group in largest[size[largest] > 1]:
        rows = np.flatnonzero(cluster == group)
        printed = Counter(name for name in names.take(positions(rows)).to_pylist() if name)
        name = min(printed, key=lambda name: (-printed[name], name), default=None)
        shown.append({"company_id": ids[int(group)].as_py(), "name": name, "rows": len(rows)})
    return {
        "rows": len(cluster),
        "companies": groups,
        "duplicates": len(cluster) - groups,
        "with_duplicates": int((size > 1).sum()),
        "largest": int(size.max(initial=0)),
        "largest_groups": shown,
    }


def overlap_figures(cluster: Codes, sources: pa.ChunkedArray | None) -> dict[str, Any]:
    """Return how many companies each pair of sources shares, the most first."""
    if sources is None:
        return {"sources": 0, "overlaps": []}
    code, names = encode(sources)
    count = max(len(names), 1)
    flat = np.sort(cluster[code >= 0].astype(np.int64) * count + code[code >= 0])
    flat = flat[np.append(True, flat[1:] != flat[:-1])] if len(flat) else flat
    group, member = flat // count, flat % count
    found: Counter[tuple[int, int]] = Counter()
    for shift in range(1, len(names)):
        same = np.flatnonzero(group[shift:] == group[:-shift])
        if not len(same):
            break
        both = member[same] * count + member[same + shift]
        distinct, shared = np.unique(both, return_counts=True)
        for pair, n in zip(distinct.tolist(), shared.tolist(), strict=True):
            found[pair // count, pair % count] += n
    label = names.to_pylist()
    ranked = sorted(found.items(), key=lambda item: (-item[1], label[item[0][0]], label[item[0][1]]))
    return {
        "sources": len(label),
        "overlaps": [
            {"source_a": min(label[a], label[b]), "source_b": max(label[a], label[b]), "companies": n}
            for (a, b), n in ranked
        ],
    }


def doubt_figures(found: Resolution) -> dict[str, int]:
    """Return how many compared pairs are unsure, and how many decisions hang on them alone.

    A decision hangs on them where two companies might be one, or where one would fall apart without the
    pairs that are unsure.
    """
    scored, group = found.evidence.scored, found.evidence.found
    low, high = (1000 * np.log2(p / (1 - p)) for p in UNSURE)
    is_unsure = (scored.total >= low) & (scored.total <= high)
    a, b = scored.a[is_unsure], scored.b[is_unsure]
    apart = group[a] != group[b]
    one, other = group[a[apart]].astype(np.int64), group[b[apart]].astype(np.int64)
    might_join = len(np.unique(np.minimum(one, other) * len(group) + np.maximum(one, other)))
    sure = (scored.total > high) & (group[scored.a] == group[scored.b])
    held = components(len(group), scored.a[sure], scored.b[sure])
    loose = held[a[~apart]] != held[b[~apart]]
    might_split = len(np.unique(group[a[~apart][loose]]))
    return {"pairs_unsure": int(is_unsure.sum()), "might_join": might_join, "might_split": might_split}


def canary_figures(cleaned: pa.Table, cluster: Codes, level: str) -> list[dict[str, Any]]:
    """Return what identifiers say of the result, where the table has any: nobody labelled these pairs.

    Each is canary, pairs, passed. ``same_``: pairs with one identifier that are one company (places have
    none of their own). ``one_``: pairs of one company that both have an identifier, and the same one.

    Args:
        cleaned: the rows as they were resolved. cluster: number of the company of each.
    """
    if not any(cleaned[column].null_count < len(cleaned) for column, _ in NUMBERS):
        return []
    from transforms.canary_pairs import chained, inside, together

    country, _ = encode(cleaned["country"])
    found = []
    for column, name in NUMBERS:
        value, _ = encode(cleaned[column])
        within = None if column == "lei" else country
        counted = {f"one_{name}": inside(cluster, value, within)}
        if level == "company" and column == "lei":
            counted[f"same_{name}"] = together(*chained(value), cluster)
        found += [
            {"canary": canary, "pairs": pairs, "passed": passed}
            for canary, (pairs, passed) in counted.items()
            if pairs
        ]
    return found
