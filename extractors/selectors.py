"""The selector language of HTML specs: CSS + ``@attribute`` + ``| cleaner`` + ``| /regex/``.

``"h3 a"``                      text of the first match inside the record
``"a.web@href"``                an attribute of it; ``"@data-id"`` one of the record itself
``"p.addr | first_line"``       what a cleaner makes of it (`extractors.cleaners.CLEANERS`)
``"p | /Tel: (.+)/"``           the first group of a regular expression, tried over the lines of the text
``"b.mail || a.mail@href"``     the second where the first gives nothing
``["ul.tags li", "span.more"]`` a list: EVERY match of each, joined (``"; "``; addresses by line)

CSS is the subset on which lexbor and soupsieve agree: type, ``#id``, ``.class``, attributes, the combinators,
``:not() :is() :has() :first-child :last-child :nth-child() :nth-last-child() :nth-of-type() :empty``, and
``:contains("words")``: in the element's own text; ``p:has(b:contains("Phone"))`` looks at an element inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from config.errors import UserError
from extractors.cleaners import CLEANERS, finish, join
from extractors.plain_text import block_text, has_blocks, one_line

_INLINE = frozenset("a b em i span strong".split())
_ATTRIBUTE = re.compile(r"^(?P<css>.*?)@(?P<attribute>[A-Za-z_][\w:.-]*)$", re.DOTALL)
_CONTAINS = re.compile(r":contains\(")


@dataclass(frozen=True)
class Rule:
    """One compiled selector. ``css`` is empty for the record itself."""

    css: str
    attribute: str | None
    steps: tuple[str | re.Pattern[str], ...]
    lexbor: str = field(init=False)
    printed: Callable[[LexborNode], str | None] = field(init=False, compare=False)
    """What a matched element prints: the attribute if it has that, or its text."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "lexbor", _CONTAINS.sub(":lexbor-contains(", self.css))
        object.__setattr__(self, "printed", _printer(self.attribute) if self.attribute else node_text)

    @property
    def soupsieve(self) -> str:
        return _CONTAINS.sub(":-soup-contains-own(", self.css)

    def value(self, field: str, printed: str, base: str) -> str | None:
        """Return what the rule's cleaners and the field make of the printed value."""
        for step in self.steps:
            if isinstance(step, str):
                printed = CLEANERS[step](printed, base)
            else:
                match = step.search(printed)
                printed = (match.group(match.lastindex and 1 or 0) or "") if match else ""
        return finish(field, printed, base)


Selector = str | list[str]


@lru_cache(maxsize=4096)
def compile_selector(selector: str) -> tuple[Rule, ...]:
    """Return the alternatives of one selector, in the order in which they are tried.

    Raises:
        UserError: not CSS, an unknown cleaner, a broken regular expression.
    """
    rules = []
    for part in selector.split(" || "):
        css, *names = (piece.strip() for piece in part.split(" | "))
        found = _ATTRIBUTE.match(css)
        css, attribute = (found["css"].strip(), found["attribute"]) if found else (css, None)
        css = "" if css == "." else css
        rule = Rule(css, attribute, compile_steps(selector, names))
        if css:
            try:
                _EMPTY.css_first(rule.lexbor)
            except SelectolaxError:
                raise UserError(
                    f"selector '{selector}': '{css}' is not CSS that is understood here; correct it."
                ) from None
        rules.append(rule)
    return tuple(rules)


_EMPTY = LexborHTMLParser("<p></p>")


def compile_steps(selector: str, names: list[str]) -> tuple[str | re.Pattern[str], ...]:
    """Return the cleaners and regular expressions that follow a selector or path."""
    return tuple(_step(selector, name.strip()) for name in names)


def _step(selector: str, name: str) -> str | re.Pattern[str]:
    if len(name) > 2 and name.startswith("/") and name.endswith("/"):
        try:
            return re.compile(name[1:-1], re.MULTILINE)
        except re.error as error:
            raise UserError(f"selector '{selector}': {name} is not a regular expression ({error}).") from None
    if name not in CLEANERS:
        known = ", ".join(CLEANERS)
        raise UserError(
            f"selector '{selector}': cleaner '{name}' is not known; known are {known} and /regex/."
        )
    return name


def read_field(node: LexborNode, field: str, selector: Selector, base: str) -> str | None:
    """Return the value of one field of a record, or None where the selector finds nothing.

    A string means the first match; a list means all matches of all its selectors.
    """
    if isinstance(selector, str):
        for rule in compile_selector(selector):
            match = node.css_first(rule.lexbor) if rule.css else node
            if match is None:
                continue
            if match.mem_id == node.mem_id and (match := _first(node, rule)) is None:
                continue
            if (printed := rule.printed(match)) and (value := rule.value(field, printed, base)):
                return value
        return None
    values = []
    for one in selector:
        for rule in compile_selector(one):
            found = [value for p in printed_values(node, rule) if (value := rule.value(field, p, base))]
            if found:
                values.extend(found)
                break
    return join(field, values)


def printed_values(node: LexborNode, rule: Rule, *, first: bool = False) -> Iterator[str]:
    """Yield what the matched elements print: an attribute, or their text with line breaks."""
    for match in _matches(node, rule, first):
        printed = rule.printed(match)
        if printed is not None:
            yield printed


def _printer(name: str) -> Callable[[LexborNode], str | None]:
    if name.islower():
        return lambda match: match.attrs.get(name)  # `attributes` decodes them all, with names as spelled
    return lambda match: match.attributes.get(name)


def _first(node: LexborNode, rule: Rule) -> LexborNode | None:
    """Return the first match inside ``node``; lexbor counts the node itself as a match, CSS does not."""
    if not rule.css:
        return node
    found = node.css_first(rule.lexbor)
    if found is None or found.mem_id != node.mem_id:
        return found
    return next((match for match in node.css(rule.lexbor) if match.mem_id != node.mem_id), None)


def _matches(node: LexborNode, rule: Rule, first: bool) -> list[LexborNode]:
    if first or not rule.css:
        found = _first(node, rule)
        return [] if found is None else [found]
    return [match for match in node.css(rule.lexbor) if match.mem_id != node.mem_id]


def node_text(node: LexborNode) -> str:
    """Return the text of an element, one line a visible line."""
    child = node.first_child
    if child is None:
        return ""
    if child.next is None:
        text = child.text_content
        if text is not None:
            return text.strip()
        inner = child.first_child if child.tag in _INLINE else None
        if inner is not None and inner.next is None and inner.is_text_node:
            return one_line(inner.text_content or "")
    inside = node.inner_html or ""
    if has_blocks(inside):
        return block_text(inside)
    return one_line(node.text())
