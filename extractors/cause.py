"""Why is a partition not as it was? Named by what stands on its pages, with figures and what to do.

The pages are looked at again only here, so a good night pays nothing for it. The strongest witness are the
companies that the last good night knew: where a page still prints them and we no longer read them, its
layout changed; where it does not, something is missing or we are shown something else.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from config.catalogue import Source
from config.records import Listing, Page
from extractors.bounds import Alarm
from extractors.json_path import values_at
from extractors.page import Document
from extractors.page_signs import Sign, sign_of
from extractors.profile import Profile
from extractors.same_value import plain
from extractors.staging import Drift

_LISTS, _DETAILS, _NAMES = 80, 40, 120
_SEEN = 0.3
"""Share of missing values that must stand on the pages for the layout to be what changed."""
_MOVED = 0.4
"""Share of a field's values that stood in another field the night before, for the two to be exchanged."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What the partition gave and what the last good one knew."""

    source: Source
    profile: Profile
    last: Profile | None
    known: Sequence[Mapping[str, str]]
    listings: Sequence[Listing]
    broken: Sequence[tuple[str, str]]
    with_records: frozenset[str]
    """Addresses of list pages that have records."""
    failed_pages: int
    blocked_pages: int
    pages: Callable[[], Iterable[Page]]


@dataclass
class _Look:
    """What the pages say when they are looked at again."""

    lists: int = 0
    recordless: int = 0
    details: int = 0
    signs: dict[Sign, list[str]] = field(default_factory=dict)
    detail_signs: dict[Sign, list[str]] = field(default_factory=dict)
    lines: int = 0
    markup: list[str] = field(default_factory=list)

    def has(self, name: str, value: str) -> bool:
        """True where a page prints the value, in text or mark-up."""
        wanted = plain(name, value)
        kind = "phone" if name in ("phone", "contact_phone") else "website" if "/" in value else "name"
        return len(wanted) > 3 and any(wanted in text for text in self._plain(kind))

    def _plain(self, kind: str) -> list[str]:
        if kind not in self._memo:
            self._memo[kind] = [plain(kind, text) for text in self.markup]
        return self._memo[kind]

    _memo: dict[str, list[str]] = field(default_factory=dict)


def name_cause(alarms: Sequence[Alarm], evidence: Evidence) -> tuple[Drift, str]:
    """Return the kind of the cause and one or two sentences: what was found, what is to be done."""
    measures = {alarm.measure for alarm in alarms}
    if "garbled" in measures:
        return "encoding", "Letters are garbled: the pages' character set is not what it was; set 'encoding'."
    look = _look(evidence)
    swap = _swapped(evidence)
    if swap:
        return "field_swap", swap
    refused = _refused(look, evidence)
    if refused:
        return refused
    missing = _missing_names(evidence)
    is_short = not evidence.profile.records or any(
        alarm.measure in ("recordless", "kept") or (alarm.measure == "records" and alarm.is_low)
        for alarm in alarms
    )
    if is_short:
        return _fewer(look, missing, evidence)
    lost = [alarm.field for alarm in alarms if alarm.measure == "fill" and alarm.is_low and alarm.field]
    if lost:
        return _fields(sorted(set(lost)), look, evidence)
    if "repeats" in measures:
        return "layout", "Entries are read more than once; narrow list.record to one element an entry."
    if "records" in measures:
        return (
            "layout",
            "More is read than before; see whether list.record takes in what is no entry. If the list really"
            f" grew, set bounds.since: {_day(evidence)}.",
        )
    odd = ", ".join(sorted({alarm.field for alarm in alarms if alarm.field}))
    if "blocked" in measures:
        return "blocked", "The site keeps many pages from us; respect that or ask its publisher."
    return (
        "layout",
        f"The values of {odd or 'its fields'} are others than before; look what the selectors find.",
    )


