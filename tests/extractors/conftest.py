from __future__ import annotations

from collections.abc import Iterator

import pytest

from extractors.politeness import forget_paces
from tests.extractors.web import Web, serve


@pytest.fixture(autouse=True)
def _no_host_is_waited_for() -> Iterator[None]:
    yield
    forget_paces()


@pytest.fixture
def web() -> Iterator[Web]:
    with serve() as running:
        yield running
