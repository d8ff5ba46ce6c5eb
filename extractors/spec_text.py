"""A proposed spec as a file that a person would have written: short values beside their key, others below."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Mapping
from datetime import date
from typing import Any

import yaml

from config.yaml_loader import LOADER
from extractors.propose import Proposal

_WIDTH = 110
_PLAIN = re.compile(r"[^\W_](?:[\w ./+()<>~^=$;-]*[\w)./])?|\.[a-z][\w.-]*")
_OPEN = frozenset({"list", "fields", "terms"})
"""Keys whose values stand on lines of their own, however short."""


def spec_text(proposal: Proposal, day: date) -> str:
    """Return the YAML of a proposal with what a person has to look at as comments; ``day``: of the page."""
    spec = proposal.spec
    assert spec is not None
    url = spec["start"][0]
    seen = ", ".join(f"{name} {share:.0%}" for name, share in proposal.fill.items() if name != "name")
    intro = [
        f"{spec['title']}: {len(proposal.rows)} records on {url}",
        f"as it was on {day}" + (f" ({seen})." if seen else "."),
        "Found automatically and tried on that page alone: look whether kind, publisher and fields are right,"
        " fill in the terms, set bounds from a whole crawl; then set enabled: true.",
    ]
    lines = [
        f"# {line}"
        for line in textwrap.wrap(" ".join(intro), _WIDTH - 2, break_long_words=False, break_on_hyphens=False)
    ]
    for key, value in spec.items():
        remark = _remark(key, proposal)
        lines += _lines(key, value, 0)
        if remark:
            lines[-1] += f"  # {remark}"
        if key == "start" and proposal.by_letter:
            lines.append(f"# For the lists of all letters: {proposal.by_letter}")
    return "\n".join(lines) + "\n"


def _remark(key: str, proposal: Proposal) -> str | None:
    if key == "kind":
        words = proposal.kind_words
        return (
            f"guessed from: {', '.join(words)}" if words else "no word of the page says it; look at the list"
        )
    if key == "mode" and proposal.why_auto:
        return proposal.why_auto
    if key == "country":
        return "of records that print none; leave it out if they may be elsewhere"
    return None


def _lines(key: str, value: object, depth: int) -> list[str]:
    pad = "  " * depth
    if not isinstance(value, Mapping):
        return [f"{pad}{_scalar(key)}: {_flow(value)}"]
    flow = f"{pad}{_scalar(key)}: {_flow(value)}"
    if (
        key not in _OPEN
        and len(flow) <= _WIDTH
        and not any(isinstance(v, Mapping) and v for v in _far(value))
    ):
        return [flow]
    return [f"{pad}{_scalar(key)}:"] + [
        line for name, inner in value.items() for line in _lines(str(name), inner, depth + 1)
    ]


def _far(value: Mapping[Any, Any]) -> list[object]:
    """Return what is nested so deep that one line would be hard to read."""
    inner = [each for each in value.values() if isinstance(each, Mapping)]
    return [deep for each in inner for deep in each.values() if isinstance(deep, Mapping) and len(each) > 2]


def _flow(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_scalar(str(k))}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _scalar(value) if isinstance(value, str) else json.dumps(value)


def _scalar(text: str) -> str:
    """Return text plainly where it can stand anywhere and YAML takes it for text, else in quotes."""
    is_plain = _PLAIN.fullmatch(text) and yaml.load(f"[{text}]", Loader=LOADER) == [text]
    if is_plain:
        return text
    is_selector = '"' in text and "'" not in text and text.isprintable()
    return f"'{text}'" if is_selector else json.dumps(text, ensure_ascii=False)
