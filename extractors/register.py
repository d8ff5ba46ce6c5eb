"""Answers of a public register about one company, field by field, as claims."""

from __future__ import annotations

import re
from collections.abc import Iterator

from config.catalogue import Source
from config.records import Claim, Issue
from extractors import xml_feed
from extractors.claims import claim, field_and_value
from extractors.errors import SourceBroken
from extractors.feed import read_entry, unmapped
from extractors.json_feed import parse_json
from extractors.json_path import values_at
from extractors.page import Document


def read_claims(document: Document, source: Source) -> Iterator[Claim | Issue]:
    """Yield a claim for each field of ``lookup.fields`` that the answer holds; method registry.

    Raises:
        SourceBroken: the answer is not a JSON object.
    """
    spec, page = source.spec, document.page
    assert spec.lookup is not None and page.subject
    answer = xml_feed.first(document, None) if spec.format == "xml" else parse_json(document)
    data = _company(answer, spec.lookup.record, page.subject.split(":", 2)[-1])
    if data is None:
        return
    if not isinstance(data, dict):
        raise SourceBroken(
            f"{page.url}: the register's answer is no JSON object; look at what it serves now,"
            " or say in lookup.record where in it the company stands."
        )
    for name, printed in read_entry(data, spec.lookup.fields, page.url).items():
        field, value, unit = field_and_value(name, printed)
        if value is not None:
            yield claim(page, spec, field, value, method="registry", span=f"{name}: {printed}", unit=unit)
    mapped = [
        key for keys in spec.lookup.fields.values() for key in ([keys] if isinstance(keys, str) else keys)
    ]
    for path in unmapped(data, (*mapped, *spec.lookup.skip)):
        yield unmapped_issue(source, re.sub(r"\[\]$", "", path))


def _company(answer: object, record: str | None, number: str) -> object:
    """Return what stands at ``lookup.record``; None where there is nothing, or more than one company.

    ``results[siren={reg_no}]`` is the entry with the number that was asked for, among others of a search.
    """
    if record is None:
        return answer
    found = values_at(answer, record.replace("{reg_no}", number))
    flat = [one for value in found for one in (value if isinstance(value, list) else [value])]
    return flat[0] if len(flat) == 1 else None


def unmapped_issue(source: Source, path: str) -> Issue:
    """Return the issue of a feed's key that is neither mapped nor named in ``skip``."""
    return Issue(
        source=source.name,
        level="warning",
        kind="unmapped_key",
        message=f"{source.path.name}: key '{path}' of the feed is neither mapped nor named in 'skip';"
        " its values are kept in raw.",
    )
