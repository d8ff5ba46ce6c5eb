"""The layers import one way: read from the source, so that a lazy import counts too."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ("config", "extractors", "transforms", "warehouse", "flows")
MAY_IMPORT = {
    "config": {"config"},
    "extractors": {"config", "extractors"},
    "transforms": {"config", "transforms"},
    "warehouse": {"config", "warehouse"},
    "flows": set(LAYERS),
}
LIVES_IN = {
    "prefect": "flows",
    "httpx": "extractors",
    "selectolax": "extractors",
    "bs4": "extractors",
    "rapidfuzz": "transforms",
    "typer": "flows",
    "rich": "flows",
}
MAY_ALSO = {"rapidfuzz": ("extractors/auto",)}
"""The automatic extractor compares texts as well."""
FILES = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]


@cache
def imported(path: Path) -> frozenset[str]:
    """Names of the top-level packages that a file imports, wherever in the file."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import; name the package"
            found.add((node.module or "").split(".")[0])
    return frozenset(found)


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_follow_the_layers(layer: str) -> None:
    for path in FILES:
        if path.relative_to(ROOT).parts[0] != layer:
            continue
        names = imported(path)
        assert names & set(LAYERS) <= MAY_IMPORT[layer], path
        assert "tests" not in names, path
        for package, home in LIVES_IN.items():
            at_home = layer == home or str(path.relative_to(ROOT).parent) in MAY_ALSO.get(package, ())
            assert package not in names or at_home, f"{path}: {package} belongs to {home}/"


def test_the_warehouse_file_is_opened_in_one_place() -> None:
    for path in FILES:
        if path.relative_to(ROOT).parts[0] in ("warehouse", "flows") or "duckdb" not in imported(path):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "duckdb.connect":
                opened = [ast.unparse(argument) for argument in node.args]
                assert opened in ([], ["':memory:'"]), f"{path}:{node.lineno} opens a file"


def test_flows_never_open_duckdb_themselves() -> None:
    for path in FILES:
        if path.relative_to(ROOT).parts[0] == "flows":
            assert "duckdb" not in imported(path), path


def test_no_file_of_flows_shadows_a_package() -> None:
    """Prefect may put a flow's folder first on the path: a file there must not bear a package's name."""
    import sys

    taken = set(LAYERS) | set(sys.stdlib_module_names) | set(LIVES_IN)
    names = {path.stem for path in (ROOT / "flows").glob("*.py")} - {"__init__"}
    assert not names & taken


def test_every_package_is_in_the_distribution() -> None:
    import tomllib

    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    there = {".".join(path.parent.relative_to(ROOT).parts) for path in FILES if path.name == "__init__.py"}
    assert there == set(listed)
