"""Company names in three forms: for people (display), for comparing (compare), and their legal form.

The display form is never made from the compare form: comparison is lossy, display is not.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from transforms.clean import vocabulary
from transforms.clean.scripts import fold, has_han, is_cjk, plain

_MAX_LENGTH = 300
"""Characters of a name that are compared; nobody is called longer, and a page that says so is broken."""

_BLANKS = re.compile(r"\s+")
_QUOTES = re.compile(r"[\"“”„‟«»‹›]")
_APOSTROPHE = re.compile(r"(?<=\w)['’‘`´ʼ](?=s?\b|\w)|(?<=\w)\?(?=s\b)")
_AND = re.compile(r"\s*[&+＆]\s*")
_INITIALS = re.compile(r"\b(?:\w[./])+\w{1,2}\b\.?")
_NOT_WORD = re.compile(r"[\W_]+")
_JOINERS = {"und": "and", "et": "and", "och": "and", "og": "and"}


class Name(NamedTuple):
    """A company name: as shown, as compared (folded, without legal form), and the legal form, if printed."""

    display: str
    compare: str
    legal_form: str | None


class _Form(NamedTuple):
    """A legal form that a spelling may mean: its countries (none: anywhere), may it stand in front."""

    form: str
    countries: frozenset[str]
    before: bool


class _Forms(NamedTuple):
    """Legal forms by their folded words, the longest first when matched, and those of CJK scripts."""

    by_words: dict[tuple[str, ...], list[_Form]]
    longest: int
    native: list[tuple[str, str, bool]]
    kinds: dict[str, str]


@cache
def _forms() -> _Forms:
    by_words: dict[tuple[str, ...], list[_Form]] = {}
    native: list[tuple[str, str, bool]] = []
    kinds: dict[str, str] = {}
    for entry in vocabulary.load("legal_forms"):
        form = str(entry["form"])
        countries = frozenset(map(str, entry.get("countries", ())))
        kinds.setdefault(form, str(entry["kind"]))
        for word in entry.get("words", ()):
            key = tuple(fold(str(word)).split())
            by_words.setdefault(key, []).append(_Form(form, countries, bool(entry.get("before"))))
        native += [(plain(word), form, bool(entry.get("before"))) for word in entry.get("native", ())]
    native.sort(key=lambda item: -len(item[0]))
    return _Forms(by_words, max(map(len, by_words)), native, kinds)


@cache
def _regions() -> list[str]:
    return sorted((str(han) for han, _ in vocabulary.load("chinese_regions")), key=lambda r: -len(r))


@cache
def form_words() -> frozenset[str]:
    """Single words that are a legal form and hardly ever anything else: ``gmbh``, not ``company``."""
    return frozenset(
        spelled[0]
        for spelled, forms in _forms().by_words.items()
        if len(spelled) == 1 and len(spelled[0]) > 1 and legal_kind(forms[0].form) != "company"
    )


@cache
def _abbreviations() -> dict[str, str]:
    return {fold(str(key)): fold(str(value)) for key, value in vocabulary.load("abbreviations").items()}


def legal_kind(form: str | None) -> str | None:
    """Return the kind of a legal form (limited, public, partnership...): forms of two kinds contradict."""
    return _forms().kinds.get(form) if form else None


def tokens(raw: str) -> list[str]:
    """Return the folded words of a text; dotted initials are joined (``S.p.A.`` is one word)."""
    text = plain(raw)
    text = _APOSTROPHE.sub("", _QUOTES.sub(" ", text))
    text = _AND.sub(" and ", text)
    text = _INITIALS.sub(lambda match: re.sub(r"[./]", "", match.group()), text)
    return [_JOINERS.get(word, word) for word in _NOT_WORD.sub(" ", fold(text)).split()]


def company_name(raw: str | None, country: str | None = None) -> Name:
    """Return the three forms of a name as printed.

    Args:
        raw: the name; None or blanks give empty forms.
        country: ISO 3166-1 alpha-2 code, where known; tells forms apart that are spelled alike.
    """
    return _company_name(raw, country) if raw else Name("", "", None)


@lru_cache(maxsize=20_000)
def _company_name(raw: str, country: str | None) -> Name:
    display = _BLANKS.sub(" ", raw).strip()
    text = display[:_MAX_LENGTH]
    form: str | None = None
    if is_cjk(text):
        text, form = _strip_native(text)
    words = tokens(text)
    words, latin_form = _strip_words(words, country)
    short = _abbreviations()
    words = [short.get(word, word) for word in words]
    return Name(display, " ".join(words), form or latin_form)


@lru_cache(maxsize=20_000)
def native_core(raw: str) -> str:
    """Return a CJK name without form, region prefix and signs, in its own script; empty for other scripts."""
    if not is_cjk(raw):
        return ""
    return _NOT_WORD.sub("", plain(_strip_native(raw[:_MAX_LENGTH])[0]))


def _strip_native(text: str) -> tuple[str, str | None]:
    """Take forms off both ends, and the region off a Chinese name that stays long enough without it.

    ``深圳市华强电子有限公司`` is ``华强电子``; ``上海电气`` keeps its town, for without it nothing is left.
    """
    bare, found = plain(text), None
    stripping = True
    while stripping:
        stripping = False
        for word, form, before in _forms().native:
            if len(bare) <= len(word):
                continue
            if bare.endswith(word):
                bare = bare[: -len(word)].strip()
            elif before and bare.startswith(word):
                bare = bare[len(word) :].strip()
            else:
                continue
            found, stripping = found or form, True
            break
    if has_han(bare):
        bare = _without_region(bare)
    return bare or text, found


def _without_region(bare: str) -> str:
    for region in _regions():
        if bare.startswith(region):
            rest = bare[len(region) :]
            rest = rest[1:] if rest[:1] in ("市", "省") else rest
            if len(rest) >= 4:
                return _without_region(rest)
            return region + rest
    return bare


def _strip_words(words: list[str], country: str | None) -> tuple[list[str], str | None]:
    """Take legal forms off the end, then off the front; the name itself always keeps a word."""
    forms = _forms()
    found: str | None = None
    stripping = True
    while stripping:
        stripping = False
        for size in range(min(forms.longest, len(words) - 1), 0, -1):
            form = _form_of(forms.by_words.get(tuple(words[-size:])), country, before=False)
            if form:
                words = words[:-size]
            else:
                form = _form_of(forms.by_words.get(tuple(words[:size])), country, before=True)
                if not form:
                    continue
                words = words[size:]
            if found is None or legal_kind(found) == "company":
                found = form
            stripping = True
            break
    while len(words) > 1 and words[-1] == "and":
        words = words[:-1]
    return words, found


def _form_of(spelled: list[_Form] | None, country: str | None, *, before: bool) -> str | None:
    """The form a spelling stands for in a country; in front of a name only where that is the custom."""
    if not spelled:
        return None
    if before:
        fitting = [
            f for f in spelled if f.before and (not country or not f.countries or country in f.countries)
        ]
        return fitting[0].form if fitting else None
    at_home = [f for f in spelled if country in f.countries]
    return (at_home or spelled)[0].form
