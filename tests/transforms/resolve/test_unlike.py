"""Names are compared last, and only where they may matter: what is left out would have changed nothing."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.resolve.addresses import UNKNOWN
from transforms.resolve.block import Pairs
from transforms.resolve.compare import Comparer, name_levels
from transforms.resolve.names import compare_names, count_words
from transforms.resolve.prepare import prepare
from transforms.resolve.resolution import resolve
from transforms.resolve.scoring import CLOSE_FROM, Scorer
from transforms.resolve.sources import Sources
from transforms.resolve.unlike import Glance, are_unlike

from .listings import frame, row

WORDS = """radhaus rad haus ring bmw bayerische motoren werke b m w the and of brandt brant prandt müller
mueller 1 12 ii maschinenbau gmbh ag zweirad cafe kaffee x vanderbilt van der bilt fan""".split()
NAMES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join), min_size=2, max_size=12
)


def all_pairs(size):
    return np.triu_indices(size, 1)


@settings(max_examples=80, deadline=None)
@given(NAMES)
def test_unlike_names_have_nothing_in_common(printed):
    records = prepare(frame(*(row(f"l{at:02d}", name) for at, name in enumerate(printed))))
    words = count_words(records.names)
    a, b = all_pairs(len(records.names))
    unlike = are_unlike(Glance.of(words), a, b)
    assert not name_levels(compare_names(words, a, b))[unlike].any()


def unlike_names(one, two):
    words = count_words([one, two])
    return bool(are_unlike(Glance.of(words), np.zeros(1, int), np.ones(1, int))[0])


def test_names_of_other_letters_are_told_at_a_glance():
    assert unlike_names("brandt maschinenbau", "radhaus koblenz")
    assert not unlike_names("brandt maschinenbau", "brandt motoren"), "a word in common"
    assert not unlike_names("brandt maschinenbau", "zweirad becker"), "a word may be an initial"
    assert not unlike_names("maschinenbau zweirad", "naschinenbau yweirad"), "two typing errors in all"
    assert not unlike_names("vkr", "versicherung koeln rhein"), "initials; the first word means insurance"


def test_the_highest_level_of_names_is_the_one_they_may_reach():
    records = prepare(
        frame(
            row("a", "Brandt Maschinenbau"),
            row("b", "Maschinenbau Brandt"),
            row("c", "Radhaus Koblenz"),
            row("d", "Koblenzer Kontor"),
            row("e", "Rad Haus Koblenz"),
            row("f", ""),
        )
    )
    comparer = Comparer.of(records, count_words(records.names))
    pairs = {"ab": 6, "ac": 0, "cd": 5, "ce": 6, "af": UNKNOWN}
    a, b = (np.asarray([ord(pair[side]) - ord("a") for pair in pairs]) for side in (0, 1))
    assert dict(zip(pairs, comparer.highest_names(a, b).tolist(), strict=True)) == pairs
    native = replace(records, native=np.zeros(len(records), np.int32))
    same = Comparer.of(native, comparer.words).highest_names(a, b)
    assert set(same.tolist()) == {6}, "one name in its own script"


LISTING = st.fixed_dictionaries(
    {
        "name": st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join),
        "source": st.sampled_from(["guide", "fair"]),
    },
    optional={
        "street": st.sampled_from(["Ring 5", "Ring 7", "Ring", "Hafenweg 5"]),
        "city": st.sampled_from(["Ulm", "Köln"]),
        "postcode": st.sampled_from(["89073", "50667"]),
        "phone": st.sampled_from(["0731 123456", "0221 998877"]),
        "website": st.sampled_from(["rad.example", "brandt.example"]),
        "country": st.sampled_from(["DE", "AT"]),
        "category": st.sampled_from(["bikes", "machines"]),
    },
)


@settings(max_examples=25, deadline=None)
@given(st.lists(LISTING, min_size=2, max_size=14), st.sampled_from([-9.0, 0.0, 3.0]))
def test_pairs_whose_names_are_not_compared_cannot_come_close(rows, cut):
    listings = frame(*(row(f"l{at:02d}", **values) for at, values in enumerate(rows)))
    model = resolve(listings, level="location").model
    records = prepare(listings)
    a, b = all_pairs(len(records))
    comparer = Comparer.of(records, count_words(records.names, model.words))
    scorer = Scorer.of(comparer, model, Sources.of(records.source, np.arange(len(records)), len(records)))
    decided, full = scorer.decide(Pairs(a, b), cut), scorer.score(a, b)
    asked = np.ones(len(a), bool)
    asked[decided.rough] = False
    assert (decided.total[asked] == full.total[asked]).all()
    assert (decided.total[~asked] >= full.total[~asked]).all()
    assert (decided.total[~asked] < min(cut, CLOSE_FROM) * 1000).all()
    scorer.settle(Pairs(a, b), decided.total, decided.rough)
    assert (decided.total == full.total).all()
