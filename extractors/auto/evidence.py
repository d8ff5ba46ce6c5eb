"""What on a page speaks for companies, whatever the language: numbers, mailboxes, own sites, addresses.

An `Atom` is one such thing at one place. How atoms spread tells right groupings from wrong ones: in a right
one each record has its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from extractors.auto.outline import Outline, counted
from extractors.auto.words import CACHED, is_legal_name, leading_label, words_of
from extractors.company_words import is_country
from extractors.contacts import SPELT_AT
from extractors.places import bare_region, country_of, region_of
from extractors.street import is_numbered_street

KINDS = ("phone", "email", "web", "town", "street", "mark")


class Atom(NamedTuple):
    tick: int
    kind: str
    value: str


@dataclass(slots=True)
class Evidence:
    """Atoms by kind in document order, and for each line the set of kinds that it holds."""

    atoms: list[Atom] = field(default_factory=list)
    counts: dict[str, list[int]] = field(default_factory=dict)
    """kind -> number of atoms before each tick."""
    total: list[int] = field(default_factory=list)
    """Number of atoms of any kind before each tick."""
    of_line: list[frozenset[str]] = field(default_factory=list)
    named_from: list[int] = field(default_factory=list)
    """For each line the first one, itself or after it, that may be a name; their number where none is."""

    def count(self, kind: str, start: int, end: int) -> int:
        counts = self.counts[kind]
        return counts[end] - counts[start]


_WORD = re.compile(r"[^\W\d_].*[^\W\d_]")
_LETTER = re.compile(r"[^\W\d_]")
DIGIT = re.compile(r"\d")
PHONE = re.compile(
    r"(?<![\w@/.=-])(?:\+|00)?[(（]?\+?\d[\d()（）\s\u00a0./\-–‐−·]{4,22}\d(?![\d@])(?!\.\d|[:€$%]|[a-z]{3})"
)
_DATE = re.compile(
    r"^\(?(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}"
    r"|(?:19|20)\d\d\s?[-–/]\s?(?:19|20)?\d\d)\)?(?:\s+\d{1,2}[.]\d\d)?$"
    r"|^\d{1,6}\s?/\s?\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d$"
)
"""Dates, years from and to, and the number and date of a document."""
_COORDINATE = re.compile(r"-?\d{1,3}\.\d{4,}")
_TIMES = re.compile(r"\b\d{1,2}[:.h]\d\d\s*(?:-|–|to|bis|a)\s*\d{1,2}[:.h]\d\d")
EMAIL = re.compile(r"[\w.+%'-]+@(?:[\w-]+\.)+[a-zA-Z]{2,24}\b")
_HIDDEN_AT = re.compile(
    rf"[\w.+-]+\s?[(\[{{<]\s?(?:at|ät|æt|a|arond|{SPELT_AT})\s?[)\]}}>]\s?[\w-]+"
    rf"|\w\s(?:{SPELT_AT})\s[\w-]+[\s.]\w|\w[★☆◎●■▲◆♪＊][A-Za-z0-9-]+\.[a-z]",
    re.IGNORECASE,
)
_MAY_HIDE = re.compile(rf"[(\[{{<★☆◎●■▲◆♪＊]|\s(?:{SPELT_AT})\s", re.IGNORECASE)
"""Without one of these nothing is hidden so; the pattern above tries each letter of a text."""
_SITE = re.compile(
    r"(?<![@\w/.])(?:https?://)?(?:www\.)?(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,18}\b(?:/[^\s,;)]*)?",
    re.IGNORECASE,
)
_TOWN = re.compile(
    r"\b[A-Z]{2}\.?,?\s+\d{5}(?:-\d{4})?\b"  # MA 01105
    r"|\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b"  # SW1A 1AA, K1A 0B1
    r"|\b[AC-FHKNPRTV-Y]\d[\dW]\s[\dAC-FHKNPRTV-Y]{4}\b"  # V95 X2Y1
    r"|\b[1-9]\d{3}\s?[A-Z]{2}\b"  # 1012 AB
    r"|(?<![\d.,/+-])(?:[A-Z]{1,3}[-–])?(?:\d{5}(?:-\d{3})?|\d{3}\s\d{2}|\d{2}-\d{3}|\d{4}-\d{3}|\d{6})[\s,]+[^\W\d_]{2,}"
    r"|(?:^|[,;|\s])(?:[A-Z]{1,3}[-–])\d{4,5}\s+[^\W\d_]{2,}"
    r"|(?:^|[,;|]\s?|\s[–-]\s)(?!(?:19|20)\d\d\s)\d{4}\s+[^\W\d_a-z][^\W\d_]+"  # 1210 Wien
    r"|[^\W\d_]{3,}\.?[,\s]+[-–]?\s?\d{5,6}(?:-\d{4})?$|[^\W\d_]{3,},?\s(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT)?\s?\d{4}$"
    r"|〒\s?\d{3}-?\d{4}|[\u4e00-\u9fff]{1,6}(?:都|道|府|県|省|市|区|區)[\u4e00-\u9fff\d]"
    r"|(?:^|\s)\d{4}\s+[A-ZÀ-Þ][^\W\d_]+"
)  # fmt: skip
_MAY_TOWN = re.compile(r"\d{4}|\d{3}\s\d\d|\d\d-\d{3}|\d[A-Z]|[\u4e00-\u9fff]")
"""What every postcode has; the pattern above tries each letter of a text."""
_FAX_AFTER = re.compile(r"\b(?:fax|tel|mob|fon|phone)\w*$", re.IGNORECASE)
_NUMBER_END = re.compile(
    r"^[^\W\d_][^\d:@|]{2,48}?[\s,.]\s*(?:n(?:[º°]|[or]\b)?[.:]*\s*)?#?\d{1,5}\s?[a-zA-Z]?(?:\s?[/–-]\s?\d+\s?[a-zA-Z]?)*$"
)
_NUMBER_START = re.compile(r"^(?:#?\d{1,6}[a-zA-Z]?(?:[-–/]\d+)?,?\s+)(?:[NSEW]{1,2}\.?\s+)?[^\W\d_]")
_BOX = re.compile(
    r"\b(?:p\.?\s?o\.?\s?box|postfach|postbus|apartado|apdo|casella postale|bo[iî]te postale|b\.?p\.)"
    r"\s*:?\s*\d",
    re.IGNORECASE,
)
_CJK_STREET = re.compile(
    r"[\u4e00-\u9fff](?:路|街|道|丁目|番地|号|號|巷|弄)\s*\d*|[\u3040-\u30ff\u4e00-\u9fff]\s?\d+[-−ー]\d+"
)
_NEVER_OWN = re.compile(
    r"(?:^|\.)(?:google|gstatic|googleapis|bing|openstreetmap|mapquest|multimap|here|waze|addthis|sharethis|addtoany|"
    r"apple|microsoft|mozilla|w3|whatsapp|telegram|t|wa|twitter|x|facebook|fb|instagram|linkedin|xing|youtube|"
    r"youtu|vimeo|pinterest|tumblr|reddit|tiktok|vk|weibo|flickr|skype|line|goo|bit|doubleclick|creativecommons|"
    r"wikipedia|wikimedia|plus|maps|digg|delicious|stumbleupon|snapchat|yelp|tripadvisor|trustpilot|foursquare)"
    r"\.(?:[a-z]{2,4}|co\.[a-z]{2}|com\.[a-z]{2}|be)$"
)  # fmt: skip
_FILES = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|pdf|zip|docx?|xlsx?|php|html?|aspx?|jsp|css|js)$", re.IGNORECASE
)


def host_of(url: str) -> str:
    """Host without ``www.``, lower case; empty where ``url`` has none."""
    return _host(url[:2000])  # it stands in front; links of any length would be remembered whole


@lru_cache(maxsize=1024)  # a page's links are looked at again with each grouping that is tried
def _host(url: str) -> str:
    try:
        host = urlsplit(url if "//" in url else "//" + url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").lower()


def is_phone(text: str) -> bool:
    """True where digits and separators look like a telephone number and not like a date or coordinate."""
    digits = sum(char.isdigit() for char in text)
    if not 6 <= digits <= 15 or _DATE.match(text.strip()) or _COORDINATE.fullmatch(text.strip()):
        return False
    groups = re.findall(r"\d+", text)
    if len(groups) == 1:
        return digits >= 7 or text.startswith(("+", "00"))
    if len(groups) == 2 and len(groups[0]) <= 2 and text[0] not in "+0(（":
        return False
    if len(groups) > 7 or (max(map(len, groups)) < 2):
        return False
    return not (
        len(groups) == 2 and digits <= 9 and re.fullmatch(r"\d{4,5}\s?[-–]\s?\d{1,4}|\d{1,3}\.\d{3}", text)
    )


def phones_of(text: str) -> list[re.Match[str]]:
    """Return what looks like telephone numbers in ``text``, in order."""
    if len(DIGIT.findall(text)) < 6 or _TIMES.search(text):
        return []
    return [match for match in PHONE.finditer(text) if is_phone(match.group())]


def is_town(text: str) -> bool:
    """True where ``text`` holds a postcode beside a place, or a place in CJK script."""
    return len(text) <= 200 and _is_town(text)


@lru_cache(maxsize=CACHED)
def _is_town(text: str) -> bool:
    if not _MAY_TOWN.search(text) or (text.isascii() and not _LETTER.search(text)):
        return False
    match = _TOWN.search(text)
    if match is not None and match.start() == 0 and is_numbered_street(text.partition(",")[0]):
        match = _TOWN.search(text, match.end())  # 2301 Highway 12, Colby, KS 67701
    return match is not None and not _FAX_AFTER.search(match.group())


@cache
def _street_word() -> re.Pattern[str]:
    ends, starts, parts = (
        sorted(words_of("address_words", key), key=len, reverse=True)
        for key in ("street_end", "street_start", "street_part")
    )
    end, start, part = ("|".join(map(re.escape, words)) for words in (ends, starts, parts))
    return re.compile(
        rf"^\W*#?\d[\w/–-]*,?\s+(?:[\w.'’&/-]+\s+){{0,5}}?(?:{end})\b"
        rf"|\b[^\W\d_]{{2,}}(?:{part}|str)\b\.?\s*\d"
        rf"|(?:^|[,\s])(?:{start}|c/)\.?\s+[^\d,;]{{2,40}}[,\s]+(?:n[º°o]?\.?\s*|no\.?\s*|#\s?)?\d"
        rf"|(?:^|\s)[^\W\d_][\w.'’-]*\s(?:{end})\.?\s*,?\s*(?:n(?:[º°]|[or]\b)?[.:]*\s*)?\d{{1,5}}\b",
        re.IGNORECASE,
    )


def is_street(text: str, *, loose: bool = False) -> bool:
    """True where ``text`` reads like street and number; ``loose``: any short text that ends or starts so."""
    if not 4 <= len(text) <= 140:
        return False
    return _is_street(text) or (
        loose and len(text) <= 60 and bool(_NUMBER_END.match(text) or _NUMBER_START.match(text))
    )


@lru_cache(maxsize=CACHED)
def _is_street(text: str) -> bool:
    if text.isascii() and not _LETTER.search(text):
        return False  # a number, mostly of a telephone
    if _BOX.search(text) or _CJK_STREET.search(text):
        return True
    if not DIGIT.search(text):
        return False
    return _street_word().search(text.replace("ß", "ss") if "ß" in text else text) is not None


def is_own_site(url: str, own_host: str) -> bool:
    """True where a link leads off the page's site, to what may be a company's own."""
    if not url.startswith(("http://", "https://", "//")):
        return False
    host = host_of(url)
    if "." not in host or not host.isascii():
        return False
    if own_host and (host == own_host or host.endswith("." + own_host) or own_host.endswith("." + host)):
        return False
    return not _NEVER_OWN.search(host)


def site_in(text: str) -> str | None:
    """Return a web address printed in ``text`` (``www.x.example``), or None."""
    if "." not in text or len(text) > 300:
        return None
    for match in _SITE.finditer(text):
        found = match.group().rstrip(".")
        host = host_of(found)
        if match.end() < len(text) and text[match.end()] == "@":
            continue
        if (
            (found.lower().startswith(("http", "www.")) or re.fullmatch(r"\S+", text.strip()))
            and not (_NEVER_OWN.search(host) or _FILES.search(host))
            and re.search(r"[a-z]", host)
        ):
            return found
    return None


def read_evidence(out: Outline, own_host: str) -> Evidence:
    """Return the atoms of a page. A link and the text that repeats it count once."""
    found = Evidence()
    atoms = found.atoms
    seen_in_line: set[tuple[int, str, str]] = set()
    for node, tag in enumerate(out.tags):
        attributes = out.attrs[node]
        if not attributes:
            continue
        if tag == "a":
            href = (attributes.get("href") or "").strip()
            lower = href[:8].lower()
            if lower.startswith("tel:"):
                if is_fax(out, node):
                    continue
                value = _digits(unquote(href[4:]))
                atoms.append(Atom(out.tick[node], "phone", value))
                _note(seen_in_line, out, node, "phone", value)
            elif lower.startswith("mailto:"):
                value = unquote(href[7:].partition("?")[0]).strip().lower()
                if "@" in value:
                    atoms.append(Atom(out.tick[node], "email", value))
                    _note(seen_in_line, out, node, "email", value)
            elif is_own_site(href, own_host):
                atoms.append(Atom(out.tick[node], "web", host_of(href)))
                _note(seen_in_line, out, node, "web", host_of(href))
        kind = attributes.get("itemtype")
        css = (attributes.get("class") or "").lower()
        if (kind and _is_company_type(kind)) or ("vcard" in css and "vcard" in css.split()):
            atoms.append(Atom(out.tick[node], "mark", ""))
    for number, line in enumerate(out.lines):
        found.of_line.append(
            _kinds_of_line(out, number, line.text, atoms, seen_in_line) if not line.image else frozenset()
        )
    atoms.sort()
    for kind in KINDS:
        found.counts[kind] = counted([atom.tick for atom in atoms if atom.kind == kind], out.ticks)
    found.total = counted([atom.tick for atom in atoms], out.ticks)
    found.named_from = _named_from(out, found.of_line)
    return found


def _named_from(out: Outline, of_line: list[frozenset[str]]) -> list[int]:
    """See `Evidence`. A name is made of words and bears no evidence of another kind."""
    found = [len(of_line)] * len(of_line)
    following = len(of_line)
    for number in range(len(of_line) - 1, -1, -1):
        line = out.lines[number]
        is_open = not (line.image or of_line[number])
        if is_open and 2 <= len(line.text) <= 120 and _WORD.search(line.text):
            following = number
        found[number] = following
    return found


def _kinds_of_line(
    out: Outline, number: int, text: str, atoms: list[Atom], seen: set[tuple[int, str, str]]
) -> frozenset[str]:
    kinds, found = _kinds_of_text(text)
    tick = out.run_tick[out.lines[number].start]
    for kind, value in found:
        if (number, kind, value) not in seen and not (kind == "phone" and (number, kind, value[-8:]) in seen):
            atoms.append(Atom(tick, kind, value))
    return kinds


@lru_cache(maxsize=CACHED)
def _kinds_of_text(text: str) -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
    """Return the kinds of evidence in a text and the atoms: (kind, value)."""
    kinds: set[str] = set()
    atoms: list[tuple[str, str]] = []
    if len(text) > 300 or (len(text) > 80 and is_prose(text)):
        return frozenset(), ()
    if "@" in text or (_MAY_HIDE.search(text) and _HIDDEN_AT.search(text)):
        for match in EMAIL.finditer(text):
            kinds.add("email")
            atoms.append(("email", match.group().lower()))
        if "email" not in kinds:
            kinds.add("email")
            atoms.append(("email", text.lower()))
    elif "." in text and (site := site_in(text)):
        kinds.add("web")
        atoms.append(("web", host_of(site)))
    if DIGIT.search(text):
        label = leading_label(text)
        if label is None or label[0] not in ("fax", "hours", "other", "reference"):
            for match in phones_of(text):
                kinds.add("phone")
                atoms.append(("phone", _digits(match.group())))
        elif label[0] == "fax":
            kinds.add("fax")
        if label is None or label[0] in ("address", "street", "postcode", "city"):
            if is_town(text):
                kinds.add("town")
                atoms.append(("town", text))
            if is_street(text, loose=True):
                kinds.add("street")
                if is_street(text):
                    atoms.append(("street", text))
    elif len(text) <= 40 and is_country(text):
        kinds.add("country")
    if "town" not in kinds and "," in text and len(text) <= 160 and place_in(text):
        kinds.add("town")
        atoms.append(("town", text))
    return frozenset(kinds), tuple(atoms)


def _note(seen: set[tuple[int, str, str]], out: Outline, node: int, kind: str, value: str) -> None:
    if out.first_run[node] < out.end_run[node]:
        line = out.line_of[out.first_run[node]]
        seen.add((line, kind, value))
        if kind == "phone":
            seen.add((line, kind, value[-8:]))


def is_fax(out: Outline, link: int) -> bool:
    """True where the line, or the attributes, of a ``tel:`` link say fax."""
    if out.first_run[link] >= out.end_run[link]:
        return False
    label = leading_label(out.lines[out.line_of[out.first_run[link]]].text)
    return (label is not None and label[0] == "fax") or out.attrs[link].get("itemprop") == "faxNumber"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


_COMPANY_ENDS = (
    "organization", "business", "corporation", "store", "service", "restaurant", "hotel", "agency", "dealer",
)  # fmt: skip


def _is_company_type(itemtype: str) -> bool:
    name = itemtype.rstrip("/").rsplit("/", 1)[-1].lower()
    return name.endswith(_COMPANY_ENDS) or name in (
        "dentist", "physician", "attorney", "bakery", "pharmacy", "electrician", "plumber", "place",
    )  # fmt: skip


def is_prose(text: str) -> bool:
    """True for running text: a dozen words and more, most of them lower case."""
    words = text.split()
    return len(words) >= 12 and sum(word[0].islower() for word in words) > 0.5 * len(words)


_WITH_CODE = re.compile(r"([^/(]+?)(?:\s?/\s?|\s\()([A-Z]{2})\)?$")
"""A town and the abbreviation of its region, see `place_in`."""


def place_in(text: str) -> tuple[str, str, str] | None:
    """Return (before, city, region or country) of a text that ends with ``Lecce, Italy``, ``Austin, TX``,
    ``Recife/PE``, ``Lecce (LE)``.
    """
    if match := _WITH_CODE.match(text):
        head, comma, tail = match[1], ",", match[2]
    else:
        head, comma, tail = text.rpartition(",")
        tail = tail.strip(" .")
    if not comma or not 2 <= len(tail) <= 30 or DIGIT.search(tail):
        return None
    if not (country_of(tail) or region_of(tail)) or is_legal_name(text):
        return None
    before, _, city = head.rpartition(",")
    city = city.strip()
    if not 2 <= len(city) <= 40 or DIGIT.search(city) or len(city.split()) > 5:
        return None
    return before.strip(), city, bare_region(tail)


def kinds_of(text: str) -> frozenset[str]:
    """Return the kinds of evidence in a piece of a line."""
    return _kinds_of_text(text)[0]
