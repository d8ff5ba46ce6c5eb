"""What a street, a unit and a town look like in print, without knowing the country."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from extractors.vocabulary import fold, phrases, words

_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NUMBER_FIRST = re.compile(
    r"^(?:no\.?\s|nr\.?\s|#\s?)?\d{1,5}(?:[a-z]|bis|ter)?(?:\s?[-–/&]\s?\d{1,5}[a-z]?)*,?\s+[^\W\d_][^\d:]{2,}",
    re.IGNORECASE,
)
_NUMBER_LAST = re.compile(
    r"[^\W\d_][.)]?,?\s+(?:n[.º°o]*\s?|nr\.?\s|no\.?\s|#\s?|č\.?\s?p\.?\s)?"
    r"(?:\d{1,4}\s?[a-z]?(?:\s?[-–/+]\s?\d{0,4}\s?[a-z]?){0,3}|s/n|sn)\.?$",
    re.IGNORECASE,
)
_NUMBER_ONLY = re.compile(
    r"\d{1,2}\.\d{3}|(?:n[.º°o]*\s?|no\.?\s|nr\.?\s|#\s?)?\d{1,5}\s?[a-z]?(?:\s?[-–/]\s?\d{0,5}\s?[a-z]?){0,3}",
    re.I,
)
_NO_NUMBER = re.compile(r"\bs/n\b", re.IGNORECASE)
_YEAR_LAST = re.compile(r"\b(?:1[89]|20)\d\d$")
_FLOOR = re.compile(
    r"^(?:(?:\d{1,2}(?:st|nd|rd|th|\.|er|e|º|ª|°)?|ground|first|second|third|fourth|fifth|top|lower|upper)\s+floor\b"
    r"|(?:suite|unit|level|lvl|floor|room|studio|office|flat)\s*#?\w{1,5}\b)",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(
    r"[@:?!=<>{}©®™\"…]|[a-z]{4}\.\s+[A-Z][a-z]*\s[a-z]|(?i:https?|www\.|\.(?:com|net|org)\b)"
)
_TOWN_TAIL = re.compile(
    r"(?:\s+(?:cedex|cédex))(?:\s+\d{1,2})?$|(?<=\D)\s+\d{1,2}(?:er?|[eè]me)?$", re.IGNORECASE
)


def has_digit(text: str) -> bool:
    """True where a digit stands anywhere in the text."""
    return _DIGIT.search(text) is not None


@lru_cache(maxsize=10_000)
def street_evidence(text: str) -> int:
    """Return how sure it is that ``text`` is a street or a mailbox: 0 no sign, 1 a sign, 2 clear."""
    if not 3 <= len(text) <= 90 or _SAYS_MORE.search(text):
        return 0
    if is_pobox(text):
        return 2
    tokens = [fold(word) for word in _WORD.findall(text)]
    if not tokens or len(tokens) > 12:
        return 0
    number = bool(_NUMBER_FIRST.match(text) or _NUMBER_LAST.search(text) or _NO_NUMBER.search(text))
    word = _street_word(tokens) or (text[0].isdigit() and tokens[0] in _street_words()[0])
    if number and not word and _YEAR_LAST.search(text):
        return 0
    if number or (word and has_digit(text)):
        return 2 if word else 1
    return 1 if word and len(text) >= 6 and len(tokens) <= 6 else 0


def _street_word(tokens: list[str]) -> bool:
    ends, starts, parts = _street_words()
    if tokens[0] in words("address_words", "area"):
        return len(tokens) > 1
    if any(token in ends for token in tokens[1:]) or (tokens[0] in starts and len(tokens) > 1):
        return True
    return any(token.endswith(parts) and len(token) > 5 for token in tokens)


@cache
def _street_words() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    file = "address_words"
    return words(file, "street_end"), words(file, "street_start"), tuple(sorted(words(file, "street_part")))


def is_pobox(text: str) -> bool:
    """True where the text begins with the words of a mailbox at the post office and goes on with its
    number.
    """
    folded = fold(text)
    if not has_digit(folded):
        return False
    head = re.split(r"[\d#:]", folded, maxsplit=1)[0].strip(" n°º-")
    return head in phrases("address_words", "pobox")


@lru_cache(maxsize=5_000)
def is_unit(text: str) -> bool:
    """True where the text is a floor, suite, flat or block: ``Suite 5``, ``3. OG``, ``2C``, ``3rd Floor``."""
    if len(text) < 60 and (_FLOOR.match(text) or (text[0] == "#" and has_digit(text) and len(text) < 40)):
        return not any(token in _street_words()[0] for token in (fold(w) for w in _WORD.findall(text)[2:]))
    tokens = [fold(word) for word in _WORD.findall(text)]
    if not has_digit(text) or len(text) > 40 or len(tokens) > 4:
        return bool(tokens) and len(tokens) <= 3 and _is_unit_alone(tokens) and len(text) < 25
    if len(tokens) > 1 and _street_word(tokens):
        return False  # Unit 5 Station Road is a street
    units = words("address_words", "unit")
    if any(token in units for token in tokens):
        return True
    return bool(re.fullmatch(r"#?\s?\w{1,2}\s?[-–/]?\s?\w{0,3}", text)) and len(text) <= 6


def _is_unit_alone(tokens: list[str]) -> bool:
    return tokens[0] in words("address_words", "unit_alone")


def is_numbered_street(text: str) -> bool:
    """True where a street's last word says that the number before it is no postcode: ``7801 Academy Rd``."""
    if not _NUMBER_FIRST.match(text):
        return False
    tokens = [fold(word) for word in _WORD.findall(text)]
    ends = _street_words()[0]
    return any(token in ends for token in tokens[1:]) or (tokens[0] in ends and text[-1].isdigit())


