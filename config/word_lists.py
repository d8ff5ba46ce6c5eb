"""Word lists of ``config/vocabulary`` as plain data.

Apart from the models of `config.words`, for these cost a quarter of a second, and cleaning needs none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's safe loader where it is built in: specs and vocabularies are read at every start."""
FOLDER = Path(__file__).parent / "vocabulary"


def vocabulary(name: str) -> Any:
    """Return the content of ``config/vocabulary/<name>.yml`` as plain data."""
    return yaml.load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"), Loader=LOADER)


def phrases(words: str) -> list[str]:
    """Return the phrases of one ';'-separated line, as written."""
    return [word for part in words.split(";") if (word := part.strip())]
