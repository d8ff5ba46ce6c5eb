"""Records that are several neighbours: two table rows, a heading and what follows, a term and its text."""

from __future__ import annotations

from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST = 200
"""Neighbours of one record; a list whose last heading governs the rest of the page ends there."""
_PARENTS = {
    "tr": ("<table><tbody>", "</tbody></table>", "tbody"),
    "td": ("<table><tbody><tr>", "</tr></tbody></table>", "tr"),
    "th": ("<table><tbody><tr>", "</tr></tbody></table>", "tr"),
    "tbody": ("<table>", "</table>", "table"),
    "dt": ("<dl>", "</dl>", "dl"),
    "dd": ("<dl>", "</dl>", "dl"),
    "li": ("<ul>", "</ul>", "ul"),
}


def group(nodes: Sequence[LexborNode], rows: int, until: Sequence[LexborNode]) -> list[list[LexborNode]]:
    """Return one list of elements a record: each of ``nodes`` with the neighbours that belong to it.

    ``rows`` > 1: that many neighbours in all. ``until``: up to the next of these, or of ``nodes``. An element
    that already belongs to a record begins none, so ``nodes`` may be every row of a table.
    """
    begins = {node.mem_id for node in nodes}
    ends = {node.mem_id for node in until} | begins
    taken: set[int] = set()
    records = []
    for node in nodes:
        if node.mem_id in taken:
            continue
        record = [node]
        below = _next_element(node)
        while below is not None and len(record) < (_MOST if until else rows):
            if until and below.mem_id in ends:
                break
            record.append(below)
            below = _next_element(below)
        taken.update(each.mem_id for each in record)
        records.append(record)
    return records


def as_one(record: Sequence[LexborNode]) -> LexborNode:
    """Return an element that holds copies of the neighbours, of the kind that they need as a parent."""
    before, after, tag = _PARENTS.get(record[0].tag or "", ("<div>", "</div>", "div"))
    markup = "".join(node.html or "" for node in record)
    parsed = LexborHTMLParser(f"{before}{markup}{after}")
    found = parsed.css_first(tag)
    return found if found is not None else record[0]


def _next_element(node: LexborNode) -> LexborNode | None:
    below = node.next
    while below is not None and (below.tag or "-").startswith(("-", "_", "!")):
        below = below.next
    return below
