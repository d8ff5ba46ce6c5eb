"""Mail addresses: which is printed, and is it a function's or a person's?"""

from __future__ import annotations

import re
from functools import cache

from transforms.clean import vocabulary
from transforms.clean.scripts import fold

_PART = r"[^\s,;|<>()\[\]\"/\\:@?&]"
_ADDRESS = re.compile(rf"{_PART}+@{_PART}+\.{_PART}*[^\W_]")
_MAX_LENGTH = 300


def mail_address(raw: str | None) -> str | None:
    """Return the first address of ``mailto:Info@x.de``, ``Jane <jane@x.de>`` or a list; None without one."""
    found = _ADDRESS.search(raw[:_MAX_LENGTH]) if raw else None
    return found[0].casefold() if found else None


@cache
def _roles() -> frozenset[str]:
    return frozenset(fold(word) for word in vocabulary.words("role_mailboxes"))


def role_mail(address: str | None) -> bool:
    """True for an address of a function (info@, einkauf@, sales.de@), false for a person's or for none.

    When in doubt it is a person's: a wrong guess that way costs an address, the other way privacy.
    """
    local = (address or "").strip().removeprefix("mailto:").rsplit("@", 1)[0]
    if not local or "@" not in (address or ""):
        return False
    roles = _roles()
    parts = [part for part in re.split(r"[._+\-0-9]+", fold(local)) if part]
    return bool(parts) and parts[0] in roles and all(part in roles or len(part) <= 2 for part in parts[1:])
