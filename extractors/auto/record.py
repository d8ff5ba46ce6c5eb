"""One record: which of its cells, links and mark-up give which field."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cached_property

from extractors.address import split_address
from extractors.auto.cells import Cell
from extractors.auto.evidence import (
    EMAIL,
    Evidence,
    host_of,
    is_own_site,
    is_street,
    is_town,
    phones_of,
    site_in,
)
from extractors.auto.found import AutoRecord
from extractors.auto.groups import Stretch
from extractors.auto.hidden import hidden_contacts
from extractors.auto.markup import read_attributes, read_markup
from extractors.auto.names import NameSlot, clean_name, has_words, may_be_name
from extractors.auto.outline import Outline
from extractors.auto.printed_address import read_address
from extractors.auto.record_links import hidden_site, read_links
from extractors.company_words import is_country
from extractors.contacts import emails_in

Put = Callable[[str, str, int], None]
"""Takes field, text and element; the first value of a field stays."""

_SIMPLE = ("city", "region", "postcode", "country", "category", "booth")
_PARTS = ("street", "postcode", "city", "region", "country")
_LONGEST = {
    "name": 160,
    "street": 120,
    "city": 80,
    "region": 60,
    "country": 60,
    "category": 200,
    "booth": 40,
    "postcode": 16,
}
_FAX = re.compile(r"(?:^|[\s_-])(?:tele)?fax|(?:^|[\s_-])print(?:er)?(?:$|\s)", re.IGNORECASE)
_TRIES = 4
"""After so many records in a row that hide nothing the others are not searched, unless the page plays one
of `_TRICKS`.
"""
_TRICKS = (
    "data-cfemail", "email-protection#", "fromCharCode", "linkTo_UnCryptMailto", "decryptMailto",
    "bidi-override", "data-user=", "data-mail=", "data-email=", "data-name=", "data-domain=", "znvygb",
)  # fmt: skip
_DIGITS = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]{3}")


class Reader:
    """What all records of a page share: its outline, its host, the links that stand in every record."""

    def __init__(
        self, out: Outline, evidence: Evidence, own_host: str, common: frozenset[str], markup: str = ""
    ) -> None:
        self.out, self.evidence, self.own_host, self.common = out, evidence, own_host, common
        self.markup = markup
        self.vain = 0

    @cached_property
    def has_tricks(self) -> bool:
        """True where the page's mark-up bears a trace of what only hides contacts."""
        return any(trick in self.markup for trick in _TRICKS)

    def read(self, stretch: Stretch, root: int, cells: Sequence[Cell], slot: NameSlot) -> AutoRecord | None:
        """Return the record of one stretch; None where it has no name."""
        values: dict[str, str] = {}
        nodes: dict[str, int] = {}

        def put(field: str, value: str, node: int) -> None:
            value = " ".join(value.split()).strip(" ,;|")
            if (
                value
                and field not in values
                and len(value) <= _LONGEST.get(field, 300)
                and any(map(str.isalnum, value))
            ):
                values[field], nodes[field] = value, node

        markup = read_markup(self.out, stretch)
        name = find_name(cells, slot)
        if name is not None:
            put("name", clean_name(name.text), name.node)
        elif "name" in markup:
            put("name", clean_name(markup["name"][0]), markup["name"][1])
        if "name" not in values:
            return None
        if "street" in markup and "postcode" in (whole := split_address(markup["street"][0])):
            markup |= {field: (value, markup["street"][1]) for field, value in whole.items()}
        if "city" in markup and _DIGITS.search(markup["city"][0]):
            whole = {**split_address(markup["city"][0])}
            markup |= {
                field: (value, markup["city"][1]) for field, value in whole.items() if field != "street"
            }
        for field in (*_PARTS, "phone", "email"):
            if field in markup:
                put(field, *markup[field])
        if "website" in markup and is_own_site(markup["website"][0], self.own_host):
            put("website", *markup["website"])
        linked, numbers = read_links(self.out, self.own_host, self.common, stretch, cells, name)
        for field, value, node in linked:
            put(field, value, node)
        self._labelled(cells, name, put)
        self._typed(cells, name, put)
        for number, node in numbers[:1]:
            put("phone", number, node)
        lacks_some = self.markup and not {"email", "phone"} <= values.keys()
        if lacks_some and (self.vain < _TRIES or self.has_tricks):
            known = values.keys() if self.vain < 0 else ()
            mail, hidden_number = hidden_contacts(self.out, stretch, self.markup, known)
            node = root if root >= 0 else nodes["name"]
            put("email", mail or "", node)
            put("phone", hidden_number or "", node)
            self.vain = -1_000_000 if mail or hidden_number else self.vain + 1
        if not all(field in values for field in ("street", "city", "postcode")):
            for field, value, node in read_address(cells, name):
                put(field, value, node)
        for field, (text, node) in read_attributes(self.out, stretch).items():
            if _fits(field, text):
                put(field, text, node)
        if "website" not in values and (site := hidden_site(self.out, self.own_host, stretch)):
            put("website", *site)
        return AutoRecord(
            values=values,
            node=self.out.nodes[root] if root >= 0 else None,
            nodes={field: self.out.nodes[node] for field, node in nodes.items()},
        )

    def _labelled(self, cells: Sequence[Cell], name: Cell | None, put: Put) -> None:
        for cell in cells:
            if cell is name or cell.label is None or cell.image:
                continue
            if (
                cell.label in ("city", "postcode")
                and _DIGITS.search(cell.text)
                and _LETTERS.search(cell.text)
            ):
                for field, value in split_address(cell.text).items():
                    if field != "street":
                        put(field, value, cell.node)
            if cell.label in _SIMPLE and not (
                cell.label in ("city", "region", "postcode") and len(cell.text) > 60
            ):
                put(cell.label, cell.text, cell.node)
            elif cell.label == "phone" and (found := phones_of(cell.text)):
                put("phone", found[0].group(), cell.node)
            elif cell.label == "email" and (mails := emails_in(cell.text)):
                put("email", mails[0], cell.node)
            elif cell.label == "website" and (site := site_in(cell.text)):
                put("website", site, cell.node)

    def _typed(self, cells: Sequence[Cell], name: Cell | None, put: Put) -> None:
        for cell in cells:
            if cell is name or cell.image or cell.label in ("fax", "hours", "other", "reference"):
                continue
            if "email" in cell.kinds and (mails := emails_in(cell.text)):
                put("email", mails[0], cell.node)
            is_phone = cell.label is None and "phone" in cell.kinds and not _shows_fax(self.out, cell)
            if is_phone and (number := _number_in(cell)):
                put("phone", number, cell.node)
            if (
                cell.label in (None, "email")
                and "web" in cell.kinds
                and (site := site_in(cell.text))
                and host_of(site) != self.own_host
            ):
                put("website", site, cell.node)
            if cell.label is None and len(cell.text) <= 40 and is_country(cell.text):
                put("country", cell.text, cell.node)


