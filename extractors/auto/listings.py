"""Read a directory page that nobody has described: find the records, type their fields, find the next page."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from urllib.parse import urlsplit

from extractors.auto.cells import Cell, read_cells, table_headers
from extractors.auto.choose import NAME, value_of
from extractors.auto.columns import read_columns, split_tails
from extractors.auto.evidence import Evidence, host_of, read_evidence
from extractors.auto.flat import ENOUGH, LEAST, context_of, flat_signs, headings_above
from extractors.auto.found import AutoRecord, Found
from extractors.auto.groups import Group, element_groups, evidence_in, line_groups, paths
from extractors.auto.names import NameSlot, find_name_slot
from extractors.auto.next_page import find_next_page
from extractors.auto.outline import Outline, read_outline
from extractors.auto.profile import read_profile
from extractors.auto.record import Reader
from extractors.auto.stated import LEAST as LEAST_STATED
from extractors.auto.stated import fill, stated_companies
from extractors.auto.tidy import headings_over, records_of
from extractors.auto.words import fold
from extractors.page import Document

_TRIED = 8
"""So many of the best groupings are read in full before one is chosen."""
_GUESSED = 0.95
_SAMPLED = 24
_FLAT_TRIED = 10
_MANY = 12
"""From so many records with contacts on, a bare list beside them is not looked for."""
_HARD, _SURE = 0.4, 0.6
"""Share of records that must have more than a name; share from which a bare list has to be twice as long."""


def read_listings(document: Document) -> Found:
    """Return the companies that a page lists, or none and the reason. Never raises for what a page holds."""
    root = document.tree.body
    if root is None:
        return _abstain("The page is empty.")
    out = read_outline(root)
    host = host_of(document.base)
    own_host = "" if host.endswith(".invalid") else host
    evidence = read_evidence(out, own_host)
    path = paths(out)
    useful = [evidence_in(evidence, (out.tick[i], out.end_tick[i])) for i in range(len(out.nodes))]
    groups = [*element_groups(out, path, useful), *line_groups(out, path, evidence)]
    chosen = choose(out, evidence, groups)
    hard = hard_share(evidence, chosen[0]) if chosen else 0.0
    if chosen is None or len(chosen[0].stretches) < _MANY or hard < _SURE:
        context = page_context(document, out)
        flat = choose_flat(out, evidence, own_host, path, context)
        least = 0 if chosen is None else len(chosen[0].stretches) * (2 if hard >= _SURE else 1.05)
        if flat is not None and len(flat[0].stretches) > least:
            chosen = flat
    profile = read_profile(document, out, evidence, own_host, chosen[0] if chosen else None)
    if profile is not None:
        return Found(records=[profile], next_page=None, confidence=0.7, reason=None, method="profile")
    stated = stated_companies(document, own_host)
    records = fill(read_records(document, out, evidence, own_host, chosen), stated) if chosen else []
    if not records:
        if len({one.get("name") for one in stated}) >= LEAST_STATED:
            records = [AutoRecord(values=one) for one in stated if one.get("name")]
            return Found(
                records=records,
                next_page=find_next_page(document, out),
                confidence=0.6,
                reason=None,
                method="structured",
            )
        return _abstain("Nothing on the page repeats that looks like companies.")
    confidence = min(0.99, 0.5 + chosen[3] / (4 * len(records))) if chosen else 0.0
    method = chosen[0].method if chosen else "none"
    next_page = find_next_page(document, out)
    return Found(records=records, next_page=next_page, confidence=confidence, reason=None, method=method)


def _abstain(reason: str) -> Found:
    return Found(records=[], next_page=None, confidence=0.0, reason=reason, method="none")


Chosen = tuple[Group, list[list[Cell]], NameSlot, float]
"""A grouping, the cells of its records, the slot of their names, its worth."""


def choose(out: Outline, evidence: Evidence, groups: list[Group]) -> Chosen | None:
    """Return the best grouping of records that have contacts or addresses."""
    best: tuple[float, int, int] | None = None
    chosen: tuple[Group, dict[int, str | None], float] | None = None
    for value, place in rank_groups(out, evidence, groups):
        if best and value + NAME * len(groups[-place].stretches) < best[0]:
            continue
        group, headers = without_headers(out, groups[-place])
        if len(group.stretches) < 2 or hard_share(evidence, group) < _HARD:
            continue
        some = sample(group)
        slot = find_name_slot(out, read_cells(out, evidence, some, headers))
        names = slot.distinct / len(some.stretches) * len(group.stretches)
        total = worth(out, evidence, group, names=False) + NAME * names * min(slot.score, 1.5)
        rank = (round(total, 6), covered(group), place)
        if best is None or rank > best:
            best, chosen = rank, (group, headers, total)
    if chosen is None:
        return None
    group, headers, total = chosen
    cells = read_cells(out, evidence, group, headers)
    return group, cells, find_name_slot(out, cells), total


def rank_groups(out: Outline, evidence: Evidence, groups: list[Group]) -> list[tuple[float, int]]:
    """Return (worth, -position) of the most valuable groupings, best first; of elements that hold nothing
    but one another only the outermost.
    """
    best: dict[tuple[float, int], tuple[int, int]] = {}
    for position, group in enumerate(groups):
        value = worth(out, evidence, group, names=True)
        if value > 0:
            key = (round(value, 4), len(group.stretches))
            best[key] = max(best.get(key, (-1, 0)), (covered(group), -position))
    ranked = sorted(((value, place) for (value, _), (_, place) in best.items()), reverse=True)
    return ranked[:_TRIED]


def worth(out: Outline, evidence: Evidence, group: Group, *, names: bool) -> float:
    """`value_of`, less where the boundaries are guessed."""
    return value_of(out, evidence, group, names=names) * (_GUESSED if group.method == "headings" else 1.0)


def covered(group: Group) -> int:
    return sum(end - start for start, end in group.stretches)


def sample(group: Group) -> Group:
    """Return a group with some of its records, from its beginning, middle and end: enough to compare."""
    n = len(group.stretches)
    if n <= _SAMPLED:
        return group
    third, middle = _SAMPLED // 3, n // 2
    some = [*range(third), *range(middle, middle + third), *range(n - third, n)]
    nodes = [group.nodes[i] for i in some] if group.nodes else []
    return Group(group.method, [group.stretches[i] for i in some], nodes, group.key)


def without_headers(out: Outline, group: Group) -> tuple[Group, dict[int, str | None]]:
    """Return the group without the header rows of a table, and column -> field."""
    headers, rows = table_headers(out, group)
    if rows:
        keep = [i for i in range(len(group.nodes)) if i not in rows]
        stretches, nodes = [group.stretches[i] for i in keep], [group.nodes[i] for i in keep]
        group = Group(group.method, stretches, nodes, group.key)
    return group, headers


def hard_share(evidence: Evidence, group: Group) -> float:
    """Return the share of records with more than a link: a number, a mailbox, an address or a mark."""
    hard = [evidence.counts[kind] for kind in ("phone", "email", "town", "street", "mark")]
    return sum(any(c[b] > c[a] for c in hard) for a, b in group.stretches) / max(1, len(group.stretches))


def choose_flat(
    out: Outline, evidence: Evidence, own_host: str, path: list[int], context: int
) -> Chosen | None:
    """Return the best grouping among lists that print hardly more than names."""
    candidates: list[tuple[float, int, Group]] = []
    groups = [*element_groups(out, path, [True] * len(out.nodes)), *line_groups(out, path, None)]
    for number, group in enumerate(groups):
        n = len(group.stretches)
        if n < LEAST:
            continue
        lines = [out.lines_in(*group.stretches[i]) for i in range(0, n, max(1, n // 30))]
        firsts = [out.lines[one.start].text for one in lines if one]
        length = sum(len(one) for one in lines) / len(lines)
        if length > 12 or not firsts:
            continue
        different = len(set(firsts)) / len(lines)
        candidates.append((n * different * (1.0 if group.nodes else 0.9), -number, group))
    good: list[tuple[tuple[float, int, int], Group, dict[int, str | None], float]] = []
    for _, place, group in sorted(candidates, key=lambda one: one[:2], reverse=True)[:_FLAT_TRIED]:
        group, headers = without_headers(out, group)
        if len(group.stretches) < LEAST:
            continue
        some = sample(group)
        cells = read_cells(out, evidence, some, headers)
        slot = find_name_slot(out, cells)
        near = context_of(headings_above(out, out.runs_in(*group.stretches[0]).start))
        signs = flat_signs(out, own_host, some, cells, slot, near or context, headers)
        value = max(signs, 0.0) ** 1.5 * len(group.stretches)
        if signs >= ENOUGH:
            rank = (round(value, 6), covered(group), place)
            good.append((rank, group, headers, signs * len(group.stretches)))
    if not good:
        return None
    _, group, headers, total = max(good, key=lambda one: one[0])
    around = [one for one in good if encloses(one[1], group)]
    if around:
        _, group, headers, total = max(around, key=lambda one: one[0])
    cells = read_cells(out, evidence, group, headers)
    return group, cells, find_name_slot(out, cells), total


def encloses(outer: Group, inner: Group) -> bool:
    """True where ``outer`` is ``inner`` with a few more records: the entries of a list that bear no link."""
    n = len(inner.stretches)
    if not n < len(outer.stretches) <= 1.5 * n:
        return False
    starts = [start for start, _ in outer.stretches]
    for start, end in inner.stretches:
        place = bisect_right(starts, start) - 1
        if place < 0 or outer.stretches[place][1] < end:
            return False
    return True


def page_context(document: Document, out: Outline) -> int:
    """Return what title, main headings and address say is listed: 1 companies, -1 something else, 0 neither."""
    title = document.tree.css_first("title")
    heads = [out.nodes[i].text() for i, tag in enumerate(out.tags) if tag in ("h1", "h2")][:3]
    return context_of([*heads, title.text() if title else "", urlsplit(document.page.final_url).path])


def read_records(
    document: Document, out: Outline, evidence: Evidence, own_host: str, chosen: Chosen
) -> list[AutoRecord]:
    """Return the records of the chosen grouping; stretches that are none are left out."""
    group, cells, slot, _ = chosen
    links = Counter(
        href
        for stretch in group.stretches
        for href in {
            out.attrs[node].get("href") or "" for node in out.nodes_in(*stretch) if out.tags[node] == "a"
        }
    )
    common = frozenset(href for href, times in links.items() if times >= max(3, 0.5 * len(cells)))
    reader = Reader(out, evidence, own_host, common, document.text)
    kept = records_of(out, evidence, group, cells, slot)
    if not kept:
        return []
    above = headings_over(out, group, kept, cells)
    roots = group.nodes or [-1] * len(group.stretches)
    read = [reader.read(group.stretches[i], roots[i], cells[i], slot) for i in kept]
    known = [one.values if one else {} for one in read]
    columns = read_columns(out, [cells[i] for i in kept], slot, page_words(document, out), known)
    found: list[AutoRecord] = []
    for one, column, heading in zip(read, columns, above, strict=True):
        if one is not None:
            more = {key: told for key, told in {**heading, **column}.items() if key not in one.values and told[0]}
            values = one.values | {key: text for key, (text, _) in more.items()}
            nodes = one.nodes | {key: out.nodes[node] for key, (_, node) in more.items()}
            found.append(replace(one, values=values, nodes=nodes))
    return with_tails(found)


def with_tails(records: list[AutoRecord]) -> list[AutoRecord]:
    """Move the towns at the end of names into their own field, see `split_tails`."""
    if sum("city" in record.values for record in records) > 0.5 * len(records):
        return records
    found = []
    for record, (name, city, region) in zip(
        records, split_tails([r.values["name"] for r in records]), strict=True
    ):
        more = {key: value for key, value in (("city", city), ("region", region)) if value}
        nodes = {key: record.nodes["name"] for key in more if "name" in record.nodes}
        found.append(
            replace(record, values={**record.values, "name": name, **more}, nodes={**record.nodes, **nodes})
        )
    return found


def page_words(document: Document, out: Outline) -> str:
    """Return title and main heading, folded: what all records of a result page may have in common."""
    title = document.tree.css_first("title")
    heads = [out.nodes[i].text() for i, tag in enumerate(out.tags) if tag == "h1"][:2]
    return " | ".join(fold(text) for text in [*heads, title.text() if title else ""])
