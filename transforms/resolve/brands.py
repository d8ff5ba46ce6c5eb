"""Brands: names that one company bears in several towns, and its listings without a site.

Two firms may share a name that somebody made up by chance; in five towns they hardly do. There is a
``Rathaus-Apotheke`` and a ``Stadtwerke`` in any town: a brand bears a word of its own, or prints its site in
many of its towns. Branches often print their town beside the name, or that they are one: such names follow
the bare one, and make no brand by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import numpy as np

from transforms.clean import vocabulary
from transforms.clean.names import known_word
from transforms.resolve.chains import of_chains
from transforms.resolve.counts import Counts
from transforms.resolve.groups import distinct_values, group_codes
from transforms.resolve.keys import of_rows
from transforms.resolve.letters import KEY_BITS
from transforms.resolve.meanings import generic, meanings
from transforms.resolve.names import Words
from transforms.resolve.prepare import Codes, Records

BRAND_TOWNS, SITE_TOWNS = 5, 3
"""Towns from which a name is a brand's, and from which it is so where one site prints it."""
SITED = 1 / 3
"""Share of its towns in which a name of common words prints one site to be a brand's."""
OTHERS, OTHERS_SHARE = 2, 0.25
"""Other names that may bear a brand's word: so many, and for each of its listings (misspelled) so many."""
LEAST_LETTERS = 3
"""Letters of a word that nobody else has by chance."""
TOWN_WORDS = 4
"""Words of a town that are looked for in a name."""


@cache
def branch_words() -> frozenset[str]:
    """Words that make a branch of a company."""
    return frozenset(meanings().get(word, word) for word in vocabulary.words("branch_words"))


@cache
def common_words() -> frozenset[str]:
    """Words after which companies in any town are named."""
    spelled = (known_word(word)[1] for word in vocabulary.words("common_names"))
    return frozenset(meanings().get(word, word) for word in spelled)


def bare_names(records: Records, words: Words) -> Codes:
    """Return a stable key of each name less the words of its own town and for a branch; -1 where unknown.

    Equal for the same words in any order. What a name begins with is its own in any case.
    """
    known = np.flatnonzero(records.name >= 0)
    means, vocabulary_of = meanings(), words.vocabulary
    code = {word: at for at, word in enumerate(vocabulary_of.words)}
    town = np.full((len(records.values["city"]) + 1, TOWN_WORDS), -2)
    for at, name in enumerate(records.values["city"]):
        for place, word in enumerate(name.split()[:TOWN_WORDS]):
            town[at, place] = code.get(means.get(word, word), -2)
    is_branch = np.fromiter(map(branch_words().__contains__, [*code, ""]), bool, len(code) + 1)
    size = len(town)
    pairs, back = np.unique(
        records.name[known].astype(np.int64) * size + records.city[known] % size, return_inverse=True
    )
    tokens, own = words.tokens[pairs // size], town[pairs % size]
    beside = is_branch[tokens] | (tokens[:, :, None] == own[:, None, :]).any(2)
    beside &= (tokens >= 0) & ~beside[:, :1]
    less = np.where(beside, vocabulary_of.keys[tokens], 0).astype(np.uint64).sum(1, dtype=np.uint64)
    keys = of_rows(words.sorted_code, records.name)
    whole = keys[known].astype(np.uint64)
    keys[known] = np.where(less[back] > 0, (whole - less[back]) & np.uint64(KEY_BITS), whole).astype(np.int64)
    return keys


def brand_ties(
    records: Records, words: Words, bare: Codes, counted: Mapping[str, Counts]
) -> tuple[Codes, Codes]:
    """Listings without a site, each with a listing of the brand whose name they bear in the same country.

    A brand's name has a word of its own and is known in `BRAND_TOWNS` towns, or in `SITE_TOWNS` with a site
    in several; a name of common words prints its site in `SITED` of its towns. A known chain's has a site;
    its words may stand in other names as well.
    Where a second site, legal form or register number bears the name, nobody can tell whose the listing is,
    and it stays by itself.

    Args:
        records, words: listings and the words of their names.
        bare: see `bare_names`.
        counted: how many records hold each value (`model.Model.values`).
    """
    bearer = _bearers(np.where(bare < 0, -1, group_codes(bare)), records.country)
    known = np.flatnonzero(bearer >= 0)
    at_site = records.domain >= 0
    plain = np.where(of_rows(words.sorted_code, records.name) == bare, bearer, -1)
    towns, sited = (
        distinct_values(codes, records.city, len(records)) for codes in (plain, np.where(at_site, plain, -1))
    )
    chain = np.where(of_chains(records), bearer, -1)
    is_own = _is_own(records, words, plain, chain, counted)
    is_brand = is_own & (towns >= np.where(sited > 1, SITE_TOWNS, BRAND_TOWNS))
    is_brand |= (towns >= SITE_TOWNS) & (sited > 1) & (sited >= SITED * towns)
    is_brand |= is_own & (distinct_values(chain, records.domain, len(records)) > 0)
    for codes in (records.domain, records.form, records.reg):
        is_brand &= distinct_values(bearer, codes, len(records)) <= 1
    of_brand = known[is_brand[bearer[known]]]
    first = np.full(len(records) + 1, 2 * len(records))
    np.minimum.at(first, bearer[of_brand], np.where(at_site[of_brand], of_brand, of_brand + len(records)))
    rest = of_brand[~at_site[of_brand]]
    return first[bearer[rest]] % len(records), rest


def _is_own(
    records: Records, words: Words, bearer: Codes, chain: Codes, counted: Mapping[str, Counts]
) -> Codes:
    """Which names have a word of their own: no common one, no town, hardly in another name but a chain's."""
    vocabulary = words.vocabulary
    common = common_words() | generic()
    may = np.fromiter((word not in common for word in [*vocabulary.words, ""]), bool, len(vocabulary.keys))
    may &= ~vocabulary.is_number & (vocabulary.length >= LEAST_LETTERS)
    may &= counted["city"].look_up(vocabulary.keys) == 0
    known, width = np.flatnonzero(bearer >= 0), max(len(words.names), len(may))
    names = np.unique(bearer[known] * width + records.name[known])
    tokens = words.tokens[names % width]
    at, place = np.nonzero((tokens >= 0) & may[tokens])
    pairs, bearing = np.unique(names[at] // width * width + tokens[at, place], return_counts=True)
    of, others = pairs // width, words.counts.look_up(vocabulary.keys[pairs % width]) - bearing
    own, is_chain = np.zeros((2, len(records)), bool)
    is_chain[chain[chain >= 0]] = True
    rows = np.bincount(bearer[known], minlength=len(records))
    own[of[is_chain[of] | (others <= OTHERS + OTHERS_SHARE * rows[of])]] = True
    return own


def _bearers(name: Codes, country: Codes) -> Codes:
    """A code for each name in each country; a listing without one is of the only country of its name."""
    low, high = np.full(len(name) + 1, len(name)), np.full(len(name) + 1, -1)
    placed = np.flatnonzero((name >= 0) & (country >= 0))
    np.minimum.at(low, name[placed], country[placed])
    np.maximum.at(high, name[placed], country[placed])
    rows = np.flatnonzero((name >= 0) & ((country >= 0) | (high <= low)[name]))
    bearer = np.full(len(name), -1)
    bearer[rows] = group_codes(name[rows], np.where(country >= 0, country, high[name])[rows])
    return bearer