def find_name(cells: Sequence[Cell], slot: NameSlot) -> Cell | None:
    """Return the cell in the name's slot, or else the first one that stands out or comes first."""
    for cell in cells:
        if slot.slot in (cell.slot, cell.named):
            if cell.kinds & {"phone", "email"} or not has_words(cell.text):
                break
            if cell.label in (None, "name") or cell.of_column:
                return cell
    able = [cell for cell in cells if may_be_name(cell)]
    if slot.slot is not None:
        same = [cell for cell in able if cell.slot[0] == slot.slot[0]]
        if same:
            return same[0]
        return next((cell for cell in able if cell.emphasis), None)
    return next((cell for cell in cells if cell.image), None)


def _shows_fax(out: Outline, cell: Cell) -> bool:
    """True where a class or the icon before a number says fax."""
    start = out.run_tick[out.lines[cell.line].start]
    node = cell.node
    for _ in range(3):
        if node < 0 or out.end_run[node] - out.first_run[node] > 4:
            return False
        if _FAX.search(out.classes(node)):
            return True
        icons = [
            css
            for kid in out.kids[node]
            if out.first_run[kid] == out.end_run[kid] and out.tick[kid] < start and (css := out.classes(kid))
        ]
        if icons:
            return bool(_FAX.search(icons[-1]))
        node = out.parents[node]
    return False


def _fits(field: str, text: str) -> bool:
    """True where an attribute's value has the shape of the field that its name says."""
    if field == "phone":
        return bool(phones_of(text))
    if field == "email":
        return EMAIL.fullmatch(text) is not None
    if field == "postcode":
        return bool(_DIGITS.search(text)) and len(text) <= 10
    return bool(_LETTERS.search(text) or (field == "region" and text.isupper())) and "/" not in text


def _number_in(cell: Cell) -> str | None:
    """Return the number of an unlabelled cell; beside an address only one that stands between commas."""
    parts = [cell.text]
    if cell.kinds & {"town", "street"}:
        parts = [
            part
            for part in re.split(r"\s*[,;]\s+|\s+[–-]\s+", cell.text)
            if not is_street(part) and not is_town(part)
        ]
    for part in parts:
        for match in phones_of(part):
            if len(parts) == 1 and parts[0] is cell.text or match.group() == part.strip():
                return match.group()
    return None
