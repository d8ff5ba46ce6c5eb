"""Register number, LEI, VAT number, web site, brand, name with address: they join clusters after clustering.

Merged before, one wrong number would bridge two companies and all their pairs. After it they bring
the branches of a company together, which have nothing else in common: other streets, other phones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from transforms.resolve.addresses import UNKNOWN, Place
from transforms.resolve.compare import NAMES
from transforms.resolve.components import components, roots
from transforms.resolve.exclusive import Exclusive
from transforms.resolve.groups import distinct_values, group_codes, neighbours
from transforms.resolve.prepare import Codes, Records
from transforms.resolve.scoring import Scored

NEAR_NAME, SAME_PLACE = 5, Place.LIKE_STREET
"""Levels from which name and address together are one company: its head office, say, and a branch's entry."""
ALIKE_FROM = 3
"""Level of the name comparison from which one web site means one company."""
OTHER_NAME = 1
"""Level of the name comparison up to which two legal names are of two companies."""


@dataclass(frozen=True)
class Ties:
    """Records x and y that an identifier ties together, the surest kind first."""

    x: Codes
    y: Codes
    is_number: Codes
    """True for numbers of legal entities, which say more than any name."""


def merge_by_id(
    records: Records,
    scored: Scored,
    same_words: Codes,
    brands: tuple[Codes, Codes],
    cluster: Codes,
    cannot: list[tuple[int, int]],
    exclusive: Exclusive,
) -> Codes:
    """Join clusters that share an identifier; what was judged different or holds two numbers stays apart.

    Args:
        records, scored: what was compared.
        same_words: code of each record's name, equal for the same words; negative where unknown.
        brands: pairs of listings of one brand (`brands.brand_ties`).
        cluster: cluster of each record after agglomeration.
        cannot: pairs that a person judged different.
        exclusive: what a cluster may hold one value of only.
    """
    ties = find_ties(records, scored, same_words, brands)
    group = components(len(records), cluster[ties.x], cluster[ties.y])
    apart = (scored.a[scored.apart], scored.b[scored.apart])
    judged = np.asarray(cannot, np.int64).reshape(-1, 2).T
    doubtful = np.zeros(len(records), bool)
    doubtful[exclusive.clashing(group[cluster])] = True
    for a, b in (apart, judged):
        one, two = group[cluster[a]], group[cluster[b]]
        doubtful[one[one == two]] = True
    chosen = doubtful[group[cluster]]
    parent = np.where(doubtful[group], np.arange(len(records)), group)
    of_tie = chosen[ties.x]
    _join_in_order(
        Ties(ties.x[of_tie], ties.y[of_tie], ties.is_number[of_tie]),
        cluster,
        parent,
        judged=_between(
            cluster, zip(*(column[chosen[judged[0]]].tolist() for column in judged), strict=True)
        ),
        named=_between(cluster, zip(*(column[chosen[apart[0]]].tolist() for column in apart), strict=True)),
        held=_values(exclusive.within(chosen), cluster),
    )
    return roots(parent)[cluster]


def _join_in_order(
    ties: Ties,
    cluster: Codes,
    parent: Codes,
    *,
    judged: defaultdict[int, set[int]],
    named: defaultdict[int, set[int]],
    held: dict[int, dict[int, set[int]]],
) -> None:
    """Join the clusters of each tie unless what they have joined so far forbids it; writes to ``parent``."""

    def find(x: int) -> int:
        while parent[x] != x:
            parent[x] = parent[parent[x]]
            x = int(parent[x])
        return x

    def clash(x: int, y: int) -> bool:
        one, two = held.get(x, {}), held.get(y, {})
        return any(kind in two and not values & two[kind] for kind, values in one.items())

    columns = (cluster[ties.x].tolist(), cluster[ties.y].tolist(), ties.is_number.tolist())
    for x, y, is_number in zip(*columns, strict=True):
        one, two = sorted((find(x), find(y)))
        if one == two or two in judged[one] or clash(one, two) or (two in named[one] and not is_number):
            continue
        parent[two] = one
        for barred in (judged, named):
            for other in barred.pop(two, set()):
                barred[other].discard(two)
                barred[other].add(one)
                barred[one].add(other)
        for kind, values in held.pop(two, {}).items():
            held.setdefault(one, {}).setdefault(kind, set()).update(values)


