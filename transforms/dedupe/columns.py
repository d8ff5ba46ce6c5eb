"""Which column of a table is which: by its name in any of a dozen languages, or as the user says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from config.errors import UserError

FIELDS = (
    "id source name street city region postcode country phone website email category reg_no lei vat_id"
).split()
NEEDED = ("id", "name")
ROW_NUMBER = "#"
"""``--map id=#``: the rows have no ids of their own and are numbered from 1."""
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Columns:
    """``position`` of each column that is read, by the name it is read as; ``unread`` names the others."""

    position: dict[str, int]
    names: dict[str, str]
    """Read as -> name in the file."""
    unread: list[str]
    is_numbered: bool
    """True where the rows are numbered, as `ROW_NUMBER` says."""


def find_columns(path: Path, names: list[str], maps: Mapping[str, str]) -> Columns:
    """Return which columns to read.

    Args:
        path: the file, for messages.
        names: headers in the order of the file.
        maps: column -> header, as the user gave it; an empty header: do not read such a column.

    Raises:
        UserError: id or name is missing, a header is not there or is there twice, two headers could be one
            column, or a column is unknown.
    """
    taken: dict[str, int] = {}
    for field, given in maps.items():
        if field not in FIELDS:
            raise UserError(
                f"--map {field}={given}: there is no column '{field}'; known are {' '.join(FIELDS)}."
            )
        if not given or (field == "id" and given == ROW_NUMBER and given not in names):
            continue
        if given not in names:
            raise UserError(f"{path}: has no column '{given}' to read as {field}; it has {listed(names)}.")
        if given in names and field in names and field != given and field not in maps.values():
            raise UserError(f"{path}: '{given}' would hide the column '{field}'; leave one of them out.")
        taken[field] = _only(path, names, given)
    asked = [field for field in FIELDS if field not in maps]
    for field in asked:
        if field in names and names.index(field) not in taken.values():
            taken[field] = _only(path, names, field)
    free = [position for position, name in enumerate(names) if name and position not in taken.values()]
    asked = [field for field in asked if field not in taken]
    if free and asked:
        taken |= _recognised(path, names, free, asked)
    is_numbered = maps.get("id") == ROW_NUMBER and "id" not in taken
    for field in NEEDED:
        if field not in taken and not (field == "id" and is_numbered):
            also = " --map id=# numbers the rows." if field == "id" else ""
            raise UserError(
                f"{path}: no column is named '{field}'; it has {listed(names)}. "
                f"Say which one it is with --map {field}=COLUMN.{also}"
            )
    position = {field: taken[field] for field in FIELDS if field in taken}
    return Columns(
        position=position,
        names={field: names[at] for field, at in position.items()},
        unread=[name for at, name in enumerate(names) if name and at not in position.values()],
        is_numbered=is_numbered,
    )


def find_id(path: Path, names: list[str], given: str | None = None) -> int:
    """Return which column holds the ids of a table that may hold nothing else.

    Args:
        given: what the column is called in the table of the rows, if the user said it.

    Raises:
        UserError: there is none, or more than one.
    """
    for name in (given, "id"):
        if name in names:
            return _only(path, names, name)
    free = [position for position, name in enumerate(names) if name]
    found = _recognised(path, names, free, ["id"])
    if "id" not in found:
        raise UserError(f"{path}: column 'id' is missing; it has {listed(names)}.")
    return found["id"]


def listed(names: list[str]) -> str:
    """Return the first headers, for a message."""
    more = f" and {len(names) - 15} more" if len(names) > 15 else ""
    return (", ".join(names[:15]) or "none") + more


def _only(path: Path, names: list[str], name: str) -> int:
    if names.count(name) > 1:
        raise UserError(f"{path}: column '{name}' is given twice; keep one.")
    return names.index(name)


def _recognised(path: Path, names: list[str], free: list[int], asked: list[str]) -> dict[str, int]:
    """Columns by the vocabulary; an address in one column stands for the street where there is none."""
    found: dict[str, list[int]] = {}
    labels = _labels()
    for position in free:
        if field := labels.get(_folded(names[position])):
            found.setdefault(field, []).append(position)
    address = found.pop("address", None)
    if address and "street" in asked:
        found.setdefault("street", address)
    taken = {}
    for field in asked:
        positions = found.get(field, [])
        if len(positions) > 1:
            one, two = (names[position] for position in positions[:2])
            raise UserError(
                f"{path}: both '{one}' and '{two}' could be the {field}; "
                f"say which: --map {field}={_shell(one)}."
            )
        if positions:
            taken[field] = positions[0]
    return taken


def _labels() -> dict[str, str]:
    """Folded header -> field; a header of two fields belongs to the first."""
    from config.word_lists import phrases, vocabulary

    labels: dict[str, str] = {}
    for field, line in vocabulary("table_columns").items():
        for phrase in phrases(line):
            labels.setdefault(_folded(phrase), field)
    return labels


def _folded(name: str) -> str:
    """A header without case, accents and signs; ``companyName`` and ``COMPANY_NAME`` are one."""
    text = unicodedata.normalize("NFKD", _CAMEL.sub(" ", name).casefold())
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    return _SIGNS.sub(" ", text).strip()


def _shell(name: str) -> str:
    return name if re.fullmatch(r"[\w.-]+", name) else f"'{name}'"
