"""Companies as pages state them for machines: JSON-LD of schema.org, microdata and h-cards."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

import orjson
from selectolax.lexbor import LexborNode

from extractors.js_literal import NotData, parse_literal
from extractors.microdata import cards_of, microdata_of

STATED = ("itemscope", "vcard", "h-card")
"""Words without one of which a page has neither microdata nor an h-card."""
_SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
_IS_JSONLD = re.compile(r"""\btype\s*=\s*["']?application/ld\+json\b""", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script\s*>", re.IGNORECASE)
_COMMENT = re.compile(
    r"""("[^"\\]*+(?:\\.[^"\\]*+)*+")|/\*.*?(?:\*/|\Z)|(?<!:)//[^\n]*|<!--|-->|<!\[CDATA\[|\]\]>""", re.DOTALL
)
_LONGEST_BROKEN = 1_000_000
"""Characters of JSON that is worth being mended; what a page says of one company has a thousandth of it."""
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_CONTROL = re.compile(r"[\x00-\x1f]+")

_ORGANISATIONS = frozenset(
    """organization corporation localbusiness store hotel restaurant lodgingbusiness foodestablishment
    professionalservice homeandconstructionbusiness automotivebusiness medicalbusiness financialservice
    legalservice manufacturer wholesalestore onlinebusiness onlinestore airline consortium ngo
    educationalorganization medicalorganization newsmediaorganization sportsorganization
    generalcontractor electrician plumber roofingcontractor housepainter movingcompany hvacbusiness
    autorepair autodealer bakery barorpub cafeorcoffeeshop dentist physician pharmacy attorney notary
    accountingservice insuranceagency realestateagent travelagency employmentagency furniturestore
    hardwarestore clothingstore electronicsstore grocerystore shoppingcenter""".split()
)
_NOT_A_HEADQUARTERS = frozenset(
    {"publisher", "author", "provider", "isPartOf", "sourceOrganization", "seller"}
)
_MAX_DEPTH = 12


def read_jsonld(markup: str) -> list[dict[str, object]]:
    """Return every typed JSON-LD node of a page in document order, whatever it is nested in."""
    if "ld+json" not in markup:
        return []
    nodes: list[dict[str, object]] = []
    at, last = 0, markup.rfind(">") + 1
    while (script := _SCRIPT.search(markup, at, last)) is not None:
        end = _SCRIPT_END.search(markup, script.end())
        if end is None:  # nothing after this has an end either
            break
        if _IS_JSONLD.search(script[1]):
            nodes.extend(_typed(_parse(markup[script.end() : end.start()]), 0))
        at = end.end()
    return nodes


def _parse(text: str) -> object:
    """Parse strictly, then once more without comments, trailing commas and raw control characters."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        if len(text) > _LONGEST_BROKEN:
            return None
        text = _COMMENT.sub(lambda match: match.group(1) or "", text)
        text = _TRAILING_COMMA.sub(r"\1", _CONTROL.sub(" ", text))
    for attempt in (text, html.unescape(text)):
        try:
            return orjson.loads(attempt)
        except orjson.JSONDecodeError:
            continue
    try:
        return parse_literal(text)  # single quotes, bare keys
    except NotData:
        return None


def stated_by(node: LexborNode) -> list[dict[str, object]]:
    """Return the microdata and h-cards at or below ``node`` as nodes of the shape that JSON-LD has."""
    items = [one for item in microdata_of(node) for one in _typed(item, 0)]
    return items + cards_of(node)


def _typed(value: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _typed(item, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value:
            yield value
        for key, item in value.items():
            if key not in _NOT_A_HEADQUARTERS and isinstance(item, dict | list):
                yield from _typed(item, depth + 1)


def is_organisation(node: dict[str, object]) -> bool:
    """True where the node's type is an organisation of schema.org and it bears a name."""
    kinds = node.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return bool(_text(node.get("name")) or _text(node.get("legalName"))) and any(
        isinstance(kind, str) and kind.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() in _ORGANISATIONS
        for kind in names
    )


def organisations(nodes: list[dict[str, object]]) -> list[dict[str, str]]:
    """Return the organisations among ``nodes`` as listing fields; a parent stays inside its child."""
    parents = {
        id(node[key])
        for node in nodes
        for key in ("parentOrganization", "memberOf", "department", "branchOf", "subOrganization")
        if isinstance(node.get(key), dict)
    }
    return [fields_of(node) for node in nodes if id(node) not in parents and is_organisation(node)]


def organisation_named(nodes: list[dict[str, object]], name: str | None) -> dict[str, str] | None:
    """Return the fields of the one organisation that a page is about, or None where that is not clear.

    With ``name`` (that of the listing that led here) only an organisation of that name counts: the
    directory's own Organization node stands on every page of a directory.
    """
    found = organisations(nodes)
    if name:
        wanted = _compare(name)
        same = [one for one in found if _compare(one.get("name", "")) == wanted]
        near = [one for one in found if _is_part(wanted, _compare(one.get("name", "")))]
        found = same or near
    merged: dict[str, str] = {}
    if len({_compare(one.get("name", "")) for one in found}) != 1:
        return None
    for one in found:
        merged = one | merged
    return merged


def _compare(name: str) -> str:
    return "".join(char for char in name.casefold() if char.isalnum())


def _is_part(a: str, b: str) -> bool:
    return min(len(a), len(b)) >= 5 and (a in b or b in a)


def fields_of(node: dict[str, object]) -> dict[str, str]:
    """Return listing fields (`config.records.Listing`) of one schema.org organisation."""
    address = _first(node.get("address"))
    fields: dict[str, str | None] = {
        "name": _text(node.get("name")) or _text(node.get("legalName")),
        "legal_name": _text(node.get("legalName")),
        "phone": _text(node.get("telephone")),
        "email": (_text(node.get("email")) or "").removeprefix("mailto:") or None,
        "website": _text(node.get("url")),
        "description": _text(node.get("description")),
        "vat_id": _text(node.get("vatID")),
        "lei": _text(node.get("leiCode")),
        "founded": _text(node.get("foundingDate")),
        "employees": _quantity(node.get("numberOfEmployees")),
        "parent_name": _name_of(node.get("parentOrganization")),
        "social": "; ".join(_texts(node.get("sameAs"))) or None,
    }
    if isinstance(address, dict):
        fields |= {
            "street": _text(address.get("streetAddress")),
            "postcode": _text(address.get("postalCode")),
            "city": _text(address.get("addressLocality")),
            "region": _text(address.get("addressRegion")),
            "country": _name_of(address.get("addressCountry")),
        }
    elif isinstance(address, str):
        fields["address"] = address.strip() or None
    contact = _first(node.get("contactPoint"))
    if isinstance(contact, dict):
        fields["phone"] = fields["phone"] or _text(contact.get("telephone"))
        fields["email"] = fields["email"] or _text(contact.get("email"))
    return {name: value for name, value in fields.items() if value}


def _first(value: object) -> object:
    return (value[0] if value else None) if isinstance(value, list) else value


def _text(value: object) -> str | None:
    """Return a scalar as text; ``{"@value": x}`` is x, of a list the first one counts."""
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("@value")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = " ".join(html.unescape(str(value)).split())
    return text or None


def _texts(value: object) -> list[str]:
    return [text for item in (value if isinstance(value, list) else [value]) if (text := _text(item))]


def _name_of(value: object) -> str | None:
    value = _first(value)
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _quantity(value: object) -> str | None:
    """Return ``numberOfEmployees`` as a number or, of minValue and maxValue, as a band ``50-99``."""
    value = _first(value)
    if not isinstance(value, dict):
        return _text(value)
    low, high = _text(value.get("minValue")), _text(value.get("maxValue"))
    return _text(value.get("value")) or (f"{low}-{high}" if low and high else low)
