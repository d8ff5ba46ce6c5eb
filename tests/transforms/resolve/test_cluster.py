"""Agglomeration: the same clusters as joining the best couple again and again, and quick on any shape."""

import time
from fractions import Fraction
from itertools import combinations
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.resolve.cluster import agglomerate
from transforms.resolve.exclusive import Exclusive
from transforms.resolve.links import UNSEEN


def held(*values: tuple[int, int, int]) -> Exclusive:
    """(row, kind, value) of records that hold something."""
    row, kind, value = np.array(values, np.int64).reshape(-1, 3).T
    return Exclusive(row, kind, value)


def cluster(size, pairs, cut=0.0, must=(), cannot=(), exclusive=()):
    a, b, bits = (np.array(column) for column in zip(*pairs, strict=True)) if pairs else np.empty((3, 0), int)
    found = agglomerate(
        size, a, b, bits, cut=cut, must=list(must), cannot=list(cannot), exclusive=held(*exclusive)
    )
    return found.tolist()


def one_after_the_other(size, pairs, must=(), cannot=(), exclusive=()):
    """The definition: join the best couple that may join until none is left."""
    bits = {(a, b): Fraction(round(value * 1000)) for a, b, value in pairs}
    groups = {row: {row} for row in range(size)}
    home = list(range(size))

    def merge(into, other):
        groups[into] |= groups.pop(other)
        for row in groups[into]:
            home[row] = into

    def barred(x, y):
        return any({a, b} & groups[x] and {a, b} & groups[y] for a, b in cannot)

    for a, b in sorted(must):
        x, y = sorted((home[a], home[b]))
        if x != y and not barred(x, y):
            merge(x, y)
    judged = list(home)
    near = {row: {row} for row in range(size)}
    for a, b in [*(pair for pair, value in bits.items() if value >= 0), *enumerate(judged)]:
        together = near[a] | near[b]
        for row in together:
            near[row] = together
    place = {row: sorted(near[row]).index(row) for row in range(size)}
    values = {}
    for row, kind, value in exclusive:
        values.setdefault(row, {})[kind] = {value}
    # Two values that judgements brought together are one value in their component.
    for row, kind, value in exclusive:
        for other, other_kind, other_value in exclusive:
            if kind == other_kind and judged[row] == judged[other]:
                for third, kinds in values.items():
                    if third in near[row] and kinds.get(kind, set()) & {value, other_value}:
                        kinds[kind] |= {value, other_value}

    def clash(x, y):
        return any(
            not one & values[b][kind]
            for a in groups[x]
            for kind, one in values.get(a, {}).items()
            for b in groups[y]
            if kind in values.get(b, {})
        )

    def mean(x, y):
        seen = [(min(a, b), max(a, b)) for a in groups[x] for b in groups[y]]
        told = [bits.get(pair, Fraction(int(UNSEEN * 1000))) for pair in seen]
        return sum(told) / len(told)

    while True:
        couples = [
            (-mean(x, y), place[x] ^ place[y], x, y)
            for x, y in combinations(sorted(groups), 2)
            if near[x] is near[y] and mean(x, y) >= 0 and not barred(x, y) and not clash(x, y)
        ]
        if not couples:
            return home
        merge(*min(couples)[2:])


@st.composite
def worlds(draw, values):
    size = draw(st.integers(2, 9))
    rows = st.integers(0, size - 1)
    couples = st.tuples(rows, rows).filter(lambda pair: pair[0] < pair[1])
    pairs = draw(st.dictionaries(couples, values, max_size=25))
    few = st.lists(couples, max_size=2, unique=True)
    numbers = draw(st.dictionaries(st.tuples(rows, st.integers(0, 1)), st.integers(0, 2), max_size=5))
    return dict(
        size=size,
        pairs=[(*pair, value) for pair, value in sorted(pairs.items())],
        must=draw(few),
        cannot=draw(few),
        exclusive=[(*key, value) for key, value in sorted(numbers.items())],
    )


@settings(max_examples=70, deadline=None)
@given(worlds(st.integers(-4000, 12000).map(lambda bits: bits / 1000)))
def test_couples_at_once_are_couples_one_after_the_other(world):
    defined = one_after_the_other(**world)
    assert cluster(**world) == defined
    with mock.patch("transforms.resolve.cluster.FEW", 0):
        assert cluster(**world) == defined, "joined one by one"


@settings(max_examples=70, deadline=None)
@given(worlds(st.sampled_from([-3.0, 1.0, 6.0, 6.0])))
def test_equal_averages_join_in_the_order_of_a_tournament(world):
    defined = one_after_the_other(**world)
    assert cluster(**world) == defined
    with mock.patch("transforms.resolve.cluster.FEW", 0):
        assert cluster(**world) == defined, "joined one by one"


