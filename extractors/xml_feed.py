"""Read XML as a stream, one element a record: a register of a gigabyte costs no more than its largest one.

An element becomes what JSON would be: its children by name (namespaces left out), repeated ones as a list,
attributes as ``@name``, text as it is, or as ``text`` beside attributes and children. Paths, cleaners and the
audit of unmapped keys are those of `extractors.json_feed`. Entities are not resolved, nothing is loaded from
elsewhere; libxml2's limits on depth and size stay on.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.catalogue import Source
from extractors.errors import SourceBroken
from extractors.feed import read_entries
from extractors.page import Document
from extractors.record import Record

if TYPE_CHECKING:
    from lxml import etree  # type: ignore[import-untyped]

_MAX_DEPTH, _MOST_ATTRIBUTES = 64, 200
"""Attributes of one element are found one after the other: thousands of them cost the square."""
_ENTITY = re.compile(rb"<!ENTITY\s")


def read_list(document: Document, source: Source) -> Iterator[Record]:
    """Yield a record an element that ``list.record`` names: ``company``, or with parents ``members/company``.

    Raises:
        SourceBroken: not XML, XML with entities of its own, or no such element.
    """
    listed = source.spec.list_page
    assert listed is not None
    yield from read_entries(entries(document, listed.record or "*", source), source, document.page.url)


def entries(document: Document, record: str, source: Source) -> Iterator[dict[str, object]]:
    """Yield the elements at ``record``, in order of their ends."""
    count = 0
    for element in elements(document, record):
        count += 1
        value = _value(element, 0)
        yield value if isinstance(value, dict) else {"text": value}
    if not count:
        raise SourceBroken(
            f"{source.path}: key 'list.record': element '{record}' finds nothing in {document.page.url};"
            " look whether the file changed its shape and correct the name."
        )


def first(document: Document, record: str | None) -> dict[str, object]:
    """Return the first element at ``record``, without one the whole document; empty where there is none."""
    for element in elements(document, record or "*"):
        value = _value(element, 0)
        return value if isinstance(value, dict) else {"text": value}
    return {}


def text_at(document: Document, path: str) -> str | None:
    """Return the text of the first element at ``path``, or of its attribute (``link/@href``)."""
    way, _, attribute = path.partition("@")
    for element in elements(document, way.strip("/")):
        text = element.get(attribute) if attribute else element.text
        if text and text.strip():
            return str(text).strip()
    return None


def elements(document: Document, record: str) -> Iterator[etree._Element]:
    """Yield each element whose name, and whose parents' names, are those of ``record``; then forget it.

    Raises:
        SourceBroken: not XML, or entities of its own.
    """
    from lxml import etree  # 10 ms that sources without XML save

    body, wanted = document.page.body, record.strip("/").split("/")
    if _ENTITY.search(body[:100_000]):
        raise SourceBroken(
            f"{document.page.url}: it defines entities of its own, which are not read; ask for it without."
        )
    try:
        walk = etree.iterparse(
            io.BytesIO(body),
            events=("start", "end"),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        )
        above: list[str] = []
        inside = 0
        for event, element in walk:
            if event == "start":
                above.append(_name(element))
                inside += _is_at(above, wanted)
                continue
            is_record = _is_at(above, wanted)
            above.pop()
            if is_record:
                inside -= 1
                if not inside:
                    yield element
            if not inside:
                element.clear(keep_tail=False)
                while element.getprevious() is not None and element.getparent() is not None:
                    del element.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise SourceBroken(
            f"{document.page.url}: the answer is not XML that can be read ({error.msg});"
            " look at what the address serves now."
        ) from None


def _is_at(above: list[str], wanted: list[str]) -> bool:
    tail = above[-len(wanted) :]
    return len(tail) == len(wanted) and all(w in ("*", name) for w, name in zip(wanted, tail, strict=True))


def _name(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(element: etree._Element, depth: int) -> object:
    text = (element.text or "").strip()
    if depth >= _MAX_DEPTH or (not len(element) and not element.attrib):
        return text
    found: dict[str, object] = {
        f"@{str(name).rpartition('}')[2]}": str(element.get(name))
        for name in element.attrib.keys()[:_MOST_ATTRIBUTES]
    }
    for child in element:
        name = _name(child)
        if not name:
            continue
        value = _value(child, depth + 1)
        known = found.get(name)
        if name not in found:
            found[name] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            found[name] = [known, value]
    if text:
        found["text"] = text
    return found
