"""Real saved pages, lists and register answers, served from loopback; skipped where they are not at hand.

They lie in a folder beside the repository (or where ``SHARED`` says) and are not ours to pass on:
no page, row or excerpt of them is kept here, only specs that say how to read them.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from config.catalogue import Source, load_catalogue
from tests.real.shared import CATALOG, SHARED, load_module


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not (SHARED / "pages").is_dir():
        absent = pytest.mark.skip(reason=f"no labelled data at {SHARED}")
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(absent)


class _Saved(SimpleHTTPRequestHandler):
    """Serves files as many servers do: the type without a charset, so that the reader must find it out."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".html": "text/html"}

    def log_message(self, format: str, *args: object) -> None:
        """Stay silent: pytest's output is for failures."""


@pytest.fixture(scope="session")
def pages_url() -> Iterator[str]:
    """Address under which ``pages/`` is served; what ``${PAGES}`` stands for."""
    handler = functools.partial(_Saved, directory=str(SHARED / "pages"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="session")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue; a copy with other file paths where the data does not lie beside the repository."""
    beside = "../../../../shared"
    if (CATALOG / beside).resolve() == SHARED:
        return CATALOG
    copy = tmp_path_factory.mktemp("catalog")
    for path in CATALOG.glob("*.yml"):
        text = path.read_text(encoding="utf-8")
        (copy / path.name).write_text(text.replace(beside, str(SHARED)), encoding="utf-8")
    return copy


@pytest.fixture(scope="session")
def sources(catalog: Path, pages_url: str) -> dict[str, Source]:
    """Every spec of the catalogue, loaded, by name."""
    return {source.name: source for source in load_catalogue(catalog, {"PAGES": pages_url})}


@pytest.fixture(scope="session")
def scorer() -> ModuleType:
    """The comparison functions of the labelled data's own scorer."""
    return load_module(SHARED / "accept" / "score_listings.py")
