"""Values that the mark-up names itself: microdata (``itemprop``) and hCard classes, shown or not."""

from __future__ import annotations

from functools import lru_cache

from extractors.auto.groups import Stretch
from extractors.auto.outline import Outline
from extractors.auto.words import label_of

_PROPERTIES = {
    "name": "name", "legalname": "name", "telephone": "phone", "email": "email", "url": "website",
    "streetaddress": "street", "postalcode": "postcode", "addresslocality": "city", "addressregion": "region",
    "addresscountry": "country", "address": "address",
}  # fmt: skip
_CLASSES = {
    "fn": "name", "org": "name", "p-name": "name", "p-org": "name", "organization-name": "name",
    "tel": "phone", "p-tel": "phone", "email": "email", "u-email": "email", "street-address": "street",
    "p-street-address": "street",
    "locality": "city", "p-locality": "city", "postal-code": "postcode", "p-postal-code": "postcode",
    "region": "region", "p-region": "region", "country-name": "country", "p-country-name": "country",
    "u-url": "website",
}  # fmt: skip
_OF_OTHERS = (
    "review",
    "rating",
    "offer",
    "person",
    "product",
    "imageobject",
    "geo",
    "openinghours",
    "event",
    "article",
)


def read_markup(out: Outline, stretch: Stretch) -> dict[str, tuple[str, int]]:
    """Return field -> (value, element) of what a record states in microdata or, two classes at least, hCard.

    Properties of a review, an offer or a person inside the record are not the company's.
    """
    found: dict[str, tuple[str, int]] = {}
    cards: dict[str, tuple[str, int]] = {}
    skip_to = -1
    for node in out.nodes_in(*stretch):
        attributes = out.attrs[node]
        if node < skip_to or not attributes:
            continue
        if (kind := attributes.get("itemtype")) and any(other in kind.lower() for other in _OF_OTHERS):
            skip_to = out.end_node[node]
            continue
        for prop in props.split() if (props := attributes.get("itemprop")) else ():
            field = _PROPERTIES.get(prop.lower())
            if field and field not in found and not (field == "address" and "itemscope" in attributes):
                value = _value(out, node, field)
                if value:
                    found[field] = (value, node)
        for field in _fields_in(css) if (css := attributes.get("class")) else ():
            if field not in cards and (value := _card_value(out, node, field)):
                cards[field] = (value, node)
    if len(cards) >= 2:
        found = cards | found
    return found


@lru_cache(maxsize=256)  # a list has few classes, and each record has them again
def _fields_in(css: str) -> tuple[str, ...]:
    return tuple(field for one in css.lower().split() if (field := _CLASSES.get(one)))


def read_attributes(out: Outline, stretch: Stretch) -> dict[str, tuple[str, int]]:
    """Return field -> (value, element) of attributes named like a field: ``data-phone``, ``data-zip``.

    They are not shown: use them for what is not printed.
    """
    found: dict[str, tuple[str, int]] = {}
    for node in out.nodes_in(*stretch):
        for key, value in out.attrs[node].items():
            if not key.startswith("data-") or not value or len(value) > 120 or "{" in value:
                continue
            field = label_of(key[5:].replace("-", " "))
            if field in _TOLD and field not in found and any(map(str.isalnum, value)):
                found[field] = (" ".join(value.split()), node)
    return found


_TOLD = frozenset({"phone", "email", "street", "postcode", "city", "region", "country"})


def _value(out: Outline, node: int, field: str) -> str:
    attributes = out.attrs[node]
    if content := attributes.get("content"):
        return " ".join(content.split())
    href = attributes.get("href")
    if href and field == "website":
        return href.strip()
    if href and field == "email" and href.lower().startswith("mailto:"):
        return href[7:].partition("?")[0]
    return text_of(out, node)


def _card_value(out: Outline, node: int, field: str) -> str:
    if field in ("phone", "email"):
        for inner in range(node, out.end_node[node]):
            if "value" in out.classes(inner).lower().split():
                return _value(out, inner, field)
    return _value(out, node, field)


def text_of(out: Outline, node: int) -> str:
    return " ".join("".join(out.run_text[out.first_run[node] : out.end_run[node]]).split())
