"""What automatic extraction hands back: records with the elements that printed them, or why it abstains."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode


@dataclass(frozen=True, kw_only=True)
class AutoRecord:
    """One company as the page prints it; ``values`` under the names that `config.records.Listing` has.

    ``values`` may hold ``address``, a block that could not be split. ``node`` is the smallest element that
    holds the record and nothing of another one; None where a record is several siblings, or lines, or
    structured data. ``nodes`` says which element printed a value; a value without an element is absent.
    """

    values: dict[str, str]
    node: LexborNode | None = None
    nodes: dict[str, LexborNode] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Found:
    """The records of a page in document order. No records: it abstains, and ``reason`` is one sentence.

    ``confidence`` lies in 0..1. ``method`` names how records were told apart: ``structured``, ``repeated``,
    ``table``, ``headings``, ``lines``, ``profile`` or ``none``.
    """

    records: list[AutoRecord]
    next_page: str | None
    confidence: float
    reason: str | None
    method: str
