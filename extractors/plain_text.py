"""Mark-up to text as a reader sees it: blocks and ``<br>`` break lines, inline elements do not."""

from __future__ import annotations

import html
import re

_HIDDEN = re.compile(
    r"<!--.*?-->|<(script|style|noscript|template|head|svg)\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_BREAK = re.compile(
    r"</?(?:br|p|div|li|ul|ol|tr|td|th|table|tbody|thead|h[1-6]|section|article|header|footer|nav|main|aside|dl|dt|dd"
    r"|address|form|fieldset|figure|figcaption|blockquote|pre|hr|option|select|button|label|legend)\b[^>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"</?[A-Za-z!?][^>]*>")
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def block_text(markup: str) -> str:
    """Return the text of ``markup``, one line a visible line, white space collapsed, no empty lines."""
    if "<" in markup:
        markup = _HIDDEN.sub(" ", markup.replace("\n", " "))
        markup = _TAG.sub("", _BREAK.sub("\n", markup))
    if "&" in markup:
        markup = html.unescape(markup)
    return _LINES.sub("\n", _SPACE.sub(" ", markup)).strip()


def one_line(text: str) -> str:
    """Return ``text`` with every run of white space as one space."""
    return " ".join(text.split())
