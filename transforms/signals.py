"""Buying signals: dated events of companies, one signal an event however often it is reported (R10, R36).

A headline is classified by words, and tied to a company only where its name stands in it and cannot mean
another: a short or common name needs its town, its site or its legal form beside it.
"""

from __future__ import annotations

import re
from datetime import date

import pandas as pd
from rapidfuzz import fuzz

from config.records import stable_id
from config.tables import SIGNALS
from config.words import SignalKind, signal_kinds
from transforms.amounts import day
from transforms.clean import country_code
from transforms.headlines import kind_of
from transforms.name_gate import NameGate
from transforms.tabular import as_table, empty, texts

SAME_EVENT_DAYS = 21
"""Reports of one kind about one company within so many days are one event ..."""
SAME_TITLE = 85.0
"""... or, up to `SAME_TITLE_DAYS`, with titles as alike as this (token set ratio, 0 to 100)."""
SAME_TITLE_DAYS = 120
STALE_HALF_LIVES = 3

_COLUMNS = [
    "company_id", "kind", "event_date", "confidence", "title", "source", "url", "page_sha256", "event_key",
]  # fmt: skip

_PEOPLE = {"appointment": "New person in a leading role", "decider_left": "A person in a leading role left"}
"""Headlines of these kinds name persons, of whom nobody gave us a lawful basis: the fact is published without
them, and the address of the report."""