def _values(held: Exclusive, cluster: Codes) -> dict[int, dict[int, set[int]]]:
    """Cluster -> kind -> values."""
    found: dict[int, dict[int, set[int]]] = {}
    columns = (cluster[held.row].tolist(), held.kind.tolist(), held.value.tolist())
    for root, kind, value in zip(*columns, strict=True):
        found.setdefault(root, {}).setdefault(kind, set()).add(value)
    return found


def _between(cluster: Codes, pairs: Iterable[tuple[int, int]]) -> defaultdict[int, set[int]]:
    """For each cluster those that it must not join."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for x, y in pairs:
        one, two = int(cluster[x]), int(cluster[y])
        if one != two:
            found[one].add(two)
            found[two].add(one)
    return found


def find_ties(records: Records, scored: Scored, same_words: Codes, brands: tuple[Codes, Codes]) -> Ties:
    """Return what identifiers tie together.

    Only records with one value of lei, vat, reg with country, domain with words or bare name are
    tied, or compared ones (`transforms.resolve.ties` says the same to those who look for whole groups).
    """
    same_words = np.where(same_words < 0, -1, group_codes(same_words))  # counted from 0: quicker to sort
    levels = scored.levels[:, [NAMES.index("name"), NAMES.index("address")]]
    alike = np.flatnonzero((levels[:, 0] >= ALIKE_FROM) & (levels[:, 0] != UNKNOWN))
    a, b = scored.a[alike], scored.b[alike]
    name, place = levels[alike].T
    home = (name >= NEAR_NAME) & (place >= SAME_PLACE) & (place != UNKNOWN)
    country, form = records.country.astype(np.int64) + 1, records.form + 1

    def equal(*columns: Codes) -> Codes:
        same = [(column[a] >= 0) & (column[a] == column[b]) for column in columns]
        return np.asarray(np.logical_and.reduce(same))

    numbers = [
        neighbours(records.lei),
        neighbours(np.where(_shared_vat(records, scored), -1, records.vat)),
        neighbours(records.vat, same_words),
        _where(a, b, equal(records.vat)),
        # Two courts number alike: a number of theirs needs the town, the site or the name beside it.
        neighbours(np.where(records.is_court_bound, -1, records.reg), country),
        neighbours(records.reg, country, records.city),
        neighbours(records.reg, country, records.domain),
        _where(a, b, equal(records.reg, country)),
    ]
    names = [
        neighbours(records.domain, same_words, _form_if_it_matters(records.domain, same_words, form)),
        _where(a, b, (equal(records.domain) | home) & ((form[a] == 0) | (form[b] == 0) | equal(form))),
        brands,
    ]
    kinds = [*numbers, *names]
    x, y = (np.concatenate(ends) for ends in zip(*kinds, strict=True))
    kind = np.repeat(np.arange(len(kinds)), [len(ends[0]) for ends in kinds])
    order = np.lexsort((y, x, kind))
    return Ties(x[order], y[order], kind[order] < len(numbers))


def _where(a: Codes, b: Codes, chosen: Codes) -> tuple[Codes, Codes]:
    return a[chosen], b[chosen]


def _form_if_it_matters(domain: Codes, same_words: Codes, form: Codes) -> Codes:
    """Legal forms, 0 where a listing without one says that the name is enough on its site.

    Else two legal forms of one name are two companies.
    """
    known = np.flatnonzero((domain >= 0) & (same_words >= 0))
    named = group_codes(domain[known], same_words[known])
    formless = np.bincount(named[form[known] == 0], minlength=len(known)) > 0
    matters = form.copy()
    matters[known[formless[named]]] = 0
    return matters


def _shared_vat(records: Records, scored: Scored) -> Codes:
    """Which records bear the VAT number of a group: companies that are taxed together share one.

    They are told by two register numbers or LEIs, or by two unlike names that both have a legal form.
    """
    vat = records.vat
    groups = int(vat.max(initial=0)) + 1
    several = (distinct_values(vat, records.reg, groups) > 1) | (
        distinct_values(vat, records.lei, groups) > 1
    )
    full = (records.form[scored.a] >= 0) & (records.form[scored.b] >= 0)
    unlike = full & (scored.levels[:, NAMES.index("name")] <= OTHER_NAME) | scored.apart
    unlike &= (vat[scored.a] >= 0) & (vat[scored.a] == vat[scored.b])
    several[vat[scored.a[unlike]]] = True
    return np.asarray((vat >= 0) & several[vat])
