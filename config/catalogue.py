"""The catalogue: every source spec of a folder, each checked; the shipped one and the user's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from config.errors import UserError
from config.source_spec import SourceSpec
from config.yaml_file import read_yaml
from config.yaml_loader import LOADER

SHIPPED = Path(__file__).parent / "sources"


@dataclass(frozen=True)
class Source:
    """A spec with the file it was read from; file sources name their data relative to it."""

    spec: SourceSpec
    path: Path

    @property
    def name(self) -> str:
        return self.spec.source

    @property
    def file(self) -> Path | None:
        """Absolute path of a file source's data."""
        return (self.path.parent / self.spec.file).resolve() if self.spec.file else None


def load_source(path: Path, environ: Mapping[str, str] | None = None) -> Source:
    """Read one spec. The file's stem must be the source's name: folders, tables and logs use it.

    Raises:
        UserError: anything wrong with the file, in one sentence.
    """
    spec = read_yaml(path, SourceSpec, environ)
    if spec.source != path.stem:
        raise UserError(
            f"{path}: key 'source' says '{spec.source}' but the file is '{path.stem}'; make them equal."
        )
    return Source(spec, path)


def load_catalogue(
    folder: Path = SHIPPED, environ: Mapping[str, str] | None = None, names: Iterable[str] = ()
) -> list[Source]:
    """Return the enabled sources of ``folder`` in the order of their names; with ``names``, those alone.

    A disabled template may use variables that are not set yet: it is validated only once enabled.

    Raises:
        UserError: no such folder, a broken spec, an unknown or disabled name in ``names``.
    """
    if not folder.is_dir():
        raise UserError(f"{folder}: no such catalogue folder; 'prospects init' makes one.")
    paths = sorted(folder.glob("*.yml"))
    wanted = set(names)
    unknown = wanted - {path.stem for path in paths}
    if unknown:
        known = ", ".join(path.stem for path in paths) or "none"
        raise UserError(f"{folder}: no source named '{sorted(unknown)[0]}'; known are: {known}.")
    sources = [
        load_source(path, environ)
        for path in paths
        if (not wanted or path.stem in wanted) and _is_enabled(path)
    ]
    disabled = wanted - {source.name for source in sources}
    if disabled:
        name = sorted(disabled)[0]
        raise UserError(
            f"{folder / (name + '.yml')}: the source is not enabled; fill it in and set enabled: true."
        )
    return sources


def _is_enabled(path: Path) -> bool:
    """Read ``enabled`` alone, without validating the rest; a broken file counts, so that it is reported."""
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return True
    return not isinstance(data, dict) or data.get("enabled") is not False
