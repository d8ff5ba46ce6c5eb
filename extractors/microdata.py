"""Companies as attributes state them: microdata (HTML Living Standard, section 5) and h-card (microformats).

Both become nodes of the shape that JSON-LD has: one mapping (`extractors.structured`) reads all three.
"""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from extractors.plain_text import block_text, one_line

_URL_ATTRIBUTE = {
    "a": "href", "link": "href", "area": "href", "object": "data",
    "img": "src", "iframe": "src", "audio": "src", "video": "src", "embed": "src", "source": "src",
}  # fmt: skip
_MAX_DEPTH, _MAX_NODES = 12, 50_000

_CARD_TEXT = {
    "p-name": "name", "fn": "name", "p-tel": "telephone", "tel": "telephone", "u-tel": "telephone",
    "p-note": "description", "note": "description",
}  # fmt: skip
_ADDRESS_TEXT = {
    "p-street-address": "streetAddress", "street-address": "streetAddress",
    "p-postal-code": "postalCode", "postal-code": "postalCode",
    "p-locality": "addressLocality", "locality": "addressLocality",
    "p-region": "addressRegion", "region": "addressRegion",
    "p-country-name": "addressCountry", "country-name": "addressCountry",
}  # fmt: skip
_CARD_ROOTS, _ADDRESS_ROOTS = ("h-card", "vcard"), ("h-adr", "p-adr", "adr", "h-geo")


def microdata_of(root: LexborNode) -> list[dict[str, object]]:
    """Return every item of microdata at or below ``root`` that is not a value of another one, in order."""
    return [
        _item(node, 0)
        for node in _items(root)
        if "itemprop" not in node.attributes or not _has_owner(node, root)
    ]


def _items(root: LexborNode) -> list[LexborNode]:
    own = [root] if "itemscope" in root.attributes else []
    return own + [node for node in root.css("[itemscope]") if node.mem_id != root.mem_id]


def _has_owner(node: LexborNode, root: LexborNode) -> bool:
    above = node.parent
    while above is not None and node.mem_id != root.mem_id:
        if "itemscope" in above.attributes:
            return True
        if above.mem_id == root.mem_id:
            return False
        above = above.parent
    return False


def _item(node: LexborNode, depth: int) -> dict[str, object]:
    kind = (node.attributes.get("itemtype") or "").split()
    found: dict[str, object] = {"@type": [one.rstrip("/").rsplit("/", 1)[-1] for one in kind] or ["Thing"]}
    for inner, names in _properties(node):
        value: object = (
            _item(inner, depth + 1)
            if "itemscope" in inner.attributes and depth < _MAX_DEPTH
            else _value(inner)
        )
        for name in names:
            known = found.get(name)
            if known is None:
                found[name] = value
            elif value != known:
                found[name] = [*known, value] if isinstance(known, list) else [known, value]
    return found


def _properties(item: LexborNode) -> Iterator[tuple[LexborNode, list[str]]]:
    """Yield the elements with ``itemprop`` that belong to this item and not to one inside it."""
    waiting, seen = _children(item)[::-1], 0
    while waiting and seen < _MAX_NODES:
        node, seen = waiting.pop(), seen + 1
        names = (node.attributes.get("itemprop") or "").split()
        if names:
            yield node, [name.rsplit("/", 1)[-1] for name in names]
        if "itemscope" not in node.attributes:
            waiting.extend(_children(node)[::-1])


def _children(node: LexborNode) -> list[LexborNode]:
    return list(node.iter(include_text=False))


def _value(node: LexborNode) -> str:
    attributes, tag = node.attributes, node.tag or ""
    if tag in _URL_ATTRIBUTE:
        return (attributes.get(_URL_ATTRIBUTE[tag]) or "").strip()
    for name in (
        ("content", "datetime", "value") if tag in ("meta", "time", "data", "meter") else ("content",)
    ):
        if attributes.get(name):
            return (attributes[name] or "").strip()
    return one_line(block_text(node.html or ""))


def cards_of(root: LexborNode) -> list[dict[str, object]]:
    """Return the h-cards and hCards at or below ``root`` that stand for organisations (or do not say).

    A card with a person's name parts or a job title stands for a person and is left out.
    """
    nodes = [root] if set(_CARD_ROOTS) & set((root.attributes.get("class") or "").split()) else []
    nodes += [node for node in root.css(".h-card, .vcard") if node.mem_id != root.mem_id]
    known = {node.mem_id for node in nodes}
    unique = {node.mem_id: node for node in nodes if not _inside(node, known)}
    return [card for node in unique.values() if (card := _card(node))]


def _inside(node: LexborNode, known: set[int]) -> bool:
    above = node.parent
    while above is not None:
        if above.mem_id in known:
            return True
        above = above.parent
    return False


def _card(node: LexborNode) -> dict[str, object] | None:
    text = {new: value for old, new in reversed(_CARD_TEXT.items()) if (value := _class_text(node, old))}
    organisation = (
        _class_text(node, "p-org") or _class_text(node, "organization-name") or _class_text(node, "org")
    )
    is_person = any(
        node.css_first(f".{part}") is not None
        for part in ("p-given-name", "given-name", "p-family-name", "family-name", "p-job-title", "title")
    )
    if is_person or not (organisation or text.get("name")):
        return None
    card: dict[str, object] = {"@type": ["Organization"], **text}
    if organisation:
        card["name"] = organisation
    for name, key, scheme in (("email", "email", "mailto:"), ("url", "url", "http")):
        link = node.css_first(f"a.u-{name}") or node.css_first(f"a.{name}")
        href = (link.attributes.get("href") or "") if link is not None else ""
        value = href.removeprefix("mailto:").partition("?")[0] if href.startswith(scheme) else ""
        value = (
            value
            or (_class_text(node, f"p-{name}") or _class_text(node, name) if name == "email" else "")
            or ""
        )
        if value:
            card[key] = value
    inner = next(
        (found for root in _ADDRESS_ROOTS if (found := node.css_first(f".{root}")) is not None), node
    )
    address = {
        new: value for old, new in reversed(_ADDRESS_TEXT.items()) if (value := _class_text(inner, old))
    }
    if address:
        card["address"] = {"@type": ["PostalAddress"], **address}
    return card


def _class_text(node: LexborNode, name: str) -> str | None:
    found = node.css_first(f".{name}")
    if found is None:
        return None
    value = found.css_first(".value")
    printed = found.attributes.get("title") if found.tag == "abbr" else None
    return printed or one_line(block_text((value if value is not None else found).html or "")) or None
