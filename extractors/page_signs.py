"""What does a page say that has no entries? That we are not wanted, that it is gone, that nothing was found.

Asked only of pages without a record: on others the same words (Log in, No results? Ask us) mean nothing.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from extractors.errors import SourceBroken
from extractors.page import Document
from extractors.plain_text import one_line
from extractors.vocabulary import load

Sign = Literal["blocked", "gone", "empty"]

_PASSWORD = re.compile(r"<input[^<>]*type\s*=\s*[\"']?password", re.IGNORECASE)
_SHORT = 80
"""Lines; a page with more is a page with content, where only its title and headings are listened to."""


def sign_of(document: Document) -> Sign | None:
    """Return what a page without records says about itself, or None where it says nothing of the kind."""
    markup, lines, signs = document.beginning[:400_000], document.lines, _signs()
    is_short = len(lines) <= _SHORT
    try:
        head = "\n".join(one_line(node.text()) for node in document.tree.css("title, h1, h2")[:4])
    except SourceBroken:  # nobody parses it
        return None
    told = "\n".join([head, *lines]) if is_short else head
    sentences = "\n".join(line for line in [head, *lines[:500]] if len(line) < 300)
    if is_short and signs["challenge"].search(markup):
        return "blocked"
    if signs["blocked"].search(head):
        return "blocked"
    if signs["gone"].search(head):
        return "gone"
    if signs["empty"].search(sentences):
        return "empty"
    if is_short and (_PASSWORD.search(markup) or signs["blocked"].search(told)):
        return "blocked"
    return "gone" if is_short and signs["gone"].search(told) else None


@cache
def _signs() -> dict[str, re.Pattern[str]]:
    return {kind: re.compile("|".join(lines), re.IGNORECASE) for kind, lines in load("page_signs").items()}
