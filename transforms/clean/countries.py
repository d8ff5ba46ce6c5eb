"""Countries: any language to ISO 3166-1 alpha-2, by the names of CLDR and a list of what else is printed."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from transforms.clean.scripts import fold
from transforms.clean.vocabulary import load

_LANGUAGES = (
    "en de fr es it pt nl pl cs sk hu sl hr sr ro bg el sv da nb fi is et lv lt tr ru uk"
    " zh zh_Hant ja ko ar he fa hi th vi id ms ca eu gl"
).split()
_STYLE = re.compile(
    r"^(the )?((islamic|federal|democratic|socialist|arab|hashemite|oriental|grand) )*"
    r"(republic|kingdom|state|commonwealth|principality|duchy|sultanate|federation) of (the )?"
)
"""Forms of state before a name: 'Federal Republic of Germany'."""


def country_code(raw: str | None) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country as printed, or None where it is not one."""
    return _code(raw.strip()) if raw and raw.strip() else None


@lru_cache(maxsize=10_000)
def _code(text: str) -> str | None:
    name = " ".join(text.casefold().split())[:100]
    if name in _printed():
        return _printed()[name]
    if re.fullmatch(r"[A-Za-z]{2}", text) and text.upper() in _codes():
        return text.upper()
    known = _names()
    return known.get(name) or known.get(fold(name)) or known.get(_STYLE.sub("", name))


@cache
def _printed() -> dict[str, str]:
    """Names that lists print most; they spare the start of a night the names of all languages."""
    return {str(name).casefold(): code for code, names in load("countries").items() for name in names}


@cache
def _names() -> dict[str, str]:
    """Name -> code in the languages above, case-folded, and without accents where that is not ambiguous."""
    from babel import Locale

    exact: dict[str, str] = {}
    plain: dict[str, set[str]] = {}
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in _codes():
                exact.setdefault(name.casefold(), code)
                plain.setdefault(fold(name), set()).add(code)
    return {name: min(codes) for name, codes in plain.items() if len(codes) == 1} | exact | _printed()


@cache
def _codes() -> frozenset[str]:
    """Codes in use: every country that has a telephone."""
    from phonenumbers import SUPPORTED_REGIONS

    return frozenset(SUPPORTED_REGIONS)