@settings(max_examples=30, deadline=None)
@given(worlds(st.sampled_from([-3.0, 1.0, 6.0])), worlds(st.sampled_from([1.0, 6.0])), st.randoms())
def test_a_cluster_depends_on_its_component_alone(one, two, random):
    """Two worlds whose rows are mixed come out as each by itself."""
    seats = sorted(random.sample(range(one["size"] + two["size"]), one["size"]))
    others = [row for row in range(one["size"] + two["size"]) if row not in seats]
    both = {"size": one["size"] + two["size"], "pairs": [], "must": [], "cannot": [], "exclusive": []}
    for world, rows in ((one, seats), (two, others)):
        both["pairs"] += [(rows[a], rows[b], value) for a, b, value in world["pairs"]]
        for judged in ("must", "cannot"):
            both[judged] += [(rows[a], rows[b]) for a, b in world[judged]]
        both["exclusive"] += [(rows[row], kind, value) for row, kind, value in world["exclusive"]]
    both["pairs"].sort()
    found = cluster(**both)
    for world, rows in ((one, seats), (two, others)):
        assert [found[row] for row in rows] == [rows[row] for row in cluster(**world)]


def test_one_pair_does_not_bridge_two_groups():
    left = [(0, 1, 9.0), (0, 2, 9.0), (1, 2, 9.0)]
    right = [(3, 4, 9.0), (3, 5, 9.0), (4, 5, 9.0)]
    assert cluster(6, [*left, *right, (2, 3, 8.0)]) == [0, 0, 0, 3, 3, 3]


def test_must_comes_first_and_cannot_always_holds():
    pairs = [(0, 1, 9.0), (0, 2, -12.0)]
    assert cluster(3, pairs, must=[(1, 2)]) == [0, 1, 1], "on average 0 is no friend of both"
    clique = [(0, 1, 9.0), (0, 2, 9.0), (1, 2, 9.0)]
    assert cluster(3, clique, cannot=[(0, 2)]) == [0, 0, 2]
    assert cluster(3, clique, must=[(0, 1), (1, 2)], cannot=[(0, 2)]) == [0, 0, 2]
    assert cluster(3, [], must=[(0, 1), (1, 2)], cannot=[(0, 2)]) == [0, 0, 2]


def test_of_two_pairs_over_the_limit_the_better_one_joins_first():
    pairs = [(0, 2, 14.2), (1, 2, 16.1)]
    assert cluster(3, pairs, exclusive=[(0, 0, 0), (1, 0, 1)]) == [0, 1, 1]


def test_at_most_one_record_of_a_clean_source():
    clique = [(0, 1, 9.0), (0, 2, 8.0), (1, 2, 9.0)]
    assert cluster(3, clique, exclusive=[(0, 0, 0), (1, 0, 1)]) == [0, 1, 1]


def test_two_numbers_that_a_person_joined_count_as_one():
    pairs = [(0, 1, -5.0), (0, 2, 6.0), (1, 2, 6.0)]
    numbers = [(0, 0, 11), (1, 0, 22), (2, 0, 22)]
    assert cluster(3, pairs, exclusive=numbers) == [0, 1, 1]
    assert cluster(3, pairs, exclusive=numbers, must=[(0, 1)]) == [0, 0, 0]


ROWS = 20_000


def chain(values):
    rows = np.random.default_rng(1).permutation(ROWS)
    x, y = np.minimum(rows[:-1], rows[1:]), np.maximum(rows[:-1], rows[1:])
    return ROWS, x, y, values(np.arange(ROWS - 1))


def star(values):
    return ROWS, np.zeros(ROWS - 1, int), np.arange(1, ROWS), values(np.arange(1, ROWS))


def clique(values):
    a, b = np.triu_indices(1_000, 1)
    return 1_000, a, b, values(a + b)


@pytest.mark.parametrize("shape", [chain, star, clique])
@pytest.mark.parametrize(
    "values", [lambda at: np.full(len(at), 6.0), lambda at: 12 - at * 0.0005], ids=["equal", "falling"]
)
def test_no_shape_of_a_component_takes_time_with_its_square(shape, values):
    size, a, b, bits = shape(values)
    start = time.process_time()
    found = agglomerate(size, a, b, bits, cut=0.0, must=[], cannot=[], exclusive=held())
    assert time.process_time() - start < 20
    largest = np.bincount(found).max()
    assert largest == size if shape is clique else largest < 20
