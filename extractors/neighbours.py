"""Selectors for records that are several neighbours: a heading and what follows it, two rows of a table."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborNode

from extractors.auto.found import AutoRecord
from extractors.induce import PageExamples, examples_of, induce_list, record_selector
from extractors.locate import Example, find_value, records_around
from extractors.page import Document, absolute
from extractors.same_value import LINKS
from extractors.siblings import as_one, group

_STAND_IN = "one-record"
_WRAPPED = {
    "div": f'<section class="{_STAND_IN}">{{}}</section>',
    "tbody": f'<table class="{_STAND_IN}">{{}}</table>',
    "tr": f'<table><tbody class="{_STAND_IN}">{{}}</tbody></table>',
}
_MOST_ROWS = 6


def induce_neighbours(document: Document, records: Sequence[AutoRecord]) -> dict[str, Any] | None:
    """Return the ``list:`` of a spec with ``rows`` or ``until``, or None where that tells nothing.

    The element around each name that holds no other name begins a record. The records are put together as
    the reader of specs will, and the selectors of their fields are induced on those.
    """
    named = [one for one in records if "name" in one.nodes]
    if len(named) < max(2, len(records)):
        return None
    begins = records_around([one.nodes["name"] for one in named])
    if len({node.mem_id for node in begins}) < len(begins):
        return None
    first = [Example(node, {}, {"name": one.nodes["name"]}) for node, one in zip(begins, named, strict=True)]
    record = record_selector([(document, first)], all_known=True)
    if record is None:
        return None
    rows = _rows(begins)
    records_of = group(begins, rows, [] if rows > 1 else begins)
    way: dict[str, Any] = {"record": record}
    if any(len(each) > 1 for each in records_of):
        way |= {"rows": rows} if rows > 1 else {"until": record}
    wholes = [as_one(each) for each in records_of]
    if len(wholes) != len(named):
        return None
    induced = induce_list([_as_page(document, wholes, named)])
    return {**way, "fields": induced.mapping["fields"]} if induced.mapping else None


def with_elements(records: Sequence[AutoRecord], document: Document) -> list[AutoRecord]:
    """Fill in which element of a record printed a value, and the record's own element where it has one.

    A record without an element gets the largest one that holds its name and no other record's.
    """
    named = [one for one in records if "name" in one.nodes]
    if len(named) == len(records) and not any(one.node is not None for one in records):
        around = records_around([one.nodes["name"] for one in named])
        records = [replace(one, node=node) for one, node in zip(named, around, strict=True)]
    return [_filled(one, document.base) for one in records]


def _filled(one: AutoRecord, base: str) -> AutoRecord:
    if one.node is None:
        return one
    values = {
        name: (absolute(base, value) or value) if name in LINKS else value
        for name, value in one.values.items()
    }
    nodes = dict(one.nodes)
    for name, value in values.items():
        if name not in nodes:
            found = find_value(one.node, name, value, base)
            if found is not None:
                nodes[name] = found
    return replace(one, values=values, nodes=nodes)


def _rows(begins: Sequence[LexborNode]) -> int:
    """Return how many neighbours each record has where it is always the same number, else 1."""
    starts = {node.mem_id for node in begins}
    steps: Counter[int] = Counter()
    for node in begins[:-1]:
        count, below = 1, node.next
        while below is not None and below.mem_id not in starts and count <= _MOST_ROWS:
            count += not (below.tag or "-").startswith(("-", "_", "!"))
            below = below.next
        if below is not None:
            steps[count] += 1
    return next(iter(steps)) if len(steps) == 1 else 1


def _as_page(document: Document, wholes: Sequence[LexborNode], named: Sequence[AutoRecord]) -> PageExamples:
    """Return a page on which each record is one element, and the records as examples of it."""
    parts = [_WRAPPED.get(whole.tag or "", _WRAPPED["div"]).format(whole.html or "") for whole in wholes]
    body = f'<base href="{html.escape(document.base)}">{"".join(parts)}'.encode()
    page = Document(replace(document.page, body=body, headers={}), "utf-8")
    places = page.tree.css(f".{_STAND_IN}")
    stand_ins = [
        _filled(AutoRecord(values=one.values, node=place.first_child), document.base)
        for place, one in zip(places, named, strict=True)
    ]
    return page, examples_of(stand_ins, page)
