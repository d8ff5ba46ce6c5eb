"""The smallest spec that loads, and a way to write it with one thing changed."""

from __future__ import annotations

from pathlib import Path

SPEC = """\
source: xx_test_list
kind: directory
publisher: {name: Test Publisher}
terms: {basis: written permission, note: business data only}
start: ["http://list.example/"]
list: {record: div.entry, fields: {name: h3}}
"""


def write_spec(folder: Path, *changes: tuple[str, str], more: str = "", stem: str = "xx_test_list") -> Path:
    """Write SPEC with each (old, new) of ``changes`` replaced; ``old`` must be there."""
    text = SPEC
    for old, new in changes:
        assert old in text, f"{old!r} is not in the spec"
        text = text.replace(old, new)
    path = folder / f"{stem}.yml"
    path.write_text(text + more, encoding="utf-8")
    return path
