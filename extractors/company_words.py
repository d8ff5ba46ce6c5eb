"""Words that tell a registered name from a slogan, and a mailbox of a function from that of a person."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

import yaml

import config
from extractors.plain_text import one_line

_VOCABULARY = Path(config.__file__ or "").parent / "vocabulary"
_LONGEST_NAME = 90


def is_role_mail(address: str) -> bool:
    """True where the mailbox is that of a function (info@, einkauf@), not of a person."""
    left = re.sub(r"\d+$", "", _fold(address.partition("@")[0]))
    return left in _role_words() or left.split("-")[0].split("_")[0] in _role_words()


def is_legal_name(line: str) -> bool:
    """True where a short line ends with a legal form such as GmbH, SARL, Ltd or 有限公司."""
    if ":" in line or not 2 < len(line) <= _LONGEST_NAME:
        return False
    words, native = _legal_forms()
    if line.endswith(native):
        return True
    parts = re.sub(r"[.,()]", "", _fold(line)).replace("&", "and").split()
    return len(parts) <= 12 and any(" ".join(parts[-n:]) in words for n in range(1, min(5, len(parts))))


def _load(name: str) -> list[object]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, in C where there is C
    loaded = yaml.load((_VOCABULARY / f"{name}.yml").read_text(encoding="utf-8"), Loader=loader)
    assert isinstance(loaded, list)
    return loaded


@cache
def _role_words() -> frozenset[str]:
    return frozenset(word for line in _load("role_mailboxes") for word in str(line).split())


@cache
def _legal_forms() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return folded forms of Latin script and forms that end a name without a space."""
    forms = [form for form in _load("legal_forms") if isinstance(form, dict)]
    words = frozenset(str(word) for form in forms for word in form.get("words", ()) if len(str(word)) > 1)
    return words, tuple(str(word) for form in forms for word in form.get("native", ()))


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", one_line(text).casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
