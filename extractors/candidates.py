"""Selectors that a person might write for an element, cheapest first: by meaning, by label, by place.

The cost of a selector is what it rests on: ``itemprop`` and ``tel:`` say what a value IS and outlast a
redesign, classes say what somebody called it, label texts what a reader is told, and the position among
siblings says nothing, so it comes last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from extractors.class_names import lasting_classes, lasting_id, lasting_stem
from extractors.plain_text import one_line

_MEANING = ("itemprop", "rel", "itemtype")
_RELATIONS = frozenset({"next", "prev", "tag", "author", "bookmark", "home", "url"})
_LABELS = frozenset({"th", "dt", "b", "strong", "label", "span", "em", "i", "td", "h5", "h6", "small"})
_LABEL = re.compile(r"^[^\W\d_][^\d@]{1,28}$")
_PLAIN_TAGS = frozenset("div span p td th li a dd dt b i em strong small".split())
"""Tags that say nothing about what they hold."""
Costed = tuple[float, str]


def simple_selectors(node: LexborNode) -> list[Costed]:
    """Return selectors for the element by itself: attribute of meaning, href scheme, id, class, tag."""
    tag, attributes = str(node.tag), node.attributes
    found: list[Costed] = []
    for name in _MEANING:
        value = attributes.get(name)
        if name == "rel" and value not in _RELATIONS:
            continue
        if value and re.fullmatch(r"[\w:/.-]+", value):
            quoted = value if re.fullmatch(r"[A-Za-z][\w-]*", value) else f'"{value}"'
            found.append((1.0, f"{tag if name == 'rel' else ''}[{name}={quoted}]"))
    href = attributes.get("href") or ""
    for scheme in ("tel:", "mailto:"):
        if href.lower().startswith(scheme):
            found.append((1.1, f'{tag}[href^="{scheme}"]'))
    if identity := lasting_id(attributes.get("id")):
        found.append((1.6, f"#{identity}"))
    classes = lasting_classes(attributes.get("class"))
    found.extend((1.2 + 0.05 * i, f"{tag}.{one}") for i, one in enumerate(classes))
    found.extend(
        (1.6 + 0.05 * (i + j), f"{tag}.{a}.{b}")
        for i, a in enumerate(classes)
        for j, b in enumerate(classes[i + 1 :], i + 1)
    )
    if stem := lasting_stem(attributes.get("class")):
        found.append((1.8, f'{tag}[class*="{stem}"]'))
    for name in sorted(attributes):
        if name.startswith("data-") and lasting_classes(name):
            found.append((1.9, f"{tag}[{name}]"))
    found.append((4.4 if tag in _PLAIN_TAGS else 1.5, tag))
    return found


def inside(record: LexborNode, node: LexborNode) -> list[Costed]:
    """Return selectors that lead from the record to the element, cheapest first, without repeats."""
    found: dict[str, float] = {}
    own = simple_selectors(node)
    for cost, css in [*own, *_placed(node, own), *_after(node), *_labelled(node)]:
        found[css] = min(cost, found.get(css, 99.0))
    above: list[LexborNode] = []
    each = node.parent
    while each is not None and each.mem_id != record.mem_id and len(above) < 4:
        above.append(each)
        each = each.parent
    short = [*own[:4], own[-1]] if len(own) > 5 else own
    for level, ancestor in enumerate(above):
        outer = simple_selectors(ancestor)
        placed = [*outer[:3], outer[-1], *(_placed(ancestor, outer) if level < 2 else [])]
        for cost, css in placed:
            for inner_cost, inner in [*short, *(_placed(node, own[-1:]) if level == 0 else [])]:
                price = cost + (1.5 if inner == node.tag else inner_cost) + 0.3 + 0.2 * level
                for mark, more in ((" ", 0.0), (" > ", 0.1)) if level == 0 else ((" ", 0.0),):
                    joint = f"{css}{mark}{inner}"
                    found[joint] = min(price + more, found.get(joint, 99.0))
    path = _path(record, node)
    if path:
        found.setdefault(path, 30.0)
    return sorted(((cost, css) for css, cost in found.items()), key=lambda one: (one[0], len(one[1]), one[1]))


def records_like(node: LexborNode, fields: list[LexborNode]) -> list[Costed]:
    """Return selectors for an element that holds one record, on the whole page, cheapest first."""
    own = simple_selectors(node)
    found = {css: cost for cost, css in own}
    tag = str(node.tag)
    for field in fields[:4]:
        for cost, css in simple_selectors(field)[:3]:
            found.setdefault(f"{tag}:has({css})", 4.0 + cost)
    if tag == "tr":
        found.setdefault("tr:has(td)", 3.0)
    each, level = node.parent, 0
    tags = [tag]
    while each is not None and level < 5 and each.tag not in ("html", "-undef"):
        outer = simple_selectors(each)
        for cost, css in [*outer[:4], outer[-1]]:
            if css in ("html", "body", "div"):
                continue
            chain = " > ".join(reversed(tags))
            price = cost + 2.2 + 0.4 * level
            found.setdefault(f"{css} > {chain}", price)
            for inner_cost, inner in own:
                if inner != chain:
                    found.setdefault(f"{css} {inner}", cost + inner_cost + 0.3 + 0.2 * level)
            if tag == "tr":
                found.setdefault(f"{css} tr:has(td)", cost + 2.0)
            if level < 3:
                for field in fields[:3]:
                    for inner_cost, inner in simple_selectors(field)[:1]:
                        found.setdefault(f"{css} {tag}:has({inner})", cost + inner_cost + 3.5 + 0.2 * level)
        tags.append(str(each.tag))
        each, level = each.parent, level + 1
    return sorted(((cost, css) for css, cost in found.items()), key=lambda one: (one[0], len(one[1]), one[1]))


def _after(node: LexborNode) -> Iterator[Costed]:
    """Yield selectors by the neighbour before: it holds its place where other neighbours may be missing."""
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    if before is not None:
        own = simple_selectors(before)
        for cost, css in [*own[:2], own[-1], *_placed(before, own[-1:])]:
            yield cost + 3.5, f"{css} + {node.tag}"


def next_like(node: LexborNode) -> list[Costed]:
    """Return selectors for the link to the next page: what it is called, never its place or a page number."""
    own = [(cost, css) for cost, css in simple_selectors(node) if css != "a"]
    found = dict((css, cost) for cost, css in own)
    text = one_line(node.text())
    if 0 < len(text) <= 25 and not re.search(r'[\d"]', text):
        found[f'a:contains("{text}")'] = 2.5
    for name in ("aria-label", "title"):
        value = node.attributes.get(name) or ""
        if value and not re.search(r'[\d"]', value):
            found[f'a[{name}="{value}"]'] = 2.2
    inner = next((each for each in node.iter() if lasting_classes(each.attributes.get("class"))), None)
    if inner is not None:
        found[f"a:has({simple_selectors(inner)[0][1]})"] = 3.0
    outer = node.parent
    for _ in range(3):
        if outer is None or outer.tag in ("body", "html", "-undef"):
            break
        for cost, css in simple_selectors(outer)[:-1]:
            found.setdefault(f"{css} a", cost + 1.0)
            for own_cost, own_css in own:
                found.setdefault(f"{css} {own_css}", cost + own_cost + 0.5)
        before = outer.prev
        while before is not None and not before.is_element_node:
            before = before.prev
        for name in (before.attributes.get("class") or "").split() if before is not None else ():
            if name in ("active", "current", "selected") and before is not None:
                found.setdefault(f"{before.tag}.{name} + {outer.tag} a", 3.5)
        outer = outer.parent
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    for name in (before.attributes.get("class") or "").split() if before is not None else ():
        if name in ("active", "current", "selected") and before is not None:
            found.setdefault(f"{before.tag}.{name} + a", 3.5)
    return [(cost, css) for css, cost in found.items()]


def _placed(node: LexborNode, own: list[Costed]) -> list[Costed]:
    """Return selectors by the place among the siblings, for the last and the cheapest simple selector."""
    position, same_tag, total = 1, 1, 0
    each = node.prev
    while each is not None:
        if each.is_element_node:
            position += 1
            same_tag += each.tag == node.tag
        each = each.prev
    each = node
    while each is not None:
        total += bool(each.is_element_node)
        each = each.next
    css = own[-1][1]
    found = [(6.0 + 0.1 * position, f"{css}:nth-child({position})")]
    found.append((6.2 + 0.1 * same_tag, f"{css}:nth-of-type({same_tag})"))
    if position == 1:
        found.append((5.0, f"{css}:first-child"))
    if total == 1 and position > 1:
        found.append((7.5, f"{css}:last-child"))
    elif total <= 4:
        found.append((7.5 + 0.1 * total, f"{css}:nth-last-child({total})"))
    return found


def _labelled(node: LexborNode) -> Iterator[Costed]:
    """Yield selectors by the label that a reader sees: the cell or term before, or a word beside it."""
    tag = str(node.tag)
    before = node.prev
    while before is not None and not before.is_element_node:
        before = before.prev
    label = _label(before)
    if before is not None and label:
        yield 3.0, f'{before.tag}:contains("{label}") + {tag}'
        inner = before.first_child
        while inner is not None and not inner.is_element_node:
            inner = inner.next
        if inner is not None and _label(inner):
            yield 3.2, f'{before.tag}:has({inner.tag}:contains("{_label(inner)}")) + {tag}'
    for outer in (node, node.parent):
        if outer is None:
            continue
        first = outer.first_child
        while first is not None and not first.is_element_node:
            first = first.next
        label = _label(first)
        if first is not None and label and first.mem_id != node.mem_id and first.tag in _LABELS:
            css = f'{outer.tag}:has({first.tag}:contains("{label}"))'
            yield (3.4, css) if outer.mem_id == node.mem_id else (3.3, f"{css} {tag}")


def _label(node: LexborNode | None) -> str | None:
    if node is None or node.tag not in _LABELS | {"div", "p"}:
        return None
    text = one_line(node.text()).rstrip(" :.")
    return text if _LABEL.match(text) and '"' not in text else None


def _path(record: LexborNode, node: LexborNode) -> str | None:
    """Return the way from the record by tags and places alone: the last resort."""
    steps: list[str] = []
    each: LexborNode | None = node
    while each is not None and each.mem_id != record.mem_id:
        steps.append(_placed(each, [(0.0, str(each.tag))])[0][1])
        each = each.parent
    return " > ".join(reversed(steps)) if steps and each is not None else None
