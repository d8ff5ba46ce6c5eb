"""What labels say of a run: which keys bring known matches together, and which labels look wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.resolve.block import block_keys
from transforms.resolve.columns import numbers, texts, whole
from transforms.resolve.prefilter import Prefilter
from transforms.resolve.shared_keys import shared_keys

if TYPE_CHECKING:
    from transforms.resolve.resolution import Resolution

DOUBTED = 20
"""Labels against the evidence that are listed."""


def doubted_labels(found: Resolution) -> dict[str, Any]:
    """Return how many labels the evidence speaks against, and those that it speaks most against."""
    listed = [
        {
            "id_a": doubt.listing_a,
            "id_b": doubt.listing_b,
            "match": int(doubt.decision == "same"),
            "probability": round(1 / (1 + 2**-doubt.bits), 6),
        }
        for doubt in found.doubted[:DOUBTED]
    ]
    return {"labels_doubted": len(found.doubted), "doubted_labels": listed}


def key_recall(found: Resolution, labels: pa.Table) -> dict[str, Any]:
    """Return how matches that are known meet, so that somebody may see what blocking loses.

    Args:
        labels: listing_a, listing_b, decision of rows that were resolved.

    Returns:
        matches: labels that say same. no_key: those that no key brings together, though they may have
        values in common that too many rows have: too_common. first_look: those with a key in common that look
        like two places at first sight (`resolve.prefilter`). kinds: by kind of key found, and alone: those
        that no other kind finds.
    """
    e = found.evidence
    same = labels.filter(pc.equal(labels["decision"], texts(["same"])[0]))
    judged = [pc.index_in(same[side], value_set=e.ids.column) for side in ("listing_a", "listing_b")]
    a, b = (e.stand_in[numbers(whole(rows), np.int32)] for rows in judged)
    rows, back = np.unique(np.concatenate([a, b]), return_inverse=True)
    a, b = back[: len(a)], back[len(a) :]
    few = e.few.take(rows)
    opened = shared_keys(block_keys(few, e.words, e.closed), a, b)
    every = shared_keys(block_keys(few, e.words, np.empty(0, np.int64)), a, b)
    kinds, at_all = (np.stack(list(met.values())).sum(0) for met in (opened, every))
    met = np.flatnonzero(kinds)
    looked = met
    if found.model.level == "location":
        looked = Prefilter.of(few).maybe_one_place(a[met], b[met])
    return {
        "matches": len(a),
        "no_key": int((kinds == 0).sum()),
        "too_common": int(((kinds == 0) & (at_all > 0)).sum()),
        "first_look": len(met) - len(looked),
        "kinds": {
            kind: {"found": int(pairs.sum()), "alone": int((pairs & (kinds == 1)).sum())}
            for kind, pairs in opened.items()
            if pairs.any()
        },
    }
