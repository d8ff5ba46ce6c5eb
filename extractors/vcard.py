"""Read vCards (versions 2.1 to 4.0); one broken card is one skipped record."""

from __future__ import annotations

import re
from collections.abc import Iterator

from config.catalogue import Source
from config.records import Issue
from extractors.errors import SourceBroken
from extractors.feed import read_entries
from extractors.page import Document
from extractors.record import Record

_CARD = re.compile(r"^BEGIN:VCARD\s*$.*?^END:VCARD\s*$", re.DOTALL | re.MULTILINE | re.IGNORECASE)
_BEGIN = re.compile(r"^BEGIN:VCARD\s*$", re.MULTILINE | re.IGNORECASE)
_NO_NEWS = frozenset({"version", "prodid", "rev", "n", "photo", "logo", "sound", "key"})


def read_list(document: Document, source: Source) -> Iterator[Record | Issue]:
    """Yield a record a card. The spec's fields name its properties in lower case.

    ``org`` and its ``unit``, ``fn``, ``title``, ``role``, ``tel``, ``email``, ``url``, ``note``, ``uid``,
    ``categories``, ``adr.street``, ``adr.city``, ``adr.region``, ``adr.code``, ``adr.country``, ``x-...``.

    Raises:
        SourceBroken: there is no card at all.
    """
    where = source.file.name if source.file else document.page.url
    text = document.text.replace("\r\n", "\n")
    cards = [match.group() for match in _CARD.finditer(text)]
    begun = len(_BEGIN.findall(text))
    if not begun:
        raise SourceBroken(f"{where}: no BEGIN:VCARD in it; export the contacts as vCards (.vcf).")
    good = []
    for number, card in enumerate(cards, 1):
        try:
            good.append(_properties(card))
        except Exception as error:  # noqa: BLE001 - vobject lets many kinds through
            yield _skipped(source, where, number, str(error) or type(error).__name__)
    for number in range(len(cards) + 1, begun + 1):
        yield _skipped(source, where, number, "END:VCARD is missing")
    yield from read_entries(good, source, where, "card")


def _skipped(source: Source, where: str, number: int, reason: str) -> Issue:
    message = (
        f"{where}: vCard {number} cannot be read ({' '.join(reason.split())[:160]}); correct or remove it."
    )
    return Issue(source=source.name, level="warning", kind="skipped", message=message, url=where)


def _properties(card: str) -> dict[str, object]:
    import vobject

    parsed = vobject.readOne(card)
    if parsed is None:
        raise ValueError("BEGIN:VCARD stands inside another card")
    found: dict[str, object] = {}
    for name, entries in parsed.contents.items():
        if name in _NO_NEWS:
            continue
        values = [_value(entry.value) for entry in entries]
        if name == "org":
            name_of_firm, *units = entries[0].value
            values = [str(name_of_firm).strip()]
            found |= {"unit": " ".join(str(unit) for unit in units)} if any(units) else {}
        found[name] = values[0] if len(values) == 1 else values
    return found


def _value(value: object) -> object:
    if hasattr(value, "street"):
        parts = {
            name: getattr(value, name) for name in ("street", "city", "region", "code", "country", "extended")
        }
        return {name: _value(part) for name, part in parts.items() if part}
    if isinstance(value, list):
        return " ".join(str(part) for part in value if part)
    return str(value).strip()
