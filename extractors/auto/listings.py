"""Read a directory page that nobody has described: its records, their fields, the next page."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from urllib.parse import urlsplit

from extractors.address import split_address
from extractors.auto.columns import read_columns, split_tails, towns_above
from extractors.auto.doubt import doubt, least_worth
from extractors.auto.evidence import Evidence, host_of, is_own_site, read_evidence
from extractors.auto.flat import context_of
from extractors.auto.found import AutoRecord, Found
from extractors.auto.groups import Group, element_groups, families, line_groups, paths
from extractors.auto.next_page import find_next_page
from extractors.auto.outline import Outline, read_outline
from extractors.auto.pick import Chosen, choose, choose_flat, hard_share
from extractors.auto.profile import read_profile
from extractors.auto.record import Reader
from extractors.auto.state import carried_companies
from extractors.auto.stated import LEAST as LEAST_STATED
from extractors.auto.stated import fill, stated_companies
from extractors.auto.tidy import headings_over, records_of
from extractors.auto.words import fold
from extractors.errors import SourceBroken
from extractors.page import Document, absolute

_MANY = 12
"""From so much worth of a list with contacts on, a bare list beside it is not looked for."""
_SURE = 0.6
"""Share of records with contacts from which a bare list has to be twice as long to win."""
_LONG, _LONG_WORTH = 5, 1.5
"""Records, and the worth of each, from which on no company's profile has such a list inside."""
_LONGEST = 3_000_000
"""Characters of a page; the longest that list anything have a third of it."""


def read_listings(document: Document) -> Found:
    """Return the companies that a page lists, or none and the reason. Never raises for what a page holds."""
    if len(document.text) > _LONGEST:
        return _abstain(f"The page has more than {_LONGEST:,} characters.")
    try:
        root = document.tree.body
    except SourceBroken as error:
        return _abstain(f"The page cannot be read: {error}.")
    if root is None:
        return _abstain("The page is empty.")
    out = read_outline(root)
    own_host = own_host_of(document)
    evidence = read_evidence(out, own_host)
    context = page_context(document, out)
    chosen, is_flat, beside = _choose(out, evidence, own_host, context)
    is_long = chosen is not None and chosen[3] >= _LONG_WORTH * max(_LONG, len(chosen[0].stretches))
    profile = read_profile(document, out, evidence, own_host, chosen[0] if chosen else None, is_long)
    if profile is not None:
        return Found(records=[profile], next_page=None, confidence=0.7, reason=None, method="profile")
    records = read_records(document, out, evidence, own_host, chosen) if chosen else []
    reason = "Nothing on the page repeats that looks like companies."
    if records and chosen and not is_flat:
        reason = doubt(records, chosen, context)
        records = [] if reason else records
        if records and beside is not None:
            records = _with_beside(
                records, read_records(document, out, evidence, own_host, beside), chosen, beside
            )
    stated = stated_companies(document, own_host)
    method = chosen[0].method if chosen else "none"
    if records and chosen:
        confidence = round(min(0.99, 0.5 + chosen[3] / (8 * len(records))), 2)
        records = fill(records, stated)
    elif told := _told_companies(document, out, own_host, stated):
        records = [AutoRecord(values=one) for one in told]
        confidence, method = 0.6, "structured"
    if not records:
        return _abstain(reason)
    next_page = find_next_page(document, out)
    return Found(records=records, next_page=next_page, confidence=confidence, reason=None, method=method)


def _told_companies(
    document: Document, out: Outline, own_host: str, stated: list[dict[str, str]]
) -> list[dict[str, str]]:
    """Return the companies that JSON-LD states, or that the page carries as data for its scripts."""
    named = [one for one in stated if one.get("name") and one.keys() & {"phone", "email", "street", "city"}]
    if len({one["name"] for one in named}) >= LEAST_STATED:
        return named
    found = []
    for one in carried_companies(document, out):
        address = split_address(one["address"]) if "address" in one and "city" not in one else {}
        if "website" in one and not is_own_site(one["website"], own_host):
            site = one.pop("website")
            one |= {"website": site} if "." in site.partition("/")[0] else {"detail_url": site}
        found.append(
            {**address, **{key: value for key, value in one.items() if key != "address" or not address}}
        )
    return found


