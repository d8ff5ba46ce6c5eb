"""Why is a partition not as it was? Named by what stands on its pages, with figures and what to do.

The pages are looked at again only here, so a good night pays nothing for it. The strongest witness are the
companies that the last good night knew: where a page still prints them and we no longer read them, its
layout changed; where it does not, something is missing or we are shown something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from config.catalogue import Source
from config.records import Listing, Page
from config.spec_limits import Bound
from extractors.bounds import Alarm
from extractors.profile import Profile
from extractors.same_value import plain
from extractors.second_look import NAMES, Look, look_again
from extractors.staging import Drift

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
    pages: Callable[[], Iterable[Page]]


def name_cause(alarms: Sequence[Alarm], evidence: Evidence) -> tuple[Drift, str]:
    """Return the kind of the cause and one or two sentences: what was found, what is to be done."""
    measures = {alarm.measure for alarm in alarms}
    if "garbled" in measures:
        return "encoding", "Letters are garbled: the pages' character set is not what it was; set 'encoding'."
    look = look_again(evidence.source, evidence.pages(), evidence.known, evidence.with_records)
    swap = _swapped(evidence)
    if swap:
        return "field_swap", swap
    refused = _refused(look, evidence) or _forbidden(evidence)
    if refused:
        return refused
    missing = _missing_names(evidence)
    is_short = not evidence.profile.records or any(
        alarm.measure in ("recordless", "kept") or (alarm.measure == "records" and alarm.is_low)
        for alarm in alarms
    )
    if is_short:
        return _fewer_pages(evidence) or _fewer(look, missing, evidence)
    lost = [alarm.field for alarm in alarms if alarm.measure == "fill" and alarm.is_low and alarm.field]
    if lost:
        return _fields(sorted(set(lost)), look, evidence)
    if "repeats" in measures:
        return "layout", "Entries are read more than once; narrow list.record to one element an entry."
    if "records" in measures:
        return (
            "layout",
            "More is read than before; see whether list.record takes in what is no entry. If the list really"
            f" grew, {_accept(evidence)}.",
        )
    odd = ", ".join(sorted({alarm.field for alarm in alarms if alarm.field}))
    if "blocked" in measures:
        return "blocked", "The site keeps many pages from us; respect that or ask its publisher."
    return (
        "layout",
        f"The values of {odd or 'its fields'} are others than before; look what the selectors find.",
    )


def _refused(look: Look, evidence: Evidence) -> tuple[Drift, str] | None:
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
            f"The list says that it has no entries, on {empty[0]}; if that is so,"
            f" {_accept(evidence)}, else correct 'start'.",
        )
    return None


def _forbidden(evidence: Evidence) -> tuple[Drift, str] | None:
    """Return the cause where many more pages are forbidden than in the last good night."""
    if evidence.last is None:
        return None
    now, before = evidence.profile.status, evidence.last.status
    more = now.get("blocked", 0) - before.get("blocked", 0)
    if more < max(2, 0.05 * sum(before.values())):
        return None
    return (
        "blocked",
        f"{now['blocked']} pages are kept from us, {before.get('blocked', 0)} in the last good night; respect"
        f" that: slow {evidence.source.name} down, ask its publisher, or disable it.",
    )


def _missing_names(evidence: Evidence) -> list[str]:
    here = {plain("name", one.name) for one in evidence.listings}
    names = [known.get("name", "") for known in evidence.known]
    return [name for name in names if len(plain("name", name)) > 3 and plain("name", name) not in here]


def _fewer(look: Look, missing: list[str], evidence: Evidence) -> tuple[Drift, str]:
    """Tell a changed layout from a list that is not all there."""
    spec, now, last = evidence.source.spec, evidence.profile, evidence.last
    asked = missing[:: max(1, len(missing) // NAMES)][:NAMES]
    seen = look.count("name", asked)
    record = (spec.list_page and spec.list_page.record) or "list"
    if len(missing) < _SEEN * len(evidence.known) and now.kept is not None and now.kept < 0.5:
        if last is not None and now.repeats > last.repeats + 0.5:
            return "layout", "Entries are read more than once; narrow list.record to one element an entry."
        return (
            "layout",
            f"The companies are there but only {now.kept:.0%} under their ids of before: native_ref or"
            f" detail_url is no longer read as it was; {_cure(evidence)}.",
        )
    expected = len(asked) * min(1.0, look.lists / max(1, last.list_pages if last else 1))
    if evidence.known and seen >= max(1.0, _SEEN * expected):
        return (
            "layout",
            f"{seen} of {len(asked)} companies that are missing still stand on the pages, but"
            f" '{record}' no longer reads them{_told(evidence)}; {_cure(evidence)}.",
        )
    if not evidence.known and evidence.broken:
        return "layout", evidence.broken[0][0]
    if not now.records and look.lists and last is not None:
        if look.lines < 15 * look.recordless and evidence.source.spec.format == "html":
            return (
                "gone",
                f"{look.recordless} list pages are all but bare and none of {len(asked)} known companies"
                " stands there; open the address in a browser and correct 'start' or disable the source.",
            )
        return (
            "layout",
            f"No record is read and none of {len(asked)} known companies stands on {look.lists} list pages;"
            " look whether the list is now loaded by a script (render: true) or has another address.",
        )
    if last is not None:
        return (
            "partial",
            f"A list page has {now.per_page:.0f} records, {last.per_page:.0f} in the last good night, and"
            f" {len(asked) - seen} of {len(asked)} missing companies stand nowhere: the list is cut short or"
            f" loaded in parts. If that is right, {_accept(evidence)}.",
        )
    return "partial", "Fewer records than expected; look at the pages, then correct spec or bounds."


def _fewer_pages(evidence: Evidence) -> tuple[Drift, str] | None:
    """Return the cause where fewer list pages came, those that did having as many records as ever."""
    now, last = evidence.profile, evidence.last
    if last is None or not now.records or now.per_page < 0.8 * last.per_page:
        return None
    pages, before = now.list_pages - now.recordless_pages, last.list_pages - last.recordless_pages
    if pages >= 0.8 * before or now.recordless_pages > last.recordless_pages + 1:
        return None
    failed = f", {now.status['failed']} failed" if now.status.get("failed") else ""
    return (
        "partial",
        f"{pages} list pages with records were read{failed}, {before} in the last good night; the way to the"
        f" next page ('next') seems broken: {_cure(evidence)}. If that is right, {_accept(evidence)}.",
    )


def _fields(lost: list[str], look: Look, evidence: Evidence) -> tuple[Drift, str]:
    """Tell fields that are no longer read from fields that are no longer printed."""
    by_id = {one.listing_id: one for one in evidence.listings}
    told, still = [], []
    for name in lost:
        values = [
            (known.get("name", ""), known[name])
            for known in evidence.known
            if name in known
            and (one := by_id.get(known["listing_id"])) is not None
            and not getattr(one, name, None)
        ]
        asked = values[:: max(1, len(values) // 60)][:60]
        if look.entries:
            seen = look.count_near(name, asked)
        else:
            seen = look.count(name, [value for _, value in asked])
        told.append(f"{seen} of {len(asked)} lost values of {name} still stand on the pages")
        if asked and seen >= 0.5 * len(asked):
            still.append(name)
    if still:
        return (
            "layout",
            f"{'; '.join(told)}: the selectors of {', '.join(still)} no longer find them; {_cure(evidence)}.",
        )
    return (
        "partial",
        f"{'; '.join(told)}: the source no longer prints them, hides them or loads them later. If that is"
        f" right, {_accept(evidence)}.",
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
        f" the last good night, {back:.0%} the other way round; {_cure(evidence)}."
    )


def _moved(values: Sequence[str], into: set[str], own: set[str]) -> float:
    """Return which share of values is known of the other field and not of their own."""
    return sum(value in into and value not in own for value in values) / len(values)


def _told(evidence: Evidence) -> str:
    last = evidence.last
    return f" ({evidence.profile.records} records, {last.records} in the last good night)" if last else ""


def _cure(evidence: Evidence) -> str:
    """Return what mends selectors: our proposal where they are CSS, else a person."""
    spec = evidence.source.spec
    if spec.format == "html" and not spec.custom and spec.mode != "auto":
        return f"run 'prospects sources heal {evidence.source.name}'"
    return f"correct extractors/custom/{evidence.source.name}.py" if spec.custom else "correct the spec"


def _accept(evidence: Evidence) -> str:
    """Return how a person says that the night is right: the spec's own bounds hold on without `since`."""
    bounds = evidence.source.spec.bounds
    has_own = Bound() != bounds.min or Bound() != bounds.max
    day = next((str(page.partition) for page in evidence.pages()), "that day")
    return f"set bounds.since: {day}" + (" and correct bounds.min and bounds.max" if has_own else "")
