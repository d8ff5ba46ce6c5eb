"""Where on a page does a known value stand? Text and attributes of elements against values of listings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from extractors.address import split_address
from extractors.page import absolute
from extractors.same_value import LINKS, NUMBERS, plain
from extractors.selectors import node_text

_SILENT = frozenset({"script", "style", "noscript", "template", "head", "svg"})
_TELLING = ("href", "content", "datetime", "value", "title", "alt", "data-")
_ADDRESS = ("street", "postcode", "city", "country")


@dataclass(frozen=True)
class Example:
    """One known record on a page: its element, what it must give, and which element printed each value."""

    node: LexborNode
    values: Mapping[str, str]
    nodes: Mapping[str, LexborNode]


def elements(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the element and the visible elements below it, in document order."""
    yield node
    child = node.first_child
    while child is not None:
        if child.is_element_node and child.tag not in _SILENT:
            yield from elements(child)
        child = child.next


def find_value(node: LexborNode, field: str, value: str, base: str) -> LexborNode | None:
    """Return the smallest element inside ``node`` that prints ``value`` as text or in an attribute.

    An element that prints nothing else is preferred, then one with the value in an attribute that a reader
    uses (``href``, ``content``, ``data-*``), then the smallest whose text has it among other words.
    """
    wanted = plain(field, value)
    if not wanted:
        return None
    within: LexborNode | None = None
    by_attribute: LexborNode | None = None
    whole: LexborNode | None = None
    for each in elements(node):
        if by_attribute is None and _in_attribute(each, field, wanted, base):
            by_attribute = each
        text = plain(field, each.text())
        if text == wanted:
            if whole is None or _is_inside(each, whole):
                whole = each
        elif wanted in text and whole is None:
            within = each
    if field in LINKS or field.endswith("email"):
        return by_attribute or whole or within
    return whole or by_attribute or within


def _in_attribute(node: LexborNode, field: str, wanted: str, base: str) -> bool:
    for name, printed in node.attributes.items():
        if not printed or not name.startswith(_TELLING):
            continue
        if field in LINKS:
            printed = absolute(base, printed) or printed
        elif name == "href":
            printed = unquote(printed.partition(":")[2].partition("?")[0])
        if plain(field, printed) == wanted:
            return True
    return False


def _is_inside(node: LexborNode, outer: LexborNode) -> bool:
    parent = node.parent
    while parent is not None:
        if parent.mem_id == outer.mem_id:
            return True
        parent = parent.parent
    return False


def find_block(node: LexborNode, values: Mapping[str, str]) -> LexborNode | None:
    """Return the smallest element whose text splits into the street, postcode and city of ``values``."""
    wanted = {name: plain(name, values[name]) for name in _ADDRESS[:3] if values.get(name)}
    if len(wanted) < 2:
        return None
    best: LexborNode | None = None
    for each in elements(node):
        text = plain("street", each.text())
        if all(part in text for part in wanted.values()):
            best = each
    if best is None:
        return None
    found = split_address(node_text(best))
    return best if all(plain(k, found.get(k)) == part for k, part in wanted.items()) else None


def records_around(names: Sequence[LexborNode]) -> list[LexborNode]:
    """Return for each name element the largest element around it that holds none of the other names.

    Where a neighbour is unknown such an element is too large, so the depth that most of them have counts.
    """
    chains = [_ancestors(node) for node in names]
    holds: dict[int, int] = {}
    for chain in chains:
        for each in chain:
            holds[each.mem_id] = holds.get(each.mem_id, 0) + 1
    tops = []
    for chain in chains:
        alone = [i for i, each in enumerate(chain) if holds[each.mem_id] == 1]
        tops.append(alone[-1] if alone else 0)
    if not tops:
        return []
    usual = max(sorted(set(tops)), key=tops.count)
    return [chain[min(usual, top)] for chain, top in zip(chains, tops, strict=True)]


def _ancestors(node: LexborNode) -> list[LexborNode]:
    """Return the element and those around it, smallest first, without body and html."""
    chain: list[LexborNode] = []
    each: LexborNode | None = node
    while each is not None and each.tag not in ("body", "html", "-undef"):
        chain.append(each)
        each = each.parent
    return chain


def find_examples(root: LexborNode, known: Iterable[Mapping[str, str]], base: str) -> list[Example]:
    """Return the known listings that this page shows, each with the elements of its values.

    A name is found where an element prints it and nothing else; a name that stands there twice (an
    advertisement, a menu) is taken where more of its other values are near.
    """
    by_name: dict[str, list[LexborNode]] = {}
    for each in elements(root):
        child = each.first_child
        if child is not None:
            text = plain("name", each.text())
            if 2 < len(text) < 200:
                nodes = by_name.setdefault(text, [])
                if nodes and _is_inside(each, nodes[-1]):
                    nodes[-1] = each
                else:
                    nodes.append(each)
    pairs: list[tuple[Mapping[str, str], LexborNode]] = []
    for values in known:
        nodes = by_name.get(plain("name", values.get("name")), [])
        if nodes:
            pairs.append((values, max(nodes, key=lambda node: _company(node, values))))
    seen: dict[int, tuple[Mapping[str, str], LexborNode]] = {}
    for values, node in pairs:
        seen.setdefault(node.mem_id, (values, node))
    chosen = list(seen.values())
    around = records_around([node for _, node in chosen])
    return [
        Example(record, values, _nodes(record, name, values, base))
        for record, (values, name) in zip(around, chosen, strict=True)
    ]


def _company(node: LexborNode, values: Mapping[str, str]) -> int:
    """Return how many other values stand in the three elements around a name."""
    around = node
    for _ in range(3):
        if around.parent is not None and around.parent.tag not in ("body", "html"):
            around = around.parent
    text = around.text() + " ".join(
        value or "" for each in elements(around) for value in each.attributes.values()
    )
    plains = {kind: plain(kind, text) for kind in ("phone", "website", "name")}
    kinds = [
        ("phone" if name in NUMBERS else "website" if name in LINKS else "name", name) for name in values
    ]
    return sum(plain(name, values[name]) in plains[kind] for kind, name in kinds if values[name])


def _nodes(
    record: LexborNode, name: LexborNode, values: Mapping[str, str], base: str
) -> dict[str, LexborNode]:
    nodes = {"name": name}
    for field, value in values.items():
        if field != "name" and value:
            found = find_value(record, field, value.split("; ")[0], base)
            if found is not None:
                nodes[field] = found
    block = find_block(record, values)
    if block is not None:
        nodes["address"] = block
    return nodes
