"""Every way in which a page may be cut into records: like elements, and stretches that begin alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter

from extractors.auto.evidence import Evidence
from extractors.auto.outline import Outline

Stretch = tuple[int, int]
"""A pair of ticks, see `extractors.auto.outline`."""

MOST_RECORDS, _SEVERAL, _CYCLE = 5_000, 4, 6


@dataclass(slots=True)
class Group:
    """A candidate: the stretches of its records in document order, and the elements where they are some."""

    method: str
    stretches: list[Stretch]
    nodes: list[int]
    is_cycle: bool = False
    """True for running lines that are cut by the distance of towns or numbers, see `_cycles`."""


def paths(out: Outline) -> list[int]:
    """Return for each element a number that equals that of all elements with the same tags above it."""
    known: dict[tuple[int, str], int] = {}
    found: list[int] = []
    for node, tag in enumerate(out.tags):
        parent = out.parents[node]
        key = (found[parent] if parent >= 0 else -1, tag)
        found.append(known.setdefault(key, len(known)))
    return found


def families(out: Outline, path: list[int]) -> list[list[int]]:
    """Return elements that are alike and do not lie in one another, each set once.

    Alike: by parent and tag, by tags above them, each also by class. Those that hold no text are left out.
    """
    by_parent: dict[tuple[int, str], list[int]] = defaultdict(list)
    by_path: dict[int, list[int]] = defaultdict(list)
    by_parent_class: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    by_path_class: dict[tuple[int, str], list[int]] = defaultdict(list)
    by_class: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_kind: dict[tuple[str, str], list[int]] = defaultdict(list)
    firsts: dict[str, str] = {}
    for node, tag in enumerate(out.tags):
        if out.first_run[node] >= out.end_run[node] or tag in ("body", "html"):
            continue
        attributes, parent, way = out.attrs[node], out.parents[node], path[node]
        by_path[way].append(node)
        css = attributes.get("class") if attributes else None
        if len(out.kids[parent]) > 1:
            by_parent[parent, tag].append(node)
            if css:
                by_parent_class[parent, tag, css].append(node)
        if css:
            by_path_class[way, css].append(node)
            by_class[tag, css].append(node)
            first = firsts.get(css)
            if first is None:
                first = firsts[css] = next(iter(css.split(None, 1)), css)
            if first != css:
                by_class[tag, first].append(node)
        if attributes and (kind := attributes.get("itemtype")) is not None:
            by_kind[tag, kind].append(node)
    level = (by_parent, by_path, by_parent_class, by_path_class)  # of one depth: none lies in another one
    found = [nodes for alike in level for nodes in alike.values()]
    found += [_outermost(out, n) for alike in (by_class, by_kind) for n in alike.values() if len(n) > 1]
    return _once(found)


def _once(found: Iterable[list[int]]) -> list[list[int]]:
    """Return the lists of two members and more in the order of their first ones, each once."""
    able = [members for members in found if 2 <= len(members) <= MOST_RECORDS]
    able.sort(key=itemgetter(0))
    return list({tuple(members): members for members in able}.values())


def element_groups(out: Outline, alike: list[list[int]], useful: list[bool] | None) -> Iterator[Group]:
    """Yield the `families` of which ``useful`` marks two elements at least as worth looking at; None: all."""
    for nodes in alike:
        if useful is None or sum([useful[node] for node in nodes]) >= 2:
            method = "table" if out.tags[nodes[0]] == "tr" else "repeated"
            yield Group(method, [(out.tick[node], out.end_tick[node]) for node in nodes], nodes)


def _outermost(out: Outline, nodes: list[int]) -> list[int]:
    kept: list[int] = []
    end = -1
    for node in nodes:
        if node >= end:
            kept.append(node)
            end = out.end_node[node]
    return kept


def line_groups(out: Outline, path: list[int], evidence: Evidence) -> list[Group]:
    """Return stretches that begin with lines alike: headings, bold words, links, gaps, rows of one shape."""
    by_path: dict[int, list[int]] = defaultdict(list)
    by_path_class: dict[tuple[int, str], list[int]] = defaultdict(list)
    by_class: dict[tuple[str, str], list[int]] = defaultdict(list)
    nearby: dict[tuple[int, int], list[int]] = defaultdict(list)
    after_gaps: dict[int, list[int]] = defaultdict(list)
    blocks = [_block(out, out.run_node[line.start]) for line in out.lines]
    for number, line in enumerate(out.lines):
        if line.image:
            continue
        node = out.run_node[line.start]
        way, css = path[node], out.classes(node)
        by_path[way].append(number)
        if css:
            by_path_class[way, css].append(number)
            by_class[out.tags[node], css].append(number)
        nearby[_container(out, node), way].append(number)
        if line.gap or number == 0 or blocks[number - 1] != blocks[number]:
            after_gaps[blocks[number]].append(number)
    alike = (by_path, by_path_class, by_class, nearby, after_gaps)
    starts = _once(numbers for one in alike for numbers in one.values())
    cycles = [numbers for numbers in _once(_cycles(blocks, evidence)) if numbers not in starts]
    return [
        *(split_at(out, path, numbers) for numbers in starts),
        *(split_at(out, path, numbers, cycle=True) for numbers in cycles),
    ]


def _cycles(blocks: list[int], evidence: Evidence) -> Iterator[list[int]]:
    """Yield first lines of records in running lines of one block: as far before each town, number or
    mailbox as the block begins before the first one. ``blocks``: of each line.
    """
    lines_of: dict[int, list[int]] = defaultdict(list)
    for number, block in enumerate(blocks):
        lines_of[block].append(number)
    for numbers in lines_of.values():
        if len(numbers) < _CYCLE or numbers[-1] - numbers[0] != len(numbers) - 1:
            continue
        for kind in ("town", "phone", "email"):
            marks = [number for number in numbers if kind in evidence.of_line[number]]
            before = marks[0] - numbers[0] if marks else 0
            apart = [b - a for a, b in zip(marks, marks[1:], strict=False)]
            if len(marks) >= 3 and before and min(apart) > before:
                yield [number - before for number in marks]


def split_at(out: Outline, path: list[int], numbers: list[int], *, cycle: bool = False) -> Group:
    """Cut before each of these lines. The last record ends with the element that holds them all, and is
    no longer than the longest of the others, nor does it go on with lines of a place that no other record
    has: what follows a list belongs to nobody in it.
    """
    opens = [out.run_tick[out.lines[number].start] for number in numbers]
    first = out.run_node[out.lines[numbers[0]].start]
    while first >= 0 and out.end_tick[first] <= opens[-1]:
        first = out.parents[first]
    bound = out.end_tick[first] if first >= 0 else out.ticks
    begins: list[int] = []
    for position, number in enumerate(numbers):
        line = out.lines[number]
        node, limit = out.run_node[line.start], opens[position + 1] if position + 1 < len(opens) else bound
        begin = opens[position]
        while node >= 0 and out.first_run[node] == line.start and out.end_tick[node] <= limit:
            begin = out.tick[node]
            node = out.parents[node]
        begins.append(begin)
    longest = max((b - a for a, b in zip(numbers, numbers[1:], strict=False)), default=1)
    last_line = min(numbers[-1] + longest, len(out.lines)) - 1
    if last_line > numbers[-1]:
        usual = {path[out.run_node[line.start]] for line in out.lines[numbers[0] : numbers[-1]]}
        for number in range(numbers[-1] + 1, last_line + 1):
            if path[out.run_node[out.lines[number].start]] not in usual:
                last_line = number - 1
                break
    end = min(bound, out.run_tick[out.lines[last_line].end - 1] + 1)
    end = max(end, begins[-1] + 1)
    end = max(end, min(bound, _closing(out, last_line, bound)))
    ends = [_before_heading(out, numbers[i], begins[i + 1]) for i in range(len(numbers) - 1)]
    return Group("headings", list(zip(begins, [*ends, end], strict=True)), [], cycle)


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend"})


def _before_heading(out: Outline, first: int, end: int) -> int:
    """Return where a record ends whose last line is a heading of what comes after it: a heading element
    of another kind than the record's own first line, or a few bold words in a block of their own.
    """
    last = out.line_of[out.runs_before[end] - 1]
    line = out.lines[last]
    if last - first < 2 or len(line.text) > 60:
        return end
    node, own = out.run_node[line.start], out.run_node[out.lines[first].start]
    bold = False
    while node >= 0 and out.first_run[node] == line.start and out.end_run[node] == line.end:
        tag = out.tags[node]
        bold = bold or tag in ("b", "strong", "u")
        if out.link[node] >= 0 or out.first_run[node] <= out.lines[first].start < out.end_run[node]:
            return end
        if tag in _HEADINGS:
            return end if tag == out.tags[own] else out.tick[node]
        if bold and tag not in _INLINE:
            return out.tick[node]
        node = out.parents[node]
    return end


def _closing(out: Outline, line: int, bound: int) -> int:
    """Return where the elements end that close with this line, so that links without text are kept."""
    run = out.lines[line].end - 1
    node, end = out.run_node[run], out.run_tick[run] + 1
    while node >= 0 and out.end_run[node] == run + 1 and out.end_tick[node] <= bound:
        end = out.end_tick[node]
        node = out.parents[node]
    return end


_INLINE = frozenset(
    "a abbr b bdi big cite code em font i img label mark q s small span strong sub sup u".split()
)


def _container(out: Outline, node: int) -> int:
    """Return the nearest element around ``node`` with several children besides the one it lies in."""
    while node >= 0 and len(out.kids[node]) < _SEVERAL:
        node = out.parents[node]
    return node


def _block(out: Outline, node: int) -> int:
    while node >= 0 and out.tags[node] in _INLINE:
        node = out.parents[node]
    return node
