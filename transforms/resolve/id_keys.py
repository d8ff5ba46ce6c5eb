"""Identifiers that name one legal entity: register number, LEI, VAT number.

Here only how they are compared; `strong_ids` says what follows from it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NOISE = re.compile(r"\b(?:no|nr|number|nummer|registernummer|reg|amtsgericht|ag|siren|crn)\b\.?|[:#]")
_LETTERS_DIGITS = re.compile(r"([a-z]{0,6})\s*[-./]?\s*(\d[\d\s.\-/]*[a-z]?)")
_COURT_BOUND = ("hra", "hrb", "gnr", "vr", "pr")


class RegNumber(NamedTuple):
    """Digits of a register number (with a letter behind, if any); court-bound ones repeat between courts."""

    digits: str
    is_court_bound: bool


def reg_number(raw: str) -> RegNumber | None:
    """Return what two register numbers are compared by, or None where there are not two digits.

    Sources print ``HRB 1234``, ``1234`` or ``HRB-Nr. 01234`` for the same entry, so letters do not count.
    """
    found = _LETTERS_DIGITS.search(_NOISE.sub(" ", raw.casefold()))
    if not found:
        return None
    digits = re.sub(r"[^0-9a-z]", "", found.group(2)).lstrip("0")
    return RegNumber(digits, found.group(1) in _COURT_BOUND) if len(digits) >= 2 else None


def lei_key(raw: str) -> str | None:
    """Return a legal entity identifier of 20 characters, or None."""
    text = re.sub(r"\s", "", raw).upper()
    return text if re.fullmatch(r"[A-Z0-9]{18}\d{2}", text) else None


def vat_key(raw: str) -> str | None:
    """Return a VAT number in capitals without signs; None without five digits."""
    text = re.sub(r"[^A-Za-z0-9]", "", raw).upper()
    return text if sum(c.isdigit() for c in text) >= 5 else None
