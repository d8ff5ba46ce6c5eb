"""What a deduplication found, in sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

OVERLAPS, CAPS, CONTRADICTIONS, DOUBTED, KEYS, JOINS = 5, 3, 5, 3, 4, 8
PRINTED_ALIKE = "printed alike"
LONGEST_NAME = 80
PRINTED = {
    "address": ("street", "postcode", "city"),
    "domain": ("website", "email"),
    "mail": ("email",),
    "legal form": ("name",),
}
"""Columns that a comparison looked at, where they are not called like it."""
EVENTS = {
    "new": "new",
    "merge": "merged into others",
    "split": "split off",
    "move": "rows moved to another",
    "gone": "gone",
    "back": "came back",
}
"""What becomes of ids (`transforms.resolve.identity_events`), for people."""


def told(summary: dict[str, Any], target: Path, labels: Path | None) -> str:
    """Return the summary of `transforms.dedupe.run.dedupe_file` for a person."""
    what = _what(summary)
    lines = [*_read(summary), *_found(summary), *_sure(summary, what), *_shared(summary, what)]
    lines += [*_caps(summary), *_canaries(summary), *_labelled(summary, labels), *_why(summary)]
    return "\n".join([*lines, f"{summary['seconds']} s. Written to {target}."])


def told_update(summary: dict[str, Any], target: Path, labels: Path | None) -> str:
    """Return the summary of `transforms.dedupe.stateful.update_file` for a person."""
    lines = _read(summary)
    if not summary["is_first"]:
        delivered = ", ".join(f"{summary[key]:,} {key}" for key in ("new", "changed", "unchanged", "removed"))
        lines.append(f"Delivered: {delivered}; {_n(summary['touched'], 'row')} looked at again.")
        if summary["reason"] not in ("delivery", "nothing changed"):
            lines.append(f"All rows were resolved anew ({summary['reason']}).")
        happened = [f"{count:,} {EVENTS.get(kind, kind)}" for kind, count in summary["events"].items()]
        lines.append(f"Ids: {', '.join(happened)}." if happened else "No id changed.")
    if labels is not None:
        lines.append(f"{_n(summary['labels'], 'label')} kept and obeyed.")
    lines += _learned(summary["learned"])
    lines += _contradictions(summary)
    rows, largest = _n(summary["rows"], "row"), _n(summary["largest"], "row")
    verb = "is" if summary["rows"] == 1 else "are"
    lines.append(f"{rows} known {verb} {_counted(summary)}; the largest has {largest}.")
    return "\n".join([*lines, f"{summary['seconds']} s. Written to {target}."])


def _what(summary: dict[str, Any]) -> str:
    return "companies" if summary["level"] == "company" else "places"


def _counted(summary: dict[str, Any]) -> str:
    """How many companies or places there are."""
    one = "company" if summary["level"] == "company" else "place"
    return f"1 {one}" if summary["companies"] == 1 else f"{summary['companies']:,} {_what(summary)}"


def _read(summary: dict[str, Any]) -> list[str]:
    renamed = [f"'{given}' as {column}" for column, given in summary["columns"].items() if given != column]
    lines = [f"Read {_and(renamed)}."] if renamed else []
    if unread := summary["columns_unread"]:
        more = f" and {len(unread) - 8} more" if len(unread) > 8 else ""
        lines.append(f"Not used: {', '.join(unread[:8])}{more}.")
    return [*lines, *summary["notes"]]


def _found(summary: dict[str, Any]) -> list[str]:
    told = f"{_n(summary['rows'], 'row')} {'is' if summary['rows'] == 1 else 'are'} {_counted(summary)}"
    if not summary["duplicates"]:
        return [f"{told}: no duplicates."]
    lines = [f"{told}: {_n(summary['duplicates'], 'duplicate')}, in {summary['with_duplicates']:,} of them."]
    lines.append("Largest:")
    lines += [
        f"  {_short(group['name'] or 'without a name')}, {group['rows']:,} rows ({group['company_id']})"
        for group in summary["largest_groups"]
    ]
    if summary["oversized"]:
        lines.append(
            f"Look at {summary['oversized']:,} of them: their rows differ in name, web site or number."
        )
    return lines


def _sure(summary: dict[str, Any], what: str) -> list[str]:
    compared = f"{_n(summary['pairs_compared'], 'pair')} compared"
    if not summary["pairs_unsure"]:
        return [f"{compared}; none is in doubt."]
    hang = [f"{_n(summary['might_join'], 'pair')} of {what} might be one"] if summary["might_join"] else []
    hang += [f"{summary['might_split']:,} of the {what} might be several"] if summary["might_split"] else []
    consequence = f": {_and(hang)}" if hang else ", but others decide in their place"
    return [f"{compared}; {summary['pairs_unsure']:,} in doubt (probability .3 to .7){consequence}."]


def _shared(summary: dict[str, Any], what: str) -> list[str]:
    overlaps = summary["overlaps"]
    if summary["sources"] < 2:
        return []
    if not overlaps:
        return [f"The {summary['sources']:,} sources have no {what} in common."]
    shown = [f"  {o['source_a']} and {o['source_b']}: {o['companies']:,}" for o in overlaps[:OVERLAPS]]
    if len(overlaps) > OVERLAPS:
        shown.append(f"  and {len(overlaps) - OVERLAPS:,} more pairs of sources")
    return [f"{what.capitalize()} that sources have in common:", *shown]


def _caps(summary: dict[str, Any]) -> list[str]:
    from transforms.resolve.pair import KEY_WORDS

    cost = summary["cap_cost"]
    if not cost:
        return []
    lines = ["Values that too many rows have bring nobody together; what that may cost:"]
    for kind in sorted(cost, key=lambda kind: (-cost[kind]["records"], kind))[:CAPS]:
        alone = f"where it is rarer, {cost[kind]['found_alone']:.1%} of the matches are found by it alone"
        lines.append(f"  {KEY_WORDS.get(kind, kind)}: {_n(cost[kind]['records'], 'row')}; {alone}")
    return lines


def _canaries(summary: dict[str, Any]) -> list[str]:
    lines = []
    for row in summary["canaries"]:
        side, _, column = row["canary"].partition("_")
        of, passed = f"Of {_n(row['pairs'], 'pair')}", f"{row['passed']:,}"
        if side == "one":
            lines.append(f"{of} in one group that both have a {column}, {passed} have the same.")
        else:
            lines.append(f"{of} with the same {column}, {passed} are in one group.")
    return lines


def _labelled(summary: dict[str, Any], labels: Path | None) -> list[str]:
    if labels is None:
        return []
    same, different = summary["judged_same"], summary["judged_different"]
    lines = [f"{_n(same + different, 'label')} obeyed: {same:,} say same, {different:,} different."]
    return [
        *lines,
        *_learned(summary["learned"]),
        *_doubted(summary),
        *_keys(summary),
        *_contradictions(summary),
    ]


def _learned(lesson: dict[str, Any]) -> list[str]:
    """Whether labels made better weights; nothing where they were not asked."""
    if lesson.get("took_over"):
        free, learnt = lesson["label_free"]["f1"], lesson["learnt"]["f1"]
        return [f"Learnt from the labels: F1 on labels held out {learnt:.3f}, without learning {free:.3f}."]
    return [f"Not learnt from the labels: {lesson['reason']}."] if lesson else []


def _doubted(summary: dict[str, Any]) -> list[str]:
    """Labels that may be wrong."""
    listed = summary.get("doubted_labels", [])
    if not listed:
        return []
    lines = [f"Look at {_n(summary['labels_doubted'], 'label')} again, for the evidence speaks against:"]
    for label in listed[:DOUBTED]:
        said, p = "same" if label["match"] else "different", label["probability"]
        lines.append(f"  {label['id_a']} and {label['id_b']} are {said}; the evidence: probability {p:.3f}")
    if summary["labels_doubted"] > DOUBTED:
        lines.append("  --json has more of them")
    return lines


def _keys(summary: dict[str, Any]) -> list[str]:
    """How matches that are known are found."""
    from transforms.resolve.pair import KEY_WORDS

    recall = summary.get("key_recall", {})
    if not recall.get("matches"):
        return []
    kinds = recall["kinds"]
    lines = [f"What brings the {_n(recall['matches'], 'pair')} labelled same together, to be compared:"]
    ranked = sorted(kinds, key=lambda kind: (-kinds[kind]["alone"], -kinds[kind]["found"], kind))
    for kind in ranked[:KEYS]:
        alone = f", {kinds[kind]['alone']:,} by nothing else" if kinds[kind]["alone"] else ""
        lines.append(f"  {KEY_WORDS.get(kind, kind)}: {kinds[kind]['found']:,}{alone}")
    if len(kinds) > KEYS:
        lines.append(f"  and {len(kinds) - KEYS} more kinds of keys; --json has them all")
    if lost := recall["no_key"]:
        common = f" ({recall['too_common']:,} only what too many rows have)" if recall["too_common"] else ""
        lines.append(f"  nothing: {lost:,}{common}, which only their labels join")
    if apart := recall["first_look"]:
        lines.append(f"  {apart:,} look like two places at first sight: only their labels join them")
    return lines


def _contradictions(summary: dict[str, Any]) -> list[str]:
    contradictions = summary["contradictions"]
    lines = [f"Contradiction: {words}" for words in contradictions[:CONTRADICTIONS]]
    if len(contradictions) > CONTRADICTIONS:
        lines.append(
            f"and {len(contradictions) - CONTRADICTIONS:,} more contradictions; --json has them all."
        )
    return lines


def _why(summary: dict[str, Any]) -> list[str]:
    if "why" not in summary:
        return []
    why = summary["why"]
    lines = [f"{why['id_a']} and {why['id_b']}: {why['verdict']}"]
    lines.append("  What each field says, in bits; one bit more doubles the odds that they are one:")
    for reason in why["reasons"]:
        field = reason.split(":")[0]
        values = [why["values"].get(column, ("", "")) for column in PRINTED.get(field, (field,))]
        sides = [_short(", ".join(filter(None, side))) for side in zip(*values, strict=True)]
        lines.append(f"    {reason}" + (f"   ({' | '.join(sides)})" if all(sides) else ""))
    if len(why.get("way", [])) > 1:
        lines.append(f"  The way from {why['id_a']} to {why['id_b']}:")
        lines += [f"    {_join(join)}" for join in why["way"]]
    joins = [join for join in why.get("joins", []) if join["why"] != PRINTED_ALIKE]
    if why.get("rows", 0) > 2 and joins:
        alike = len(why["joins"]) - len(joins)
        beside = f" ({alike:,} print what another prints)" if alike else ""
        lines.append(f"  How their group of {why['rows']:,} rows{beside} came together, the surest first:")
        lines += [f"    {_join(join)}" for join in joins[:JOINS]]
        if len(joins) > JOINS:
            lines.append(f"    and {len(joins) - JOINS:,} more; --json has them all")
    return lines


def _join(join: dict[str, Any]) -> str:
    bits = "" if join["log_odds"] is None else f"{join['log_odds']:+.1f} bits: "
    return f"{join['id_a']} and {join['id_b']}: {bits}{join['why']}"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME].rstrip() + "..."


def _n(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _and(parts: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
