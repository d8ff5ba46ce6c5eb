"""Which class names and ids a person gave, and which a build tool made up: only the former last."""

from __future__ import annotations

import re

_TOOL = re.compile(
    r"^(?:css|sc|jss|emotion|svelte|styled|tss|jsx)-?[a-z]*[A-Z\d][\w-]*$|^r-(?=\w*\d)\w{5,}$|^(?:data-)?v-[\da-f]{6,}$"
)
_PARTS = re.compile(r"[-_]+")
_MIXED = re.compile(r"[a-zA-Z]\d+[a-zA-Z]|\d[a-zA-Z]+\d")
_WORD = re.compile(r"[a-z]{4}")
_HUMP = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_VOWEL = re.compile(r"[aeiouyAEIOUY]")
_NAME = re.compile(r"^-?[A-Za-z_][\w-]*$")
_STATE = frozenset(
    """odd even first last active selected current open closed hidden visible show hide hover focus clearfix
    alternate alt lazy lazyload loaded ng-scope ng-binding""".split()
)
"""Classes that say where an element stands or what it is doing at the moment, not what it is."""


def is_generated(name: str) -> bool:
    """True where a class name or id looks drawn at random, such as css-1x2ab3, sc-bdVaJa or _3kF9a.

    A part of five or more signs is random where letters and digits alternate, where capitals cut it into
    scraps of one or two letters, or where seven consonants stand without a vowel.
    """
    if _TOOL.match(name) and len(name) > 5:
        return True
    return any(_is_random(part) for part in _PARTS.split(name) if part)


def _is_random(part: str) -> bool:
    if len(part) < 5:
        return bool(re.fullmatch(r"\d+|[a-z]\d[a-z]\d?|\d[a-z]+\d?", part, re.IGNORECASE)) and len(part) > 3
    if part.isdigit() or (_MIXED.search(part) and not _WORD.search(part)):
        return True
    humps = _HUMP.findall(part)
    if len(humps) > 2 and sum(len(hump) <= 2 for hump in humps) >= len(humps) / 2:
        return True
    letters = re.sub(r"[^A-Za-z]", "", part)
    return len(letters) >= 7 and not _VOWEL.search(letters)


def lasting_classes(value: str | None) -> list[str]:
    """Return the classes of an attribute that a selector may rest on, as printed, states left out."""
    names = dict.fromkeys((value or "").split())
    return [
        name for name in names if _NAME.match(name) and name.lower() not in _STATE and not is_generated(name)
    ]


def lasting_stem(value: str | None) -> str | None:
    """Return the part before the random end of a class such as ``card_title__3xK9a``: ``card_title__``."""
    for name in (value or "").split():
        head, mark, tail = name.rpartition("__")
        is_named = len(head) >= 3 and head[0].isalpha() and _NAME.match(head) and not is_generated(head)
        if mark and tail and is_named and is_generated(name):
            return f"{head}__"
    return None


def lasting_id(value: str | None) -> str | None:
    """Return an id that does not look counted or drawn."""
    if value and _NAME.match(value) and not re.search(r"\d", value) and not is_generated(value):
        return value
    return None
