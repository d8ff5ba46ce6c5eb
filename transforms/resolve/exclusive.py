"""What a cluster may hold one value of only: one listing of a source that lists nobody twice, one number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from transforms.resolve.components import components
from transforms.resolve.groups import group_codes, neighbours
from transforms.resolve.prepare import Codes, Records


@dataclass(frozen=True)
class Exclusive:
    """Values that exclude each other: record ``row`` holds ``value`` of ``kind``, at most one of each."""

    row: Codes
    kind: Codes
    value: Codes

    def one_value(self, cluster: Codes, scope: Codes) -> Exclusive:
        """Return the values that clusters hold instead of records, again one of each kind.

        A person may have said that two listings with two numbers are one company. In their ``scope`` (a
        code by record) the two numbers then count as one, so that listings with either may join them.
        """
        if np.array_equal(cluster[self.row], self.row):
            return self
        node = group_codes(scope[self.row], self.kind, self.value)
        holder = group_codes(cluster[self.row], self.kind)
        a, b = neighbours(holder)
        value = components(len(node), node[a], node[b])[node]
        once = np.unique(holder, return_index=True)[1]
        return Exclusive(cluster[self.row[once]], self.kind[once], value[once])

    def within(self, chosen: Codes) -> Exclusive:
        """Return what the chosen rows (a mask) hold."""
        of_chosen = chosen[self.row]
        return Exclusive(self.row[of_chosen], self.kind[of_chosen], self.value[of_chosen])

    def relabel(self, parent: Codes) -> Exclusive:
        """Return the values of groups that have joined without a clash, ordered by group and kind."""
        row = parent[self.row]
        key = row.astype(np.int64) * self._kinds() + self.kind
        _, once = np.unique(key, return_index=True)
        return Exclusive(row[once], self.kind[once], self.value[once])

    def clash(self, a: Codes, b: Codes) -> Codes:
        """Return which couples (a, b) hold two values of one kind; the values must be ordered (`relabel`)."""
        first, behind = (np.searchsorted(self.row, a, side) for side in ("left", "right"))
        count = behind - first
        couple = np.repeat(np.arange(len(a)), count)
        mine = np.repeat(first - np.cumsum(count) + count, count) + np.arange(len(couple))
        kinds = self._kinds()
        wanted = b[couple].astype(np.int64) * kinds + self.kind[mine]
        key = self.row.astype(np.int64) * kinds + self.kind
        theirs = np.minimum(np.searchsorted(key, wanted), len(key) - 1)
        found = np.zeros(len(a), bool)
        found[couple[(key[theirs] == wanted) & (self.value[theirs] != self.value[mine])]] = True
        return found

    def clashing(self, scope: Codes) -> Codes:
        """Return the scopes (codes by record) in which two values of one kind occur."""
        held = self.within((np.bincount(scope, minlength=1) > 1)[scope])
        group = group_codes(scope[held.row], held.kind)
        low, high = np.full(len(group), np.iinfo(np.int64).max), np.full(len(group), -1)
        np.minimum.at(low, group, held.value)
        np.maximum.at(high, group, held.value)
        return np.unique(scope[held.row[(low != high)[group]]])

    def _kinds(self) -> int:
        return int(self.kind.max(initial=0)) + 1


def exclusive_values(records: Records, clean: frozenset[str], *, forms: bool = False) -> Exclusive:
    """Return what each record holds: itself where its source is clean, its register, VAT and LEI number.

    Register and VAT numbers exclude each other inside a country; abroad a company has others. With ``forms``
    kinds of legal form exclude each other too: a GmbH and an AG of one name, site and town are two companies.
    """
    is_clean = np.asarray([name in clean for name in records.sources] + [False], bool)
    everywhere = np.full(len(records), -1)
    parts = []
    for number, (codes, scope) in enumerate(
        (
            (np.where(is_clean[records.source], np.arange(len(records)), -1), records.source),
            (records.reg, records.country),
            (records.vat, records.country),
            (records.lei, everywhere),
            (_forms(records) if forms else everywhere, everywhere),
        )
    ):
        row = np.flatnonzero(codes >= 0)
        parts.append((row, 5 * (scope[row].astype(np.int64) + 1) + number, codes[row].astype(np.int64)))
    return Exclusive(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _forms(records: Records) -> Codes:
    """Legal forms; none for records whose number is printed with two: then one is wrong, or was given up."""
    country = records.country.astype(np.int64) + 1
    numbers = zip(neighbours(records.reg, country), neighbours(records.lei), strict=True)
    one_number = components(len(records), *(np.concatenate(ends) for ends in numbers))
    low, high = np.full(len(records), np.iinfo(np.int64).max), np.full(len(records), -1)
    known = np.flatnonzero(records.form >= 0)
    np.minimum.at(low, one_number[known], records.form[known])
    np.maximum.at(high, one_number[known], records.form[known])
    return np.where((low < high)[one_number], -1, records.form)
