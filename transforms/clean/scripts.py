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
_NOT_LATIN = re.compile(r"[^\x00-\u024f\u1e00-\u1eff\u2000-\u20cf\u2100-\u214f]")
_APOSTROPHES = "‘’`´ʼ′＇"
_SOUND_MARKS = str.maketrans("", "", "'\"`")


def has_han(text: str) -> bool:
    """True where the text holds a Chinese character (Japanese kanji included)."""
    return bool(_HAN.search(text))


def is_cjk(text: str) -> bool:
    """True where the text holds Han, Kana or Hangul, which are written without blanks between words."""
    return not text.isascii() and bool(_CJK.search(text))


def is_latin(text: str) -> bool:
    """True where every letter is a Latin one, with or without accents."""
    return text.isascii() or not _NOT_LATIN.search(text)


class _Plain(dict[int, str]):
    """What a letter becomes in `plain`; filled as letters come."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = letter if _CJK.match(letter) else _bare(letter.casefold())
        return self[code]


class _Folded(dict[int, str]):
    """What a letter becomes in `fold`. Marks of transliteration (soft sign, ayin) are no letters: they go."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if code < 128:
            self[code] = letter.lower()
        elif letter in _APOSTROPHES:
            self[code] = "'"
        else:
            latin = anyascii(_PLAIN[code]).lower()
            self[code] = latin.translate(_SOUND_MARKS) if letter.isalpha() else latin
        return self[code]


_PLAIN, _FOLDED = _Plain(), _Folded()


def plain(text: str) -> str:
    """Return the text case-folded, compatibility form, without accents; other scripts stay."""
    if text.isascii():
        return text.lower()
    return _whole(text).translate(_PLAIN)


def latin(text: str) -> str:
    """Return the text in lower-case ASCII without accents; umlauts still as printed (``mueller``)."""
    if text.isascii():
        return text.lower()
    return _whole(text).translate(_FOLDED)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Return lower-case ASCII without accents: ``Müller``, ``Mueller`` and ``Muller`` are one."""
    return without_umlaut(latin(text))


def without_umlaut(text: str) -> str:
    """Drop the e that stands for an umlaut's dots (and every other e after a, o, u)."""
    return _UMLAUT.sub("", text) if "e" in text else text


def _whole(text: str) -> str:
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _bare(letters: str) -> str:
    """Letters without their accents; Kana and Hangul never come here, for their marks are sounds."""
    spread = unicodedata.normalize("NFKD", letters)
    return unicodedata.normalize("NFC", "".join(c for c in spread if not unicodedata.combining(c)))