def _look(evidence: Evidence) -> _Look:
    look = _Look()
    names = {plain("name", known.get("name")) for known in evidence.known[:_NAMES]} - {""}
    for page in evidence.pages():
        is_detail = page.role == "detail"
        if page.role == "lookup" or (is_detail and look.details >= _DETAILS) or look.lists >= _LISTS:
            continue
        document = Document(page, evidence.source.spec.encoding)
        text = _readable(document)
        look.markup.append(text)
        if is_detail:
            look.details += 1
            told = plain("name", text)
            if not any(name in told for name in names) and (sign := sign_of(document)):
                look.detail_signs.setdefault(sign, []).append(page.url)
            continue
        look.lists += 1
        if page.url in evidence.with_records:
            continue
        look.recordless += 1
        look.lines += len(document.lines)
        sign = _empty_feed(document, evidence.source) or sign_of(document)
        told = plain("name", text)
        if sign and (sign == "empty" or sum(name in told for name in names) <= 2):
            look.signs.setdefault(sign, []).append(page.url)
    return look


def _readable(document: Document) -> str:
    """Return the mark-up with entities and JSON escapes resolved."""
    text = document.text
    if text[:1] in "{[":
        try:
            return json.dumps(json.loads(text), ensure_ascii=False)
        except ValueError:
            return text
    return html.unescape(text)


def _empty_feed(document: Document, source: Source) -> Sign | None:
    """Tell a feed whose list of records is there and has nothing in it."""
    spec = source.spec
    if spec.format != "json" or spec.list_page is None:
        return None
    try:
        data = json.loads(document.text)
        found = values_at(data, spec.list_page.record or "")
    except ValueError:
        return None
    key = (spec.list_page.record or "").split(".")[-1].removesuffix("[]")
    return "empty" if not found and f'"{key}"' in document.text else None


def _refused(look: _Look, evidence: Evidence) -> tuple[Drift, str] | None:
    """Return the cause where pages say themselves why they have no entries."""
    usual = evidence.last.recordless_pages / max(1, evidence.last.list_pages) if evidence.last else 0.0
    beyond = look.recordless - usual * look.lists
    blocked, gone = look.signs.get("blocked", []), look.signs.get("gone", [])
    behind = look.detail_signs.get("blocked", [])
    name = evidence.source.name
    if len(blocked) >= max(1.0, 0.25 * beyond):
        return (
            "blocked",
            f"{len(blocked)} of {look.lists} list pages answer with a challenge, a refusal or a login, as"
            f" {blocked[0]} does; respect that: slow {name} down, ask its publisher, or disable it.",
        )
    if len(behind) >= max(2.0, 0.1 * look.details):
        return (
            "blocked",
            f"{len(behind)} of {look.details} detail pages answer with a challenge, a refusal or a login, as"
            f" {behind[0]} does; respect that: slow {name} down, ask its publisher, or disable it.",
        )
    if len(gone) >= max(1.0, 0.5 * beyond):
        return (
            "gone",
            f"{len(gone)} of {look.lists} list pages say that they are not there any more, such as {gone[0]};"
            " look for the list's new address and correct 'start', or disable the source.",
        )
    empty = look.signs.get("empty", [])
    if not evidence.profile.records and len(empty) >= max(1.0, 0.5 * beyond):
        return (
            "empty",
            f"The list says that it has no entries, on {empty[0]}; if that is so, set bounds.since:"
            f" {_day(evidence)}, else correct 'start'.",
        )
    return None


def _missing_names(evidence: Evidence) -> list[str]:
    here = {plain("name", one.name) for one in evidence.listings}
    names = [known.get("name", "") for known in evidence.known]
    return [name for name in names if len(plain("name", name)) > 3 and plain("name", name) not in here]


