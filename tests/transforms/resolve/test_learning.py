"""How judgements correct the label-free evidence."""

import numpy as np

from transforms.resolve.learning import Lesson, _fit


def test_a_chance_likeness_of_a_few_judged_pairs_does_not_replace_the_evidence():
    rng = np.random.default_rng(3)
    bits, others = rng.normal(0, 6, 600), (rng.random((600, 12)) < 0.3).astype(float)
    known = np.full(600, -1)
    known[:60] = bits[:60] > 0
    others[:60, 0] = known[:60]  # what the judged matches happen to have in common
    nobody = np.zeros(600, int)
    lesson = Lesson(np.column_stack([bits, others]), bits, known, known >= 0, nobody, nobody)
    weights, intercept = _fit(lesson, known, 0.5)
    learnt = lesson.features[60:] @ weights + intercept
    assert ((learnt > 0) != (bits[60:] > 0)).mean() < 0.1
