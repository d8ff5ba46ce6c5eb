"""Countries: any language to ISO 3166-1 alpha-2."""

from __future__ import annotations

import re
from functools import cache, lru_cache

_COMMON = {
    "germany": "DE", "deutschland": "DE", "allemagne": "DE", "d": "DE", "france": "FR", "frankreich": "FR",
    "united kingdom": "GB", "uk": "GB", "great britain": "GB", "england": "GB", "scotland": "GB",
    "usa": "US", "u.s.a.": "US", "us": "US", "united states": "US", "united states of america": "US",
    "china": "CN", "p.r. china": "CN", "pr china": "CN", "中国": "CN", "austria": "AT", "österreich": "AT",
    "switzerland": "CH", "schweiz": "CH", "suisse": "CH", "italy": "IT", "italia": "IT", "italien": "IT",
    "spain": "ES", "españa": "ES", "netherlands": "NL", "the netherlands": "NL", "niederlande": "NL",
    "poland": "PL", "polen": "PL", "japan": "JP", "hong kong": "HK", "taiwan": "TW",
}  # fmt: skip


def country_code(raw: str | None) -> str | None:
    """Return the ISO 3166-1 alpha-2 code of a country as printed, or None where it is not one."""
    return _code(raw.strip()) if raw and raw.strip() else None


@lru_cache(maxsize=10_000)
def _code(text: str) -> str | None:
    known = _COMMON.get(text.casefold())
    if known:
        return known
    if re.fullmatch(r"[A-Za-z]{2}", text) and text.upper() in _codes():
        return text.upper()
    import countrynames

    code = countrynames.to_code(text[:100])
    return str(code) if code in _codes() else None


@cache
def _codes() -> frozenset[str]:
    """Codes in use: every country that has a telephone."""
    from phonenumbers import SUPPORTED_REGIONS

    return frozenset(SUPPORTED_REGIONS)
