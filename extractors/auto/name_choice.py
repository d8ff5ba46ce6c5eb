"""Which of the proposed names is the company's: the one that several places and the domain agree on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.auto.site_word import agreement
from extractors.legal_names import has_legal_form, legal_forms
from extractors.vocabulary import fold

_EASTERN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


_OWN_SITE, _OWN_SITE_FROM = 3.0, 0.4
"""Points for full agreement with the domain, and the agreement from which on it counts."""
_EACH_PLACE, _PLACES = 0.5, 4
"""Points for each further kind of place that proposes the name, and how many count."""
_LONGER_ONE, _LONGER = 0.4, 1.2
"""Points for each other proposal that holds the name as words (titles, slogans), at most."""
_LEGAL_FORM = 1.0
_EACH_WORD, _WORDS = 0.15, 5
"""Points off for each word beyond five: slogans are long."""
_MOST = 300
"""Proposals that are weighed; a page with more of them is no company's own."""


@dataclass(frozen=True)
class Proposal:
    """A name as printed and how much the place that printed it says."""

    name: str
    weight: float


def choose(found: list[Proposal], site: str) -> list[str]:
    """Return the best name and, where the page prints both, its registered and its short form."""
    if not found:
        return []
    groups: dict[str, list[Proposal]] = {}
    for one in sorted(found, key=lambda one: -one.weight)[:_MOST]:
        groups.setdefault(_core(one.name), []).append(one)
    score: dict[str, float] = {}
    for core, ones in groups.items():
        places = min(len({round(one.weight, 2) for one in ones}), _PLACES)
        own = max(agreement(one.name, site) for one in ones)
        longer = sum(_LONGER_ONE for other in groups if other != core and _includes(other, core))
        score[core] = (
            max(one.weight for one in ones)
            + _EACH_PLACE * (places - 1)
            + min(longer, _LONGER)
            + (_OWN_SITE * own if own >= _OWN_SITE_FROM else 0.0)
            + _LEGAL_FORM * any(has_legal_form(one.name) for one in ones)
            - _EACH_WORD * max(0, len(core.split()) - _WORDS)
        )
    ranked = sorted(groups, key=lambda core: (-score[core], core))
    first = ranked[0]
    names = [_display(groups[first])]
    # a page in Chinese, Japanese or Korean names its company in that script first, whatever the domain says
    own_script = [core for core in ranked if not core.isascii() and _EASTERN.search(core)]
    if own_script and not _EASTERN.search(first) and score[own_script[0]] >= 0.25 * score[first]:
        names.insert(0, _display(groups[own_script[0]]))
    for core in ranked[1:]:
        if len(names) >= 3 or score[core] < 0.6 * score[first]:
            break
        name = _display(groups[core])
        equal = score[core] >= 0.8 * score[first] and agreement(name, site) >= _OWN_SITE_FROM
        if (equal or _related(core, first)) and all(fold(name) != fold(other) for other in names):
            names.append(name)
    short = [one.name for one in groups[first] if not has_legal_form(one.name)]
    if has_legal_form(names[0]) and short and len(names) < 3:
        likeliest = max(sorted(set(short)), key=short.count)
        if fold(likeliest) != fold(names[0]):
            names.insert(1, likeliest)
    return names


def _core(name: str) -> str:
    """Return the folded name without legal forms at its end: what two spellings of one name share."""
    forms, native = legal_forms()
    tokens = re.sub(r"[.,()\"'’]", "", fold(name)).replace("&", "and").split()
    for take in range(min(6, len(tokens) - 1), 0, -1):
        if " ".join(tokens[-take:]) in forms:
            tokens = tokens[:-take]
            break
    text = " ".join(tokens)
    return re.sub(rf"(?:{native})$|^(?:株式会社|有限会社|合同会社)\s?", "", text) or text


def _display(ones: list[Proposal]) -> str:
    with_form = [one for one in ones if has_legal_form(one.name)]
    pool = with_form or ones
    count = {one.name: sum(other.name == one.name for other in pool) for one in pool}
    return min(
        pool,
        key=lambda one: (one.name.isupper() and len(one.name) > 5, -one.weight, -count[one.name], one.name),
    ).name


def _includes(longer: str, shorter: str) -> bool:
    return len(shorter) >= 4 and f" {shorter} " in f" {longer} "


def _related(one: str, other: str) -> bool:
    return (
        _includes(one, other)
        or _includes(other, one)
        or fuzz.ratio(one, other) >= 85
        or set(one.split()[:1]) == set(other.split()[:1])
    )
