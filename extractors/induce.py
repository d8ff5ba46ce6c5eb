"""From example elements to the selectors that a person would have written, proved by running them.

Wrapper induction: every candidate of `extractors.candidates` is run over the examples, the one that gives
most of their values and nothing where there is none wins; among equals the one that rests on meaning.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from extractors.address import split_address
from extractors.candidates import inside, next_like, records_like
from extractors.html import follow
from extractors.locate import Example, find_block
from extractors.page import Document, absolute
from extractors.plain_text import one_line
from extractors.same_value import LINKS, plain, same
from extractors.selectors import compile_selector, node_text, read_field

MIN_RECORDS = 2
_LABEL = re.compile(r':contains\("([^"]*)"\)')
_GOOD_FIELD = 0.8
_TRIED = 6
_PARTS = ("street", "postcode", "city")
_SCREENED = 24
"""Examples over which all candidates are run; the best few are then run over all."""


@dataclass(frozen=True)
class Induced:
    """``mapping`` is the ``list:`` of a spec, ``{"record": ..., "fields": {...}}``, or None with a reason.

    ``f1`` says for each field how well its selector gives back the examples, 0 to 1; ``lost`` are fields
    for which no selector gives back enough of them.
    """

    mapping: dict[str, object] | None
    reason: str | None = None
    f1: dict[str, float] = field(default_factory=dict)
    lost: tuple[str, ...] = ()


PageExamples = tuple[Document, Sequence[Example]]


def induce_list(pages: Sequence[PageExamples], *, all_known: bool = True) -> Induced:
    """Return the record selector and a selector a field that reproduce the examples on every page.

    Args:
        pages: a document with the records that are known on it; a page without any is left aside.
        all_known: the examples are ALL records of their pages, so that any further element is wrong;
            else some may be new.
    """
    pages = [(document, examples) for document, examples in pages if examples]
    examples = [(document.base, one) for document, some in pages for one in some]
    if len(examples) < MIN_RECORDS:
        return Induced(None, f"{len(examples)} records are too few to tell what they have in common.")
    record = record_selector(pages, all_known=all_known)
    if record is None:
        return Induced(None, "No selector finds the elements of the records and nothing else.")
    wanted = _wanted(examples)
    fields: dict[str, object] = {}
    f1: dict[str, float] = {}
    for name in wanted:
        many = sum("; " in one.values.get(name, "") for _, one in examples)
        found = field_selector(name, examples, is_list=many > 0.1 * len(examples))
        if found and found[1] >= _GOOD_FIELD:
            fields[name], f1[name] = _with_second(name, found, examples)
    if "name" not in fields:
        return Induced(None, "No selector gives the names of the records.", f1)
    lost = tuple(name for name in wanted if name not in fields)
    return Induced({"record": record, "fields": fields}, None, f1, lost)


def induce_next(pages: Sequence[tuple[Document, str | None]]) -> str | None:
    """Return the selector of the link to the next page, or None.

    Args:
        pages: a document and the address of its next page, None on the last one.
    """
    tried: dict[str, float] = {}
    for document, url in pages[:_TRIED]:
        for node in document.tree.css("a[href]"):
            if url and absolute(document.base, node.attributes.get("href")) == url:
                for cost, css in next_like(node):
                    tried[css] = min(cost, tried.get(css, 99.0))
    for css, _ in sorted(tried.items(), key=lambda item: (item[1], len(item[0]), item[0])):
        if all(follow(document, f"{css}@href")[:1] == ([url] if url else []) for document, url in pages):
            return f"{css}@href"
    return None


def examples_of(records: Sequence[object], document: Document) -> list[Example]:
    """Return records of automatic extraction (``values``, ``node``, ``nodes``) that have an element."""
    found = []
    for one in records:
        node, values, nodes = one.node, one.values, dict(one.nodes)  # type: ignore[attr-defined]
        if node is None:
            continue
        parts = [nodes[part].mem_id for part in _PARTS if part in nodes]
        if len(parts) > len(set(parts)) and (block := find_block(node, values)) is not None:
            nodes["address"] = block
        found.append(Example(node, values, nodes))
    return found


def record_selector(pages: Sequence[PageExamples], *, all_known: bool) -> str | None:
    """Return the cheapest selector that finds every known record; elements beyond them count against it."""
    wanted = [({one.node.mem_id for one in examples}, document) for document, examples in pages]
    total = sum(len(ids) for ids, _ in wanted)
    tried: dict[str, float] = {}
    spread = [one for _, examples in pages for one in examples]
    for one in spread[:: max(1, len(spread) // _TRIED)][:_TRIED]:
        for cost, css in records_like(one.node, list(one.nodes.values())):
            tried[css] = min(cost, tried.get(css, 99.0))
    best: tuple[float, float, str] | None = None
    for css, cost in sorted(tried.items(), key=lambda item: (item[1], item[0])):
        try:
            lexbor = compile_selector(css)[0].lexbor
        except Exception:  # noqa: BLE001 - one odd class name of the page makes one candidate less
            continue
        hits = extra = 0
        for ids, document in wanted:
            found = [node.mem_id for node in document.tree.css(lexbor)]
            hits += len(ids & set(found))
            extra += len(set(found) - ids)
        if hits < 0.98 * total or (all_known and extra > 0.05 * total) or extra > total:
            continue
        rank = (extra / total if all_known else round(extra / total, 2), cost, css)
        if best is None or rank < best:
            best = rank
    return best[2] if best else None


def field_selector(
    name: str, examples: Sequence[tuple[str, Example]], *, is_list: bool = False
) -> tuple[str | list[str], float] | None:
    """Return the selector of one field and how well it gives back the examples (F1), or None.

    Args:
        name: the field; ``address`` stands for a block that splits into street, postcode and city.
        examples: base address of the page, and the example.
        is_list: the field takes every match, joined.
    """
    having = [(base, one) for base, one in examples if name in one.nodes]
    if not having:
        return None
    tried: dict[str, float] = {}
    told = {plain("name", value) for _, one in having for value in one.values.values()}
    for base, one in having[:: max(1, len(having) // _TRIED)][:_TRIED]:
        for cost, css in _with_ends(name, base, one, having, is_list=is_list):
            label = _LABEL.search(css)
            if label is None or plain("name", label[1]) not in told:  # a value is no label
                tried[css] = min(cost, tried.get(css, 99.0))
    few = examples[:: max(1, len(examples) // _SCREENED)]
    if not any(name in one.nodes for _, one in few):
        few = having[:_SCREENED]
    ranked = []
    for css, cost in tried.items():
        selector: str | list[str] = [css] if is_list else css
        ranked.append((-round(_f1(name, selector, few), 2), cost, css))
    ranked.sort()
    best: tuple[float, float, str] | None = None
    for _, cost, css in ranked[:8]:
        rank = (-round(_f1(name, [css] if is_list else css, examples), 2), cost, css)
        if best is None or rank < best:
            best = rank
    if best is None or best[0] == 0:
        return None
    return ([best[2]] if is_list else best[2]), -best[0]


def _with_second(
    name: str, first: tuple[str | list[str], float], examples: Sequence[tuple[str, Example]]
) -> tuple[str | list[str], float]:
    """Return ``first`` with a second selector for the records where it finds nothing, if that helps."""
    selector, f1 = first
    if not isinstance(selector, str) or " || " in selector or f1 >= 1:
        return first
    left = [
        (base, one)
        for base, one in examples
        if one.values.get(name) and not read_field(one.node, name, selector, base)
    ]
    second = field_selector(name, left) if left else None
    if second is None or not isinstance(second[0], str) or second[1] < _GOOD_FIELD:
        return first
    both = f"{selector} || {second[0]}"
    together = round(_f1(name, both, examples), 2)
    return (both, together) if together > f1 else first


def _wanted(examples: Sequence[tuple[str, Example]]) -> list[str]:
    """Return the fields to induce, in the order in which people read them; a block replaces its parts."""
    counts = Counter(name for _, one in examples for name in one.nodes)
    printed = Counter(name for _, one in examples for name, value in one.values.items() if value)
    order = ["name", "address", *_PARTS, "region", "country", "phone", "email", "website", "category"]
    names = sorted(counts, key=lambda name: (order.index(name) if name in order else 99, name))
    if counts["address"] < 0.5 * max([printed[part] for part in _PARTS], default=0) or not counts["address"]:
        return [name for name in names if name != "address"]
    whole = [part for part in _PARTS if _has_own_element(part, examples)]
    return (
        [name for name in names if name != "address"]
        if len(whole) == len(_PARTS)
        else [name for name in names if name not in _PARTS]
    )


def _has_own_element(part: str, examples: Sequence[tuple[str, Example]]) -> bool:
    having = [one for _, one in examples if part in one.nodes and one.values.get(part)]
    alone = sum(plain(part, one.nodes[part].text()) == plain(part, one.values[part]) for one in having)
    return bool(having) and alone >= 0.8 * len(having)


def _with_ends(
    name: str, base: str, one: Example, having: Sequence[tuple[str, Example]], *, is_list: bool
) -> list[tuple[float, str]]:
    """Return complete candidates: CSS, what is read of the element (text or attribute), a cleaner."""
    node, value = one.nodes[name], one.values.get(name, "")
    value = value.split("; ")[0] if is_list else value
    places = [(0.0, "")] if node.mem_id == one.node.mem_id else inside(one.node, node)
    ends = _ends(name, base, node, value, having)
    return [
        (cost + more, f"{css}{end}" if css or end.startswith("@") else f".{end}")
        for cost, css in places
        for more, end in ends
    ]


def _ends(
    name: str, base: str, node: LexborNode, value: str, having: Sequence[tuple[str, Example]]
) -> list[tuple[float, str]]:
    if name == "address" and not value:
        return [(0.0, "")]
    found: list[tuple[float, str]] = []
    if same(name, read_field(node, name, ".", base), value):
        found.append((0.2 if name.endswith("email") or name in LINKS else 0.0, ""))
    for attribute, printed in sorted(node.attributes.items()):
        if printed and attribute not in ("class", "style"):
            shown = read_field(node, name, f"@{attribute}", base)
            if shown and same(name, shown, value):
                is_usual = attribute in ("href", "content", "datetime")
                found.append((0.1 if is_usual else 0.8, f"@{attribute}"))
    if found:
        return found
    for cleaner in ("first_line", "last_line", "digits"):
        if same(name, read_field(node, name, f". | {cleaner}", base), value):
            found.append((0.5, f" | {cleaner}"))
    frame = _frame(name, having)
    if frame:
        found.append((1.0, f" | /{frame}/"))
    return found or [(0.0, "")]


def _frame(name: str, having: Sequence[tuple[str, Example]]) -> str | None:
    """Return a regular expression for a value that always stands between the same words of its line."""
    frames: Counter[tuple[str, str]] = Counter()
    for _, one in having[:30]:
        wanted = one.values.get(name)
        for line in node_text(one.nodes[name]).split("\n") if wanted else ():
            before, found, after = one_line(line).partition(one_line(wanted or ""))
            if found:
                frames[(before, after)] += 1
                break
    if not frames:
        return None
    (before, after), count = frames.most_common(1)[0]
    if count < 0.6 * sum(frames.values()) or not (before or after) or len(before + after) > 40:
        return None
    if re.search(r"\d{3}|\|\|?", before + after):
        return None
    return f"^{_words(before)}(.+?){_words(after)}$"


def _words(text: str) -> str:
    return re.sub(r"(?:\\? )+", r"\\s*", re.escape(text)).replace("/", r"\/") if text else ""


def _f1(name: str, selector: str | list[str], examples: Sequence[tuple[str, Example]]) -> float:
    """Return how well a selector gives the known values: what it gives beside them counts as wrong."""
    right = given = wanted = 0
    for base, one in examples:
        found = read_field(one.node, name, selector, base)
        if name == "address" and not one.values.get(name):
            has = any(one.values.get(part) for part in _PARTS)
            is_right = bool(found) and _is_block(found or "", one.values)
        else:
            has = bool(one.values.get(name))
            is_right = has and same(name, found, one.values.get(name))
        right += is_right
        given += bool(found)
        wanted += has
    return 2 * right / (given + wanted) if given + wanted else 0.0


def _is_block(found: str, values: Mapping[str, str]) -> bool:
    parts = split_address(found)
    return all(same(part, parts.get(part), values[part]) for part in _PARTS if values.get(part))
