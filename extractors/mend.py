"""New values for the keys of a spec that no longer find what they found: record, fields, next, details."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from config.catalogue import Source
from extractors.errors import SourceBroken
from extractors.html import follow, record_nodes
from extractors.induce import field_selector, induce_next, record_selector
from extractors.locate import Example, find_examples, find_value
from extractors.page import Document
from extractors.reread import read_details
from extractors.same_value import same
from extractors.selectors import read_field

GOOD = 0.98
"""F1 over known values from which a selector counts as working."""
Selector = str | Sequence[str]


@dataclass(frozen=True)
class Case:
    """The pages of both nights and what the good one gave."""

    source: Source
    lists: list[Document]
    details: list[Document]
    old_lists: list[Document]
    old_details: list[Document]
    known: list[dict[str, str]]


def known_examples(case: Case) -> list[tuple[Document, list[Example]]]:
    found = find_examples(case.lists, case.known)
    return [(document, some) for document, some in zip(case.lists, found, strict=True) if some]


def mend_record(
    case: Case, pages: list[tuple[Document, list[Example]]]
) -> tuple[str | None, list[tuple[Document, list[Example]]]]:
    """Return the record selector, the old one if it still tells records apart, and examples in it."""
    assert case.source.spec.list_page is not None and case.source.spec.list_page.record
    old = case.source.spec.list_page.record
    settled, open_pages = [], []
    for document, examples in pages:
        inside = {}
        try:
            nodes = record_nodes(document, case.source)
        except SourceBroken:
            nodes = []
        by_id = {node.mem_id: node for node in nodes}
        for one in examples:
            each = one.nodes["name"]
            while each is not None and each.mem_id not in by_id:
                each = each.parent  # type: ignore[assignment]
            if each is not None:
                inside[id(one)] = by_id[each.mem_id]
        alone = len({node.mem_id for node in inside.values()}) >= 0.98 * len(inside)
        kept = [replace(one, node=inside[id(one)]) for one in examples if id(one) in inside] if alone else []
        settled.append((document, kept))
        open_pages.append((document, [one for one in examples if id(one) not in inside or not alone]))
    total = sum(len(examples) for _, examples in pages)
    left = sum(len(examples) for _, examples in open_pages)
    if left <= 0.02 * total:
        return old, settled
    if left >= 0.9 * total:
        return record_selector(pages, all_known=False), pages
    new = record_selector(open_pages, all_known=False)
    both = [(document, kept + more) for (document, kept), (_, more) in zip(settled, open_pages, strict=True)]
    whole = record_selector(pages, all_known=False)
    return whole or (f"{old}, {new}" if new else None), pages if whole else both


def mend_fields(
    case: Case, pages: list[tuple[Document, list[Example]]], changes: dict[str, Selector]
) -> tuple[str, ...]:
    """Add a change for each selector of the list that no longer gives what it gave; return the lost keys."""
    spec = case.source.spec
    assert spec.list_page is not None
    wanted: dict[str, tuple[str, Selector]] = {
        name: (f"list.fields.{name}", selector) for name, selector in spec.list_page.fields.items()
    }
    if spec.detail and spec.detail.follow and "detail_url" not in wanted:
        wanted["detail_url"] = ("detail.follow", spec.detail.follow)
    examples = [(document.base, one) for document, some in pages for one in some]
    lost = []
    for name, (key, old) in wanted.items():
        before = _score(name, old, examples)
        if before is None or before >= GOOD:
            continue
        found = field_selector(name, examples, is_list=not isinstance(old, str))
        if isinstance(old, str) and before > 0.2:  # some records are as before: the old one stays for them
            rest = [pair for pair in examples if not _gives(name, old, *pair)]
            more = field_selector(name, rest)
            if more and isinstance(more[0], str):
                joint = f"{old} || {more[0]}"
                score = _score(name, joint, examples) or 0.0
                found = (joint, score) if not found or score >= found[1] - 0.005 else found
        if found and found[1] > before:
            changes[key] = found[0]
        if not found or found[1] < 0.8:
            lost.append(key)
            changes.pop(key, None)
    return tuple(lost)


def _score(name: str, selector: Selector, examples: Sequence[tuple[str, Example]]) -> float | None:
    """Return F1 of a selector over the examples; None where nothing is known of that field."""
    right = given = wanted = 0
    for base, one in examples:
        found = read_field(one.node, name, selector if isinstance(selector, str) else list(selector), base)
        known = one.values.get(name)
        right += bool(known) and same(name, found, known)
        given += bool(found)
        wanted += bool(known)
    return 2 * right / (given + wanted) if wanted else None


def _gives(name: str, selector: str, base: str, one: Example) -> bool:
    known = one.values.get(name)
    return bool(known) and same(name, read_field(one.node, name, selector, base), known)


def mend_next(case: Case, changes: dict[str, Selector]) -> None:
    """Add a change of ``next.link`` where pages have the link of the good night but it is no longer found."""
    way = case.source.spec.next
    if way is None or not way.link:
        return
    led = {one.page.url: next(iter(follow(one, way.link)), None) for one in case.old_lists}
    pairs = []
    for document in case.lists:
        url = led.get(document.page.url)
        links = {address for address, _ in document.links}
        if url and url not in links:
            url = _found_next(document)
        pairs.append((document, url))
    with_link = [(document, url) for document, url in pairs if url]
    if not with_link or all(follow(document, way.link)[:1] == [url] for document, url in with_link):
        return
    found = induce_next(pairs) or induce_next(with_link)
    if found:
        changes["next.link"] = found


def _found_next(document: Document) -> str | None:
    from extractors.auto.listings import read_listings

    return read_listings(document).next_page


def mend_details(case: Case, changes: dict[str, Selector]) -> None:
    """Add a change for each selector of detail pages that no longer gives what it gave there."""
    spec = case.source.spec
    if spec.detail is None or not case.details:
        return
    before = read_details(case.old_details, case.source)
    examples = []
    for document in case.details:
        body = document.tree.body
        known = before.get(document.page.url)
        if body is not None and known:
            nodes = {
                name: node
                for name, value in known.items()
                if (node := find_value(body, name, value, document.base)) is not None
            }
            examples.append((document.base, Example(body, known, nodes)))
    for name, old in spec.detail.fields.items():
        score = _score(name, old, examples)
        if score is None or score >= GOOD:
            continue
        found = field_selector(name, examples, is_list=not isinstance(old, str))
        if found and found[1] > max(score, 0.8):
            changes[f"detail.fields.{name}"] = found[0]
