"""Names compared: what counts as spelling, what as another company, against a plain reading of the rules."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler

from transforms.clean import company_name, company_names
from transforms.resolve import resolve
from transforms.resolve.compare import name_levels
from transforms.resolve.count_words import WIDTH
from transforms.resolve.meanings import meanings
from transforms.resolve.names import CUT, INITIAL, KINDRED, LEAST_RATIO, TYPO, compare_names, count_words
from transforms.resolve.remainders import is_acronym
from transforms.resolve.sounds import sounds_like

from .listings import SMALL_WORLD, frame, row

STRANGERS = [f"{word} {branch}" for word in "adler bolt cranz dohle".split() for branch in ("bau", "trading")]


def similarity(one: str, two: str):
    words = count_words(sorted({one, two, *STRANGERS}))
    a, b = (np.array([words.names.index(name)]) for name in (one, two))
    return compare_names(words, a, b)


def level(one: str, two: str) -> int:
    names = [company_name(name).compare for name in (one, two)]
    return int(name_levels(similarity(*names))[0])


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Müller Maschinenbau", "Mueller Maschinen GmbH"),
        ("Banco Popular", "Bank Popular"),
        ("Universität Ulm", "University of Ulm"),
        ("Завод Вектор", "Vektor Plant"),
        ("深圳市华强电子有限公司", "Shenzhen Huaqiang Electronics Co., Ltd."),
        ("Bayerische Motoren Werke AG", "BMW AG"),
        ("Pricewaterhouse Coopers", "PricewaterhouseCoopers"),
        ("van der Bilt Corp", "Vanderbilt Corp"),
        ("Brigade Forty-Four", "Brigade 44"),
        ("First Source Bank", "1st Source Bank"),
        ("Smith & Jones", "Jones & Smith Ltd"),
        ("The Brandt Group", "Brandt"),
        ("Glencore", "Glenmore"),
        ("Cencora Inc", "Sencora Inc"),
        ("Чайковский Текстиль", "Tchaikovsky Textile"),
    ],
)
def test_names_that_differ_in_spelling_alone_are_near(one, two):
    assert level(one, two) >= 5
    assert level(two, one) == level(one, two)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Brandt Finance", "Brandt Italy"),
        ("Brandt", "Brandt Systems"),
        ("Windpark Nord 1", "Windpark Nord 2"),
        ("China Mobile", "China Telecom"),
        ("Bank of India", "State Bank of India"),
        ("Shanghai Pharma", "Beijing Pharma"),
        ("Sigma Group", "Cigna Group"),
        ("ABB", "ABN"),
    ],
)
def test_a_word_of_ones_own_is_another_company(one, two):
    assert level(one, two) < 5


def test_funds_of_one_family_differ_by_their_number_alone():
    assert level("Nord Capital Fund III LP", "Nord Capital Fund IV LP") == 5
    assert level("Nord Verwaltung III GmbH", "Nord Verwaltung IV GmbH") < 5


def test_words_of_strangers_count_what_was_counted_before():
    many = count_words([f"brandt {word}" for word in "ab cd ef gh ij kl".split()])
    few = count_words(["brandt ab"], many.counts)
    assert few.idf[0] == pytest.approx(many.idf[0])


def test_odd_names_are_quick_and_right():
    odd = [
        "x" * 100_000,
        "x" * 100_000 + " GmbH",
        "X",
        "Ltd",
        "🍕",
        "GmbH & Co. KG",
        "the",
        "\n\t",
        "a " * 9_000,
    ]
    started = time.process_time()
    compare, _ = company_names(odd, [None] * len(odd))
    names = sorted(set(compare) - {""})
    words = count_words(names)
    a, b = np.triu_indices(len(names), 1)
    levels = name_levels(compare_names(words, a, b))
    assert time.process_time() - started < 2
    assert compare[2:5] == ["x", "ltd", ""]
    assert len(levels) == len(a)
    assert len(count_words([]).names) == 0


def plain_overlap(words, one: int, two: int) -> tuple[float, float, float]:
    """Overlap, own bits and extra bits of two names, read word by word from the rules."""
    known = words.vocabulary
    sides = [
        [(int(t), float(w), bool(c)) for t, w, c in zip(*row, strict=True) if t >= 0]
        for row in zip(
            words.tokens[[one, two]], words.idf[[one, two]], words.is_core[[one, two]], strict=True
        )
    ]
    ids = [{t for t, _, _ in side} for side in sides]
    beside = bool(ids[0] & ids[1])
    alone = len(sides[0]) == len(sides[1]) == 1
    gain, liked, sure = {}, (set(), set()), (set(), set())
    for x, worth_x, _ in sides[0]:
        for y, worth_y, _ in sides[1]:
            if x in ids[1] or y in ids[0]:
                continue
            alike, is_one = plain_likeness(known, x, y, beside, alone)
            if alike:
                gain[x] = max(gain.get(x, 0), alike * min(worth_x, worth_y))
                liked[0].add(x), liked[1].add(y)
            if is_one:
                sure[0].add(x), sure[1].add(y)
    shared = sum(w for t, w, _ in sides[0] if t in ids[1]) + sum(gain.values())
    left, own, extra = [], [], []
    for side, other, like, certain in zip(sides, ids[::-1], liked, sure, strict=True):
        left.append(sum(w for t, w, _ in side if t not in other | like))
        own.append(sum(w for t, w, core in side if core and t not in other | like))
        extra.append(
            sum(w for t, w, core in side if core and t not in other | certain and not known.is_filler[t])
        )
    return shared / max(shared + sum(left) / 2, 1e-6), min(own), max(extra)


def plain_likeness(known, x: int, y: int, beside: bool, alone: bool) -> tuple[float, bool]:
    one, two = known.words[x], known.words[y]
    short, long = sorted((one, two), key=len)
    if any(known.is_number[[x, y]]):
        return 0, False
    errors, initial = OSA.distance(one, two), one[0] == two[0]
    begin = initial or (
        (beside or alone) and (one[1:2] == two[1:2] or one[0] == two[1:2] or two[0] == one[1:2])
    )
    letters = len(set(one) ^ set(two))
    edits = begin and len(short) >= 4 and letters <= 4 and len(long) - len(short) <= 2
    if edits and errors <= (2 if len(long) >= 9 else 1) and (initial or beside or errors <= 1):
        return TYPO, True
    cut = initial and long.startswith(short) and short != long
    if edits and (initial or beside) and sounds_like(one, two):
        return TYPO, True
    if cut:
        certain = beside and (len(short) == 1 or len(long) - len(short) >= 3)
        return CUT if len(short) >= 3 else INITIAL, certain
    if initial and len(short) >= 4 and letters <= 8:
        likeness = JaroWinkler.similarity(one, two)
        return (likeness, False) if likeness >= KINDRED - 1e-6 else (0, False)
    return 0, False


WORD = st.sampled_from(
    "brandt brand brant bradnt stahl stahlbau metall nord nordic service tech technology 7 2004 the of and"
    " group m maschinenhandel maschinenhandle".split()
) | st.text("abc", min_size=1, max_size=7)
NAMES = st.lists(
    st.lists(WORD, min_size=1, max_size=WIDTH - 1).map(" ".join), min_size=2, max_size=8, unique=True
)


@settings(max_examples=80, deadline=None)
@given(NAMES)
def test_comparison_is_that_of_a_plain_reading(names):
    words = count_words(names)
    a, b = np.triu_indices(len(names), 1)
    found = compare_names(words, a, b)
    swapped = compare_names(words, b, a)
    for at, (x, y) in enumerate(zip(a.tolist(), b.tolist(), strict=True)):
        ratio = fuzz.ratio(words.squeezed[x], words.squeezed[y]) / 100
        assert found.overlap[at] == swapped.overlap[at]
        one, two = (words.names[z].split() for z in (x, y))
        meant = [{meanings().get(word, word) for word in words_of} for words_of in (one, two)]
        same = meant[0] == meant[1] or "".join(one) == "".join(two)
        assert bool(found.same_words[at]) == same
        if same or ratio >= LEAST_RATIO + 1e-6:
            assert found.ratio[at] == pytest.approx(1 if same else ratio, abs=1e-5)
        splits = len(one) != len(two)  # words joined or split, and acronyms, have tests of their own
        if not same and not splits and not is_acronym("".join(one), two):
            x, y = (x, y) if words.name_keys[x] <= words.name_keys[y] else (y, x)
            overlap, own, extra = plain_overlap(words, x, y)
            assert found.overlap[at] == pytest.approx(overlap, abs=1e-4)
            assert found.own_bits[at] == pytest.approx(own, abs=1e-3)
            assert found.extra_bits[at] == pytest.approx(extra, abs=1e-3)


def together(*names: str) -> list[list[int]]:
    """Which of these names are one company in a list that holds nothing else."""
    rows = ({"listing_id": f"{at:03d}", "name": name} for at, name in enumerate(names))
    found = resolve(frame(*rows)).clusters
    groups = found.groupby("cluster")["listing_id"].apply(lambda ids: [int(one) for one in ids])
    return sorted(group for group in groups if len(group) > 1)


def test_a_list_of_names_alone_is_decided_by_words_and_kind_of_form():
    assert together("Brandt AG", "Brandt Aktiengesellschaft", "Brandt GmbH", "Nordlicht SE") == [[0, 1]]
    assert together("ООО «Вектор»", "Vektor LLC", "Vektor JSC", "Weber KG") == [[0, 1]]
    assert together("Glencore plc", "Glenmore plc", "Glencore Finance plc", "Weber KG") == [[0, 1]]
    assert together("People's Water Board", "PWB", "Weber KG", "Nordlicht SE") == [[0, 1]]


def test_odd_names_alone_stay_alone():
    assert together("🍕", "🍕🍕", "", "Ltd", "GmbH", "x", "Group") == []


def test_chains_in_one_town_are_two_places_without_a_street():
    home = {"city": "Ulm", "country": "DE"}
    chain = [
        row("1", "McDonald's", source="a", category="Restaurant", **home),
        row("2", "McDonald's", source="b", **home),
    ]
    own = [
        row("3", "Radhaus Brandt", source="a", category="Restaurant", **home),
        row("4", "Radhaus Brandt", source="b", **home),
    ]
    found = resolve(pd.concat([SMALL_WORLD, frame(*chain, *own)]), level="location").clusters
    cluster = dict(zip(found["listing_id"], found["cluster"], strict=True))
    assert cluster["1"] != cluster["2"]
    assert cluster["3"] == cluster["4"]
