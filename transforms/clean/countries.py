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
_CODES = frozenset(
    """
    AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
    BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER
    ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE
    IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV
    LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP
    NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK
    SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA
    VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
    """.split()
)
"""Codes in use: every country that has a telephone. The library that knows them takes long to load."""
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
    if re.fullmatch(r"[A-Za-z]{2}", text) and text.upper() in _CODES:
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
            if code in _CODES:
                exact.setdefault(name.casefold(), code)
                plain.setdefault(fold(name), set()).add(code)
    return {name: min(codes) for name, codes in plain.items() if len(codes) == 1} | exact | _printed()
