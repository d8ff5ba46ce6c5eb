"""The MAN table (R4): eight cells with probabilities, the best action, and what to ask next."""

from __future__ import annotations

import numpy as np

from config.icp import ACTIONS, CELLS, Icp

Matrix = np.ndarray


def cells(p: Matrix) -> Matrix:
    """Return the probability of each of `CELLS` (n x 8) for pillar probabilities M, A, N (n x 3)."""
    has = np.array([[letter.isupper() for letter in cell] for cell in CELLS])
    each = np.where(has[None, :, :], p[:, None, :], 1.0 - p[:, None, :])
    product: Matrix = each.prod(axis=2)
    return product


def utilities(icp: Icp) -> Matrix:
    """Return the profile's utility table as actions x cells."""
    return np.array([[icp.actions[action][cell] for cell in CELLS] for action in ACTIONS])  # type: ignore[index]


def actions(p: Matrix, may_stop: Matrix, icp: Icp) -> Matrix:
    """Return the index into `ACTIONS` with the largest expected utility, for each row of ``p``.

    STOP is out of the question where ``may_stop`` is false: nobody is given up for lack of evidence.
    """
    expected = cells(p) @ utilities(icp).T
    expected[~may_stop, ACTIONS.index("STOP")] = -np.inf
    best: Matrix = expected.argmax(axis=1)
    return best


def value_of_knowing(p: Matrix, icp: Icp) -> Matrix:
    """Return how much expected utility the truth about each pillar would add (n x 3, never negative)."""
    table = utilities(icp).T
    now = (cells(p) @ table).max(axis=1)
    gain = np.zeros_like(p)
    for pillar in range(3):
        after = np.zeros(len(p))
        for truth, share in ((1.0, p[:, pillar]), (0.0, 1.0 - p[:, pillar])):
            sure = p.copy()
            sure[:, pillar] = truth
            after += share * (cells(sure) @ table).max(axis=1)
        gain[:, pillar] = np.maximum(after - now, 0.0)
    return gain
