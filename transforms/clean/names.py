"""Company names in three forms: for people (display), for comparing (compare), and their legal form.

The display form is never made from the compare form: comparison is lossy, display is not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.clean import vocabulary
from transforms.clean.legal_forms import forms, spelled_right, strip_forms, strip_native
from transforms.clean.scripts import fold, has_han, is_cjk, is_latin, latin, plain, without_umlaut

_MAX_LENGTH = 300
"""Characters of a name that are compared; nobody is called longer, and a page that says so is broken."""

_BLANKS = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[\W_]+")
# The patterns begin with the rare sign, for they run over thousands of names joined by line feeds.
_APOSTROPHE = re.compile(r"['`](?<=\w['`])(?=\w)")
_LOST_APOSTROPHE = re.compile(r"\?(?<=\w\?)(?=s\b)")
_INITIALS = re.compile(r"[./](?<=\b\w[./])(?=\w{1,2}\b)")
_HEBREW_QUOTE = re.compile("[\"'\u05f3\u05f4](?<=[\u05d0-\u05ea].)(?=[\u05d0-\u05ea])")
_GLUED_FORMS = ("AG", "SE", "KG", "SA", "AB", "GmbH", "Ltd", "LLC", "Inc", "SpA")
_GLUED = re.compile("(?:" + "|".join(f"{f}(?<=[a-z][a-z]{f})" for f in _GLUED_FORMS) + ")$", re.MULTILINE)
_SIGNS = {code: " " for code in range(128) if not chr(code).isalnum() and chr(code) != "\n"}
_JOINERS = {"und": "and", "et": "and", "och": "and", "og": "and"}


class Name(NamedTuple):
    """A company name: as shown, as compared (folded, without legal form), and the legal form, if printed."""

    display: str
    compare: str
    legal_form: str | None


@cache
def _abbreviations() -> dict[str, str]:
    return {fold(str(key)): fold(str(value)) for key, value in vocabulary.load("abbreviations").items()}


@cache
def _regions() -> frozenset[str]:
    return frozenset(str(han) for han, _ in vocabulary.load("chinese_regions"))


@cache
def _han_terms() -> frozenset[str]:
    """What Chinese names say of a trade, such as 电子 (electronics): words of their own."""
    terms = (plain(word) for words in vocabulary.load("translations").values() for word in map(str, words))
    return frozenset(term for term in terms if has_han(term))


class _Words(dict[str, str]):
    """What a printed word is compared as; filled as words come, and emptied before it grows without bound."""

    def __missing__(self, word: str) -> str:
        if len(self) > 500_000:
            self.clear()
        bare = without_umlaut(word)
        self[word] = found = spelled_right(_JOINERS.get(bare, bare))
        return found


_words = _Words()


def tokens(raw: str) -> list[str]:
    """Return the folded words of a text; dotted initials are joined (``S.p.A.`` is one word)."""
    return [_JOINERS.get(word, word) for word in without_umlaut(_signs(latin(raw))).split()]


def _signs(text: str) -> str:
    """Folded text with blanks for signs; line feeds stay, so that many names can go at once."""
    text = _LOST_APOSTROPHE.sub("", text.replace("&", " and ").replace("+", " and "))
    return _INITIALS.sub("", _APOSTROPHE.sub("", text)).translate(_SIGNS)


def company_name(raw: str | None, country: str | None = None) -> Name:
    """Return the three forms of a name as printed.

    Args:
        raw: the name; None or blanks give empty forms.
        country: ISO 3166-1 alpha-2 code, where known; tells forms apart that are spelled alike.
    """
    return _company_name(raw, country) if raw else Name("", "", None)


@lru_cache(maxsize=20_000)
def _company_name(raw: str, country: str | None) -> Name:
    compare, form = company_names([raw], [country])
    return Name(_BLANKS.sub(" ", raw).strip(), compare[0], form[0])


def name_lines(raws: Sequence[str], countries: Sequence[str | None]) -> tuple[str, dict[int, str | None]]:
    """Return one or more names as words of lower-case ASCII, a name a line, and native forms by line."""
    lines, native_form = list(raws), {}
    if max(map(len, lines)) > _MAX_LENGTH or "".join(lines).find("\n") >= 0:
        lines = [_one_line(raw) if len(raw) > _MAX_LENGTH or "\n" in raw else raw for raw in lines]
    for at, raw in enumerate(lines):
        if not raw.isascii():
            if is_latin(raw):
                raw = _GLUED.sub(_apart, raw.rstrip())
            else:
                raw, native_form[at] = _native_name(raw, countries[at])
            lines[at] = latin(raw).replace("\n", " ")
    return _signs(_GLUED.sub(_apart, "\n".join(lines)).lower()), native_form


def _one_line(raw: str) -> str:
    return _BLANKS.sub(" ", raw).strip()[:_MAX_LENGTH]


def known_word(word: str) -> tuple[str, str]:
    """Return a word of `name_lines` as its legal form is looked for, and as it is compared."""
    found = _words[word]
    return found, _abbreviations().get(found, found)


def company_names(raws: Sequence[str], countries: Sequence[str | None]) -> tuple[list[str], list[str | None]]:
    """Return compare forms and legal forms of many names at once: the way for whole files.

    Args:
        raws: names as printed.
        countries: ISO 3166-1 alpha-2 code of each, where known.
    """
    if not raws:
        return [], []
    text, native_form = name_lines(raws, countries)
    known, short, listed = _words, _abbreviations(), forms()
    compare: list[str] = []
    found: list[str | None] = []
    for at, (line, country) in enumerate(zip(text.split("\n"), countries, strict=True)):
        words, form = [known[word] for word in line.split()], native_form.get(at)
        if words and (words[-1] in listed.at_end or words[0] in listed.in_front or words[-1] == "and"):
            words, latin_form = strip_forms(words, country)
            form = form or latin_form
        compare.append(" ".join([short.get(word, word) for word in words]))
        found.append(form)
    return compare, found


@lru_cache(maxsize=20_000)
def _stripped(text: str) -> tuple[str, str | None]:
    """Once for both forms of a CJK name."""
    return strip_native(text)


def _native_name(text: str, country: str | None) -> tuple[str, str | None]:
    """A name of another script without the legal form that it bears in that script, and this form."""
    if not is_cjk(text):
        letters = _HEBREW_QUOTE.sub("", plain(text).replace(".", ""))
        words, form = strip_forms("".join(map(_letter, letters)).split(), country)
        return " ".join(words), form
    bare, form = _stripped(text)
    return _with_blanks(_without_region(bare)) if has_han(bare) else bare, form


def _with_blanks(bare: str) -> str:
    """A Chinese name with blanks around what it says of its trade: ``华强 电子``."""
    terms, parts, at, start = _han_terms(), [], 0, 0
    while at < len(bare) - 1:
        size = 3 if bare[at : at + 3] in terms else 2
        if bare[at : at + size] in terms:
            parts += [bare[start:at], bare[at : at + size]]
            start = at = at + size
        else:
            at += 1
    return " ".join((*parts, bare[start:]))


def _letter(sign: str) -> str:
    """The sign where it belongs to a word (vowels of Thai are marks), else a blank."""
    return sign if sign.isalnum() or sign in "&'+" or unicodedata.category(sign)[0] == "M" else " "


def _apart(match: re.Match[str]) -> str:
    return " " + match.group()


@lru_cache(maxsize=20_000)
def native_core(raw: str) -> str:
    """Return a CJK name without form, region prefix and signs, in its own script; empty for other scripts."""
    if not is_cjk(raw):
        return ""
    bare = _stripped(raw[:_MAX_LENGTH])[0]
    return _NOT_WORD.sub("", plain(_without_region(bare) if has_han(bare) else bare))


def _without_region(bare: str) -> str:
    """Take the region off a Chinese name that stays long enough without it.

    ``深圳市华强电子`` is ``华强电子``; ``上海电气`` keeps its town, for without it nothing is left.
    """
    for size in (3, 2):
        if bare[:size] in _regions():
            rest = bare[size + (bare[size : size + 1] in ("市", "省")) :]
            return _without_region(rest) if len(rest) >= 4 else bare[:size] + rest
    return bare
