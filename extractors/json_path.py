"""Paths into JSON: ``entity.legalAddress.city``, ``phones[0]``, ``tags[]``, ``contacts[type=main].mail``."""

from __future__ import annotations

import re
from functools import lru_cache

from config.errors import UserError

Step = str | int | tuple[str, str] | None
"""Key, index, (key, value) of the wanted list element, or None for every element of a list or object."""

_PART = re.compile(r'(?:"([^"]+)"|([^.\[\]"]+))|\[(\d*|[^\]=]+=[^\]]*)\]|\.')


@lru_cache(maxsize=2048)
def compile_path(path: str) -> tuple[Step, ...]:
    """Return the steps of a path; ``.`` is the value itself, a key with a dot in it is put in quotes.

    Raises:
        UserError: the path cannot be read.
    """
    if path in (".", "[]"):
        return () if path == "." else (None,)
    steps: list[Step] = []
    position = 0
    for match in _PART.finditer(path):
        if match.start() != position:
            break
        position = match.end()
        quoted, key, inside = match.groups()
        if quoted or key:
            steps.append(quoted or key)
        elif inside is not None:
            name, equals, value = inside.partition("=")
            steps.append((name, value) if equals else int(name) if name else None)
    if position != len(path):
        raise UserError(
            f"path '{path}' cannot be read; write keys as a.b, list elements as [0], [] or [key=value]."
        )
    return tuple(steps)


def values_at(data: object, path: str) -> list[object]:
    """Return every value that ``path`` leads to, in order; a missing key gives none."""
    found = [data]
    for step in compile_path(path):
        found = [value for item in found for value in _next(item, step)]
    return found


def _next(item: object, step: Step) -> list[object]:
    if isinstance(step, str):
        return [item[step]] if isinstance(item, dict) and step in item else []
    if step is None and isinstance(item, dict):
        return list(item.values())  # a feed that numbers its records: {"0": {...}, "1": {...}}
    if not isinstance(item, list):
        return []
    if isinstance(step, int):
        return item[step : step + 1]
    if step is None:
        return item
    name, value = step
    return [one for one in item if isinstance(one, dict) and str(one.get(name)) == value]


def leaves(data: object, path: str = "") -> list[tuple[str, object]]:
    """Return every scalar below ``data`` with its path, list positions as ``[]``, however deep it is."""
    found: list[tuple[str, object]] = []
    waiting = [(path, data)]
    while waiting:
        here, value = waiting.pop()
        if isinstance(value, dict):
            below = [(f"{here}.{key}" if here else str(key), inner) for key, inner in value.items()]
        elif isinstance(value, list):
            below = [(f"{here}[]", inner) for inner in value]
        else:
            found.append((here, value))
            continue
        waiting.extend(reversed(below))
    return found
