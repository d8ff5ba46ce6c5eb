"""Contacts that a page hides from robots, read without running any of its code.

What is undone: percent and entity encoding, Cloudflare's e-mail protection, base64 attributes, ROT13 and
other letter
shifts, ``String.fromCharCode``, escapes and concatenations in scripts and handlers, text printed
backwards and turned
round by CSS, parts in ``data-*`` attributes. Every step is a regular expression with a limit; no script
is executed.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

_HINTS = tuple(
    "data- onclick onmouse onfocus email-protection cfemail fromcharcode document.write atob znvygb innerhtml"
    " unescape( rot13 crypt direction bidi- reverse( .join( \\x40 \\u0040 %40".split()
)
"""Traces of the tricks in lower case; searching for each takes a fifth of the time of one pattern."""
_HINT = re.compile(r"""\bmai'|\+\s*['"]@|['"]@['"]""")
_CF = re.compile(r"""(?:data-cfemail=["']?|email-protection#)([0-9a-f]{8,200})""", re.IGNORECASE)
_SCRIPT = re.compile(r"<script\b[^>]*>(.{10,20000}?)</script", re.DOTALL | re.IGNORECASE)
_CODE_HINT = re.compile(
    r"@|%40|\\x|\\u00|&#|fromCharCode|atob|znvygb|rypt|tel:|unescape|reverse|\.join|decode|[\"']\s*\+"
    r"|\d[\d ()/.-]{5,}\d"
)
_HANDLER = re.compile(r"""\b(?:on\w{4,12}|href)\s*=\s*(?:"([^"]{8,2000})"|'([^']{8,2000})')""", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""\b(data-[\w-]+|content|title|alt|value|rel|name|aria-label)\s*=\s*(?:"([^"]{4,400})"|'([^']{4,400})')"""
)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/_-]{4}){3,60}(?:[A-Za-z0-9+/_-]{2}==|[A-Za-z0-9+/_-]{3}=)?")
_CHARCODES = re.compile(
    r"(?:String\s*\.\s*)?fromCharCode\s*\(\s*((?:0x[0-9a-f]{1,4}|\d{1,5})(?:\s*,\s*(?:0x[0-9a-f]{1,4}|\d{1,5})){0,400})\s*\)",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"\\x([0-9a-fA-F]{2})|\\u([0-9a-fA-F]{4})")
_ATOB = re.compile(r"""atob\s*\(\s*["']([A-Za-z0-9+/=]{8,400})["']\s*\)""")
_UNESCAPE = re.compile(
    r"""(?:unescape|decodeURIComponent|decodeURI)\s*\(\s*(["'])(.{4,2000}?)\1\s*\)""", re.DOTALL
)
_REVERSED = re.compile(
    r"""["']([^"']{6,200})["']\s*\.\s*split\(\s*["']{2}\s*\)\s*\.\s*reverse\(\s*\)\s*\.\s*join\(\s*["']{2}\s*\)"""
)
_ARRAY_JOIN = re.compile(
    r"""\[((?:\s*["'][^"'\]]{0,60}["']\s*,?){2,40})\]\s*\.\s*join\(\s*["']([^"']{0,5})["']\s*\)"""
)
_LITERAL = re.compile(r"""(["'])((?:\\.|(?!\1).)*)\1""", re.DOTALL)
_VARIABLE = re.compile(
    r"""(?:\b(?:var|let|const)\s+|[,;]\s*|^\s*)([A-Za-z_$][\w$]{0,40})\s*=\s*((?:["'][^"'\n]{0,200}["']|[A-Za-z_$][\w$]{0,40})(?:\s*\+\s*(?:["'][^"'\n]{0,200}["']|[A-Za-z_$][\w$]{0,40})){0,20})\s*(?=[;,\n]|$)""",
    re.MULTILINE,
)
_CHAIN = re.compile(
    r"""(?:["'][^"'\n]{0,300}["']|[A-Za-z_$][\w$]{0,40})(?:\s*\+\s*(?:["'][^"'\n]{0,300}["']|[A-Za-z_$][\w$]{0,40})){1,40}"""
)
_TERM = re.compile(r"""["']([^"'\n]{0,300})["']|([A-Za-z_$][\w$]{0,40})""")
_SHIFTED = re.compile(
    r"""\w*(?:crypt|decode|obfus|mailto|rot)\w*\s*\(\s*(?:["']([^"']{8,200})["']|&#39;([^&]{8,200})&#39;|%27([^%]{8,200})%27)""",
    re.IGNORECASE,
)
_TURNED = re.compile(
    r"""<(\w+)\b[^>]*(?:direction\s*:\s*rtl|unicode-bidi\s*:\s*bidi-override|\bdir\s*=\s*["']?rtl)[^>]*>([^<]{4,120})</\1""",
    re.IGNORECASE,
)
_TURNS = re.compile(r"direction\s*:\s*rtl")
_TURNED_CLASS = re.compile(
    r"""[.#]([\w-]{1,60})\s*\{[^}]{0,300}(?:unicode-bidi\s*:\s*bidi-override|direction\s*:\s*rtl)[^}]{0,300}\}""",
    re.IGNORECASE,
)
_USER = re.compile(
    r"data-(?:e?mail-?)?(?:user|name|local|localpart|u|account|mailbox|before|part1|first|id|nam|usr|to)",
    re.IGNORECASE,
)
_HOST = re.compile(
    r"data-(?:e?mail-?)?(?:domain|host|d|dom|server|site|after|part2|second|at|website)", re.IGNORECASE
)
_TOP = re.compile(r"data-(?:e?mail-?)?(?:tld|ext|suffix|top|part3)", re.IGNORECASE)
_TAG = re.compile(r"<[a-z][\w-]*\s[^<>]{0,2000}>", re.IGNORECASE)
_INTERESTING = re.compile(r"@|mailto:|tel:|\+?\d[\d\s()./-]{5,}\d", re.IGNORECASE)


