"""Golden pages: saved pages of a source and what must be read from them, as ``sources test`` compares them.

A folder holds the pages, ``pages.json`` (under which address and role each was archived) and
``expected.json`` (rows, issues and links of each page).
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from config.catalogue import Source
from config.errors import UserError
from config.records import Issue, Page
from extractors.errors import SourceBroken
from extractors.read import links_of, open_page, read_detail, read_page

PAGES, EXPECTED = "pages.json", "expected.json"
_DAY = date(2026, 11, 20)
"""Every example counts as fetched then: what is read from it must not depend on today."""
_FETCHED = ("page_sha256", "retrieved_at", "source")
_ENDINGS = {"html": "html", "json": "json", "jsonl": "jsonl", "xml": "xml", "rss": "xml", "pdf": "pdf"}


def answer(folder: Path, source: Source) -> dict[str, Any]:
    """Return rows, issues and links of every page of the folder as JSON types.

    Raises:
        UserError: a page or ``pages.json`` cannot be read, or the spec is unusable.
    """
    result: dict[str, Any] = {}
    for name, page in pages_of(folder, source.name).items():
        try:
            items = list(read_page(page, source))
            links = links_of(page, source)
        except SourceBroken as reason:
            result[name] = {"broken": str(reason).removeprefix(f"{source.path}: ")}
            continue
        rows = [_row(item) for item in items if not isinstance(item, Issue)]
        issues = [item.message for item in items if isinstance(item, Issue)]
        if page.role == "detail" and not rows:  # it adds to a record of the list, which has the name
            rows, issues = [read_detail(open_page(page, source), source).values], []
        result[name] = {
            "rows": rows,
            "issues": issues,
            "links": [f"{link.role} {link.url}" for link in links],
        }
    plain: dict[str, Any] = json.loads(json.dumps(result, default=str))
    return plain


def pages_of(folder: Path, source: str) -> dict[str, Page]:
    """Return the saved pages by the names of their files, in the order of ``pages.json``.

    Raises:
        UserError: one cannot be read.
    """
    pages = {}
    try:
        for name, kept in json.loads((folder / PAGES).read_text(encoding="utf-8")).items():
            content_type = kept.pop("content_type", None)
            body = (folder / name).read_bytes()
            pages[name] = Page(
                source=source,
                partition=_DAY,
                final_url=kept["url"],
                status=200,
                fetched_at=datetime(_DAY.year, _DAY.month, _DAY.day, 3, tzinfo=UTC),
                sha256=hashlib.sha256(body).hexdigest(),
                body=body,
                headers={"content-type": content_type} if content_type else {},
                **kept,
            )
    except OSError as error:
        raise UserError(f"{error.filename}: cannot be read ({error.strerror}); restore it.") from None
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError(
            f"{folder / PAGES}: not usable ({error}); delete the folder and keep it anew."
        ) from None
    return pages


def keep(folder: Path, pages: Iterable[Page], source: Source) -> None:
    """Write pages into a new folder under names made of their roles."""
    kept: dict[str, dict[str, str]] = {}
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        same_role = sum(each["role"] == page.role for each in kept.values())
        ending = _ENDINGS.get(source.spec.format, "html") if page.role != "lookup" else "html"
        name = f"{page.role}{f'-{same_role + 1}' if same_role else ''}.{ending}"
        kept[name] = {"url": page.url, "role": page.role}
        if page.subject:
            kept[name]["subject"] = page.subject
        if page.headers.get("content-type"):
            kept[name]["content_type"] = page.headers["content-type"]
        (folder / name).write_bytes(page.body)
    (folder / PAGES).write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def read_expected(folder: Path) -> dict[str, Any] | None:
    """Return what must be read from the pages, None where nobody has said it yet.

    Raises:
        UserError: the file is broken.
    """
    path = folder / EXPECTED
    if not path.is_file():
        return None
    try:
        expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UserError(f"{path}: cannot be read ({error}); restore it, or give --update.") from None
    return expected


def write_expected(folder: Path, found: dict[str, Any]) -> None:
    """Write what is read now as what must be read."""
    (folder / EXPECTED).write_text(_text(found), encoding="utf-8")


def differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Return a diff of lines, each value with its page and row; [] where both say the same."""
    if expected == found:
        return []
    return list(difflib.unified_diff(_flat(expected), _flat(found), "expected", "found", n=0, lineterm=""))


def _flat(answer: dict[str, Any]) -> list[str]:
    """Return one line a value, each with the row that it belongs to: a diff that needs no context."""
    lines = []
    for page, said in answer.items():
        lines.append(f"{page}: {len(said.get('rows', []))} rows")
        for number, row in enumerate(said.get("rows", []), 1):
            who = row.get("name") or row.get("title") or row.get("field") or ""
            lines += [f"{page} row {number} ({who}) {key}: {value}" for key, value in row.items()]
        lines += [f"{page} {key}: {each}" for key in ("issues", "links") for each in said.get(key, [])]
        lines += [f"{page} broken: {said['broken']}"] if "broken" in said else []
    return lines


def _text(found: dict[str, Any]) -> str:
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def _row(item: Any) -> dict[str, Any]:
    """Return what is known, in one order: a listing has its values in that of its spec."""
    named = ((one.name, getattr(item, one.name)) for one in fields(item) if one.name not in _FETCHED)
    return {name: value for name, value in named if value is not None}
