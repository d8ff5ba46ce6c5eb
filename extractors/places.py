"""What addresses are made of, in many countries: names of countries and regions, shapes of postcodes."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from extractors.vocabulary import fold, load

_LANGUAGES = "en de fr es it pt nl sv da nb fi pl cs hu ro tr ru uk el ja zh ko ca sk sl hr".split()
_STATE = re.compile(
    r"^(?:the )?(?:(?:federal|democratic|islamic) )?(?:republic|kingdom|state|commonwealth) of (?:the )?"
)


_PREFIX = re.compile(r"^(?:woj|prov|provincia(?: de| di)?|kraj|jud|judetul|wojewodztwo|estado de|state of) ")

_TELLS = {"jud": "RO", "judetul": "RO", "woj": "PL", "wojewodztwo": "PL"}
"""Words before a region that only one country has: no list of its regions is needed."""


def bare_region(text: str) -> str:
    """Return a region as printed without the word that says that it is one: ``woj. małopolskie``."""
    words = text.split()
    return " ".join(words[1:]) if len(words) > 1 and _PREFIX.match(fold(text)) else text


@lru_cache(maxsize=10_000)
def country_of(text: str) -> str | None:
    """Return the ISO 3166-1 code of a country's name in one of 26 languages; ``UK`` and ``USA`` count,
    ``DE`` not.
    """
    if not 2 <= len(text) <= 45 or text.isdigit():
        return None
    folded = fold(text.strip(" ()-–,;:!|"))
    if len(folded) < 2 or (len(folded) == 2 and folded not in ("uk", "中国", "日本", "韩国")):
        return None
    names = _countries()
    return names.get(folded) or names.get(_STATE.sub("", folded))


@cache
def _countries() -> dict[str, str]:
    from babel import Locale, localedata

    names: dict[str, str] = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha() and code not in ("EU", "UN", "EZ", "ZZ", "XA", "XB"):
                names.setdefault(fold(name), code)
        localedata._cache.clear()  # calendars, units, currencies: a mebibyte each that nobody asks for
    for code, printed in load("countries").items():
        names.update((folded, code) for name in printed if len(folded := fold(str(name))) > 1)
    return names


@lru_cache(maxsize=10_000)
def region_of(text: str) -> str | None:
    """Return the country of which ``text`` is a state, province, county or canton; several: the first.

    Abbreviations count only in capitals, and only as they stand (``TX``, not ``tx``).
    """
    text = text.strip(" ().,-–")
    if not 2 <= len(text) <= 32:
        return None
    names, codes = _regions()
    if len(text) <= 3 and text.isupper() and text in codes:
        return codes[text][0]
    folded = fold(text)
    return names.get(_PREFIX.sub("", folded)) or _TELLS.get(folded.partition(" ")[0] if " " in folded else "")


def countries_of_region(code: str) -> tuple[str, ...]:
    """Return every country that has a region abbreviated ``code``."""
    return _regions()[1].get(code, ())


@cache
def _regions() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    names: dict[str, str] = {}
    codes: dict[str, tuple[str, ...]] = {}
    for country, lines in load("regions").items():
        for name in str(lines["names"]).split(";"):
            names.setdefault(fold(name), country)
        for code in str(lines.get("codes", "")).split():
            if country not in codes.get(code, ()):
                codes[code] = (*codes.get(code, ()), country)
    return names, codes


@cache
def postcode() -> re.Pattern[str]:
    """Return the pattern of any country's postcode; the name of the group that matched is its row
    (``p7``).
    """
    rows = "|".join(f"(?P<p{number}>{row['shape']})" for number, row in enumerate(load("postcodes")))
    return re.compile(rf"(?<![A-Za-z\d_.,/#+-])(?:{rows})(?![A-Za-z\d_@]|[-/.,]\d|\s?%)")


def postcode_row(match: re.Match[str]) -> dict[str, object]:
    """Return the row of ``postcodes.yml`` (countries, order, sure) that ``match`` of `postcode` is of."""
    row: dict[str, object] = load("postcodes")[int((match.lastgroup or "p0")[1:])]
    return row
