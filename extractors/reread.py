"""What archived pages give under a spec, and how far it agrees with what is known: the proof of a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from config.catalogue import Source
from config.records import Page
from extractors.errors import SourceBroken
from extractors.html import read_fields, read_list
from extractors.page import Document
from extractors.same_value import plain, same

Values = Mapping[str, str]
_IGNORED = frozenset({"listing_id", "country", "description"})
"""``country`` often comes from the spec, not from the page."""


@dataclass(frozen=True)
class Agreement:
    """Known companies that the pages show, how many of them are read, and F1 over their values."""

    shown: int
    read: int
    f1: float
    records: int


def read_records(documents: Iterable[Document], source: Source) -> list[dict[str, str]]:
    """Return the values of every record of list pages, as printed; pages without any give none."""
    found: list[dict[str, str]] = []
    for document in documents:
        try:
            found.extend(dict(record.values) for record in read_list(document, source))
        except SourceBroken:
            continue
    return [values for values in found if values.get("name")]


def distinct(records: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the records without exact repeats, such as an entry that is printed once more as sponsored."""
    return list({tuple(sorted(values.items())): values for values in records}.values())


def read_details(documents: Iterable[Document], source: Source) -> dict[str, dict[str, str]]:
    """Return by address what the selectors of ``detail.fields`` give on detail pages."""
    fields = source.spec.detail.fields if source.spec.detail else {}
    return {document.page.url: read_fields(document, fields) for document in documents}


def agreement(known: Sequence[Values], read: Sequence[Values]) -> Agreement:
    """Compare what is read with what is known of the companies that the pages show.

    Args:
        known: values of the good night, as printed, of companies that the pages show.
        read: records of the pages; those of companies that are not known, and further ones under a known
            name (a branch, an advertisement), count neither way.
    """
    wanted: dict[str, list[Values]] = {}
    for values in known:
        wanted.setdefault(plain("name", values["name"]), []).append(values)
    given: dict[str, list[Values]] = {}
    for values in read:
        name = plain("name", values["name"])
        if name in wanted:
            given.setdefault(name, []).append(values)
    right = total = got = 0
    for name, several in wanted.items():
        total += sum(len(_told(values)) for values in several)
        for values, best in _paired(several, given.get(name, [])):
            right += _equal(values, best)
            got += len(_told(best))
    f1 = 2 * right / (total + got) if total + got else 0.0
    count = sum(len(several) for several in wanted.values())
    return Agreement(count, sum(len(several) for several in given.values()), f1, len(read))


def _paired(some: Sequence[Values], others: Sequence[Values]) -> list[tuple[Values, Values]]:
    """Pair records of one name, those that are most alike first."""
    fits = sorted((-_equal(a, b), i, j) for i, a in enumerate(some) for j, b in enumerate(others))
    pairs: dict[int, int] = {}
    for _, i, j in fits:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(some[i], others[j]) for i, j in sorted(pairs.items())]


def _told(values: Values) -> list[str]:
    return [name for name, value in values.items() if value and name not in _IGNORED]


def _equal(one: Values, other: Values) -> int:
    return sum(same(name, one[name], other.get(name)) for name in _told(one))


def documents(pages: Iterable[Page], source: Source, limit: int) -> tuple[list[Document], list[Document]]:
    """Return up to ``limit`` list pages and as many detail pages, opened."""
    lists: list[Document] = []
    details: list[Document] = []
    for page in pages:
        into = details if page.role == "detail" else lists
        if page.role != "lookup" and len(into) < limit:
            into.append(Document(page, source.spec.encoding))
    return lists, details
