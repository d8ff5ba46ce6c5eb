"""Telephone numbers in text: told from dates, prices, register numbers; fax and mobile told by their
labels.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from extractors.vocabulary import fold, phrases

Kind = Literal["phone", "mobile", "fax"]

_CANDIDATE = re.compile(
    r"(?:(?<![\w/#=@%-])|(?<=[A-Za-z])(?=[(+]))(?<!\d[.,:])"
    r"(?P<number>(?:\(0[xX]{2}\d\d\)|[+＋]\s?|\(\s?[+\d]|\d)[\d\s().\-–‐−‑/']{4,26}\d)"
    r"(?P<ext>\s*[,;(]?\s*(?:ext(?:ension|n)?|durchwahl|dw|poste|int|wew|toestel|ramal|доб|内线|分机|x)\.?\s*:?\s*(?P<extension>\d{1,5})\)?)?"
    r"(?![\w@%€$£]|[.,:]\d)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d")
_DATE = re.compile(
    r"(?:(?:19|20)\d\d[-./\s]{1,3}(?:0?[1-9]|1[0-2])[-./\s]{1,3}(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-./\s]{1,2}(?:0?[1-9]|[12]\d|3[01])[-./\s]{1,2}(?:19|20)?\d\d"
    r"|(?:1[6-9]|20)\d\d\s?[-–/]\s?(?:1[6-9]|20)?\d\d)(?:\s.*)?"
)
_DECIMAL = re.compile(r"-?\d{1,3}\.\d{4,}|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:\s\d{3})+|\d+\.\d{1,2}")
_IP = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1?\d{1,2})\.){3}(?:25[0-5]|2[0-4]\d|1?\d{1,2})")
_NORTH_AMERICAN = re.compile(
    r"(?:\+?1[\s.-]{0,3})?(?:\(\s?[2-9]\d\d\s?\)\s?[-.]?\s?|[2-9]\d\d(?:\s?[-.]\s?|\s))[2-9]\d\d(?:\s?[-.]\s?|\s)\d{4}"
)
_GROUPED = re.compile(
    r"\(?0[\dxX]{1,5}\)?(?:[\s./–-]{1,3}\d{2,8}){1,5}|0\d{8,10}|\(\d{2,5}\)\s?\d[\d\s.-]{4,10}\d"
)
_INTERNATIONAL = re.compile(r"(?:[+＋]|00)\s?[1-9][\d\s().\-–‐−‑/']{6,}\d")
_LABEL_WORDS = re.compile(r"[^\W\d_]+(?:[./&#'’+-]*[^\W\d_]+)*|[☎✆📞☏📠🖷©]")
_LONGEST_LABEL = 4
_AND = frozenset("e y and und et en og och i ja ve a & + u".split())
_POSTCODE = re.compile(r"\d{5}-\d{3,4}|\d{3}-\d{4}|\d{4}-\d{3}")
_CURRENCY = re.compile(r"(?:[$€£¥]|\b(?:USD|EUR|GBP|CHF|Rs|RMB))\.?\s?$", re.IGNORECASE)
_UNIT = re.compile(
    r"\s?(?:[€$£¥%°]|(?:mm|cm|km|m²|m2|kg|kb|mb|gb|eur|euros?|usd|pcs|stk|pixels?|px)\b)", re.IGNORECASE
)


class Phone(NamedTuple):
    """A number as printed, what its label says it is, whether a label (or link) says so, and where it
    stands.
    """

    number: str
    kind: Kind
    labelled: bool
    start: int
    end: int
    extension: str | None = None


def phones_in(text: str, country: str | None = None) -> list[Phone]:
    """Return the numbers in ``text`` in their order, each as often as it stands there.

    A number counts where a label says so (``Tel.``, ``Fon``, ``電話``), where its grouping is that of
    telephones, or
    where it is valid in ``country`` (ISO code). Numbers under another label (VAT, register, bank) never do.
    """
    if not _DIGITS.search(text):
        return []
    found: list[Phone] = []
    end = 0
    kind: Kind | Literal["other"] | None = None
    for match in _CANDIDATE.finditer(text):
        number = match["number"].strip(" .-–/·•'xX")
        gap = text[end : match.start()]
        said = _label_before(text, match.start(), end)
        if said is None and (not found or "\n" in gap or len(gap) > 8 or found[-1].end != end):
            kind = None
        kind = said or kind
        end = match.end()
        for part in _parts(number):
            if "\n" in part:
                continue
            after = _label_after(text, match.end())
            one = after or kind
            if (
                one == "other"
                or _CURRENCY.search(text[: match.start()][-5:])
                or _UNIT.match(text, match.end())
            ):
                continue
            if _is_phone(part, labelled=one is not None, country=country):
                found.append(
                    Phone(
                        part, one or "phone", one is not None, match.start(), match.end(), match["extension"]
                    )
                )
    return found


def _parts(number: str) -> list[str]:
    """Split ``030 12345 / 030 12346`` and lines; a slash after an area code splits nothing."""
    parts = [part.strip() for part in re.split(r"\n+|\s{4,}", number) if part.strip()]
    split: list[str] = []
    for part in parts:
        halves = re.split(r"\s*/\s*(?=[+(0]\d)|\s+/\s+", part)
        long_enough = all(sum(map(str.isdigit, half)) >= 7 for half in halves)
        split.extend(halves if long_enough else [part])
    return split


def _is_phone(number: str, *, labelled: bool, country: str | None) -> bool:
    count = sum(char.isdigit() for char in number)
    if not 6 <= count <= 15 or number.count("(") != number.count(")"):
        return False
    if _DATE.fullmatch(number) and not labelled:
        return False
    if labelled:
        return not re.fullmatch(r"(?:19|20)\d\d\s?[-–/]\s?(?:19|20)\d\d", number)
    if _IP.fullmatch(number) or _DECIMAL.fullmatch(number):
        return " " in number and country is not None and is_valid(number, country)  # 949 881 551 is Spanish
    if _INTERNATIONAL.fullmatch(number):
        return is_valid(number, country) or count >= 9 and number.startswith("00")
    if _NORTH_AMERICAN.fullmatch(number) and country in (None, "US", "CA"):
        return True
    if _POSTCODE.fullmatch(number):
        return False
    if (
        _GROUPED.fullmatch(number)
        and count >= 8
        and (number[0] == "(" or country is None or is_valid(number, country))
    ):
        return True
    return country is not None and count >= 7 and is_valid(number, country)


@lru_cache(maxsize=5_000)
def is_valid(number: str, country: str | None) -> bool:
    """True where the number can be dialled: written internationally, or as within ``country``."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(re.sub(r"\(0\)|(?<=0)[xX]+", "", number), country)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed)


