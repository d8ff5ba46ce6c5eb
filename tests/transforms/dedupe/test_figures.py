"""Figures of a deduplication, counted by hand on a few rows."""

from types import SimpleNamespace

import numpy as np
import pyarrow as pa

from transforms.dedupe.figures import doubt_figures, group_figures, overlap_figures


def test_groups_are_named_by_what_most_rows_print():
    names = pa.chunked_array([["b", "a", "a", "x", None, "y"]])
    ids = pa.array(["c1", "c2", "c3"])
    found = group_figures(np.array([0, 0, 0, 1, 1, 2]), names, ids)
    assert (found["rows"], found["companies"], found["duplicates"], found["with_duplicates"]) == (6, 3, 3, 2)
    assert found["largest"] == 3
    assert found["largest_groups"] == [
        {"company_id": "c1", "name": "a", "rows": 3},
        {"company_id": "c2", "name": "x", "rows": 2},
    ]


def test_overlaps_count_companies_not_rows():
    cluster = np.array([0, 0, 0, 1, 1, 2, 3, 3])
    sources = pa.chunked_array([["x", "y", "y", "x", "y", "z", None, "z"]])
    found = overlap_figures(cluster, sources)
    assert found == {"sources": 3, "overlaps": [{"source_a": "x", "source_b": "y", "companies": 2}]}
    three = overlap_figures(np.zeros(3, int), pa.chunked_array([["z", "x", "y"]]))
    assert [(o["source_a"], o["source_b"], o["companies"]) for o in three["overlaps"]] == [
        ("x", "y", 1),
        ("x", "z", 1),
        ("y", "z", 1),
    ]
    assert overlap_figures(cluster, None) == {"sources": 0, "overlaps": []}


def resolution(group: list[int], pairs: list[tuple[int, int, float]]) -> SimpleNamespace:
    a, b, bits = (np.array(column) for column in zip(*pairs, strict=True))
    scored = SimpleNamespace(a=a, b=b, total=(1000 * bits).astype(int))
    return SimpleNamespace(evidence=SimpleNamespace(scored=scored, found=np.array(group)))


def test_decisions_that_hang_on_doubtful_pairs():
    pairs = [
        (0, 1, 9.0),  # sure
        (1, 2, 0.5),  # holds 2 in the first group, alone
        (3, 4, 0.2),  # in doubt, but 3 and 4 hang together by 5 as well
        (3, 5, 5.0),
        (4, 5, 5.0),
        (0, 3, -0.5),  # two companies that might be one,
        (1, 4, -1.0),  # told twice
        (2, 5, -9.0),
    ]
    found = doubt_figures(resolution([0, 0, 0, 3, 3, 3], pairs))
    assert found == {"pairs_unsure": 4, "might_join": 1, "might_split": 1}
