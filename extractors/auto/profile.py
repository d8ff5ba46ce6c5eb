"""A directory's page about one company: its name is the heading, its contacts stand below."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.auto.cells import read_cells
from extractors.auto.evidence import Evidence, host_of
from extractors.auto.flat import context_words, in_chrome, is_akin
from extractors.auto.found import AutoRecord
from extractors.auto.groups import Group, Stretch
from extractors.auto.names import NameSlot, clean_name, has_words
from extractors.auto.outline import Outline
from extractors.auto.record import Reader
from extractors.auto.stated import stated_companies
from extractors.auto.words import fold, is_legal_name, leading_label, letters_of
from extractors.page import Document

ENOUGH, ENOUGH_BESIDE_A_LIST = 2.0, 2.5
_SEPARATOR = re.compile(r"\s+[-–—|:·»›]\s+|\s*[|»›]\s*")


def read_profile(
    document: Document,
    out: Outline,
    evidence: Evidence,
    own_host: str,
    listed: Group | None,
    is_long: bool,
) -> AutoRecord | None:
    """Return the company that the page is about, or None where it is about no single one.

    ``listed`` is the best list found: where it ``is_long`` no profile has it between its contacts. A page
    whose mailbox or site is that of its own host is a company's own page, no directory's.
    """
    head = _heading(out)
    stated = stated_companies(document, own_host)
    if head is None:
        return None
    text = out.lines[head].text
    same = [one for one in stated if _key(one.get("name", "")) and _key(one["name"]) in _key(text)]
    if len({one["name"] for one in same}) != 1:
        same = []
    if not same and _is_general(text):
        return None
    stretch = _stretch(out, evidence, head)
    if stretch is not None and listed and is_long:
        inside = sum(stretch[0] <= start and end <= stretch[1] for start, end in listed.stretches)
        stretch = None if inside >= 0.5 * len(listed.stretches) else stretch
    if stretch is None and same:
        stretch = (out.run_tick[out.lines[head].start], out.ticks)
    if stretch is None:
        return None
    name = same[0]["name"] if same else _name(document, out, text)
    group = Group("profile", [stretch], [])
    cells = [
        cell
        for cell in read_cells(out, evidence, group, {})[0]
        if not in_chrome(out, cell.node) and len(cell.text) <= 120
    ]
    if not cells:
        return None
    slot = NameSlot(cells[0].slot, 1, 1.0)
    record = Reader(out, evidence, own_host, frozenset(), document.text).read(stretch, -1, cells, slot)
    if record is None:
        return None
    values = {
        key: value for key, value in record.values.items() if key not in ("detail_url", "category", "name")
    }
    if (
        "website" in values
        and not is_akin(name, host_of(values["website"]))
        and host_of(values["website"]) not in " ".join(c.text for c in cells)
    ):
        del values["website"]
    if own_host and own_host in (
        host_of(values.get("website", "")),
        values.get("email", "").rpartition("@")[2].lower(),
    ):
        return None
    titled = document.tree.css_first("title")
    signs = (
        1.0 * ("postcode" in values or "city" in values)
        + 1.0 * ("phone" in values)
        + 0.5 * ("email" in values)
    )
    signs += 0.5 * ("website" in values)
    opens = titled is not None and _key(titled.text()).startswith(_key(name)) and signs >= 2
    signs += 0.5 * (titled is not None and _key(name) in _key(titled.text()))
    akin = is_akin(name, host_of(values.get("website", "")) or values.get("email", "").rpartition("@")[2])
    surer = bool(same) or is_legal_name(name) or akin or opens or _is_repeated(out, head, name)
    signs += 2.0 * bool(same) + 0.5 * surer
    if signs < (ENOUGH_BESIDE_A_LIST if listed else ENOUGH) or not surer:
        return None
    values = {
        "name": name,
        **{key: value for key, value in (same[0] if same else {}).items() if key != "detail_url"},
        **values,
    }
    category = _category(out, stretch)
    if category:
        values.setdefault("category", category)
    return replace(
        record,
        values=values,
        node=None,
        nodes={key: node for key, node in record.nodes.items() if key in values},
    )


def _is_repeated(out: Outline, head: int, name: str) -> bool:
    """True where a line beside the heading is the name once more."""
    key = _key(name)
    return any(_key(line.text) == key for i, line in enumerate(out.lines) if i != head and not line.image)


def _heading(out: Outline) -> int | None:
    """Return the number of the first line of the main heading."""
    for node, tag in enumerate(out.tags):
        if tag == "h1" and out.first_run[node] < out.end_run[node]:
            line = out.lines[out.line_of[out.first_run[node]]]
            if has_words(line.text) and not line.image:
                return out.line_of[out.first_run[node]]
    return None


def _is_general(text: str) -> bool:
    """True where a heading names a list, a topic or the publisher's own page rather than a company."""
    words = context_words()
    tokens = fold(text).split()
    grams = {
        " ".join(tokens[i:j]) for i in range(len(tokens)) for j in range(i + 1, min(i + 4, len(tokens)) + 1)
    }
    return bool(grams & words["own"]) or (
        not is_legal_name(text) and bool(grams & (words["lists"] | words["others"]))
    )


def _stretch(out: Outline, evidence: Evidence, head: int) -> Stretch | None:
    """Return what the smallest element around the heading that holds contacts too holds from there on.

    None where there is none, or where it holds the contacts of many. Those of the page's footer do not count.
    """
    start = out.run_tick[out.lines[head].start]
    node = out.run_node[out.lines[head].start]
    is_framed = in_chrome(out, node)
    below = [
        atom
        for atom in evidence.atoms
        if start <= atom.tick and (is_framed or not in_chrome(out, out.node_at(atom.tick)))
    ]
    while node >= 0:
        end = out.end_tick[node]
        if evidence.total[end] > evidence.total[start]:
            atoms = [atom for atom in below if atom.tick < end]
            towns = {atom.value for atom in atoms if atom.kind == "town"}
            phones = sum(atom.kind == "phone" for atom in atoms)
            if towns or (phones and any(atom.kind == "email" for atom in atoms)):
                return (start, end) if len(towns) <= 2 and phones <= 8 else None
        node = out.parents[node]
    return None


def _name(document: Document, out: Outline, heading: str) -> str:
    """Return the part of a heading such as ``DORDRECHT - Acme`` that the address or the page repeats."""
    parts = [part for part in _SEPARATOR.split(heading) if has_words(part)]
    if len(parts) < 2:
        return clean_name(heading)
    path = _key(document.page.final_url)
    if _key(heading) in path:
        return clean_name(heading)
    texts = [_key(line.text) for line in out.lines]
    ranked = [(_key(part) in path, texts.count(_key(part)), -number) for number, part in enumerate(parts)]
    best = max(range(len(parts)), key=lambda number: ranked[number])
    return clean_name(parts[best]) if ranked[best][0] or ranked[best][1] else clean_name(heading)


def _category(out: Outline, stretch: Stretch) -> str | None:
    """Return the first short text whose class says category."""
    from extractors.auto.columns import HINTS

    for node in out.nodes_in(*stretch):
        words = f"{out.classes(node)} {out.attrs[node].get('itemprop') or ''}"
        if HINTS["category"].search(words) and out.first_run[node] < out.end_run[node]:
            text = out.lines[out.line_of[out.first_run[node]]].text
            text = told[1] if (told := leading_label(text)) and told[0] == "category" else text
            if has_words(text) and len(text) <= 60:
                return text
    return None


def _key(text: str) -> str:
    return letters_of(fold(text))