def kind_of(label: str) -> Kind | Literal["other"] | None:
    """Return what a label such as ``Tel.``, ``Telefax:`` or ``USt-IdNr.`` announces; None where it says
    nothing.
    """
    words = [fold(word) for word in _LABEL_WORDS.findall(label[-60:])]
    for take in range(min(_LONGEST_LABEL, len(words)), 0, -1):
        if kind := _labels().get(" ".join(words[-take:])):
            rest = words[:-take]
            if kind == "fax" and rest and rest[-1] in _AND:
                return kind_of(" ".join(rest[:-1])) or kind  # telefono e fax
            return kind
    return None


def _label_before(text: str, at: int, end: int) -> Kind | Literal["other"] | None:
    """Return what the words right before ``at`` announce: in the same line, or as the whole line above."""
    line_start = text.rfind("\n", 0, at) + 1
    before = text[max(line_start, at - 60, end) : at]
    if not before.strip(" :：.-–(|"):
        if line_start == 0 or max(line_start, end) != line_start:
            return None
        above = text[text.rfind("\n", 0, line_start - 1) + 1 : line_start - 1]
        if len(above) > 30 or _DIGITS.search(above):
            return None
        return _single(above, kind_of(above))
    before = re.sub(r"\(?\s*(?:24/7|24\s?h)\s*\)?", "", before)
    tail = re.split(r"[|;•·]|\s{3,}", before)[-1]
    if _DIGITS.search(tail):
        tail = re.split(r"\d[\d\s./()-]*", tail)[-1]
    return _single(tail, kind_of(tail))


def _single(label: str, kind: Kind | Literal["other"] | None) -> Kind | Literal["other"] | None:
    """A single letter (``T``, ``F``) is a label only where it stands alone or before a colon, dot or
    slash.
    """
    bare = label.rstrip()
    words = _LABEL_WORDS.findall(bare)
    if kind and words and len(words[-1]) == 1 and words[-1].isascii():
        return kind if bare.endswith((":", ".", "/", "：", ")", "]", "|")) or len(words) == 1 else None
    return kind


def _label_after(text: str, at: int) -> Kind | None:
    match = re.match(
        r"\s?[(\[]?\s?(fax|telefax|mobile?|cell|tel|phone|office|whatsapp|toll[- ]free)\b",
        text[at : at + 16],
        re.IGNORECASE,
    )
    if not match or re.match(r"\s*[:：.]", text[at + match.end() :]) or "\n" in match.group():
        return None
    word = match[1].lower()
    closed = "(" in match.group() or "[" in match.group()
    return (
        ("fax" if "fax" in word else "mobile" if word[:3] in ("mob", "cel", "wha") else "phone")
        if closed
        else None
    )


@cache
def _labels() -> dict[str, Kind | Literal["other"]]:
    labels: dict[str, Kind | Literal["other"]] = {}
    kinds: tuple[Kind | Literal["other"], ...] = ("other", "mobile", "phone", "fax")
    for kind in kinds:
        for phrase in phrases("contact_words", kind):
            labels[" ".join(_LABEL_WORDS.findall(phrase)) or phrase] = kind
    for phrase in phrases("address_words", "code_label"):
        labels.setdefault(" ".join(_LABEL_WORDS.findall(phrase)) or phrase, "other")
    return labels
