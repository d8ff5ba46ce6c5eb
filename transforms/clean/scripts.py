"""Bring any script to lower-case ASCII, so that one company has one spelling.

Umlauts are the hard part: one source prints Müller, another Mueller, a third Muller. All three
become ``muller``: after transliteration ae, oe and ue lose their e, in German and English words
alike (``blue`` becomes ``blu`` on both sides, so nothing is lost in a comparison).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_UMLAUT = re.compile(r"(?<=[aou])e+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff]")


def has_han(text: str) -> bool:
    """True where the text holds a Chinese character (Japanese kanji included)."""
    return bool(_HAN.search(text))


def is_cjk(text: str) -> bool:
    """True where the text holds Han, Kana or Hangul, which are written without blanks between words."""
    return bool(_CJK.search(text))


def plain(text: str) -> str:
    """Return the text case-folded, compatibility form, without accents; other scripts stay."""
    if text.isascii():
        return text.lower()
    whole = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c if c.isascii() or _CJK.match(c) else _bare(c) for c in whole)


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    """A letter without its accents; Kana and Hangul never come here, for their marks are sounds."""
    spread = unicodedata.normalize("NFKD", letter)
    return unicodedata.normalize("NFC", "".join(c for c in spread if not unicodedata.combining(c)))


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return lower-case ASCII without accents: ``Müller``, ``Mueller`` and ``Muller`` are one."""
    flat = plain(text)
    if not flat.isascii():
        flat = anyascii(flat).lower()
    return _UMLAUT.sub("", flat)