def hides_something(markup: str) -> bool:
    """True where a trace of one of the tricks is in the mark-up; cheap, so that most pieces stop here."""
    low = markup.lower()
    return any(hint in low for hint in _HINTS) or ("'" in low or "@" in low) and bool(_HINT.search(low))


def revealed(markup: str, styles: str = "") -> list[str]:
    """Return the texts that ``markup`` hides, decoded: pieces of mark-up or plain text, in order, each once.

    ``styles``: mark-up that holds the page's style sheets, where classes are turned round.
    """
    return list(_revealed(markup, styles))


@lru_cache(maxsize=4)  # a page is asked for its mailboxes first, then for its numbers
def _revealed(markup: str, styles: str) -> tuple[str, ...]:
    if not hides_something(markup) and not (styles and "rtl" in styles):
        return ()
    texts = list(_attributes(markup)) if "data-" in markup else []
    if "cfemail" in markup or "email-protection" in markup:
        texts.extend(_cloudflare(match[1]) for match in _CF.finditer(markup))
    for script in _SCRIPT.finditer(markup):
        if "ld+json" not in script.group()[:120] and _CODE_HINT.search(script[1]):
            texts.extend(_script(script[1]))
    for handler in _HANDLER.finditer(markup):
        code = handler[1] or handler[2]
        if handler[0][:1] in "hH" and not code.lower().startswith(("javascript:", "znvygb:")):
            continue
        if _CODE_HINT.search(code):
            texts.extend(_script(html.unescape(code)))
    if _may_turn(markup) or _may_turn(styles):
        texts.extend(_turned(markup, styles))
    return tuple(dict.fromkeys(text for text in texts if text and _INTERESTING.search(text)))


