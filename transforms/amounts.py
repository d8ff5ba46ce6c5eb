"""Printed amounts: money with currency, numbers and bands of employees, years, dates.

Digits alone are easy; what goes wrong elsewhere is the multiplier: ``3,5 Mio. EUR`` is not 3.5.
A number without a currency, or a band, is not made into more than it says.
"""

from __future__ import annotations

import math
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

SCALES: tuple[tuple[str, float], ...] = (
    (r"billion(?:en|s)?|bn\b|milliarden?|milliards?|mrd\.?|mds?\b\.?|miljard(?:er)?|十亿|b\b", 1e9),
    (r"million(?:en|s|i|es)?|millones|mill\.?|mio\.?|mln\.?|mn\b|m€|m\b|百万", 1e6),
    (r"亿|億", 1e8),
    (r"thousand|tausend|tsd\.?|mille|t€|teur|k€|keur|k\b|千", 1e3),
    (r"万|萬", 1e4),
)
"""Multiplier by word; the first that follows the number counts. Billion is 10^9."""

CURRENCIES: tuple[tuple[str, str], ...] = (
    (r"us\s?\$|\busd\b|us-?dollars?|美元", "USD"),
    (r"€|euros?\b|eur\b", "EUR"),
    (r"£|\bgbp\b|pounds? sterling|英镑", "GBP"),
    (r"\bchf\b|\bsfr\b\.?|franken\b|francs suisses", "CHF"),
    (r"人民币|\brmb\b|\bcny\b|元|cn¥|yuan", "CNY"),
    (r"\bjpy\b|円|jp¥|\byen\b|日元", "JPY"),
    (r"\bnok\b", "NOK"),
    (r"\bsek\b", "SEK"),
    (r"\bdkk\b", "DKK"),
    (r"\bpln\b|zł|zloty", "PLN"),
    (r"\bczk\b|kč", "CZK"),
    (r"\bhuf\b|\bft\b", "HUF"),
    (r"c\$|ca\$|\bcad\b", "CAD"),
    (r"a\$|au\$|\baud\b", "AUD"),
)
LOCAL: dict[str, dict[str, str]] = {
    "¥": {"CN": "CNY", "JP": "JPY"},
    "$": {"US": "USD"},
    "kr": {"NO": "NOK", "SE": "SEK", "DK": "DKK"},
    "fr.": {"CH": "CHF"},
}
"""Signs that several countries share say nothing without one of these countries."""

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "january januar janvier jan janner jän",
            "february februar fevrier février feb fév fev",
            "march märz maerz marz mars mar mär mrz",
            "april avril apr avr",
            "may mai",
            "june juni juin jun",
            "july juli juillet jul juil",
            "august août aout aug",
            "september septembre sep sept",
            "october oktober octobre oct okt",
            "november novembre nov",
            "december dezember décembre decembre dec dez déc",
        ),
        start=1,
    )
    for name in names.split()
}

_NUMBER = r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_SCALE = re.compile("|".join(f"(?P<s{i}>{words})" for i, (words, _) in enumerate(SCALES)), re.IGNORECASE)
_VALUE = re.compile(_NUMBER)
_RANGE = re.compile(r"^\s*(?:-|–|—|bis|to|à|~|至|until)\s*", re.IGNORECASE)
_OPEN_ABOVE = re.compile(
    r"(?:über|ueber|mehr als|over|more than|plus de|>=?|ab|mindestens|at least)\s*$", re.IGNORECASE
)
_OPEN_BELOW = re.compile(
    r"(?:unter|weniger als|under|less than|fewer than|up to|bis zu|moins de|<=?)\s*$", re.IGNORECASE
)
_SCALE_BEFORE = re.compile(
    r"(?:(teur|keur|t€|k€)|(mio\.?|mill\.?|meur|m€))\s*(?:eur|€|usd|\$|£|chf)?\s*$", re.IGNORECASE
)
_STATED = re.compile(
    r"\b(?:in|as of|stand|per|fy|jahr|year|en|au|für|for)?\s*\(?\b((?:19|20)\d\d)\b\)?", re.IGNORECASE
)
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


class Amount(NamedTuple):
    """A number or a band; ``high`` is None for a band that is open above."""

    low: float
    high: float | None
    currency: str | None = None
    year: int | None = None
    """Year for which it is stated, where printed beside it."""

    @property
    def number(self) -> float | None:
        """The number, or None for a band."""
        return self.low if self.low == self.high else None


@lru_cache(maxsize=20_000)
def money(raw: str, country: str | None = None) -> Amount | None:
    """Return an amount of money, or None where none is printed.

    ``€1.2 million``, ``3,5 Mio. EUR``, ``500万元``, ``£2.1bn``, ``1.234.567,89 €``, ``2-5 Mio. EUR``.

    Args:
        raw: text as printed.
        country: ISO 3166-1 alpha-2 code of the company: decides what ``¥``, ``$`` and ``kr`` mean.
    """
    text = raw.strip()
    found = _amount(text)
    if found is None:
        return None
    return Amount(found[0], found[1], _currency(text, country), found[2])


@lru_cache(maxsize=20_000)
def employees(raw: str) -> Amount | None:
    """Return a number or band of employees: ``ca. 1.200``, ``50-99``, ``250+``, ``约500人``, ``1.2k``."""
    found = _amount(raw.strip())
    if found is None or found[0] < 0 or found[0] != int(found[0]) or (found[1] or 0) > 5_000_000:
        return None
    return Amount(float(found[0]), found[1], None, found[2])


def band(amount: Amount) -> str:
    """Return a band in one spelling: ``50-99`` or ``250+``."""
    return f"{amount.low:.0f}+" if amount.high is None else f"{amount.low:.0f}-{amount.high:.0f}"


