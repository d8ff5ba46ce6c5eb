"""How deep mark-up is nested, before a parser finds out: HTML parsers take time quadratic in the depth."""

from __future__ import annotations

import re

from extractors.errors import SourceBroken

MAX_DEPTH = 4000
"""Pages of thousands of records of which none is closed stay below; browsers cut off at 512."""
_STEP = 4096
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_FLAT = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dd dt option tr td th".split()
)
"""Elements without content or whose end tag is often left out: they do not nest in themselves."""


def check_nesting(markup: str, url: str) -> None:
    """Let mark-up pass that a parser can take; a few hundred elements more than the limit may escape.

    Raises:
        SourceBroken: it is nested more than `MAX_DEPTH` deep.
    """
    if markup.count("<") <= MAX_DEPTH:
        return
    depth = 0
    for start in range(0, len(markup), _STEP):
        piece = markup[start : start + _STEP]
        depth = max(0, depth + piece.count("<") - 2 * piece.count("</"))
        if depth > MAX_DEPTH:
            break
    else:
        return
    depth = 0
    for tag in _TAG.finditer(markup):
        if tag[2].lower() not in _FLAT:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            if depth > MAX_DEPTH:
                raise SourceBroken(f"{url} is nested more than {MAX_DEPTH:,} elements deep and is not read")
