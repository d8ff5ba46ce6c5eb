"""Change single values of a YAML file and leave every other byte of it, comments and order, as it is."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping, Sequence

import yaml

from config.yaml_loader import LOADER


def edit_text(text: str, changes: Mapping[str, str | Sequence[str]]) -> str:
    """Return the text with the value of each dotted key replaced; a key that is not there is left out."""
    spans = []
    root = yaml.compose(text, Loader=LOADER)
    for key, value in changes.items():
        node = _at(root, key.split("."))
        if node is not None:
            start, end = node.start_mark.index, node.end_mark.index
            end = start + len(text[start:end].rstrip())
            spans.append((start, end, _written(value)))
    for start, end, written in sorted(spans, reverse=True):
        text = text[:start] + written + text[end:]
    return text


def unified_diff(name: str, old: str, new: str) -> str:
    """Return the change as ``diff -u`` shows it."""
    lines = difflib.unified_diff(old.splitlines(True), new.splitlines(True), f"a/{name}", f"b/{name}", n=2)
    return "".join(lines)


def _at(node: yaml.Node | None, keys: list[str]) -> yaml.Node | None:
    for key in keys:
        if not isinstance(node, yaml.MappingNode):
            return None
        node = next((value for name, value in node.value if name.value == key), None)
    return node


def _written(value: str | Sequence[str]) -> str:
    if not isinstance(value, str):
        return "[" + ", ".join(_written(one) for one in value) + "]"
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return json.dumps(value, ensure_ascii=False)