def _cloudflare(code: str) -> str:
    data = bytes.fromhex(code[: len(code) // 2 * 2])
    return bytes(byte ^ data[0] for byte in data[1:]).decode("utf-8", "replace")


def _attributes(markup: str) -> Iterator[str]:
    """Yield contacts in attributes: plain, base64, shifted, or in parts (``data-user``, ``data-domain``)."""
    for tag in _TAG.finditer(markup):
        if "data-" not in tag.group():
            continue
        user = host = top = ""
        for match in _ATTRIBUTE.finditer(tag.group()):
            name, value = match[1], html.unescape(match[2] or match[3])
            if not name.startswith("data-"):
                continue
            yield unquote(value) if "%" in value else value
            if decoded := from_base64(value):
                yield decoded
            if "@" in (turned := codecs.decode(value, "rot13")) and re.search(r"mail|rot|enc", name):
                yield turned
            if "@" in value and re.search(r"rev", name):
                yield value[::-1]
            if _USER.fullmatch(name):
                user = value
            elif _HOST.fullmatch(name):
                host = value
            elif _TOP.fullmatch(name):
                top = value
        if user and host and "@" not in user + host:
            yield f"{user}@{host}{'.' if top else ''}{top.removeprefix('.')}"


def from_base64(value: str) -> str | None:
    """Return the text that ``value`` is in base64, None where it is none or says nothing of a contact."""
    if len(value) < 8 or not _BASE64.fullmatch(value):
        return None
    try:
        text = base64.b64decode(
            value + "=" * (-len(value) % 4), altchars=b"-_" if "-" in value or "_" in value else None
        )
        plain = text.decode("utf-8")
    except (binascii.Error, ValueError):
        return None
    return plain if plain.isprintable() and _INTERESTING.search(plain) else None


def _script(code: str) -> Iterator[str]:
    """Yield the texts that a script or handler would print, as far as literals and names of literals tell."""
    if "znvygb" in code:
        yield codecs.decode(code, "rot13")
    for match in _SHIFTED.finditer(code):
        yield from _unshifted(unquote(match[1] or match[2] or match[3]))
    code = _ESCAPE.sub(lambda m: chr(int(m[1] or m[2], 16)), code)
    code = _CHARCODES.sub(
        lambda m: _quoted("".join(chr(int(n, 0) % 0x10000) for n in re.split(r"\s*,\s*", m[1]))), code
    )
    code = _ATOB.sub(lambda m: _quoted(from_base64(m[1]) or ""), code)
    code = _UNESCAPE.sub(lambda m: _quoted(unquote(m[2])), code)
    code = _REVERSED.sub(lambda m: _quoted(m[1][::-1]), code)
    code = _ARRAY_JOIN.sub(lambda m: _quoted(m[2].join(part[1] for part in _LITERAL.findall(m[1]))), code)
    names: dict[str, str] = {}
    for match in _VARIABLE.finditer(code):
        names[match[1]] = _joined(match[2], names)
    for match in _CHAIN.finditer(code):
        yield html.unescape(_joined(match.group(), names))
    for match in _LITERAL.finditer(code):
        if _INTERESTING.search(match[2]):
            yield html.unescape(unquote(match[2].replace("\\/", "/")))


def _joined(chain: str, names: dict[str, str]) -> str:
    return "".join(names.get(name, "") if name else text for text, name in _TERM.findall(chain))[:500]


def _quoted(text: str) -> str:
    return "'" + re.sub(r"[\"'\\\n]", " ", text) + "'"


def _unshifted(value: str) -> Iterator[str]:
    """Yield ``value`` with its letters moved back so that it begins with ``mailto:`` or holds a plain
    address.

    TYPO3 turns digits, capitals and small letters each in their own circle by an offset that the site
    chooses.
    """
    circles = ((0x2B, 0x3A), (0x40, 0x5A), (0x61, 0x7A))
    for offset in range(-25, 26):
        moved = "".join(
            next(
                (
                    chr(low + (ord(char) - low + offset) % (high - low + 1))
                    for low, high in circles
                    if low <= ord(char) <= high
                ),
                char,
            )
            for char in value
        )
        if moved.startswith(("mailto:", "tel:")):
            yield moved
            return


def _turned(markup: str, styles: str) -> Iterator[str]:
    for match in _TURNED.finditer(markup):
        yield html.unescape(match[2])[::-1]
    for name in _turned_classes(styles or markup):
        if name not in markup:
            continue
        for match in re.finditer(
            rf"""<(\w+)\b[^>]*(?:class|id)\s*=\s*["'][^"']*\b{re.escape(name)}\b[^>]*>([^<]{{4,120}})</\1""",
            markup,
        ):
            yield html.unescape(match[2])[::-1]


@lru_cache(maxsize=4)  # each record of a page is asked with the same style sheets
def _may_turn(markup: str) -> bool:
    return any(sign in markup for sign in ("rtl", "RTL", "bidi-override"))


@lru_cache(maxsize=4)
def _turned_classes(styles: str) -> tuple[str, ...]:
    low = styles.lower()
    if "bidi-override" not in low and not _TURNS.search(low):
        return ()  # the pattern of a whole rule tries each class of each style sheet
    return tuple(dict.fromkeys([match[1] for match in _TURNED_CLASS.finditer(styles)][:20]))
