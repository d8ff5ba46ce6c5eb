"""A few of the attacks of `tests.benchmarks.hostile`, on a process of its own."""

from __future__ import annotations

import pytest

from tests.benchmarks.hostile import MOST_GROWTH_MIB, attack

NAMES = """
    gzip-bomb br-bomb zstd-bomb endless-body slow-body long-header to-metadata to-loopback
    to-rebinding to-itself deep-tags deep-json billion-laughs-xml
    calendar growing-addresses retry-for-ever
""".split()


@pytest.mark.slow
def test_a_web_that_means_harm_is_refused_with_the_reason_kept() -> None:
    result = attack(NAMES)
    assert result.sentences == []
    assert result.intrusions == 0, "a connection into our own network"
    assert result.missing == 0, "a well-behaved host lost pages beside them"
    assert max(each.growth_mib for each in result.outcomes) <= MOST_GROWTH_MIB