def own_host_of(document: Document) -> str:
    """Return the host of the page, or what it says of itself where its address is not known; else empty."""
    host = host_of(document.base)
    if not host.endswith(".invalid"):
        return host
    for selector, attribute in (("link[rel=canonical]", "href"), ('meta[property="og:url"]', "content")):
        node = document.tree.css_first(selector)
        if node is not None and (said := host_of(node.attributes.get(attribute) or "")):
            return said
    return ""


def _abstain(reason: str) -> Found:
    return Found(records=[], next_page=None, confidence=0.0, reason=reason, method="none")


def _choose(
    out: Outline, evidence: Evidence, own_host: str, context: int
) -> tuple[Chosen | None, bool, Chosen | None]:
    """Return the best grouping, whether it is a bare list, and a longer list beside it."""
    path = paths(out)
    alike = families(out, path)
    total = evidence.total
    useful = [total[start] < total[end] for start, end in zip(out.tick, out.end_tick, strict=True)]
    by_line = line_groups(out, path, evidence)
    groups = [*element_groups(out, alike, useful), *(one for one in by_line if _is_useful(one, total))]
    chosen = choose(out, evidence, groups)
    hard = hard_share(evidence, chosen[0]) if chosen else 0.0
    if chosen is None or chosen[3] < _MANY or hard < _SURE:
        elements = element_groups(out, alike, None)
        lines = (one for one in by_line if not one.is_cycle)
        flat = choose_flat(out, evidence, own_host, elements, lines, context)
        least = 0.0 if chosen is None else len(chosen[0].stretches) * (2 if hard >= _SURE else 1.05)
        if flat is not None and len(flat[0].stretches) > least:
            return flat, True, None
    if chosen is None:
        return None, False, None
    apart = [one for one in groups if _is_beside(one, chosen[0])]
    beside = choose(out, evidence, apart) if apart else None
    if beside is None or beside[3] < least_worth(len(beside[0].stretches), is_told=context > 0) * len(
        beside[0].stretches
    ):
        rows = [nodes for nodes in alike if out.tags[nodes[0]] == "tr"]
        tables = [one for one in element_groups(out, rows, None) if _is_beside(one, chosen[0])]
        beside = choose_flat(out, evidence, own_host, tables, (), context) if tables else None
    return chosen, False, beside


def _is_beside(group: Group, chosen: Group) -> bool:
    """True for a list that is longer than the chosen one and lies wholly before or after it: the plain
    entries below those that were paid for.
    """
    low, high = chosen.stretches[0][0], chosen.stretches[-1][1]
    is_apart = group.stretches[0][0] >= high or group.stretches[-1][1] <= low
    return is_apart and len(group.stretches) > len(chosen.stretches)


def _with_beside(
    records: list[AutoRecord], others: list[AutoRecord], chosen: Chosen, beside: Chosen
) -> list[AutoRecord]:
    """Return the records of two lists in the order of the page, those that both have once."""
    names = {fold(one.values["name"]) for one in records}
    others = [one for one in others if fold(one.values["name"]) not in names]
    first = beside[0].stretches[0][0] < chosen[0].stretches[0][0]
    return [*others, *records] if first else [*records, *others]


def _is_useful(group: Group, total: list[int]) -> bool:
    """True where two records at least hold some evidence."""
    return sum([total[start] < total[end] for start, end in group.stretches]) >= 2


def page_context(document: Document, out: Outline) -> int:
    """Return what title, headings and address say is listed: 1 companies, -1 something else, 0 neither."""
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
    above = towns_above(above, known)
    columns = read_columns(out, [cells[i] for i in kept], slot, page_words(document, out), known)
    found: list[AutoRecord] = []
    for one, column, heading in zip(read, columns, above, strict=True):
        if one is not None:
            more = {
                key: told for key, told in {**heading, **column}.items() if key not in one.values and told[0]
            }
            values = one.values | {key: text for key, (text, _) in more.items()}
            if values.get("street") == values.get("category"):
                values.pop("street", None)  # a trade above the town of a record without street
            nodes = one.nodes | {key: out.nodes[node] for key, (_, node) in more.items()}
            found.append(replace(one, values=values, nodes=nodes))
    if not host_of(document.base).endswith(".invalid"):
        found = [_with_address(document.base, record) for record in found]
    return with_tails(found)


def _with_address(base: str, record: AutoRecord) -> AutoRecord:
    """Make the link to a detail page absolute."""
    href = record.values.get("detail_url")
    if href is None:
        return record
    return replace(record, values=record.values | {"detail_url": absolute(base, href) or href})


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
