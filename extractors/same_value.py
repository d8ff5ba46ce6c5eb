"""Do two printed values of one field say the same? Spelling of numbers and addresses aside."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

_NOT_WORD = re.compile(r"[\W_]+")
_NOT_DIGIT = re.compile(r"\D+")
_SCHEME = re.compile(r"^(?:https?:)?//(?:www\.)?|^www\.", re.IGNORECASE)
_PART = 50_000
NUMBERS = frozenset({"phone", "contact_phone", "fax"})
LINKS = frozenset({"website", "detail_url", "link"})


@lru_cache(maxsize=20_000)
def _short(field: str, value: str) -> str:
    return _plain(field, value)


def plain(field: str, value: str | None) -> str:
    """Return what is compared: digits of a number, an address without scheme, letters and digits else."""
    if not value:
        return ""
    return _short(field, value) if len(value) < 200 else _plain(field, value)


def _plain(field: str, value: str) -> str:
    if field in NUMBERS:
        return _NOT_DIGIT.sub("", value)
    if field in LINKS:
        return unquote(_SCHEME.sub("", value.strip())).rstrip("/").casefold()
    value = value.casefold()  # of a whole page too: in parts, for each word of it is an object on the way
    return "".join(_NOT_WORD.sub("", value[at : at + _PART]) for at in range(0, len(value), _PART))


def same(field: str, one: str | None, other: str | None) -> bool:
    """True where both are there and say the same, or where neither is there."""
    return plain(field, one) == plain(field, other)
