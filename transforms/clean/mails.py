"""Mail addresses: is it a function's or a person's?"""

from __future__ import annotations

import re
from functools import cache

from transforms.clean import vocabulary
from transforms.clean.scripts import fold


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
