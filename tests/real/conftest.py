"""Real saved pages, lists and register answers, served from loopback; skipped where they are not at hand.

They lie in a folder beside the repository (or where ``SHARED`` says) and are not ours to pass on:
no page, row or excerpt of them is kept here, only specs that say how to read them.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import os
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from config.catalogue import Source, load_catalogue

REPOSITORY = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SHARED", REPOSITORY.parent / "shared")).resolve()
CATALOG = Path(__file__).parent / "catalog"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    absent = pytest.mark.skip(reason=f"no labelled data at {SHARED}")
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.real)
            if not (SHARED / "pages").is_dir():
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
    return _module(SHARED / "accept" / "score_listings.py")


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def truth(slug: str) -> dict[str, object]:
    """Return the hand-checked labels of a saved page."""
    labels: dict[str, object] = json.loads((SHARED / "pages" / slug / "truth.json").read_text("utf-8"))
    return labels
