"""The fields of all records of a page: one search of the page for each selector instead of one a record.

Each search compiles its selector anew, which costs more than to look through a record. What an element
matches does not depend on where a search begins (there is no ``:scope`` here, and lexbor looks at parents
outside of it too), so the matches inside a record are those of the page, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extractors.cleaners import finish, join
from extractors.selectors import Rule, Selector, compile_selector, read_field

_UNKNOWN = -1
_WORTH_IT = 4
"""Records; fewer are searched one by one."""


def read_columns(
    tree: LexborHTMLParser, records: Sequence[LexborNode], fields: Mapping[str, Selector], base: str
) -> list[dict[str, str]]:
    """Return what `extractors.selectors.read_field` gives for each record and field, without empty ones.

    ``records`` are elements of ``tree`` (or of none: then nothing is gained), in any order.
    """
    if len(records) < _WORTH_IT or not (inside := _Inside(tree, records)).is_exact:
        return [
            {
                name: value
                for name, selector in fields.items()
                if (value := read_field(record, name, selector, base))
            }
            for record in records
        ]
    rows: list[dict[str, str]] = [{} for _ in records]
    for name, selector in fields.items():
        column = (
            _first(inside, name, selector, base)
            if isinstance(selector, str)
            else _all(inside, name, selector, base)
        )
        for at, value in column.items():
            rows[at][name] = value
    return rows


def _first(inside: _Inside, field: str, selector: str, base: str) -> dict[int, str]:
    """Return the value of the first match for each record that has one."""
    found: dict[int, str] = {}
    for rule in compile_selector(selector):
        tried: set[int] = set(found)
        printed_by, clean = rule.printed, _cleaner(rule)
        for at, match in inside.matches(rule):
            if at not in tried:
                tried.add(at)
                if (printed := printed_by(match)) and (value := clean(field, printed, base)):
                    found[at] = value
        if len(found) == len(inside.records):
            break
    return found


def _all(inside: _Inside, field: str, selectors: list[str], base: str) -> dict[int, str]:
    """Return the joined values of all matches for each record that has any."""
    values: dict[int, list[str]] = {}
    for one in selectors:
        found: dict[int, list[str]] = {}
        for rule in compile_selector(one):
            former = set(found)
            printed_by, clean = rule.printed, _cleaner(rule)
            for at, match in inside.matches(rule):
                if at in former:
                    continue
                if (printed := printed_by(match)) and (value := clean(field, printed, base)):
                    found.setdefault(at, []).append(value)
        for at, some in found.items():
            values.setdefault(at, []).extend(some)
    return {at: value for at, some in values.items() if (value := join(field, some))}


def _cleaner(rule: Rule) -> Callable[[str, str, str], str | None]:
    """Return `Rule.value`, or what it comes to where the rule names no cleaner."""
    return rule.value if rule.steps else finish


class _Inside:
    """Which record an element is in. ``is_exact``: all records are of the tree, and none is in another."""

    def __init__(self, tree: LexborHTMLParser, records: Sequence[LexborNode]) -> None:
        self.records, self._tree = records, tree
        self._matches: dict[str, list[tuple[int, LexborNode]]] = {}
        self._record_of: dict[int, int | None] = {one.mem_id: at for at, one in enumerate(records)}
        root = tree.root
        top = {root.mem_id} if root is not None else set()
        self.is_exact = len(self._record_of) == len(records) and all(
            one.parser is tree and one.mem_id not in top and self._of_parent(one) is None for one in records
        )

    def matches(self, rule: Rule) -> list[tuple[int, LexborNode]]:
        """Return (position of the record, match) of every match inside a record, in document order."""
        if not rule.css:
            return list(enumerate(self.records))
        found = self._matches.get(rule.lexbor)
        if found is None:
            found = self._matches[rule.lexbor] = []
            record_of = self._record_of
            for match in self._tree.css(rule.lexbor):
                above = match.parent
                at = record_of.get(above.mem_id, _UNKNOWN) if above is not None else None
                if at == _UNKNOWN:  # else the parent was looked at with a neighbour
                    at = self._of_parent(match)
                if at is not None:
                    found.append((at, match))
        return found

    def _of_parent(self, node: LexborNode) -> int | None:
        """Return the record that the element's parent is or is in, None outside of records."""
        record_of = self._record_of
        above = node.parent
        passed, found = [], None
        while above is not None:
            number = above.mem_id
            if number in record_of:
                found = record_of[number]
                break
            passed.append(number)
            above = above.parent
        for number in passed:
            record_of[number] = found
        return found
