"""What a resolution is: clusters, components, the model, and the evidence that all of it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from transforms.resolve.block import Blocks, Pairs, block_keys
from transforms.resolve.columns import Texts
from transforms.resolve.judged import Contradiction, Doubted
from transforms.resolve.mixed import mixed
from transforms.resolve.model import Model
from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.scoring import Scored, Scorer

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[str, int | None], None]
"""Told the name of each stage as it begins, and how many things lie before it, where that is known."""


@dataclass(frozen=True)
class Resolution:
    """What resolution found; everything is ordered by listing id.

    Frames are made when they are asked for: not every caller needs them, nor pandas.
    """

    listing_ids: Texts
    cluster: Codes
    """Position of the smallest listing of each listing's company."""
    component: Codes
    """Position of the smallest listing that anything connects each listing with: evidence, a judgement, an
    identifier. What is found in a component depends on its listings and the model alone."""
    model: Model
    summary: dict[str, object]
    """Counts for the run log."""
    evidence: Evidence = field(repr=False)
    contradictions: list[Contradiction] = field(default_factory=list)
    """Judgements that cannot all be obeyed, and what was done about them."""
    doubted: list[Doubted] = field(default_factory=list)
    """Judgements that the evidence speaks against; found where a model is made."""

    @cached_property
    def clusters(self) -> pd.DataFrame:
        """listing_id, cluster (the smallest listing id of the company)."""
        import pandas as pd

        ids = np.asarray(self.listing_ids, object)
        return pd.DataFrame({"listing_id": ids, "cluster": ids[self.cluster]}, dtype=object)

    @cached_property
    def locations(self) -> pd.DataFrame:
        """listing_id, location (the smallest listing id at the place; None without an address)."""
        from transforms.resolve.places import locations

        e = self.evidence
        return locations(e.ids, e.few, e.first, e.stand_in, e.scored, e.found)

    @cached_property
    def matches(self) -> pd.DataFrame:
        """listing_a, listing_b, log_odds, probability, is_same, reasons (`config.tables.MATCHES`)."""
        from transforms.resolve.explain import matches

        return matches(self.evidence.few, self.evidence.scored, self.evidence.found)

    @cached_property
    def stands(self) -> dict[str, str]:
        """Listing that was compared for each one that prints the same (`collapse`)."""
        e, ids = self.evidence, self.listing_ids
        compared = e.first[e.stand_in]
        others = np.flatnonzero(compared != np.arange(len(ids)))
        return {
            ids[one]: ids[row] for one, row in zip(others.tolist(), compared[others].tolist(), strict=True)
        }


@dataclass(frozen=True)
class Evidence:
    """What a resolution rests on: all ids, the records compared (`collapse`), keys, close pairs, clusters."""

    ids: Texts
    few: Records
    first: Codes
    stand_in: Codes
    words: Words
    closed: Codes
    scored: Scored
    found: Codes
    scorer: Scorer

    @cached_property
    def blocks(self) -> Blocks:
        """Open block keys of the compared records; found again, for of millions they are heavy to keep."""
        return block_keys(self.few, self.words, self.closed)


def summary_of(
    records: Records, cluster: Codes, model: Model, pairs: Pairs, total: Codes, scored: Scored
) -> dict[str, object]:
    """Return counts of a resolution for the run log.

    Args:
        cluster: of each listing.
        pairs, total: candidates with their bits in thousandths.
        scored: evidence of the close ones.
    """
    size = np.bincount(cluster) if len(cluster) else np.zeros(0, int)
    return {
        "rows": len(records),
        "companies": int((size > 0).sum()),
        "level": model.level,
        "pairs_compared": len(pairs),
        "largest": int(size.max(initial=0)),
        "oversized": len(mixed(records, cluster)),
        "dropped_by_cap": dict(sorted(pairs.dropped.items())),
        "cap_cost": pairs.cap_cost(total >= 0),
        "seeds": scored.weights.seeds,
    }
