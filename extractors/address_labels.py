"""Addresses whose parts stand under labels of their own: ``PLZ: 70174``, ``Ort: Stuttgart``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.address import FoundAddress
from extractors.places import postcode
from extractors.street import is_town
from extractors.vocabulary import fold, phrases

_FIELDS = ("country", "region", "city", "postcode", "street")
_NEAR = 10
_TRIM = " :：.*-–"


def labelled_address(lines: Sequence[str]) -> FoundAddress | None:
    """Return the first address of which town and street, or town and postcode, stand under labels; else None.

    The value stands after the label's colon or in the next line. Labels further than ten lines apart belong
    to different things.
    """
    parts: dict[str, str] = {}
    first = last = -_NEAR
    for number, line in enumerate(lines):
        if len(line) > 90 or (field := _field(line)) is None:
            continue
        _, colon, value = line.replace("：", ":").partition(":")
        at = number if colon and value.strip() else number + 1
        value = value.strip() or (lines[at] if at < len(lines) else "")
        if not _fits(field, value) or _field(value) is not None:
            continue
        if number - last >= _NEAR or field in parts:
            if _is_enough(parts):
                break
            parts, first = {}, number
        parts[field] = value.strip()
        last = at
    return FoundAddress(parts=parts, first=first, last=last, score=3) if _is_enough(parts) else None


def _is_enough(parts: dict[str, str]) -> bool:
    return "city" in parts and bool(parts.keys() & {"street", "postcode"})


def _fits(field: str, value: str) -> bool:
    if field == "postcode":
        return postcode().fullmatch(value.strip()) is not None
    if field == "city":
        return is_town(value.strip())
    return 2 <= len(value.strip()) <= 70 and "@" not in value


def _field(line: str) -> str | None:
    return _labels().get(fold(line.replace("：", ":").partition(":")[0].strip(_TRIM)))


@cache
def _labels() -> dict[str, str]:
    keys = {field: "code_label" if field == "postcode" else f"{field}_label" for field in _FIELDS}
    return {label: field for field, key in keys.items() for label in phrases("address_words", key)}
