"""Do two printed values of one field say the same? Spelling of numbers and addresses aside."""

from __future__ import annotations

import re
from urllib.parse import unquote

_NOT_DIGIT = re.compile(r"\D+")
_SCHEME = re.compile(r"^(?:https?:)?//(?:www\.)?|^www\.", re.IGNORECASE)
NUMBERS = frozenset({"phone", "contact_phone", "fax"})
LINKS = frozenset({"website", "detail_url", "link"})


def plain(field: str, value: str | None) -> str:
    """Return what is compared: digits of a number, an address without scheme, letters and digits else."""
    if not value:
        return ""
    if field in NUMBERS:
        return _NOT_DIGIT.sub("", value)
    if field in LINKS:
        return unquote(_SCHEME.sub("", value.strip())).rstrip("/").casefold()
    return "".join(char for char in value.casefold() if char.isalnum())


def same(field: str, one: str | None, other: str | None) -> bool:
    """True where both are there and say the same, or where neither is there."""
    return plain(field, one) == plain(field, other)
