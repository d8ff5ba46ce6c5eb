"""The threshold: the probability from which two are one, as bits."""

from __future__ import annotations

import math

from config.errors import UserError

LOWEST = 0.2
"""Probability that pairs count with which were never compared or are two places (`links.UNSEEN`,
`levels.APART_BITS`): from here down these would be joined too, and so everything with anything in common."""


def cut_of(threshold: float) -> float:
    """Return the log-odds from which two are one.

    Raises:
        UserError: the threshold is none that means anything.
    """
    if not LOWEST < threshold < 1:
        raise UserError(
            f"The threshold must lie above {LOWEST} and below 1 (found {threshold}): {LOWEST} is what pairs "
            "count with that were never compared; 0.5 is usual."
        )
    return math.log2(threshold / (1 - threshold))
