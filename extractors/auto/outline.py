"""A page as light arrays: elements in document order, runs of text, and the lines a reader sees.

Lexbor nodes are walked once. Everything after that works on integers: an element ``i`` holds the runs
``first_run[i] <= r < end_run[i]`` and the elements ``i < j < end_node[i]``. Elements and runs share one
clock: the ticks ``tick[i] <= t < end_tick[i]`` are what lies in element ``i``, so that any stretch of a page,
whether an element or not, is a pair of ticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from selectolax.lexbor import LexborNode

if TYPE_CHECKING:
    from extractors.auto.cells import Cell, Given
    from extractors.auto.pieces import Piece
    from extractors.auto.spans import Spans

MAX_NODES = 40_000
MAX_DEPTH = 400
_LONGEST_RUN = 3_000
_SKIPPED = frozenset(
    "script style noscript template head svg select datalist iframe textarea object math".split()
)
INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q s samp
    small     span strike strong sub sup time tt u var wbr""".split()
)
_SIGNS = {"@": "@", "at": "@", "(at)": "@", "[at]": "@", ".": ".", "dot": "."}


@dataclass(slots=True)
class Line:
    """One visible line: its runs, its text with white space collapsed, and whether a gap stands above it."""

    start: int
    end: int
    text: str
    gap: bool
    image: bool


class Place(NamedTuple):
    """The place of a text in its record: tags from the record down without mere formatting; all tags and
    the class; the column of a table; 2 in a heading, 1 bold or a row's header, else 0; the field that an
    attribute like ``data-label`` tells.
    """

    chain: str
    named_chain: str
    column: int | None
    emphasis: int
    hint: str | None


@dataclass(slots=True)
class Outline:
    """See the module. ``link`` is the nearest ``<a href>`` around an element, itself included, else -1."""

    nodes: list[LexborNode] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    attrs: list[dict[str, str | None]] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    kids: list[list[int]] = field(default_factory=list)
    end_node: list[int] = field(default_factory=list)
    first_run: list[int] = field(default_factory=list)
    end_run: list[int] = field(default_factory=list)
    link: list[int] = field(default_factory=list)
    tick: list[int] = field(default_factory=list)
    end_tick: list[int] = field(default_factory=list)
    run_tick: list[int] = field(default_factory=list)
    ticks: int = 0
    run_text: list[str] = field(default_factory=list)
    run_node: list[int] = field(default_factory=list)
    runs_before: list[int] = field(default_factory=list)
    """Number of runs before each tick. All others before it are elements: a tick is one or the other."""
    lines: list[Line] = field(default_factory=list)
    line_of: list[int] = field(default_factory=list)
    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    cells: dict[Given, dict[tuple[tuple[int, int], int], list[Cell]]] = field(default_factory=dict)
    """What `extractors.auto.cells` has found out about lines and records so far."""
    shapes: dict[int, int] = field(default_factory=lambda: {-1: -1})
    shape_numbers: dict[tuple[int, str, int | None, str | None], int] = field(default_factory=dict)
    places: dict[tuple[int, int, str], Place] = field(default_factory=dict)
    """What `extractors.auto.place` has found out about elements so far."""
    framed: dict[int, bool] = field(default_factory=dict)
    spans: Spans | None = None
    """Which elements `extractors.auto.flat` has found in menus and footers so far."""

    def href(self, node: int) -> str | None:
        """Address of the link that ``node`` is or lies in."""
        link = self.link[node]
        return self.attrs[link].get("href") if link >= 0 else None

    def classes(self, node: int) -> str:
        return self.attrs[node].get("class") or ""

    def runs_in(self, start: int, end: int) -> range:
        """Runs of a stretch of ticks."""
        return range(self.runs_before[start], self.runs_before[end])

    def nodes_in(self, start: int, end: int) -> range:
        """Elements that begin in a stretch of ticks."""
        return range(start - self.runs_before[start], end - self.runs_before[end])

    def node_at(self, tick: int) -> int:
        """The element that begins at a tick, or in which the text there lies."""
        run = self.runs_before[tick]
        return self.run_node[run] if self.runs_before[tick + 1] > run else tick - run

    def lines_in(self, start: int, end: int) -> range:
        """Lines of a stretch of ticks."""
        first, last = self.runs_before[start], self.runs_before[end]
        return range(self.line_of[first], self.line_of[last - 1] + 1) if first < last else range(0)


def counted(ticks: Iterable[int], end: int) -> list[int]:
    """Return how many of ``ticks`` lie before each tick up to the one after ``end``."""
    at = [0] * (end + 2)
    for tick in ticks:
        at[tick + 1] += 1
    return list(accumulate(at))


