"""What a pair may reach is never less than what it reaches."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.resolve.block import Pairs
from transforms.resolve.bounds import may_be_one, may_link, may_meet
from transforms.resolve.columns import Codes
from transforms.resolve.compare import Comparer
from transforms.resolve.features import LOOK, features
from transforms.resolve.frequencies import value_keys
from transforms.resolve.model import Model
from transforms.resolve.names import Words, count_words
from transforms.resolve.outlines import best_names, outlines
from transforms.resolve.prepare import Records, prepare
from transforms.resolve.resolution import resolve
from transforms.resolve.scoring import score_pairs
from transforms.resolve.sources import Sources
from transforms.resolve.ties import tied
from transforms.resolve.weights import rarity

from .listings import SMALL_WORLD, frame, row

WORDS = st.sampled_from(
    "Brandt Brand Bradnt Weber Nord Stahl Möbel Moebel Bau Service Radhaus Radhaos A1".split()
)
STREETS = "Ring 5|Ring 7a|Hafenweg 1|Ring|Hafnweg 1|Hafenweg North 1|N Hafenweg 1|Ring Ring 5|Main St 12"
PHONES = "0731 123456|+49 731 123456|0731 123457|0731 123499|123456|9123456"
LISTING = st.fixed_dictionaries(
    {"name": st.lists(WORDS, min_size=1, max_size=4).map(" ".join) | st.text("abcd öé華強电子", max_size=12)},
    optional={
        "street": st.sampled_from(STREETS.split("|")),
        "city": st.sampled_from(["Ulm", "Köln", "Bonn"]),
        "postcode": st.sampled_from(["89073", "50667", "53111"]),
        "country": st.sampled_from(["DE", "GB"]),
        "phone": st.sampled_from(
            "0731 123456|+49 731 123456|0731 123457|0731 123499|123456|9123456".split("|")
        ),
        "website": st.sampled_from(["brandt.example", "weber.example"]),
        "email": st.sampled_from(["a@gmail.com", "b@gmail.com", "info@weber.example"]),
        "category": st.sampled_from(["Car repair", "Car wash", "Hotel"]),
        "reg_no": st.sampled_from(["HRB 1234", "HRB 99881", "1234"]),
    },
)
MODELS = {level: resolve(SMALL_WORLD, level=level).model for level in ("company", "location")}


def features_of(records: Records, words: Words, model: Model) -> Codes:
    rare = rarity(value_keys(records, words), model.values)
    return features(Comparer.of(records, words), rare, np.arange(len(records)), len(records))


def outlines_of(records: Records, words: Words) -> Codes:
    return outlines(records, words, np.arange(len(records)), len(records))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(LISTING, min_size=2, max_size=14),
    st.sampled_from(["company", "location"]),
    st.sampled_from([-3.0, 0.0, 4.0]),
)
def test_no_pair_that_links_is_left_out(rows, level, cut):
    model = MODELS[level]
    records = prepare(frame(*(row(f"l{at:02d}", **values) for at, values in enumerate(rows))))
    words = count_words(records.names, model.words)
    a, b = np.triu_indices(len(records), 1)
    sources = Sources.of(np.zeros(len(records), int), np.arange(len(records)), len(records))
    scored = score_pairs(records, words, Pairs(a, b), model, sources)
    links = scored.total >= cut * 1000
    if level == "company":
        links |= tied(records, scored)
    told, names = features_of(records, words, model), outlines_of(records, words)
    best = best_names(names[a], names[b])
    allowed = may_link(model, cut, best, told[:, a], told[:, b])
    for test in (may_meet, partial(may_be_one, level=best[0])):
        allowed &= test(model=model, cut=cut, x=told[: len(LOOK), a], y=told[: len(LOOK), b])
    missed = np.flatnonzero(links & ~allowed)
    assert not len(missed), [(rows[a[at]], rows[b[at]], scored.total[at]) for at in missed]


@pytest.mark.parametrize("level", ["company", "location"])
def test_strangers_are_left_out(level):
    records = prepare(SMALL_WORLD)
    words = count_words(records.names, MODELS[level].words)
    a, b = np.triu_indices(len(records), 1)
    told, names = features_of(records, words, MODELS[level]), outlines_of(records, words)
    allowed = may_link(MODELS[level], 0.0, best_names(names[a], names[b]), told[:, a], told[:, b])
    assert 0 < allowed.sum() < len(a) * 0.6


def test_two_places_do_not_pass_the_first_look():
    records = prepare(SMALL_WORLD)
    words = count_words(records.names, MODELS["location"].words)
    a, b = np.triu_indices(len(records), 1)
    told = features_of(records, words, MODELS["location"])[: len(LOOK)]
    assert 0 < may_meet(MODELS["location"], 0.0, told[:, a], told[:, b]).sum() < len(a) * 0.6
