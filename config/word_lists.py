"""Word lists of ``config/vocabulary`` as plain data.

Apart from the models of `config.words`, for these cost a quarter of a second, and cleaning needs none.
What YAML said is kept beside Python's own compiled files until the list changes: to parse a score of lists
anew at each start costs more than to clean a thousand rows.
"""

from __future__ import annotations

import marshal
import os
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "vocabulary"


def vocabulary(name: str) -> Any:
    """Return the content of ``config/vocabulary/<name>.yml`` as plain data."""
    path = FOLDER / f"{name}.yml"
    parsed = Path(cache_from_source(str(path)))
    facts = path.stat()
    written = (facts.st_mtime_ns, facts.st_size)
    # Whatever is wrong with what was kept (no file, half of one, of another list): the list itself is there.
    with suppress(OSError, ValueError, EOFError, TypeError):
        of, found = marshal.loads(parsed.read_bytes())
        if of == written:
            return found
    found = _parsed(path)
    with suppress(OSError, ValueError):
        _keep(parsed, marshal.dumps((written, found)))
    return found


def _parsed(path: Path) -> Any:
    import yaml  # seldom needed here, and it takes its time to load

    from config.yaml_loader import LOADER

    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)


def _keep(path: Path, content: bytes) -> None:
    """Write a file that others see whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        part.write_bytes(content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def phrases(words: str) -> list[str]:
    """Return the phrases of one ';'-separated line, as written."""
    return [word for part in words.split(";") if (word := part.strip())]
