"""Words that tell a registered name from a slogan, and a mailbox of a function from that of a person."""

from __future__ import annotations

import re
from functools import cache

from extractors.legal_names import legal_forms
from extractors.places import country_of
from extractors.vocabulary import fold, load

_LONGEST_NAME = 90


def is_country(line: str) -> bool:
    """True where the line is the name of a country, in one of many languages."""
    return len(line) <= 45 and country_of(line) is not None


def is_role_mail(address: str) -> bool:
    """True where the mailbox is that of a function (info@, einkauf@), not of a person."""
    left = re.sub(r"\d+$", "", fold(address.partition("@")[0].replace(".", "-")))
    return left in _role_words() or left.split("-")[0].split("_")[0] in _role_words()


def is_legal_name(line: str) -> bool:
    """True where a short line ends with a legal form such as GmbH, SARL, Ltd or 有限公司."""
    if ":" in line or not 2 < len(line) <= _LONGEST_NAME:
        return False
    forms, native = legal_forms()
    if native and not line.isascii() and re.search(rf"(?:{native})$", line):
        return True
    parts = re.sub(r"[,()]", "", fold(line)).replace("&", "and").split()
    return len(parts) <= 12 and any(" ".join(parts[-n:]) in forms for n in range(1, min(5, len(parts))))


@cache
def _role_words() -> frozenset[str]:
    return frozenset(word for line in load("role_mailboxes") for word in str(line).split())
