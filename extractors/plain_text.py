"""Mark-up to text as a reader sees it: blocks and ``<br>`` break lines, inline elements do not."""

from __future__ import annotations

import html
import re

_HIDDEN = re.compile(r"<!--|<(script|style|noscript|template|head|svg)\b[^>]*>", re.IGNORECASE)
_HIDDEN_END = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("script", "style", "noscript", "template", "head", "svg")
}
_BEGUN = re.compile(r"<[A-Za-z!?/]")
_BREAK = re.compile(
    r"</?(?:br|p|div|li|ul|ol|tr|td|th|table|tbody|thead|h[1-6]|section|article|header|footer|nav|main|aside|dl|dt|dd"
    r"|address|form|fieldset|figure|figcaption|blockquote|pre|hr|option|select|button|label|legend)\b[^>]*>",
    re.IGNORECASE,
)
_NOT_INLINE = re.compile(rf"{_BREAK.pattern}|{_HIDDEN.pattern}", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!?][^>]*>")
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def block_text(markup: str) -> str:
    """Return the text of ``markup``, one line a visible line, white space collapsed, no empty lines."""
    if "<" in markup:
        last = markup.rfind(">") + 1  # a tag that never ends must not be looked for from each place anew
        begun = _BEGUN.search(markup, last)
        markup = _shown(markup[: begun.start() if begun else None].replace("\n", " "))
        markup = _TAG.sub("", _BREAK.sub("\n", markup))
    if "&" in markup:
        markup = html.unescape(markup)
    return _LINES.sub("\n", _SPACE.sub(" ", markup)).strip()


def _shown(markup: str) -> str:
    """Leave out comments and elements that nobody sees, each in one pass; without an end they are no such."""
    kept, start, at = [], 0, 0
    endless: set[str] = set()
    while (found := _HIDDEN.search(markup, at)) is not None:
        name = (found[1] or "").lower()
        end = -1
        if name in endless:
            pass
        elif name:
            close = _HIDDEN_END[name].search(markup, found.end())
            end = close.end() if close else -1
        else:
            end = markup.find("-->", found.end())
            end = end + 3 if end >= 0 else -1
        if end < 0:
            endless.add(name)
            at = found.end()
            continue
        kept += [markup[start : found.start()], " "]
        start = at = end
    return "".join(kept) + markup[start:] if kept else markup


def has_blocks(markup: str) -> bool:
    """Return whether ``markup`` has anything that breaks a line or that nobody sees; else it is one line."""
    return _NOT_INLINE.search(markup) is not None


def one_line(text: str) -> str:
    """Return ``text`` with every run of white space as one space."""
    return " ".join(text.split())
