"""Why two rows are, or are not, one company; also where they were never compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.dedupe.explained import reasons_of
from transforms.resolve.block import Pairs, block_keys
from transforms.resolve.names import count_words
from transforms.resolve.prepare import Codes, records_of
from transforms.resolve.scoring import Scored, score_pairs

if TYPE_CHECKING:
    from transforms.resolve.model import Model
    from transforms.resolve.resolution import Resolution

KEYS = {
    "reg": "register number",
    "lei": "LEI",
    "vat": "VAT number",
    "domain": "web domain",
    "mail": "mail address",
    "native": "name in its own script",
    "phone": "last seven digits of the phone",
    "place": "house number and street",
    "name": "words of the name",
    "prefix": "start of the name",
    "skeleton": "consonants of the name",
    "two_words": "two rare words of the name",
    "word": "word of the name",
    "word_in_area": "word of the name in one postal code",
}
"""Block keys, for people."""


def why(
    found: Resolution, cleaned: pa.Table, pair: tuple[str, str], labels: pa.Table | None
) -> dict[str, Any]:
    """Return a verdict in sentences, and the evidence for and against.

    Args:
        cleaned: the rows as they were resolved.
        labels: judged pairs (`labels.read_labels`).

    Returns:
        id_a, id_b, is_same, was_compared, probability, log_odds, reasons, shared_keys, verdict.

    """
    rows = [pc.index(cleaned["listing_id"], listing).as_py() for listing in pair]
    e = found.evidence
    stand_in = [int(e.stand_in[row]) for row in rows]
    is_same = bool(e.found[stand_in[0]] == e.found[stand_in[1]])
    told: dict[str, Any] = {"id_a": pair[0], "id_b": pair[1], "is_same": is_same}
    if stand_in[0] == stand_in[1]:
        verdict = "They are one: all that is compared is equal, so they were taken for one from the start."
        return {**told, "was_compared": False, "probability": 1.0, "reasons": [], "verdict": verdict}
    at = np.flatnonzero((e.scored.a == min(stand_in)) & (e.scored.b == max(stand_in)))
    was_compared = bool(len(at))
    shared: list[str] = []
    is_open = False
    scored = e.scored
    if not was_compared:
        scored, shared, is_open = _as_if(cleaned, rows, found.model)
        at = np.zeros(1, np.int64)
    bits = float(scored.total[at[0]]) / 1000
    probability = float(1 / (1 + np.exp2(-np.clip(bits, -60, 60))))
    reasons = [part for part in reasons_of(scored, at)[0].as_py().split("; ") if part]
    said = _label(labels, pair)
    return {
        **told,
        "was_compared": was_compared,
        "probability": round(probability, 6),
        "log_odds": round(bits, 3),
        "reasons": reasons,
        "shared_keys": shared,
        "label": said,
        "verdict": _verdict(is_same, was_compared, probability, bits, shared, is_open, said),
    }


def _as_if(cleaned: pa.Table, rows: list[int], model: Model) -> tuple[Scored, list[str], bool]:
    """What a comparison would have said, which keys the two share, and whether any of these is open."""
    two = records_of(cleaned.take(sorted(rows)))
    words = count_words(two.names, model.words)
    nobody: list[frozenset[int]] = [frozenset({code} - {-1}) for code in two.source.tolist()]
    pairs = Pairs(np.zeros(1, np.int32), np.ones(1, np.int32))
    scored = score_pairs(two, words, pairs, model, nobody)
    shared: dict[str, list[str]] = {}
    for name, closed in (("all", np.zeros(0, np.int64)), ("open", model.closed)):
        blocks, start, kinds = block_keys(two, words, closed), 0, []
        for kind, end in blocks.kinds:
            if _have_common(blocks.rows[start:end], blocks.keys[start:end]):
                kinds.append(kind)
            start = end
        shared[name] = kinds
    return scored, [KEYS.get(kind, kind) for kind in shared["all"]], bool(shared["open"])


def _have_common(rows: Codes, keys: Codes) -> bool:
    return bool(len(np.intersect1d(keys[rows == 0], keys[rows == 1])))


def _label(labels: pa.Table | None, pair: tuple[str, str]) -> str | None:
    if labels is None:
        return None
    mask = pc.and_(pc.equal(labels["listing_a"], min(pair)), pc.equal(labels["listing_b"], max(pair)))
    found = labels.filter(mask)["decision"].to_pylist()
    return found[0] if found else None


def _verdict(
    is_same: bool,
    was_compared: bool,
    probability: float,
    bits: float,
    shared: list[str],
    is_open: bool,
    said: str | None,
) -> str:
    odds = f"probability {probability:.3f}, {bits:+.1f} bits"
    told = [f"They are {'one' if is_same else 'two'}."]
    if said:
        obeyed = (said == "same") == is_same
        told.append(f"A label says {said}" + ("." if obeyed else ", but other labels forbid it."))
    if was_compared:
        told.append(f"Compared with each other: {odds}.")
        if not said and is_same != (probability >= 0.5):
            told.append(
                "The other rows of their group tie them together."
                if is_same
                else "Other rows of their groups speak against it, or an identifier or a clean source does."
            )
        return " ".join(told)
    if not shared:
        told.append("They were never compared: no key in common.")
    elif not is_open:
        told.append(f"They were never compared: too many rows share what they share ({', '.join(shared)}).")
    else:
        told.append("They were not compared with each other, but through rows that say the same.")
    if is_same:
        told.append("Rows between them tie them together.")
    told.append(f"A comparison would have said: {odds}.")
    return " ".join(told)
