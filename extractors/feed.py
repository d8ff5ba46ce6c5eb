"""From entries of a feed (JSON objects, CSV rows, vCards, RSS items) to records, every key accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache

from config.catalogue import Source
from config.errors import UserError
from config.source_spec import ListPage
from extractors.cleaners import join
from extractors.json_path import compile_path, leaves, values_at
from extractors.record import Record
from extractors.selectors import Rule, compile_steps


@lru_cache(maxsize=2048)
def compile_key(key: str) -> tuple[str, Rule]:
    """Split ``path | cleaner | /regex/`` into the path and the rule that finishes its value."""
    path, *steps = key.split(" | ")
    return path.strip(), Rule("", None, compile_steps(key, steps))


def read_entry(
    entry: Mapping[str, object], fields: Mapping[str, str | list[str]], base: str
) -> dict[str, str]:
    """Return the mapped fields of one entry; several values of a path, or of a list of paths, are joined."""
    values: dict[str, str] = {}
    for name, keys in fields.items():
        if isinstance(keys, str):
            value = next(
                (found for part in keys.split(" || ") if (found := _read(entry, name, part, base))), None
            )
        else:
            value = join(name, [found for key in keys if (found := _read(entry, name, key, base))])
        if value:
            values[name] = value
    return values


def _read(entry: Mapping[str, object], name: str, key: str, base: str) -> str | None:
    path, rule = compile_key(key)
    found = [entry[path]] if path in entry else values_at(entry, path)
    printed = [text for value in found for text in _texts(value)]
    values = [value for text in printed if (value := rule.value(name, text, base))]
    return join(name, values)


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    if isinstance(value, float) and value.is_integer():
        return [str(int(value))]
    return [str(value)] if isinstance(value, str | int | float) else []


@lru_cache(maxsize=256)
def _mapped(keys: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """Return mapped and skipped paths, as printed and as tuples of keys without list positions."""
    paths: set[tuple[str, ...]] = set()
    for key in keys:
        for part in key.split(" || "):
            path = part.split(" | ")[0].strip()
            paths.add((path,))
            with suppress(UserError):  # a column's heading may be no path
                paths.add(tuple(step for step in compile_path(path) if isinstance(step, str)))
    return frozenset(paths - {()})


@lru_cache(maxsize=8192)
def _is_mapped(path: str, keys: tuple[str, ...]) -> bool:
    known = _mapped(keys)
    names = tuple(name for name in path.replace("[]", "").split(".") if name)
    return (path,) in known or any(names[:length] in known for length in range(1, len(names) + 1))


def unmapped(entry: Mapping[str, object], keys: tuple[str, ...]) -> dict[str, object]:
    """Return path -> value of every leaf that no key maps or skips; values within lists are listed."""
    left: dict[str, object] = {}
    for path, value in leaves(dict(entry)):
        if value is None or value == "" or _is_mapped(path, keys):
            continue
        if "[]" in path:
            kept = left.setdefault(path, [])
            assert isinstance(kept, list)
            kept.append(value)
        else:
            left[path] = value
    return left


def read_entries(
    entries: Iterable[Mapping[str, object]], source: Source, base: str, what: str = "record"
) -> Iterator[Record]:
    """Yield one record an entry; what is not mapped goes to ``raw``."""
    spec = source.spec
    assert spec.list_page is not None
    fields = dict(spec.list_page.fields)
    if spec.detail and spec.detail.follow and "detail_url" not in fields:
        fields["detail_url"] = spec.detail.follow
    keys = all_keys(spec.list_page, spec.detail.follow if spec.detail else None)
    for position, entry in enumerate(entries, 1):
        values = read_entry(entry, fields, base)
        left = unmapped(entry, keys)
        yield Record(values, left, f"{what} {position} of {base}", unmapped=tuple(left))


def all_keys(list_page: ListPage, extra: str | None = None) -> tuple[str, ...]:
    """Return every key that a spec maps or names in ``skip``."""
    mapped = [
        key for keys in list_page.fields.values() for key in ([keys] if isinstance(keys, str) else keys)
    ]
    return (*mapped, *list_page.skip, *([extra] if extra else []))
