"""Unlabelled places of records vote for what they print: category, town, region, country, booth.

One short text tells nothing; the same place in all records does: few values that recur are a category or a
town, codes of one shape are booths. Class names that say it are believed sooner.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from extractors import vocabulary
from extractors.auto.cells import Cell
from extractors.auto.evidence import place_in
from extractors.auto.names import NameSlot, has_words
from extractors.auto.outline import Outline
from extractors.auto.words import fold, is_legal_name, load
from extractors.places import country_of, region_of
from extractors.street import street_evidence

Values = dict[str, tuple[str, int]]
"""Field -> (text, element)."""

_BOOTH = re.compile(
    r"(?:(?:hall|halle|hal|h|stand|booth|pad|pav|pavilion)\.?\s*)?[A-Z]?\d{1,3}\s*[/|,.–-]?\s*"
    r"(?:stand|booth)?\s*[A-Z]{1,2}[-. ]?\d{1,4}[a-zA-Z]?(?:[-–/]\d+)?"
    r"|[A-Z]{1,3}[-. ]?\d{1,4}[a-z]?(?:[-–]\d+)?"
    r"|(?:stand|booth|stall|hall|halle)\.?\s*(?:no\.?\s*)?[A-Z]?\d+.{0,12}",
    re.IGNORECASE,
)
_LICENCE = re.compile(r"[A-Z]{2,3}[-. ]?\d{4,}", re.IGNORECASE)
"""Numbers of licences and members, all with the same letters, look like those of booths."""
HINTS = {
    "category": re.compile(
        r"categ|kateg|branche|rubri|trade(?!mark)|sector|industr|activit|gewerbe|genre|speciali",
        re.IGNORECASE,
    ),
    "city": re.compile(
        r"(?:^|[\s_-])(?:city|town|ort|stadt|ville|ciudad|plaats|localit|locality|place|location)(?:$|[\s_-])",
        re.IGNORECASE,
    ),
    "region": re.compile(
        r"(?:^|[\s_-])(?:region|state|province|county|provincia|bundesland)(?:$|[\s_-])", re.IGNORECASE
    ),
    "country": re.compile(r"(?:^|[\s_-])(?:country|land|pays|pais|nation)(?:$|[\s_-])", re.IGNORECASE),
    "booth": re.compile(r"booth|stand(?:$|[\s_-]|n)|(?:^|[\s_-])hall", re.IGNORECASE),
}
_ADDRESS = ("street", "city", "region", "postcode", "country", "address")
_EDGES = " ,:;|–-·•/()[]"


def read_columns(
    out: Outline,
    records: Sequence[Sequence[Cell]],
    slot: NameSlot,
    page_words: str,
    known: Sequence[Mapping[str, str]],
) -> list[Values]:
    """Return for each record what its unlabelled cells turned out to be, beside what is ``known`` of it."""
    found: list[Values] = [{} for _ in records]
    columns: dict[tuple[str, int], list[tuple[int, Cell]]] = defaultdict(list)
    for number, cells in enumerate(records):
        for cell in cells:
            if _is_open(cell, slot):
                columns[_column_of(cell)].append((number, cell))
    category: tuple[float, list[tuple[int, Cell]]] | None = None
    for column in columns.values():
        if len(column) < max(2, 0.3 * len(records)):
            continue
        if sum(_is_known(cell.text, known[number]) for number, cell in column) >= 0.5 * len(column):
            continue
        field = _field_of(out, column)
        if field == "place":
            for number, cell in column:
                _put_place(found[number], cell)
        elif field:
            for number, cell in column:
                found[number].setdefault(field, (cell.text.strip(_EDGES), cell.node))
        else:
            if _is_towns(column, known):
                for number, cell in column:
                    found[number].setdefault("city", (cell.text.strip(_EDGES), cell.node))
                continue
            worth = _category_worth(out, column, len(records), page_words)
            if worth > 0 and (category is None or worth > category[0]):
                category = (worth, column)
    if category:
        start = _common_start([cell.text for _, cell in category[1]])
        for number, cell in category[1]:
            found[number].setdefault("category", (cell.text[start:].strip(_EDGES), cell.node))
    return found


def _column_of(cell: Cell) -> tuple[str, int]:
    """Return the place of a cell, its class included, unless a table's column tells more: the class may be
    that of every second row.
    """
    is_column = cell.slot[0].rpartition(">")[2].startswith("td")
    return cell.slot if is_column or not cell.named[0] else cell.named


def _common_start(texts: Sequence[str]) -> int:
    """Return the length of the words that all texts begin with: ``in`` of in Painters, in Transport."""
    first = texts[0].split(" ")
    for size in range(len(first) - 1, 0, -1):
        start = " ".join(first[:size]) + " "
        if len(texts) > 3 and len(set(texts)) > 1 and all(text.startswith(start) for text in texts):
            return len(start)
    return 0


def _is_known(text: str, values: Mapping[str, str]) -> bool:
    """True where a text is a part of the address, or the name once more. Above a town a trade passes for a
    street: only one that reads so counts.
    """
    text = text.strip(_EDGES).casefold()
    if "street" in values and not street_evidence(values["street"]):
        values = {key: value for key, value in values.items() if key != "street"}
    return (
        any(text in values[key].casefold() for key in _ADDRESS if key in values)
        or text == values.get("name", "").casefold()
    )


def _is_open(cell: Cell, slot: NameSlot) -> bool:
    return (
        cell.label is None
        and not cell.image
        and slot.slot not in (cell.slot, cell.named)
        and not cell.kinds & {"phone", "email", "web", "fax"}
        and len(cell.text) <= 120
    )


def _field_of(out: Outline, column: Sequence[tuple[int, Cell]]) -> str | None:
    """Return the field that most texts of a column are, ``place`` for town and region together."""
    texts = [cell.text.strip(_EDGES) for _, cell in column]
    n = len(texts)

    def share(test: object) -> float:
        return sum(bool(test(text)) for text in texts) / n  # type: ignore[operator]

    if share(lambda text: any(c.isdigit() for c in text) and _BOOTH.fullmatch(text)) >= 0.6:
        return (
            None if n > 2 and share(_LICENCE.fullmatch) == 1 and len({t[:2] for t in texts}) == 1 else "booth"
        )
    if share(country_of) >= 0.6:
        return "country"
    if share(place_in) >= 0.5:
        return "place"
    if share(region_of) >= 0.7:
        return "region"
    hint = _hint(out, column)
    if hint == "city" and share(lambda text: not any(c.isdigit() for c in text) and len(text) <= 40) >= 0.8:
        return "city"
    if hint in ("region", "booth") and share(lambda text: len(text) <= 40) >= 0.9:
        return hint
    follows = sum(cell.text[:1] in ",(" for _, cell in column) / n
    if follows >= 0.6 and share(lambda text: _is_town_like(text)) >= 0.8:
        return "city"
    return None


def _is_town_like(text: str) -> bool:
    return (
        2 <= len(text) <= 35
        and not any(c.isdigit() for c in text)
        and len(text.split()) <= 4
        and text[:1].isupper()
    )


def _hint(out: Outline, column: Sequence[tuple[int, Cell]]) -> str | None:
    """Return the field that the classes of most cells of a column say."""
    told = Counter(_told(out, cell.node) for _, cell in column[:40])
    field, times = told.most_common(1)[0]
    return field if times >= 0.6 * min(40, len(column)) else None


def _told(out: Outline, node: int) -> str | None:
    for _ in range(3):
        if node < 0 or out.end_run[node] - out.first_run[node] > 4:
            break
        attributes = out.attrs[node]
        words = " ".join([attributes.get(key) or "" for key in ("class", "itemprop", "headers")])
        if field := _field_in(words):
            return field
        node = out.parents[node]
    return None


@lru_cache(maxsize=256)  # a list has few classes, and each record has them again
def _field_in(words: str) -> str | None:
    return next((field for field, pattern in HINTS.items() if pattern.search(words)), None)


def _put_place(values: Values, cell: Cell) -> None:
    found = place_in(cell.text.strip(_EDGES))
    if found is None:
        if _is_town_like(cell.text.strip(_EDGES)):
            values.setdefault("city", (cell.text.strip(_EDGES), cell.node))
        return
    _, city, tail = found
    values.setdefault("city", (city, cell.node))
    values.setdefault("country" if country_of(tail) and len(tail) != 2 else "region", (tail, cell.node))


def _is_towns(column: Sequence[tuple[int, Cell]], known: Sequence[Mapping[str, str]]) -> bool:
    """True for short capitalised words that recur, where records have numbers but no town, and none of the
    words names a trade. A guess that only lists without addresses need.
    """
    texts = [cell.text.strip(_EDGES) for _, cell in column]
    n = len(texts)
    if n < 5 or sum("city" in values for values in known) > 0.2 * len(known):
        return False
    if sum("phone" in values or "email" in values for values in known) < 0.5 * len(known):
        return False
    if sum(_is_town_like(text) for text in texts) < 0.9 * n:
        return False
    if not 1 < len(set(texts)) <= 0.9 * n or sum(fold(text) in _states() for text in texts) > 0:
        return False
    trades = _trades()
    return not any(
        word in trades or word.rstrip("s") in trades for text in set(texts) for word in fold(text).split()
    )


def towns_above(headings: list[Values], known: Sequence[Mapping[str, str]]) -> list[Values]:
    """Return what the headings over records say, the town instead of the category where records print streets
    and no towns.
    """
    texts = {heading["category"][0] for heading in headings if "category" in heading}
    streets = sum("street" in values for values in known)
    if (
        not texts
        or streets < 0.5 * len(known)
        or any(values.keys() & {"city", "postcode"} for values in known)
    ):
        return headings
    if not all(map(_is_town_like, texts)) or any(
        word in _trades() for text in texts for word in fold(text).split()
    ):
        return headings
    return [{"city" if key == "category" else key: told for key, told in one.items()} for one in headings]


@cache
def _trades() -> frozenset[str]:
    """Words by which trades are named, of the industry vocabulary."""
    words: set[str] = set()
    for entry in vocabulary.load("industries").get("divisions", {}).values():
        for line in entry.values():
            if isinstance(line, str):
                words.update(word for word in fold(line.replace(";", " ")).split() if len(word) > 3)
    return frozenset(words | {word.rstrip("s") for word in words})


@cache
def _states() -> frozenset[str]:
    """Words of buttons, badges and opening hours, which recur like categories and are none."""
    return frozenset(fold(word) for word in load("listing_context")["states"])


def _category_worth(out: Outline, column: Sequence[tuple[int, Cell]], records: int, page_words: str) -> float:
    """Return how much a column looks like categories; 0 where it does not."""
    texts = [cell.text for _, cell in column]
    n = len(texts)
    presence = n / records
    hint = _hint(out, column)
    if hint not in (None, "category") or presence < 0.4:
        return 0.0
    if sum(has_words(text) and len(text) <= 90 for text in texts) < 0.9 * n:
        return 0.0
    if sum(any(char.isdigit() for char in text) or text[-1:] in ".!?…" for text in texts) > 0.3 * n:
        return 0.0
    states = _states()
    if sum(fold(text) in states or not states.isdisjoint(fold(text).split()) for text in texts) > 0.2 * n:
        return 0.0
    if any("street" in cell.kinds or "town" in cell.kinds for _, cell in column):
        return 0.0
    distinct = len(set(texts))
    if hint == "category":
        return 3.0 + presence
    if distinct == 1:
        return 0.5 if n >= 3 and fold(texts[0]) in page_words and out.link[column[0][1].node] < 0 else 0.0
    words = sum(len(text.split()) for text in texts) / n
    if n < 5 or distinct > 0.75 * n or words > 7 or sum(is_legal_name(text) for text in texts) > 0.2 * n:
        return 0.0
    return presence * (1.5 - distinct / n)


def split_tails(names: Sequence[str]) -> list[tuple[str, str | None, str | None]]:
    """Return (name, city, region) of names that end with a town: ``Acme Gallery, New York``.

    Only where most of them do, and the towns recur or are known regions or countries.
    """
    parts = [_tail(name) for name in names]
    tails = [tail for _, tail in parts if tail]
    plain = [(name, None, None) for name in names]
    if len(names) < 4 or len(tails) < 0.5 * len(names):
        return list(plain)
    known = sum(bool(country_of(tail) or region_of(tail)) for tail in tails)
    if len(set(tails)) > 0.8 * len(tails) and known < 0.5 * len(tails):
        return list(plain)
    found: list[tuple[str, str | None, str | None]] = []
    for name, tail in parts:
        head, before = _tail(name) if tail and region_of(tail) and len(tail) != 2 else (name, None)
        found.append((head, before, tail) if before else (name, tail, None))
    return found


def _tail(name: str) -> tuple[str, str | None]:
    head, comma, tail = name.rpartition(",")
    tail = tail.strip()
    if not comma or is_legal_name(name) or not _is_town_like(tail) or len(head) < 3:
        return name, None
    return head.strip(), tail
