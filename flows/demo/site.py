"""What one invented host serves: paths to functions that render an answer when it is asked for."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TypeVar

T = TypeVar("T")
Query = dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """One HTTP answer."""

    body: bytes
    type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Site:
    """One host. ``targets`` are the addresses that links lead to; a query beyond them still answers."""

    host: str
    routes: dict[str, Callable[[Query], Answer]] = field(default_factory=dict)
    targets: list[str] = field(default_factory=list)
    robots: str | None = None
    delay_s: float = 0.0
    """How long each answer is held back."""
    busy: dict[str, int] = field(default_factory=dict)
    """Target -> how many times it first answers 429 with Retry-After."""

    def page(self, target: str, render: Callable[[Query], Answer]) -> None:
        """Serve ``target`` (a path, perhaps with a query) with ``render``."""
        self.routes[target.partition("?")[0]] = render
        self.targets.append(target)


def html(text: str) -> Answer:
    """Return a page as UTF-8."""
    return Answer(text.encode())


def json_answer(value: object) -> Answer:
    """Return a JSON document; letters beyond ASCII stay as they are."""
    return Answer(json.dumps(value, ensure_ascii=False).encode(), "application/json")


def failure(status: int, text: str) -> Answer:
    """Return an error page."""
    return Answer(f"<!doctype html><title>{status}</title><h1>{escape(text)}</h1>".encode(), status=status)


def slices(items: Sequence[T], size: int) -> list[Sequence[T]]:
    """Cut a sequence into pages of ``size``."""
    return [items[i : i + size] for i in range(0, len(items), size)]
