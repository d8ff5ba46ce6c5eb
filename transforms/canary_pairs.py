"""Counts of pairs behind the canaries: what identifiers say of the companies that were found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from transforms.resolve.columns import Codes, encode, numbers
from transforms.resolve.keys import text_keys

NEAR_NAME = 90.0
"""Likeness (0 to 100) from which two names of one web site are those of one company."""
SAMPLE = 1_000
"""Listings of shared identifiers, and as many of any identifiers, that a fair canary looks at."""
WHOLE = 100
"""A company of at most so many listings is looked at whole."""
NUMBERS = ("reg", "lei", "vat")

Counted = tuple[int, int]
"""Pairs that were looked at, and those among them that came out as the identifier says."""


@dataclass(frozen=True)
class Coded:
    """Tonight's listings as codes (-1 unknown), one row a listing in the order of its id."""

    cleaned: pa.Table
    company: Codes
    codes: dict[str, Codes]
    names: list[str]

    @classmethod
    def of(cls, cleaned: pa.Table, members: pd.DataFrame) -> Coded:
        """``members``: listing id and company of each listing, in this order of columns."""
        columns = ("source", "name", "form", "domain", "city", "country", *NUMBERS)
        encoded = {column: encode(cleaned[column]) for column in columns}
        company = members.iloc[:, 1].set_axis(members.iloc[:, 0]).reindex(cleaned["listing_id"].to_pylist())
        codes = {column: codes for column, (codes, _) in encoded.items()}
        return cls(cleaned, pd.factorize(company)[0], codes, encoded["name"][1].to_pylist())

    def register_entry(self) -> Codes:
        """Code of number and country; where every court counts for itself, of the town as well."""
        bound = self.cleaned["court_bound"].to_numpy(zero_copy_only=False).astype(bool)
        town = np.where(bound, self.codes["city"], -2)
        known = (self.codes["reg"] >= 0) & ~(bound & (town < 0))
        return np.where(known, _group(self.codes["reg"], self.codes["country"], town), -1)

    def source_among(self, names: frozenset[str]) -> Codes:
        """Code of the source where it is one of these."""
        among = pc.is_in(self.cleaned["source"], pa.array(sorted(names), pa.string()))
        return np.where(among.to_numpy(zero_copy_only=False).astype(bool), self.codes["source"], -1)


def chained(key: Codes, rank: Codes | None = None) -> tuple[Codes, Codes]:
    """Rows of one key, each with the next one by ``rank``: the pairs that tie all of them together."""
    rows = np.flatnonzero(key >= 0)
    order = rows[np.lexsort((rows if rank is None else rank[rows], key[rows]))]
    equal = key[order[1:]] == key[order[:-1]]
    return order[:-1][equal], order[1:][equal]


def near_names(night: Coded, site: Codes) -> tuple[Codes, Codes]:
    """Pairs of one web site whose names are near: neighbours in the alphabet."""
    name = night.codes["name"]
    texts = np.asarray([*night.names, ""], object)
    alphabet = np.empty(len(texts), np.int64)
    alphabet[np.argsort(texts, kind="stable")] = np.arange(len(texts))
    a, b = chained(np.where(name >= 0, site, -1), alphabet[name])
    likeness = process.cpdist(texts[name[a]], texts[name[b]], scorer=fuzz.token_sort_ratio)
    near = np.asarray(likeness) >= NEAR_NAME
    return a[near], b[near]


def together(a: Codes, b: Codes, company: Codes) -> Counted:
    """Count the pairs, and those in one company."""
    return len(a), int((company[a] == company[b]).sum())


def inside(company: Codes, value: Codes, within: Codes | None = None) -> Counted:
    """Count pairs in one company (``within`` a country) that both have a value, and those with equal ones."""
    known = np.flatnonzero((value >= 0) & (company >= 0))
    scope = [company[known]] if within is None else [company[known], within[known]]
    return _pairs(*scope), _pairs(*scope, value[known])


def _pairs(*keys: Codes) -> int:
    """Unordered pairs of rows that are equal in every key."""
    count = np.bincount(_group(*keys)) if len(keys[0]) else np.zeros(0, np.int64)
    return int((count * (count - 1) // 2).sum())


def _group(*keys: Codes) -> Codes:
    """One code for rows that are equal in every key."""
    code = np.zeros(len(keys[0]), np.int64)
    for key in keys:
        values, other = np.unique(key, return_inverse=True)
        code = np.unique(code * max(len(values), 1) + other, return_inverse=True)[1].astype(np.int64)
    return code


def sample(cleaned: pa.Table, key: Codes) -> Codes:
    """Listings to ask: of shared keys, and of any, both by a hash, so that each night asks the same ones."""
    known = np.flatnonzero(key >= 0)
    draw = text_keys(cleaned["listing_id"].take(pa.array(known)).to_pylist())
    count = np.bincount(key[known], minlength=1)
    drawn = np.full(len(count), np.iinfo(np.int64).max)
    np.minimum.at(drawn, key[known], draw)
    shared = known[count[key[known]] > 1]
    by_value = shared[np.lexsort((shared, drawn[key[shared]]))][:SAMPLE]
    return np.union1d(by_value, known[np.argsort(draw, kind="stable")][:SAMPLE])


def around(night: Coded, matches: pd.DataFrame, seeds: Codes) -> Codes:
    """The seeds with everything that they were compared with or are one company with."""
    size = np.bincount(night.company[night.company >= 0], minlength=1)
    companies = np.unique(night.company[seeds])
    companies = companies[(companies >= 0) & (size[companies] <= WHOLE)]
    rows = [seeds, np.flatnonzero(np.isin(night.company, companies))]
    ids = night.cleaned["listing_id"].combine_chunks()
    asked = ids.take(pa.array(seeds)).to_pylist()
    touched = matches["listing_a"].isin(asked) | matches["listing_b"].isin(asked)
    others = pd.unique(matches.loc[touched, ["listing_a", "listing_b"]].to_numpy(object).ravel())
    at = pc.index_in(pa.array(others, pa.string()), ids).drop_null()
    return np.unique(np.concatenate([*rows, numbers(at, np.int32)]))
