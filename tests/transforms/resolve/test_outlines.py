"""What names may tell at most is never less than what they tell."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from transforms.resolve.compare import name_levels
from transforms.resolve.names import compare_names, count_words
from transforms.resolve.outlines import best_names, outlines
from transforms.resolve.prepare import prepare

from .listings import frame, row

WORDS = """
radhaus rad haus radhaos ring bmw bayerische motoren werke b m w the and of brandt brant prandt
prandta müller mueller 1 12 ii maschinenbau maschinenbua gmbh ag zweirad cafe kaffee x vanderbilt van der
bilt fan chaikovskii tchaikovsky 华强 電子 öster donaudampfschifffahrtselektrizitätenhauptbetriebswerk
""".split()
NAMES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
    | st.text("abcd öé 华强", max_size=9),
    min_size=2,
    max_size=12,
)


def told(printed):
    """Highest level and most bits of all pairs of names, and how they compare."""
    records = prepare(frame(*(row(f"l{at:02d}", name) for at, name in enumerate(printed))))
    words = count_words(records.names)
    lines = outlines(records, words, np.arange(len(records)), len(records))
    a, b = np.triu_indices(len(records), 1)
    known = (records.name[a] >= 0) & (records.name[b] >= 0)
    a, b = a[known], b[known]
    return *best_names(lines[a], lines[b]), compare_names(words, records.name[a], records.name[b])


@settings(max_examples=80, deadline=None)
@given(NAMES)
@example(["the van der bilt bank", "the vanderbilt bank"])
def test_names_reach_no_more_than_their_best(printed):
    level, most, similarity = told(printed)
    bits = np.where(similarity.ratio >= 0.88, np.inf, similarity.shared_bits)
    partly = ~similarity.same_words
    assert (most >= bits - 1e-3)[partly].all()
    assert (level >= name_levels(similarity))[partly].all()


def test_words_in_common_are_the_most_that_names_tell():
    level, most, similarity = told(["brandt services", "zoller services", "zoller pumps"])
    assert 0 < most[0] < most[2] < 10, "one says more than the other"
    assert (most - similarity.shared_bits < 0.25).all()
    assert level.tolist() == name_levels(similarity).tolist()


def test_names_of_other_words_tell_nothing():
    assert told(["brandt maschinenbau", "radhaus koblenz"])[1].tolist() == [0]
    assert told(["brandt maschinenbau", "bergmann motoren"])[1].tolist() == [0], "initials in common"
    assert told(["bayerische motoren werke", "bmw"])[1].tolist() == [np.inf], "initials"