def middle(text: str) -> float | None:
    """Return the geometric middle of a band as `band` writes it (twice the bottom where it is open above)."""
    found = re.fullmatch(r"(\d+)(?:-(\d+)|(\+))", text)
    if not found:
        return None
    low = max(1.0, float(found.group(1)))
    return math.sqrt(low * (low * 4 if found.group(3) else max(1.0, float(found.group(2)))))


@lru_cache(maxsize=20_000)
def year(raw: str) -> int | None:
    """Return the one year that a text states (``gegr. 1987``, ``1987年``); None for none or several."""
    years = {int(found) for found in _YEAR.findall(raw)}
    return years.pop() if len(years) == 1 else None


@lru_cache(maxsize=20_000)
def day(raw: str, country: str | None = None) -> date | None:
    """Return the date that a text begins with; a month or year alone gives its first day.

    ``03/04/2024`` is read as 3 April, but for the United States as 4 March.
    """
    text = raw.strip().casefold()
    for pattern, order in (
        (r"(\d{4})-(\d{1,2})-(\d{1,2})", "ymd"),
        (r"(\d{4})[./](\d{1,2})[./](\d{1,2})", "ymd"),
        (r"(\d{4})年(\d{1,2})月(\d{1,2})日?", "ymd"),
        (r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", "dmy"),
        (r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", "mdy" if country == "US" else "dmy"),
        (r"(\d{4})(\d\d)(\d\d)(?!\d)", "ymd"),
        (r"(\d{4})-(\d{1,2})(?!\d)", "ym"),
        (r"(\d{4})年(\d{1,2})月", "ym"),
        (r"(\d{1,2})[./](\d{4})", "my"),
    ):
        if found := re.search(rf"(?<!\d){pattern}", text):
            parts = {key: int(value) for key, value in zip(order, found.groups(), strict=True)}
            if order == "dmy" and parts["m"] > 12 and "/" in found.group():
                parts["d"], parts["m"] = parts["m"], parts["d"]
            return _valid(parts["y"], parts["m"], parts.get("d", 1))
    words = re.search(
        r"(?:(\d{1,2})(?:st|nd|rd|th|er|\.)?\s+)?([^\W\d]+)\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?(\d{4})",
        text,
    )
    if words and words.group(2) in MONTHS:
        return _valid(int(words.group(4)), MONTHS[words.group(2)], int(words.group(1) or words.group(3) or 1))
    alone = year(raw)
    return date(alone, 1, 1) if alone else None


def _valid(y: int, m: int, d: int) -> date | None:
    try:
        return date(y, m, d)
    except ValueError:
        return None


def _amount(text: str) -> tuple[float, float | None, int | None] | None:
    """(low, high or None, stated year) of the first number or range of a text."""
    stated = None
    first = _VALUE.search(text)
    if first is None:
        return None
    for match in _STATED.finditer(text):
        if match.start(1) != first.start() or _VALUE.search(text, match.end()):
            stated = int(match.group(1))
            text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]
            break
    first = _VALUE.search(text)
    if first is None:
        return None
    scale, after = _scale(text, first.end())
    if scale == 1 and (ahead := _SCALE_BEFORE.search(text[: first.start()])):
        scale = 1e3 if ahead.group(1) else 1e6
    rest = _RANGE.match(text[after:])
    second = _VALUE.match(text, after + rest.end()) if rest else None
    if rest and second:
        high_scale, _ = _scale(text, second.end())
        low_scale = scale if scale != 1 else high_scale
        low = _number(first.group(), low_scale, text) * low_scale
        high = _number(second.group(), high_scale, text) * high_scale
        return (low, high, stated) if low <= high else None
    value = _number(first.group(), scale, text) * scale
    value = round(value, 6)
    before = text[: first.start()]
    if text[after : after + 1] == "+" or _OPEN_ABOVE.search(before):
        return value, None, stated
    if _OPEN_BELOW.search(before):
        return 0.0, value, stated
    return value, value, stated


def _scale(text: str, at: int) -> tuple[float, int]:
    gap = re.compile(r"[\s\u00a0]*").match(text, at)
    start = gap.end() if gap else at
    found = _SCALE.match(text, start)
    if not found:
        return 1.0, at
    index = next(i for i in range(len(SCALES)) if found.group(f"s{i}"))
    return SCALES[index][1], found.end()


def _number(printed: str, scale: float, text: str) -> float:
    """Read separators: two kinds are thousands and decimals; one kind with groups of three is thousands.

    Before a multiplier one group of three is taken for decimals where the language writes decimals so.
    """
    digits = re.sub(r"['’\s\u00a0\u202f]", "", printed)
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        decimal = max(".", ",", key=digits.rfind)
        digits = digits.replace("," if decimal == "." else ".", "").replace(decimal, ".")
    elif dots + commas == 1:
        sign = "." if dots else ","
        tail = len(digits) - digits.index(sign) - 1
        english = bool(re.search(r"million\b|millions\b|billion|thousand|bn\b|mn\b", text, re.IGNORECASE))
        decimal_here = tail != 3 or digits.startswith("0") or (scale > 1 and (sign == ".") == english)
        digits = digits.replace(sign, "." if decimal_here else "")
    else:
        digits = digits.replace(".", "").replace(",", "")
    return float(digits)


def _currency(text: str, country: str | None) -> str | None:
    lowered = text.casefold()
    for words, code in CURRENCIES:
        if re.search(words, lowered):
            return code
    if re.search(r"t€|teur|m€|k€|keur|meur", lowered):
        return "EUR"
    for sign, by_country in LOCAL.items():
        if sign in lowered:
            return by_country.get(country or "", "USD" if sign == "$" and country is None else None)
    return None
