"""JSON that a page carries for its own scripts: state blobs, ``__NEXT_DATA__``, attributes that hold JSON."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

import orjson

from config.source_spec import Embedded
from extractors.errors import SourceBroken
from extractors.js_literal import NotData, parse_literal
from extractors.page import Document
from extractors.selectors import Rule, compile_selector

_MAX_DEPTH, _MOST_ASSIGNMENTS, _MOST_VALUES = 200, 50, 100_000


def read(document: Document, where: Embedded) -> object:
    """Return the data that the page holds at ``where``.

    Raises:
        SourceBroken: there is no such script, attribute or variable, or no data in it.
    """
    texts = _texts(document, where.script) if where.script else _scripts(document)
    reason = "nothing there"
    for text in texts:
        try:
            return _revived(_assigned(text, where.variable) if where.variable else _parse(text))
        except NotData as error:
            reason = str(error)
    said = " and ".join(f"{key} '{value}'" for key, value in where.model_dump().items() if value)
    raise SourceBroken(
        f"{document.page.url}: embedded {said} finds nothing that can be read ({reason});"
        " look whether the page changed and correct the spec."
    )


def _scripts(document: Document) -> list[str]:
    return [node.text(deep=True) for node in document.tree.css("script:not([src])")]


def _texts(document: Document, script: str) -> list[str]:
    return [text for rule in compile_selector(script) for text in _of_rule(document, rule)]


def _of_rule(document: Document, rule: Rule) -> list[str]:
    nodes = document.tree.css(rule.lexbor)
    if rule.attribute is None:
        return [node.text(deep=True) for node in nodes]
    return [value for node in nodes if (value := node.attributes.get(rule.attribute))]


def _parse(text: str) -> object:
    """Parse what is JSON, or a literal, or a script that assigns one to whatever name."""
    text = text.strip()
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        pass
    try:
        return parse_literal(text)
    except NotData:
        assigned = re.match(r"(?:(?:var|let|const)\s+)?[A-Za-z_$][\w$.\[\]\"']*\s*=\s*", text)
        if assigned is None:
            raise
        return parse_literal(text, assigned.end())


def _assigned(text: str, variable: str) -> object:
    """Return what a script assigns to a variable, or gives to a function of that name.

    ``window.__STATE__ = {...}``, ``window["__STATE__"]={...}``, ``const data = JSON.parse("...")``,
    ``"__STATE__": {...}``. The last assignment that is data counts: an empty one often comes first.
    """
    name = re.escape(variable.removeprefix("window."))
    reason, found = f"no assignment to {variable}", []
    pattern = rf"(?<![\w$]){name}[\"']?\]?\s*(?:=(?![=>])|:)\s*(?:{name}\s*\|\|\s*)?"
    for match in itertools.islice(re.finditer(pattern, text), _MOST_ASSIGNMENTS):
        try:
            found.append(parse_literal(text, match.end()))
        except NotData as error:
            reason = str(error)
    full = [value for value in found if value not in (None, {}, [])]
    if not full:
        raise NotData(reason)
    return full[-1]


def _revived(data: object) -> object:
    """Put together what Nuxt 3 flattens: a list whose objects hold positions instead of values (devalue)."""
    if not (isinstance(data, list) and len(data) > 1 and _is_flat(data)):
        return data
    return _at(data, 0, set(), iter(range(_MOST_VALUES)))


def _is_flat(data: list[object]) -> bool:
    first = data[0]
    if isinstance(first, list) and len(first) == 2 and first[0] in ("ShallowReactive", "Reactive", "Ref"):
        return True
    return (
        isinstance(first, dict)
        and all(
            isinstance(value, int) and not isinstance(value, bool) and -8 < value < len(data)
            for value in first.values()
        )
        and any(isinstance(one, dict | list) for one in data[1:])
        and any(isinstance(one, str) for one in data[1:])
    )


def _at(data: list[object], position: object, above: set[int], budget: Iterator[int]) -> object:
    if not isinstance(position, int) or not 0 <= position < len(data):
        return None
    value = data[position]
    if not isinstance(value, dict | list):
        return value
    if position in above or len(above) > _MAX_DEPTH:
        return None  # a value that contains itself
    if next(budget, None) is None:
        raise NotData("it unfolds to too many values")
    above.add(position)
    if isinstance(value, dict):
        unfolded: object = {key: _at(data, inner, above, budget) for key, inner in value.items()}
    elif len(value) == 2 and isinstance(value[0], str):
        unfolded = _at(data, value[1], above, budget)
    else:
        unfolded = [_at(data, inner, above, budget) for inner in value]
    above.discard(position)
    return unfolded
