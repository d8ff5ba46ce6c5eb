"""Two listings compared on demand: the keys that they share, and their evidence by the night's model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from transforms.resolve.block import Pairs, block_keys
from transforms.resolve.cleaned import CLEANED
from transforms.resolve.explain import reasons
from transforms.resolve.model import Model
from transforms.resolve.names import count_words
from transforms.resolve.prepare import records_of
from transforms.resolve.scoring import score_pairs
from transforms.resolve.shared_keys import shared_keys
from transforms.resolve.shared_values import without_shared
from transforms.resolve.sources import Sources

KEY_WORDS = {
    "reg": "register number",
    "lei": "LEI",
    "vat": "VAT number",
    "domain": "web site",
    "mail": "mail address",
    "native": "name in its own script",
    "phone": "end of the phone number",
    "place": "house number and street",
    "name": "words of the name",
    "prefix": "beginning of the name",
    "skeleton": "consonants of the name",
    "two_words": "two rarest words of the name",
    "spelling": "a spelling of the name",
    "initials": "initials of the name",
    "word": "a word of the name",
}
"""What a kind of block key is, for people."""


@dataclass(frozen=True)
class Compared:
    """Two listings by the model.

    log_odds: bits. reasons: comparison -> [level, bits]; they add up to log_odds.
    shared: kinds of keys that both have. too_common: those among them that too many listings have.
    is_equal: every comparable value is the same, so that one of the two stands for both.
    """

    log_odds: float
    reasons: dict[str, list[Any]]
    shared: list[str]
    too_common: list[str]
    is_equal: bool

    @property
    def never(self) -> bool:
        """True where no key would have brought the two together."""
        return not self.is_equal and len(self.shared) == len(self.too_common)


def compare_two(cleaned: pa.Table, model: Model) -> Compared:
    """Compare two listings (`prepare.CLEANED`, ordered by id) as a night with this model does."""
    records = without_shared(records_of(cleaned), model.values)
    words = count_words(records.names, model.words)
    one, two = np.zeros(1, np.int32), np.ones(1, np.int32)
    shared, still_open = (
        [kind for kind, pairs in shared_keys(block_keys(records, words, closed), one, two).items() if pairs]
        for closed in (np.empty(0, np.int64), model.closed)
    )
    sources = Sources.of(records.source, np.arange(len(records)), len(records))
    scored = score_pairs(records, words, Pairs(one, two), model, sources)
    values = [[row[name] for name in CLEANED.names[2:]] for row in cleaned.to_pylist()]
    return Compared(
        log_odds=int(scored.total[0]) / 1000,
        reasons=json.loads(reasons(scored, np.arange(1))[0]),
        shared=shared,
        too_common=[kind for kind in shared if kind not in still_open],
        is_equal=values[0] == values[1],
    )
