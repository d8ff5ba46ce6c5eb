"""Repair the selectors of a source whose pages changed: from the companies that the last good night knew.

Their values are looked for on the changed pages, the elements that print them become examples, new selectors
are induced from these and proved on both nights. What still works is left alone. A person decides.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from config.catalogue import Source, load_source
from config.errors import UserError
from config.home import Home
from config.source_spec import SourceSpec
from extractors.archive import Archive
from extractors.history import good_nights, known_listings
from extractors.html import follow, record_nodes
from extractors.induce import field_selector, induce_next, record_selector
from extractors.locate import Example, find_examples, find_value
from extractors.page import Document
from extractors.reread import Agreement, agreement, distinct, documents, read_details, read_records
from extractors.same_value import same
from extractors.selectors import read_field
from extractors.spec_edit import edit_text, unified_diff

PROVED = 0.98
"""F1 against known companies that a proposal must reach on the changed pages."""
_PAGES, _KNOWN, _FEWEST = 40, 5000, 3
Selector = str | Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """New selectors and how they were proved, or ``reason``: why there are none.

    ``changes`` holds the new value of each dotted key. ``now`` and ``then`` compare the changed pages and
    those of the good night, read by the new spec, with what the good night gave.
    """

    source: str
    night: date
    good: date | None = None
    changes: Mapping[str, Selector] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    now: Agreement | None = None
    then: Agreement | None = None
    text: str = ""
    diff: str = ""
    reason: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Case:
    """The pages of both nights and what the good one gave."""

    source: Source
    lists: list[Document]
    details: list[Document]
    old_lists: list[Document]
    old_details: list[Document]
    known: list[dict[str, str]]


def heal(source: Source, home: Home, night: date | None = None) -> Proposal:
    """Return a proposal for the latest archived night, or for ``night``; nothing is written.

    Raises:
        UserError: the source is not read by selectors, or there is no good night to learn from.
    """
    spec = source.spec
    if (
        spec.format != "html"
        or spec.custom
        or spec.mode == "auto"
        or not (spec.list_page and spec.list_page.record and not spec.list_page.embedded)
    ):
        raise UserError(
            f"{source.path}: healing mends CSS selectors (format html, list.record); correct this by hand."
        )
    if spec.list_page.rows > 1 or spec.list_page.until:
        raise UserError(
            f"{source.path}: records of several neighbours cannot be healed; correct list by hand."
        )
    with Archive(home.archive(source.name), source.name) as archive:
        nights = archive.partitions()
        night = night or (nights[-1] if nights else None)
        if night is None or night not in nights:
            raise UserError(
                f"{source.name}: no page of {night or 'any night'} is archived; run the crawl first."
            )
        good = good_nights(home.staging(source.name, night), None, 1)
        if not good:
            raise UserError(
                f"{source.name}: no good night is staged before {night}; there is nothing to learn from."
            )
        lists, details = documents(archive.pages(night), source, _PAGES)
        old_lists, old_details = documents(archive.pages(good[0].day), source, _PAGES)
    known = distinct(read_records(old_lists, source))[:_KNOWN]
    if not known:
        known = [_printed(one, spec) for one in known_listings(good[0].folder, _KNOWN)]
    case = _Case(source, lists, details, old_lists, old_details, known)
    return replace(_propose(case, night), good=good[0].day)


def apply_proposal(source: Source, proposal: Proposal) -> None:
    """Write the proposed spec in one step: a crash leaves the old file or the new one.

    Raises:
        UserError: the file cannot be written, or it was changed since it was read.
    """
    path = source.path
    fresh = path.with_name(f".{path.name}.new")
    try:
        if unified_diff(path.name, path.read_text(encoding="utf-8"), proposal.text) != proposal.diff:
            raise UserError(f"{path}: changed while it was being healed; try again.")
        fresh.write_text(proposal.text, encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise UserError(f"{path}: cannot be written ({error.strerror or error}); make it writable.") from None
    finally:
        fresh.unlink(missing_ok=True)


def _printed(listing: Mapping[str, str], spec: SourceSpec) -> dict[str, str]:
    """Return of a staged listing what its list page may have printed."""
    fields = spec.list_page.fields if spec.list_page else {}
    return {name: value for name, value in listing.items() if name in fields}


def _propose(case: _Case, night: date) -> Proposal:
    empty = Proposal(source=case.source.name, night=night)
    pages = _examples(case)
    count = sum(len(examples) for _, examples in pages)
    if count < _FEWEST:
        known, lists = len(case.known), len(case.lists)
        why = f"{count} of {known} known companies stand on {lists} list pages of {night}"
        return replace(empty, reason=f"{why}: the list is not there, so selectors are not what is wrong.")
    changes: dict[str, Selector] = {}
    record, pages = _record(case, pages)
    if record is None:
        return replace(
            empty, reason="No selector finds the elements of the known companies and nothing else."
        )
    assert case.source.spec.list_page is not None
    if record != case.source.spec.list_page.record:
        changes["list.record"] = record
    lost = _fields(case, pages, changes)
    _next(case, changes)
    _detail_fields(case, changes)
    if "list.fields.name" in lost:
        return replace(empty, reason="No selector gives the names of the known companies.", lost=lost)
    if not changes:
        return replace(empty, lost=lost, reason=_nothing(lost))
    return _proved(case, pages, changes, replace(empty, lost=lost))


def _nothing(lost: tuple[str, ...]) -> str:
    if lost:
        names = ", ".join(name.rpartition(".")[2] for name in lost)
        return f"The pages no longer print {names} where it can be found; no selector brings it back."
    return "Every selector of the spec still finds what it should on these pages."


def _examples(case: _Case) -> list[tuple[Document, list[Example]]]:
    found = find_examples(case.lists, case.known)
    return [(document, some) for document, some in zip(case.lists, found, strict=True) if some]


def _record(
    case: _Case, pages: list[tuple[Document, list[Example]]]
) -> tuple[str | None, list[tuple[Document, list[Example]]]]:
    """Return the record selector, the old one if it still tells records apart, and examples in it."""
    assert case.source.spec.list_page is not None and case.source.spec.list_page.record
    old = case.source.spec.list_page.record
    settled, open_pages = [], []
    for document, examples in pages:
        inside = {}
        try:
            nodes = record_nodes(document, case.source)
        except Exception:  # noqa: BLE001 - SourceBroken: none of the old records is left
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


def _fields(
    case: _Case, pages: list[tuple[Document, list[Example]]], changes: dict[str, Selector]
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
        if before is None or before >= PROVED:
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


def _next(case: _Case, changes: dict[str, Selector]) -> None:
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


def _detail_fields(case: _Case, changes: dict[str, Selector]) -> None:
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
        if score is None or score >= PROVED:
            continue
        found = field_selector(name, examples, is_list=not isinstance(old, str))
        if found and found[1] > max(score, 0.8):
            changes[f"detail.fields.{name}"] = found[0]


def _proved(
    case: _Case,
    pages: list[tuple[Document, list[Example]]],
    changes: dict[str, Selector],
    proposal: Proposal,
) -> Proposal:
    """Read both nights by the new spec; where only the new pages agree, keep the old selectors beside it."""
    shown = [one.values for _, examples in pages for one in examples]
    now, then, text = _tried(case, changes, shown)
    if then.f1 < PROVED:
        both = {key: _with_old(case.source.spec, key, new) for key, new in changes.items()}
        again, earlier, joint = _tried(case, both, shown)
        if again.f1 >= max(PROVED, now.f1 - 0.001) and earlier.f1 >= PROVED:
            now, then, text, changes = again, earlier, joint, both
    old = case.source.path.read_text(encoding="utf-8")
    proposal = replace(
        proposal,
        changes=changes,
        now=now,
        then=then,
        text=text,
        diff=unified_diff(case.source.path.name, old, text),
    )
    if now.f1 < PROVED:
        told = f"Read by what could be induced, {now.shown} known companies agree to {now.f1:.1%}"
        return replace(proposal, reason=f"{told}; {PROVED:.0%} are needed.")
    usual = sum(len(examples) for _, examples in pages)
    if now.records > 2 * usual + 5:
        return replace(
            proposal, reason=f"{now.records} records are read where {usual} companies are known: too many."
        )
    return proposal


def _tried(
    case: _Case, changes: Mapping[str, Selector], shown: Sequence[Mapping[str, str]]
) -> tuple[Agreement, Agreement, str]:
    text = edit_text(case.source.path.read_text(encoding="utf-8"), changes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / case.source.path.name
        path.write_text(text, encoding="utf-8")
        source = Source(load_source(path).spec, case.source.path)
    now = agreement(shown, read_records(case.lists, source))
    then = agreement(case.known, read_records(case.old_lists, source))
    return now, then, text


def _with_old(spec: SourceSpec, key: str, new: Selector) -> Selector:
    """Return the new selector with the old one as its alternative, so that earlier nights can be replayed."""
    old: object = spec.model_dump(by_alias=True)
    for part in key.split("."):
        old = old.get(part) if isinstance(old, dict) else None
    if isinstance(old, list):
        return [*([new] if isinstance(new, str) else new), *old]
    if not isinstance(old, str) or not isinstance(new, str) or old in new.split(" || "):
        return new
    return f"{new} || {old}"
