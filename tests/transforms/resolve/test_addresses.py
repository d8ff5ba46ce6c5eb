"""Streets whose letters rule out that they are alike are not compared, and no others."""

from __future__ import annotations

import random

import numpy as np
from rapidfuzz.distance import JaroWinkler

from transforms.resolve.addresses import LIKE, Streets
from transforms.resolve.columns import Texts


def test_only_streets_that_cannot_be_alike_are_passed_over() -> None:
    drawn = random.Random(1)
    letters = "aabbceknrsstt 0159éß東"
    names = ["".join(drawn.choices(letters, k=drawn.randint(1, 12))).strip() or "a" for _ in range(300)]
    names += [name[:at] + name[at + 1 :] or "a" for name in names[:100] for at in (0, 1, -1)]
    streets = Streets.of(Texts.of(names))
    x, y = (side.ravel() for side in np.meshgrid(np.arange(len(names)), np.arange(0, len(names), 3)))
    bare = list(streets.bare)
    likeness = [JaroWinkler.similarity(bare[one], bare[two]) for one, two in zip(x, y, strict=True)]
    alike, may = np.asarray(likeness) >= LIKE, streets.may_be_like(x, y)
    assert may[alike].all()
    assert alike.sum() > 500
    assert may.mean() < 0.5
