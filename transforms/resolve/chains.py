"""Which records bear the name of a known chain: many places do, so it is no evidence that two are one."""

from __future__ import annotations

import numpy as np

from transforms.clean import is_chain
from transforms.resolve.columns import Codes
from transforms.resolve.prepare import Records


def of_chains(records: Records) -> Codes:
    """Return for each record whether its name is that of a chain of the vocabulary ``chains``."""
    known = np.fromiter(map(is_chain, records.names), bool, len(records.names))
    return np.append(known, False)[records.name]