def is_area(text: str) -> bool:
    """True where the text begins with the word for an estate, zone or quarter: ``Pol. Ind. El Segre``."""
    first = _WORD.search(text)
    return first is not None and len(text) <= 60 and fold(first.group()) in words("address_words", "area")


@lru_cache(maxsize=5_000)
def is_building(text: str) -> bool:
    """True where the text names a house, park or centre in which a company sits: ``Pentland House``."""
    tokens = [fold(word) for word in _WORD.findall(text)]
    if not 1 < len(tokens) <= 7 or _SAYS_MORE.search(text):
        return False
    names = words("address_words", "house_before")
    return tokens[-1] in names or tokens[0] in names


@lru_cache(maxsize=10_000)
def is_town(text: str) -> bool:
    """True where the text has the form of a town's name: few words, a capital first, no digits but a
    district's.
    """
    if not 2 <= len(text) <= 42 or _SAYS_MORE.search(text):
        return False
    bare = _TOWN_TAIL.sub("", text)
    if has_digit(bare) or not (bare[0].isalpha() or bare[:2] in ("'s", "’s", "'t")):
        return False
    tokens = _WORD.findall(bare)
    if fold(text) in _labels():
        return False
    if not tokens or len(tokens) > 6 or (len(tokens) == 1 and fold(tokens[0]) in _street_words()[1]):
        return False
    first = tokens[0]
    if tokens[-1].islower() and len(tokens) > 1 and tokens[-1].isascii():
        return False
    return (first[0].isupper() or not first[0].islower() or bare[0] in "'’") and (
        fold(tokens[-1]) not in _street_words()[0] or len(tokens) == 1 or fold(tokens[-1]) in _MAY_END_A_TOWN
    )


@cache
def _labels() -> frozenset[str]:
    keys = ("label", "code_label", "city_label", "region_label", "country_label")
    return frozenset().union(*(phrases("address_words", key) for key in keys))


_MAY_END_A_TOWN = frozenset(
    "grove park hill hills green place gardens way wharf platz weg close cross ring".split()
)


def street_at_end(text: str) -> str | None:
    """Return the street with which a sentence ends: ``its seat is at 27 chemin des Ardoisiers``; else
    None.
    """
    spans = list(re.finditer(r"\S+", text))
    starts = _street_words()[1] - _JOINS
    for index in range(max(1, len(spans) - 8), len(spans)):
        tail = text[spans[index].start() :].strip(" .,;:")
        first = fold(re.split(r"[\s/.]", tail, maxsplit=1)[0])
        if not first or not (first[0].isdigit() or first in starts or tail[0].isupper()):
            continue
        if (first[0].isdigit() or first in starts or index >= len(spans) - 4) and street_evidence(tail) == 2:
            return tail
    return None


_JOINS = frozenset("an der auf in im zum zur unter al".split())


def is_number(text: str) -> bool:
    """True where the text is a house number and nothing else."""
    return len(text) <= 16 and bool(_NUMBER_ONLY.fullmatch(text)) and has_digit(text)


def cut_street(text: str) -> tuple[str, str] | None:
    """Split ``8848 Larston Street Houston`` into street and town at its last word for a street, else None."""
    ends = words("address_words", "street_end")
    if not has_digit(text):
        return None
    for match in reversed(list(_WORD.finditer(text))):
        if fold(match.group()) not in ends or not has_digit(text[: match.start()]):
            continue
        street, rest = text[: match.end()], text[match.end() :].lstrip(".")
        more = re.match(
            r"\s+(?:[NSEW]|[NS][EW]|North|South|East|West)\b\.?(?=\s)|\s*,?\s+(?:(?:suite|ste|unit|apt|floor|fl|#)\.?\s?#?\w+)",
            rest,
            re.IGNORECASE if "uite" in rest or "nit" in rest or "#" in rest else 0,
        )
        if more:
            street, rest = street + more.group(), rest[more.end() :]
        rest = rest.strip(" ,-–")
        if rest and is_town(rest) and len(rest.split()) <= 4 and fold(rest.split()[0]) not in ends:
            return street.strip(), rest
    return None
