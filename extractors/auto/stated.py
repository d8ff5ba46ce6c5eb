"""What a page states in JSON-LD beside what it shows: fills gaps of records with the same name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.auto.evidence import host_of, is_own_site
from extractors.auto.found import AutoRecord
from extractors.auto.words import letters_of
from extractors.page import Document
from extractors.structured import organisations

_FILLED = ("phone", "email", "street", "postcode", "city", "region", "country")
LEAST = 2


def stated_companies(document: Document, own_host: str) -> list[dict[str, str]]:
    """Return the organisations of a page's JSON-LD as listing fields, without the publisher itself."""
    found = []
    for one in organisations(document.jsonld):
        values = {key: one[key] for key in ("name", *_FILLED) if key in one}
        site = one.get("website", "")
        if site and is_own_site(site, own_host):
            values["website"] = site
        elif site and (not own_host or host_of(site) == own_host) and site.rstrip("/").count("/") > 2:
            values["detail_url"] = site
        elif site and host_of(site) == own_host and len(values) < 3:
            continue
        found.append(values)
    return found


def fill(records: Sequence[AutoRecord], stated: Sequence[dict[str, str]]) -> list[AutoRecord]:
    """Return the records with gaps filled from what is stated under the same name.

    Branches of one chain share their name: then the place has to agree as well.
    """
    if not stated:
        return list(records)
    by_name: dict[str, list[dict[str, str]]] = {}
    for one in stated:
        by_name.setdefault(_key(one.get("name", "")), []).append(one)
    found = []
    for record in records:
        same = by_name.get(_key(record.values["name"]), [])
        if len(same) > 1:
            same = [one for one in same if _agrees(record.values, one)]
        more = (
            {key: value for key, value in same[0].items() if key not in record.values}
            if len(same) >= 1
            else {}
        )
        found.append(replace(record, values={**record.values, **more}) if more else record)
    return found


def _agrees(values: dict[str, str], stated: dict[str, str]) -> bool:
    return any(
        key in values and key in stated and _key(values[key]) == _key(stated[key])
        for key in ("phone", "street", "email", "postcode", "detail_url")
    )


def _key(text: str) -> str:
    return letters_of(text.casefold())
