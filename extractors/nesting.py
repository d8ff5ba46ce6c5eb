"""What a parser of HTML must not be given: its time, and its memory, are quadratic in three things.

Depth (each element looks through its parents), formatting elements that are never closed (every later
paragraph repeats them all: 20 KB become 1 GB) and attributes of one element (each is compared with all).
"""

from __future__ import annotations

import re
from collections import Counter

from extractors.errors import SourceBroken

MAX_DEPTH = 10_000
"""Pages of thousands of records of which none is closed stay below; browsers cut off at 512."""
MAX_TAGS = 200_000
"""Start and end tags of one page; a parser needs some 300 bytes for each element."""
MAX_BYTES = 5_000_000
"""Size of one page of HTML; a list of a thousand entries has a tenth of it."""
_MAX_STEPS = 50_000_000
"""Parents that are looked through in all; many times half as deep is as bad as once."""
MAX_REPEATED = 500_000
"""Elements that unclosed formatting may add to a page: some 200 MiB."""
MAX_ATTRIBUTES = 2000
_SMALL = 8000
"""Characters; in so few nothing grows that matters, and most detail pages have no more."""
_STEP = 8192
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dd dt option tr td th".split()
)
"""Elements without content or whose end tag is often left out: they do not nest in themselves."""
_FORMATTING = re.compile(
    r"<(/?)(b|i|u|s|em|tt|big|code|font|nobr|small|strike|strong)((?=[\s/>])[^>]*)>", re.IGNORECASE
)
_FORMATTED = re.compile(
    r"<[bBcCeEfFiInNsStTuU](?:[mMtT]|[iI][gG]|[oO](?:[dD][eE]|[nN][tT]|[bB][rR])"
    r"|[mM][aA][lL][lL]|[tT][rR](?:[iI][kK][eE]|[oO][nN][gG]))?[\s/>]"
)
"""Every beginning of such an element and few others: a look at the first letter ends most tries, and to spell
it out costs half of case-blind matching."""
_MOST_ALIKE = 3
"""Of formatting elements with equal attributes a parser repeats the last three (HTML standard 13.2.4.3)."""
_LONG_TAG = re.compile(rf"<[a-zA-Z][^>]{{{_STEP},}}")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")


def check_size(size: int, url: str) -> None:
    """Let a page of HTML pass that is not too large, by its number of bytes.

    Raises:
        SourceBroken: it is.
    """
    if size > MAX_BYTES:
        raise SourceBroken(f"{url} has more than {MAX_BYTES:,} bytes and is not read as a page")


def check_nesting(markup: str, url: str) -> None:
    """Let mark-up pass that a parser can take.

    Raises:
        SourceBroken: one sentence that says what there is too much of.
    """
    if len(markup) < _SMALL:
        return
    tags = markup.count("<")
    if tags > MAX_TAGS:
        raise SourceBroken(f"{url} has more than {MAX_TAGS:,} tags and is not read")
    is_plain = tags * tags <= MAX_REPEATED or tags * len(_FORMATTED.findall(markup)) <= MAX_REPEATED
    if not is_plain and (most := _unclosed_formatting(markup)) > 1 and tags * most > MAX_REPEATED:
        raise SourceBroken(f"{url} never closes its formatting elements and is not read")
    if tags > MAX_DEPTH and _is_deep(markup):
        raise SourceBroken(
            f"{url} is nested too deep ({MAX_DEPTH:,} elements, or less but often) and is not read"
        )
    if _attributes(markup) > MAX_ATTRIBUTES:
        raise SourceBroken(f"{url} has an element of more than {MAX_ATTRIBUTES:,} attributes and is not read")


def _is_deep(markup: str) -> bool:
    """Return whether elements are nested too deep, or deep too often."""
    opened: Counter[str] = Counter()
    depth = steps = 0
    for tag in _TAG.finditer(markup):
        name = tag[2].lower()
        if name in _FLAT:
            continue
        if not tag[1]:
            opened[name] += 1
            depth += 1
            steps += depth
            if depth > MAX_DEPTH or steps > _MAX_STEPS:
                return True
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return False


def _unclosed_formatting(markup: str) -> int:
    """Return how many formatting elements are open at most, as a parser counts them."""
    opened: dict[str, list[str]] = {}
    count = most = 0
    for tag in _FORMATTING.finditer(markup):
        alike = opened.setdefault(tag[2].lower(), [])
        if not tag[1]:
            if alike[-_MOST_ALIKE:].count(tag[3]) < _MOST_ALIKE:
                alike.append(tag[3])
                count += 1
                most = max(most, count)
        elif alike:
            alike.pop()
            count -= 1
    return most


def _attributes(markup: str) -> int:
    """Return about how many attributes the longest tags have; short ones are not looked at."""
    if all(markup.find(">", at, at + _STEP) >= 0 for at in range(0, len(markup) - _STEP, _STEP)):
        return 0
    return max((len(_QUOTED.sub("", tag).split()) for tag in _LONG_TAG.findall(markup)), default=0)