def _fewer(look: _Look, missing: list[str], evidence: Evidence) -> tuple[Drift, str]:
    """Tell a changed layout from a list that is not all there."""
    spec, now, last = evidence.source.spec, evidence.profile, evidence.last
    asked = missing[:: max(1, len(missing) // _NAMES)][:_NAMES]
    seen = sum(look.has("name", name) for name in asked)
    record = (spec.list_page and spec.list_page.record) or "list"
    if evidence.known and asked and seen >= _SEEN * len(asked):
        return (
            "layout",
            f"{seen} of {len(asked)} companies that are missing still stand on the pages, but"
            f" '{record}' no longer reads them{_told(evidence)}; run 'prospects sources heal"
            f" {evidence.source.name}'.",
        )
    if not evidence.known and evidence.broken:
        return "layout", evidence.broken[0][0]
    if evidence.known and not asked and now.records:
        return "layout", "The same companies are there under other ids; see native_ref and detail_url."
    if not now.records and look.lists and last is not None:
        if look.lines < 15 * look.recordless:
            return (
                "gone",
                f"{look.recordless} list pages are all but bare and none of {len(asked)} known companies"
                " stands there; open the address in a browser and correct 'start' or disable the source.",
            )
        return (
            "layout",
            f"No record is read and none of {len(asked)} known companies stands on {look.lists} list pages;"
            " look whether the list is now loaded by a script (browser: true) or has another address.",
        )
    if last is not None and now.list_pages - now.recordless_pages < 0.8 * (
        last.list_pages - last.recordless_pages
    ):
        failed = f", {evidence.failed_pages} failed" if evidence.failed_pages else ""
        return (
            "partial",
            f"{now.list_pages - now.recordless_pages} list pages with records were read{failed},"
            f" {last.list_pages - last.recordless_pages} in the last good night; the way to the next page"
            f" ('next') seems broken: run 'prospects sources heal {evidence.source.name}'.",
        )
    if last is not None:
        return (
            "partial",
            f"A list page has {now.per_page:.0f} records, {last.per_page:.0f} in the last good night, and"
            f" {len(asked) - seen} of {len(asked)} missing companies stand nowhere: the list is cut short or"
            f" loaded in parts. If that is right, set bounds.since: {_day(evidence)}.",
        )
    return "partial", "Fewer records than expected; look at the pages, then correct spec or bounds."


def _fields(lost: list[str], look: _Look, evidence: Evidence) -> tuple[Drift, str]:
    """Tell fields that are no longer read from fields that are no longer printed."""
    by_id = {one.listing_id: one for one in evidence.listings}
    told, still = [], []
    for name in lost:
        values = [
            known[name]
            for known in evidence.known
            if name in known
            and (one := by_id.get(known["listing_id"])) is not None
            and not getattr(one, name, None)
        ]
        asked = values[:: max(1, len(values) // 60)][:60]
        seen = sum(look.has(name, value) for value in asked)
        told.append(f"{seen} of {len(asked)} lost values of {name} still stand on the pages")
        if asked and seen >= 0.5 * len(asked):
            still.append(name)
    if still:
        return (
            "layout",
            f"{'; '.join(told)}: the selectors of {', '.join(still)} no longer find them; run 'prospects"
            f" sources heal {evidence.source.name}'.",
        )
    return (
        "partial",
        f"{'; '.join(told)}: the source no longer prints them, hides them or loads them later. If that is"
        f" right, set bounds.since: {_day(evidence)}.",
    )


def _swapped(evidence: Evidence) -> str | None:
    """Return a sentence where two fields have exchanged their values."""
    then: dict[str, set[str]] = {}
    for known in evidence.known:
        for name, value in known.items():
            if name not in ("listing_id", "source"):
                then.setdefault(name, set()).add(value)
    now = {
        name: [value for one in evidence.listings if (value := getattr(one, name))]
        for name in then
        if name not in ("detail_url",)
    }
    pairs: list[tuple[float, str, str]] = []
    names = sorted(name for name, values in now.items() if len(values) >= 8)
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            there, back = _moved(now[one], then[other], then[one]), _moved(now[other], then[one], then[other])
            if min(there, back) >= _MOVED:
                pairs.append((there + back, one, other))
    if not pairs:
        return None
    _, one, other = max(pairs)
    there, back = _moved(now[one], then[other], then[one]), _moved(now[other], then[one], then[other])
    return (
        f"{one} and {other} have changed places: {there:.0%} of the values of {one} were values of {other} in"
        f" the last good night, {back:.0%} the other way round; run 'prospects sources heal"
        f" {evidence.source.name}'."
    )


def _moved(values: Sequence[str], into: set[str], own: set[str]) -> float:
    """Return which share of values is known of the other field and not of their own."""
    return sum(value in into and value not in own for value in values) / len(values)


def _told(evidence: Evidence) -> str:
    last = evidence.last
    return f" ({evidence.profile.records} records, {last.records} in the last good night)" if last else ""


def _day(evidence: Evidence) -> str:
    return f"{next((page.partition for page in evidence.pages()), None) or 'that day'}"
