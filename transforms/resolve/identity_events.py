"""Events of identity: what happened to an id, and the evidence for it in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

EVENTS = ["company_id", "kind", "other_company_id", "listing_id", "evidence", "since_on"]
Kind = Literal["new", "merge", "split", "move", "gone", "back"]
PLAIN = ("new", "gone", "back")
"""Kinds of events that need no evidence."""
Pair = tuple[str, str]


@dataclass(frozen=True)
class Event:
    """One change of an id.

    kind: ``new`` (minted from listing_id), ``merge`` (other_company_id was given up for company_id),
        ``split`` (company_id was minted for a part of other_company_id), ``move`` (listing_id left
        other_company_id, which goes on, for company_id), ``gone`` (no listing is left), ``back``.
    here, there: the listings that moved or came, and those that they joined or left; the evidence is
        looked for between the two.
    """

    company_id: str
    kind: Kind
    other_company_id: str | None = None
    listing_id: str | None = None
    here: list[str] = field(default_factory=list)
    there: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Grounds:
    """What a run knows: bits by compared pair, decisions by judged pair, words by changed listing.

    Pairs are sorted. ``changed`` says of a listing what is new about it, such as ``street, phone``;
    ``stands`` which listing of the same values was compared for it.
    """

    bits: Mapping[Pair, float] = field(default_factory=dict)
    judged: Mapping[Pair, str] = field(default_factory=dict)
    changed: Mapping[str, str] = field(default_factory=dict)
    stands: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def of(
        matches: pd.DataFrame,
        judgements: pd.DataFrame | None,
        touched: Iterable[str] | None = None,
        stands: Mapping[str, str] | None = None,
    ) -> Grounds:
        """Grounds from the frames of a run; ``touched`` limits it to pairs of these listings."""
        frames = [matches, *([judgements] if judgements is not None else [])]
        stands = stands or {}
        if touched is not None:
            wanted = set(touched)
            wanted |= {stands.get(listing, listing) for listing in wanted}
            frames = [f[f["listing_a"].isin(wanted) & f["listing_b"].isin(wanted)] for f in frames]
        pairs = [
            [(min(a, b), max(a, b)) for a, b in zip(f["listing_a"], f["listing_b"], strict=True)]
            for f in frames
        ]
        bits = dict(zip(pairs[0], frames[0]["log_odds"].tolist(), strict=True))
        judged = dict(zip(pairs[1], frames[1]["decision"].tolist(), strict=True)) if len(frames) > 1 else {}
        return Grounds(bits, judged, stands=stands)

    def words(self, event: Event) -> str:
        """The evidence for an event, in one line."""
        if event.kind == "new":
            count = len(event.here)
            return f"founded by listing {event.listing_id}" + (f" and {count - 1} more" if count > 1 else "")
        if event.kind == "gone":
            return "none of its listings is there any more"
        if event.kind == "back":
            return f"listing {event.listing_id} is there again"
        found = self._apart(event) if event.kind == "split" else self._together(event)
        news = [
            f"{one} changed {self.changed[one]}" for one in event.here + event.there if one in self.changed
        ]
        return "; ".join([found, *news[:3]])

    def _together(self, event: Event) -> str:
        for a, b in _between(event):
            if self.judged.get((a, b)) == "same":
                return f"{a} and {b} were judged the same"
        for a, b in _between(event):
            if self.stands.get(a, a) == self.stands.get(b, b):
                return f"{a} and {b} print the same in every field that is compared"
        best = self._best(event)
        if best is None:
            return f"{event.here[0]} joined through other listings of the company"
        return f"{best[1][0]} and {best[1][1]} match with {best[0]:+.1f} bits"

    def _apart(self, event: Event) -> str:
        for a, b in _between(event):
            if self.judged.get((a, b)) == "different":
                return f"{a} and {b} were judged different"
        best = self._best(event)
        if best is None:
            return "nothing speaks for the two parts being one any more"
        a, b = best[1]
        if best[0] > 0:
            return f"{a} and {b} match with {best[0]:+.1f} bits, but other evidence keeps the parts apart"
        return f"the best pair between the parts, {a} and {b}, has {best[0]:+.1f} bits"

    def _best(self, event: Event) -> tuple[float, Pair] | None:
        """The compared pair between the two sides that says most, with its bits."""
        found = []
        for a, b in _between(event):
            x, y = self.stands.get(a, a), self.stands.get(b, b)
            bits = self.bits.get((min(x, y), max(x, y)))
            if bits is not None:
                found.append((bits, (a, b)))
        return max(found, default=None)


MANY = 200
"""Listings on a side that are looked at for evidence: the best pair of a giant need not be found."""


def _between(event: Event) -> list[Pair]:
    return [(min(a, b), max(a, b)) for a in event.here[:MANY] for b in event.there[:MANY]]


Row = tuple[str, str, str | None, str | None, str]


def told(events: list[Event], evidence: Grounds) -> list[Row]:
    """Events as rows of the columns `EVENTS` without the date, in a fixed order."""
    return sorted(
        ((e.company_id, e.kind, e.other_company_id, e.listing_id, evidence.words(e)) for e in events),
        key=lambda row: (row[0], row[1], row[2] or "", row[3] or ""),
    )