def signals(
    mentions: pd.DataFrame, companies: pd.DataFrame, listings: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Return dated signals of companies (columns of SIGNALS).

    Args:
        mentions: news items; those after ``as_of`` are not known yet.
        companies: golden records.
        listings: rows as published: exhibitions, events of ours, and further names of the companies.
        as_of: partition date.
    """
    found = pd.concat(
        [_news(mentions, companies, listings, as_of), _exhibitions(listings)], ignore_index=True
    )
    found = found[found["company_id"].isin(set(companies["company_id"]))]
    if found.empty:
        return empty(SIGNALS)
    kinds = signal_kinds().kinds
    events = _events(found)
    about_people = events["kind"].map(_PEOPLE)
    events["title"] = about_people.where(about_people.notna(), events["title"])
    for column in ("pillar", "polarity", "strength", "half_life_days"):
        events[column] = [getattr(kinds[kind], column) for kind in events["kind"]]
    events["half_life_days"] = events["half_life_days"].astype("Int32")
    events["status"] = _status(events, kinds, as_of)
    return as_table(events, SIGNALS)


def _news(
    mentions: pd.DataFrame, companies: pd.DataFrame, listings: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    if len(mentions):
        gate = NameGate(companies, listings)
        when = pd.to_datetime(mentions["published_on"], errors="coerce")
        seen = pd.to_datetime(mentions["retrieved_at"], utc=True, errors="coerce").dt.tz_localize(None)
        seen = seen.where(seen <= pd.Timestamp(as_of), pd.Timestamp(as_of))
        day_of = when.where(when.notna(), seen).dt.date
        columns = zip(
            texts(mentions, "title"),
            texts(mentions, "text"),
            texts(mentions, "link"),
            day_of,
            mentions["source"],
            texts(mentions, "url"),
            texts(mentions, "page_sha256"),
            strict=True,
        )
        for title, text, link, on, source, url, sha in columns:
            if title is None or pd.isna(on) or on > as_of:
                continue
            kind, sure = kind_of(title, text)
            if kind is None:
                continue
            tied = gate.company_in(title, text, link)
            if tied:
                rows.append(
                    (tied[0], kind, on, round(tied[1] * sure, 4), title, source, link or url, sha, None)
                )
    return pd.DataFrame(rows, columns=_COLUMNS)


def _exhibitions(listings: pd.DataFrame) -> pd.DataFrame:
    """Exhibitor lists speak for need (R36), attendance at our own events a little (R40, R53)."""
    kind = texts(listings, "source_kind")
    event = texts(listings, "event")
    wanted = (event.notna() | kind.isin(("exhibitor", "event"))) & listings["company_id"].notna()
    rows = listings[wanted]
    if rows.empty:
        return pd.DataFrame(columns=_COLUMNS)
    frame = rows[["company_id", "source", "url", "page_sha256"]].copy()
    ours = kind[wanted] == "event"
    frame["kind"] = ["attended_event" if mine else "exhibits" for mine in ours]
    names = [name or source for name, source in zip(event[wanted], rows["source"], strict=True)]
    frame["event_key"] = names
    country = texts(listings, "country")[wanted].map(country_code)
    printed = texts(listings, "event_date")[wanted]
    frame["event_date"] = [
        day(raw or name, code) for raw, name, code in zip(printed, names, country, strict=True)
    ]
    frame["confidence"] = [0.95 if on else 0.7 for on in frame["event_date"]]
    frame["title"] = [
        _where(mine, name, hall, booth)
        for mine, name, hall, booth in zip(
            ours, names, texts(rows, "hall"), texts(rows, "booth"), strict=True
        )
    ]
    return frame[_COLUMNS]


def _where(ours: bool, event: str, hall: str | None, booth: str | None) -> str:
    if ours:
        return f"Attended {event}"
    hall_words = f", hall {re.sub('(?i)^halle? ', '', hall)}" if hall else ""
    return f"Exhibits at {event}{hall_words}" + (f", booth {booth}" if booth else "")


def _events(found: pd.DataFrame) -> pd.DataFrame:
    """One row an event: its first report, the surest tie, and how many sources report it."""
    found = found.copy()
    found["ordinal"] = [on.toordinal() if isinstance(on, date) else 0 for on in found["event_date"]]
    found = found.sort_values(
        ["company_id", "kind", "ordinal", "title", "source", "url"], kind="stable"
    ).reset_index(drop=True)
    cluster: list[int] = []
    previous: tuple[str, str] | None = None
    open_events: list[tuple[int, int, str, str | None]] = []
    for company, kind, ordinal, title, key in found[
        ["company_id", "kind", "ordinal", "title", "event_key"]
    ].itertuples(index=False):
        if (company, kind) != previous:
            open_events, previous = [], (company, kind)
        match = next((e for e in open_events if _same_event(e, ordinal, title, key)), None)
        number = match[0] if match else len(cluster)
        open_events = [e for e in open_events if e is not match] + [(number, ordinal, title, key)]
        cluster.append(number)
    found["cluster"] = cluster
    first = found.drop_duplicates("cluster").set_index("cluster")
    groups = found.groupby("cluster")
    first["confidence"] = groups["confidence"].max()
    first["reports"] = groups["source"].nunique()
    first["signal_id"] = [
        stable_id("s", company, kind, key or (on.isoformat() if isinstance(on, date) else ""), title)
        for company, kind, key, on, title in first[
            ["company_id", "kind", "event_key", "event_date", "title"]
        ].itertuples(index=False)
    ]
    return first.reset_index(drop=True)


def _same_event(event: tuple[int, int, str, str | None], ordinal: int, title: str, key: object) -> bool:
    _, last, known, known_key = event
    if isinstance(key, str) or isinstance(known_key, str):
        return key == known_key
    apart = abs(ordinal - last)
    if apart <= SAME_EVENT_DAYS:
        return True
    return apart <= SAME_TITLE_DAYS and fuzz.token_set_ratio(known, title) >= SAME_TITLE


def _status(events: pd.DataFrame, kinds: dict[str, SignalKind], as_of: date) -> list[str]:
    """confirmed by two sources; stale after three half-lives; superseded where only the latest counts."""
    latest: dict[tuple[str, str], date] = {}
    for company, kind, on in events[["company_id", "kind", "event_date"]].itertuples(index=False):
        if isinstance(on, date) and kinds[kind].latest_only:
            latest[company, kind] = max(on, latest.get((company, kind), on))
    states = []
    for company, kind, on, reports in events[["company_id", "kind", "event_date", "reports"]].itertuples(
        index=False
    ):
        half = kinds[kind].half_life_days
        if isinstance(on, date) and on < latest.get((company, kind), on):
            states.append("superseded")
        elif isinstance(on, date) and half and (as_of - on).days > STALE_HALF_LIVES * half:
            states.append("stale")
        else:
            states.append("confirmed" if reports > 1 else "new")
    return states
