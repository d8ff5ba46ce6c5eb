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
from extractors.locate import Example
from extractors.mend import (
    GOOD,
    Case,
    Selector,
    known_examples,
    mend_details,
    mend_fields,
    mend_next,
    mend_record,
)
from extractors.page import Document
from extractors.reread import Agreement, agreement, distinct, documents, read_records
from extractors.spec_edit import edit_text, unified_diff

PROVED = GOOD
"""F1 against known companies that a proposal must reach on the changed pages."""
_PAGES, _KNOWN, _FEWEST = 40, 5000, 3


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
    case = Case(source, lists, details, old_lists, old_details, known)
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


def _propose(case: Case, night: date) -> Proposal:
    empty = Proposal(source=case.source.name, night=night)
    pages = known_examples(case)
    count = sum(len(examples) for _, examples in pages)
    if count < _FEWEST:
        known, lists = len(case.known), len(case.lists)
        why = f"{count} of {known} known companies stand on {lists} list pages of {night}"
        return replace(empty, reason=f"{why}: the list is not there, so selectors are not what is wrong.")
    changes: dict[str, Selector] = {}
    record, pages = mend_record(case, pages)
    if record is None:
        return replace(
            empty, reason="No selector finds the elements of the known companies and nothing else."
        )
    assert case.source.spec.list_page is not None
    if record != case.source.spec.list_page.record:
        changes["list.record"] = record
    lost = mend_fields(case, pages, changes)
    mend_next(case, changes)
    mend_details(case, changes)
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


def _proved(
    case: Case,
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
    case: Case, changes: Mapping[str, Selector], shown: Sequence[Mapping[str, str]]
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