def read_outline(root: LexborNode) -> Outline:
    """Walk ``root`` (the body) once; of huge pages the first `MAX_NODES` elements.

    One loop with local names: it runs for each text and element of a page, where calls cost more than work.
    """
    out = Outline()
    nodes, tags, attrs, parents, kids = out.nodes, out.tags, out.attrs, out.parents, out.kids
    links, ticks, run_text, first_run = out.link, out.tick, out.run_text, out.first_run
    end_run, end_node, end_tick = out.end_run, out.end_node, out.end_tick
    breaks: list[tuple[int, int]] = []  # (number of runs so far, 1 block edge | 2 <br> or newline | 3 <hr>)
    edge = 0  # number of runs so far where a block last began or ended: a second edge there cuts nothing
    open_nodes: list[tuple[LexborNode, int]] = []  # elements we are in, with their number
    parent = -1
    current: LexborNode | None = root
    while current is not None:
        runs = len(run_text)
        if current.is_element_node:
            tag = current.tag or ""
            if tag == "br":
                breaks.append((runs, 2))
            elif tag not in _SKIPPED:
                if tag == "hr":
                    breaks.append((runs, 3))
                number = len(nodes)
                attributes = current.attributes
                nodes.append(current)
                tags.append(tag)
                attrs.append(attributes)
                parents.append(parent)
                kids.append(_NO_KIDS)
                first_run.append(runs)
                ticks.append(out.ticks)
                out.ticks += 1
                end_run.append(runs)  # the ends of an element without children
                end_node.append(number + 1)
                end_tick.append(out.ticks)
                if parent >= 0:
                    if kids[parent] is _NO_KIDS:
                        kids[parent] = [number]
                    else:
                        kids[parent].append(number)
                is_link = tag == "a" and attributes.get("href")
                links.append(number if is_link else links[parent] if parent >= 0 else -1)
                if tag not in INLINE or (tag == "a" and _is_tile(current)):
                    if edge != runs:
                        breaks.append((runs, 1))
                        edge = runs
                elif tag == "img":
                    _image(out, number, attributes, breaks)
                if number >= MAX_NODES:
                    break
                child = current.first_child if len(open_nodes) < MAX_DEPTH else None
                if child is not None:
                    open_nodes.append((current, number))
                    parent, current = number, child
                    continue
        elif parent >= 0 and current.is_text_node:
            text = current.text_content or ""
            if not text.isspace():
                _text(out, text, parent, breaks)
            elif run_text:
                run_text[-1] += " "  # white space alone belongs to the run before
        following = current.next if open_nodes else None
        while following is None and open_nodes:
            above, number = open_nodes.pop()
            end_run[number], end_node[number], end_tick[number] = len(run_text), len(nodes), out.ticks
            if edge != len(run_text) and tags[number] not in INLINE:
                edge = len(run_text)
                breaks.append((edge, 1))
            parent = parents[number]
            following = above.next if open_nodes else None
        current = following
    for _, number in open_nodes:
        end_run[number], end_node[number], end_tick[number] = len(run_text), len(nodes), out.ticks
    out.runs_before = counted(out.run_tick, out.ticks)
    _make_lines(out, breaks)
    return out


_NO_KIDS: list[int] = []
"""Shared by all elements without children: half of a page's lists less for the garbage collector to see."""


def _is_tile(link: LexborNode) -> bool:
    """True for a link that begins with a ``<span>`` and follows or precedes a link at once: one of a grid."""
    first = link.first_child
    if first is None or first.tag != "span":
        return False
    return any(beside is not None and beside.tag == "a" for beside in (link.next, link.prev))


def _text(out: Outline, text: str, owner: int, breaks: list[tuple[int, int]]) -> None:
    """Add a text that is not white space alone. In ``<pre>`` every newline ends a line."""
    if not text.isascii():
        text = _UNSEEN.sub("", text)
    if "\n" not in text or not _is_preformatted(out, owner):
        if text:
            _run(out, text[:_LONGEST_RUN], owner)
        return
    for position, part in enumerate(text.split("\n")):
        if position:
            breaks.append((len(out.run_text), 2))
        if part and not part.isspace():
            _run(out, part[:_LONGEST_RUN], owner)


_UNSEEN = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff]")
"""Characters without width, by which editors part, join and turn what nobody sees: never part of a value."""


def _run(out: Outline, text: str, owner: int) -> None:
    out.run_text.append(text)
    out.run_node.append(owner)
    out.run_tick.append(out.ticks)
    out.ticks += 1


def _is_preformatted(out: Outline, node: int) -> bool:
    while node >= 0:
        if out.tags[node] == "pre" or "pre-" in (out.attrs[node].get("style") or ""):
            return True
        node = out.parents[node]
    return False


def _image(
    out: Outline, number: int, attributes: dict[str, str | None], breaks: list[tuple[int, int]]
) -> None:
    """An image with words is a line of its own; one that stands for a sign (``@``) is that sign."""
    words = " ".join((attributes.get("alt") or attributes.get("title") or "").split())
    if not words:
        return
    sign = _SIGNS.get(words.lower())
    if sign is None:
        if len(words) < 3:
            return
        breaks.append((len(out.run_text), 1))
    _run(out, sign or words, number)
    out.end_run[number], out.end_tick[number] = len(out.run_text), out.ticks
    if sign is None:
        breaks.append((len(out.run_text), 1))


def _make_lines(out: Outline, breaks: list[tuple[int, int]]) -> None:
    """Cut the runs into lines. Two ``<br>`` in a row, or ``<hr>``, make a gap."""
    position, returns, gap = 0, 0, False
    breaks.append((len(out.run_text), 1))
    for at, strength in breaks:
        if at > position:
            text = " ".join("".join(out.run_text[position:at]).split())
            out.line_of.extend([len(out.lines)] * (at - position))
            image = at == position + 1 and out.tags[out.run_node[position]] == "img" and len(text) > 2
            out.lines.append(Line(position, at, text, gap or returns >= 2, image))
            position, returns, gap = at, 0, False
        returns += strength == 2
        gap = gap or strength == 3
