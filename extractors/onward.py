"""How a list goes on after the page that was read: the ``next`` of a spec, as far as one page can tell."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from extractors.auto.found import Found
from extractors.induce import induce_next
from extractors.page import Document
from extractors.vocabulary import fold, phrases


def following(document: Document, found: Found) -> dict[str, Any]:
    """Return the key ``next``: {} without a next page, or where one page cannot tell how it goes on.

    A selector that does not say "next" may lead back from the second page, so an address that counts up is
    preferred to it.
    """
    if found.next_page is None:
        return {}
    link = induce_next([(document, found.next_page)])
    counted = _counted(document.page.url, found.next_page, len(found.records))
    if link and (not counted or _says_next(link)):
        return {"next": {"link": link}}
    return {"next": counted} if counted else {}


def _says_next(selector: str) -> bool:
    said = fold(selector)
    told = [word for word in phrases("paging", "next") if word in said]
    return "rel=next" in said or any(len(word) > 3 or f'"{word}"' in said for word in told)


def _counted(url: str, target: str, records: int) -> dict[str, Any] | None:
    """Return how a numbered address goes on, such as ``{page: page}``; None where it does not count up."""
    one, two = urlsplit(url), urlsplit(target)
    before, after = dict(parse_qsl(one.query)), dict(parse_qsl(two.query))
    changed = [key for key, value in after.items() if before.get(key) != value]
    if one.path == two.path and len(changed) == 1 and after[changed[0]].isdigit():
        name, value = changed[0], int(after[changed[0]])
        given = before.get(name, "")
        step = value - int(given) if given.isdigit() else 1
        if value > 1 and (value == records or (given.isdigit() and step == records)):
            return {"offset": name}
        if step == 1:
            return {"page": name} | ({"start": 0} if not given and value == 1 else {})
    match = re.fullmatch(r"(.*?)(/[a-z]+[/-]?)(\d+)(/?)", two.path)
    if match and one.path.rstrip("/") in (match[1].rstrip("/"), f"{match[1]}{match[2]}{int(match[3]) - 1}"):
        return {"path": f"{match[2]}{{page}}{match[4]}"}
    return None
