"""What a page states about its company for machines: JSON-LD, microdata, hCard, in the names of listing
fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from extractors.address import split_address
from extractors.page import Document
from extractors.structured import organisations

_MICRODATA = {
    "name": "name",
    "legalname": "legal_name",
    "telephone": "phone",
    "email": "email",
    "streetaddress": "street",
    "postalcode": "postcode",
    "addresslocality": "city",
    "addressregion": "region",
    "addresscountry": "country",
    "foundingdate": "founded",
    "address": "address",
}
_HCARD = {
    "org": "name",
    "organization-name": "name",
    "tel": "phone",
    "email": "email",
    "street-address": "street",
    "postal-code": "postcode",
    "locality": "city",
    "region": "region",
    "country-name": "country",
}
_BUSINESS = (
    "organization",
    "business",
    "corporation",
    "store",
    "postaladdress",
    "company",
    "service",
    "restaurant",
    "hotel",
    "agency",
)


def stated(document: Document) -> dict[str, str]:
    """Return the fields of the one organisation that the page is about; {} where it names several or none."""
    found = _own(organisations(document.jsonld), document)
    for key, value in _own(list(_items(document, "itemprop")), document).items():
        found.setdefault(key, value)
    for key, value in _own(list(_items(document, "class")), document).items():
        found.setdefault(key, value)
    if "address" in found and not found.keys() & {"street", "postcode"}:
        found = split_address(found["address"]) | found
    if (
        len(found.get("street", "")) > 25
        and {"postcode", "city"} <= (parts := split_address(found["street"])).keys()
    ):
        found |= parts  # the whole address in streetAddress
    return {key: value for key, value in found.items() if value}


def _own(found: list[dict[str, str]], document: Document) -> dict[str, str]:
    names = {one.get("name", "").casefold() for one in found if one.get("name")}
    if len(names) > 1:
        host = (urlsplit(document.page.final_url).hostname or "").removeprefix("www.")
        found = [one for one in found if host and host in one.get("website", "")][:1]
    merged: dict[str, str] = {}
    for one in found:
        merged = one | merged
    return merged


def _items(document: Document, attribute: str) -> Iterator[dict[str, str]]:
    """Yield the fields of each microdata item (or, with ``class``, hCard) that is an organisation."""
    if attribute == "itemprop":
        if "itemprop" not in document.text:
            return
        roots = [node for node in document.tree.css("[itemscope]") if _is_business(node)]
        roots = [
            node for node in roots if not any(_inside(node, other) for other in roots if other is not node)
        ]
    else:
        if "vcard" not in document.text:
            return
        roots = document.tree.css(".vcard, .h-card")
    for root in roots[:20]:
        fields: dict[str, str] = {}
        for node in root.css(f"[{attribute}]"):
            for word in (node.attributes.get(attribute) or "").lower().split():
                key = (_MICRODATA if attribute == "itemprop" else _HCARD).get(word)
                value = _value(node) if key else ""
                if key and value and key not in fields and not (key == "phone" and _is_fax(node)):
                    fields[key] = value
        if fields:
            yield fields


def _is_business(node: LexborNode) -> bool:
    kind = (node.attributes.get("itemtype") or "").lower()
    return any(word in kind for word in _BUSINESS)


def _inside(node: LexborNode, other: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent == other:
            return True
        parent = parent.parent
    return False


def _is_fax(node: LexborNode) -> bool:
    around = (node.parent.text() if node.parent else "").lower()
    return "fax" in around and "tel" not in around and "phone" not in around


def _value(node: LexborNode) -> str:
    attributes = node.attributes
    printed = attributes.get("content") or ""
    if not printed and node.tag == "a" and (attributes.get("href") or "").startswith(("mailto:", "tel:")):
        printed = (attributes.get("href") or "").partition(":")[2].partition("?")[0]
        printed = printed if "mailto" in (attributes.get("href") or "") else node.text() or printed
    return " ".join((printed or node.text(separator=" ")).split()).strip(" ,;:")
