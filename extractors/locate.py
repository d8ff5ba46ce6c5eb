"""Where on a page does a known value stand? Text and attributes of elements against values of listings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from selectolax.lexbor import LexborNode

from extractors.address import split_address
from extractors.class_names import lasting_classes
from extractors.page import Document, absolute
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


class Prints:
    """What the elements below a node print, text and telling attributes, in the form that is compared."""

    def __init__(self, node: LexborNode, base: str) -> None:
        self.nodes = list(elements(node))
        self.base = base
        self._texts = [each.text() for each in self.nodes]
        self._attributes = [
            [value for name, value in each.attributes.items() if value and name.startswith(_TELLING)]
            for each in self.nodes
        ]
        self._plain: dict[str, tuple[list[str], list[list[str]]]] = {}

    def find(self, field: str, value: str) -> LexborNode | None:
        """Return the smallest element that prints the value; see `find_value`."""
        wanted = plain(field, value)
        if not wanted:
            return None
        texts, attributes = self._compared(
            "website" if field in LINKS else "phone" if field in NUMBERS else "name"
        )
        within: LexborNode | None = None
        by_attribute: LexborNode | None = None
        whole: LexborNode | None = None
        for each, text, values in zip(self.nodes, texts, attributes, strict=True):
            if by_attribute is None and wanted in values:
                by_attribute = each
            if text == wanted:
                if whole is None or _is_inside(each, whole):
                    whole = each
            elif wanted in text and whole is None:
                within = each
        if field in LINKS or field.endswith("email"):
            return by_attribute or whole or within
        return whole or by_attribute or within

    def _compared(self, kind: str) -> tuple[list[str], list[list[str]]]:
        if kind not in self._plain:
            self._plain[kind] = (
                [plain(kind, text) for text in self._texts],
                [[_plain_attribute(kind, value, self.base) for value in some] for some in self._attributes],
            )
        return self._plain[kind]


def find_value(node: LexborNode, field: str, value: str, base: str) -> LexborNode | None:
    """Return the smallest element inside ``node`` that prints ``value`` as text or in an attribute.

    An element that prints nothing else is preferred, then one with the value in an attribute that a reader
    uses (``href``, ``content``, ``data-*``), then the smallest whose text has it among other words.
    """
    return Prints(node, base).find(field, value)


def _plain_attribute(kind: str, printed: str, base: str) -> str:
    if kind == "website":
        printed = absolute(base, printed) or printed
    elif printed[:7].lower() == "mailto:" or printed[:4].lower() == "tel:":
        printed = unquote(printed.partition(":")[2].partition("?")[0])
    if kind == "phone" and any(char.isalpha() for char in printed):
        return ""
    return plain(kind, printed)


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
    tops = _tops(chains)
    usual = max(sorted(set(tops)), key=tops.count, default=0)
    return [chain[min(usual, top)] for chain, top in zip(chains, tops, strict=True)]


def _tops(chains: Sequence[Sequence[LexborNode]]) -> list[int]:
    """Return for each name of a page how far up its chain of elements holds none of the other names."""
    holds: dict[int, int] = {}
    for chain in chains:
        for each in chain:
            holds[each.mem_id] = holds.get(each.mem_id, 0) + 1
    alone = [[i for i, each in enumerate(chain) if holds[each.mem_id] == 1] for chain in chains]
    return [places[-1] if places else 0 for places in alone]


def _ancestors(node: LexborNode) -> list[LexborNode]:
    """Return the element and those around it, smallest first, without body and html."""
    chain: list[LexborNode] = []
    each: LexborNode | None = node
    while each is not None and each.tag not in ("body", "html", "-undef"):
        chain.append(each)
        each = each.parent
    return chain


def find_examples(pages: Sequence[Document], known: Sequence[Mapping[str, str]]) -> list[list[Example]]:
    """Return for each page the known listings that it shows, with the elements of their values.

    A name is found where an element prints it and nothing else. The record is the largest element around it
    that holds no other known name; as a neighbour may be unknown, the depth that most of them have counts.
    What has a name alone where others have more (a teaser, a menu) is left out.
    """
    chosen = [_names(document, known) for document in pages]
    chains = [[_ancestors(node) for _, node in pairs] for pairs in chosen]
    tops = [_tops(page) for page in chains]
    usual = max(
        sorted({top for page in tops for top in page}), key=[t for p in tops for t in p].count, default=0
    )
    records = [
        way[min(usual, top)]
        for page, some in zip(chains, tops, strict=True)
        for way, top in zip(page, some, strict=True)
    ]
    kinds = Counter(_kind(node) for node in records)
    found = []
    for document, pairs, ways, heights in zip(pages, chosen, chains, tops, strict=True):
        examples = []
        for (values, name), way, top in zip(pairs, ways, heights, strict=True):
            record = _like_most(way, min(usual, top, len(way) - 1), kinds)
            examples.append(Example(record, values, _nodes(record, name, values, document.base)))
        found.append(examples)
    counts = sorted(len(one.nodes) for examples in found for one in examples)
    is_thin = not counts or counts[len(counts) // 2] < 3
    return [[one for one in some if is_thin or len(one.nodes) > 1 or len(one.values) < 2] for some in found]


def _kind(node: LexborNode) -> tuple[str, ...]:
    return (str(node.tag), *lasting_classes(node.attributes.get("class")))


def _like_most(way: Sequence[LexborNode], place: int, kinds: Counter[tuple[str, ...]]) -> LexborNode:
    """Return the record of a name; where it is unlike most, the element in or around it that is like them."""
    usual, count = kinds.most_common(1)[0]
    if way[place].tag == usual[0] or count < 0.5 * kinds.total():
        return way[place]
    near = way[: place + 3]
    alike = [each for each in near if _kind(each) == usual] or [each for each in near if each.tag == usual[0]]
    return alike[-1] if alike else way[place]


def _names(
    document: Document, known: Sequence[Mapping[str, str]]
) -> list[tuple[Mapping[str, str], LexborNode]]:
    """Return known listings with the element of their name, of several the one with more values near."""
    by_name: dict[str, list[LexborNode]] = {}
    for each in elements(document.tree.body) if document.tree.body is not None else ():
        if each.first_child is not None:
            text = plain("name", each.text())
            if 2 < len(text) < 200:
                nodes = by_name.setdefault(text, [])
                if nodes and _is_inside(each, nodes[-1]):
                    nodes[-1] = each
                else:
                    nodes.append(each)
    wanted = [plain("name", values.get("name")) for values in known]
    is_single = {name: wanted.count(name) == 1 == len(nodes) for name, nodes in by_name.items()}
    fits = [
        (0 if is_single[wanted[i]] else -_company(node, values), i, j, values, node)
        for i, values in enumerate(known)
        for j, node in enumerate(by_name.get(wanted[i], []))
    ]
    used: set[int] = set()
    taken: set[int] = set()
    pairs = []
    for _, i, _, values, node in sorted(fits, key=lambda fit: fit[:3]):
        if i not in used and node.mem_id not in taken:
            used.add(i)
            taken.add(node.mem_id)
            pairs.append((i, values, node))
    return [(values, node) for _, values, node in sorted(pairs, key=lambda pair: pair[0])]


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
    nodes, prints = {"name": name}, Prints(record, base)
    for field, value in values.items():
        if field != "name" and value:
            found = prints.find(field, value.split("; ")[0])
            if found is not None:
                nodes[field] = found
    block = find_block(record, values)
    if block is not None:
        nodes["address"] = block
    return nodes
