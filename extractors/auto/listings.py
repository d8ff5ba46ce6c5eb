"""Read a directory page that nobody has described: find the records, type their fields, find the next page."""

from __future__ import annotations

from collections import Counter

from extractors.auto.cells import Cell, read_cells, table_headers
from extractors.auto.choose import NAME, value_of
from extractors.auto.evidence import Evidence, host_of, read_evidence
from extractors.auto.found import AutoRecord, Found
from extractors.auto.groups import Group, element_groups, evidence_in, line_groups, paths
from extractors.auto.names import NameSlot, find_name_slot
from extractors.auto.outline import Outline, read_outline
from extractors.auto.record import Reader
from extractors.page import Document

_TRIED = 8
"""So many of the best groupings are read in full before one is chosen."""


def read_listings(document: Document) -> Found:
    """Return the companies that a page lists, or none and the reason. Never raises for what a page holds."""
    root = document.tree.body
    if root is None:
        return Found(records=[], next_page=None, confidence=0.0, reason="The page is empty.", method="none")
    out = read_outline(root)
    host = host_of(document.base)
    own_host = "" if host.endswith(".invalid") else host
    evidence = read_evidence(out, own_host)
    path = paths(out)
    useful = [evidence_in(evidence, (out.tick[i], out.end_tick[i])) for i in range(len(out.nodes))]
    groups = [*element_groups(out, path, useful), *line_groups(out, path, evidence)]
    chosen = choose(out, evidence, groups)
    next_page = None
    if chosen is None:
        return Found(records=[], next_page=next_page, confidence=0.0, reason="No records.", method="none")
    group, cells, slot, value = chosen
    records = read_records(out, evidence, own_host, group, cells, slot)
    return Found(records=records, next_page=next_page, confidence=0.5, reason=None, method=group.method)


def choose(
    out: Outline, evidence: Evidence, groups: list[Group]
) -> tuple[Group, list[list[Cell]], NameSlot, float] | None:
    """Return the best grouping with its cells and the slot of its names."""
    ranked = sorted(
        (
            (value_of(out, evidence, group) * (0.98 if group.method == "headings" else 1.0), -i)
            for i, group in enumerate(groups)
        ),
        reverse=True,
    )[:_TRIED]
    best: tuple[float, int, int] | None = None
    chosen = None
    for value, place in ranked:
        group = groups[-place]
        headers, head_rows = table_headers(out, group)
        if head_rows:
            keep = [i for i in range(len(group.nodes)) if i not in head_rows]
            group = Group(
                group.method, [group.stretches[i] for i in keep], [group.nodes[i] for i in keep], group.key
            )
        if len(group.stretches) < 2:
            continue
        cells = read_cells(out, evidence, group, headers)
        slot = find_name_slot(out, cells)
        total = value + NAME * min(slot.distinct, len(cells)) * min(slot.score, 1.5)
        covered = sum(end - start for start, end in group.stretches)
        rank = (round(total, 6), covered, place)
        if total > 0 and (best is None or rank > best):
            best, chosen = rank, (group, cells, slot, total)
    return chosen


def read_records(
    out: Outline, evidence: Evidence, own_host: str, group: Group, cells: list[list[Cell]], slot: NameSlot
) -> list[AutoRecord]:
    links = Counter(
        href
        for stretch in group.stretches
        for href in {
            out.attrs[node].get("href") or "" for node in out.nodes_in(*stretch) if out.tags[node] == "a"
        }
    )
    common = frozenset(href for href, times in links.items() if times >= max(3, 0.5 * len(cells)))
    reader = Reader(out, evidence, own_host, common)
    roots = group.nodes or [-1] * len(group.stretches)
    found = []
    for stretch, root, record in zip(group.stretches, roots, cells, strict=True):
        one = reader.read(stretch, root, record, slot)
        if one is not None:
            found.append(one)
    return found
