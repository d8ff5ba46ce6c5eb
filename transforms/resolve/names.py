"""How alike two company names are: rare words count, typing errors and word order do not."""

from __future__ import annotations

from dataclasses import dataclass, fields
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from transforms.resolve.columns import Codes
from transforms.resolve.count_words import count_words
from transforms.resolve.remainders import is_acronym, same_remainder
from transforms.resolve.sounds import sounds_like
from transforms.resolve.words import Words

__all__ = ["NameSimilarity", "Words", "compare_names", "count_words"]

CHUNK = 50_000
"""Pairs of names that are looked at together: what they need stays in the cache of a processor."""
WIDTHS = (3, 4, 6)
"""Words up to which names are looked at together: work grows with the square of the longest name."""
TYPO, CUT, INITIAL = 0.95, 0.9, 0.5
"""What a word counts that is the other but for typing errors, its beginning, its first letter."""
LETTERS_APART = 4
"""Letters that two words within two typing errors may have apart."""
KINDRED = 0.9
"""Jaro-Winkler similarity from which two words are of one stem: they count, but are not one word."""


@dataclass(frozen=True)
class NameSimilarity:
    """How pairs of names compare, one value a pair."""

    overlap: Codes
    """Shared bits by shared and left-over bits, 0 to 1; words match exactly, by typing error or cut short."""
    containment: Codes
    """The same for the name with less left over: 1 where one name holds the other."""
    ratio: Codes
    """Characters in common of the names without blanks, 0 to 1; 0 where it cannot reach `LEAST_RATIO`."""
    shared_bits: Codes
    """What the shared words tell: much for ``wienerberger``, little for ``therapeutics``."""
    same_words: Codes
    own_bits: Codes
    """What the words tell that only one name has, of the name with less; 0 where one holds the other."""
    told_bits: Codes
    """The same of words that other names bear too: misspelled ones are left out."""
    extra_bits: Codes
    """The same of the name with more, little words left out: 0 where the names differ in spelling alone."""


LEAST_RATIO = 0.88
"""Ratio below which nobody asks for it."""


def compare_names(words: Words, a: Codes, b: Codes) -> NameSimilarity:
    """Compare names given by their codes; each distinct pair of names is looked at once."""
    size = np.int64(max(len(words.names), 1))
    turned = words.name_keys[a] > words.name_keys[b]  # a pair is looked at in one order, whatever the codes
    low, high = np.where(turned, b, a).astype(np.int64), np.where(turned, a, b).astype(np.int64)
    distinct, back = np.unique(low * size + high, return_inverse=True)
    low, high = distinct // size, distinct % size
    found = {field.name: np.zeros(len(distinct), np.float32) for field in fields(NameSimilarity)}
    found["same_words"] = (words.sorted_code[low] == words.sorted_code[high]) | (
        words.squeezed_code[low] == words.squeezed_code[high]
    )
    longest = np.maximum(words.size[low], words.size[high])
    for least, most in pairwise((0, *WIDTHS, words.tokens.shape[1])):
        rows = np.flatnonzero((longest > least) & (longest <= most))
        for part in np.array_split(rows, max(1, -(-len(rows) // CHUNK))):
            _compare(words, low[part], high[part], most, part, found)
    return NameSimilarity(**{name: values[back] for name, values in found.items()})


def _compare(words: Words, a: Codes, b: Codes, width: int, rows: Codes, found: dict[str, Codes]) -> None:
    """Fill in what is found out about these pairs; words are looked at up to a width.

    Arrays have one row a place in the name and one column a pair: sums over places are sums of long rows.
    """
    # Codes of the width that numpy looks up by: any other is turned into it at each look.
    x, y = (_columns(words.tokens, side, width).astype(np.intp) for side in (a, b))
    bits_x, bits_y = (_columns(words.idf, side, width) for side in (a, b))
    core_x, core_y = (_columns(words.is_core, side, width) for side in (a, b))
    free_x, free_y = x >= 0, y >= 0
    for one in range(len(x)):
        for two in range(len(y)):
            other = (x[one] != y[two]) | (x[one] < 0)
            free_x[one] &= other
            free_y[two] &= other
    shared = np.where(free_x, 0, bits_x).sum(0)
    sure_x, sure_y = free_x.copy(), free_y.copy()
    alone = (words.size[a] == 1) & (words.size[b] == 1)
    pair, i, j = _candidates(words, x, y, free_x, free_y, (shared > 0) | alone)
    alike, is_one = _words_alike(words, x[i, pair], y[j, pair], shared[pair] > 0, alone[pair])
    good = alike > 0
    pair, i, j, alike, is_one = pair[good], i[good], j[good], alike[good], is_one[good]
    gain = np.zeros(x.shape, np.float32)
    np.maximum.at(gain, (i, pair), alike * np.minimum(bits_x[i, pair], bits_y[j, pair]))
    free_x[i, pair] = free_y[j, pair] = False
    sure_x[i[is_one], pair[is_one]] = sure_y[j[is_one], pair[is_one]] = False
    same_rest = same_remainder(words.vocabulary, x, y, sure_x, sure_y)
    same_rest |= _acronyms(words, a, b)
    same_rest |= found["same_words"][rows]
    for free in (free_x, free_y, sure_x, sure_y):
        free[:, same_rest] = False
    all_bits = np.minimum(bits_x.sum(0), bits_y.sum(0))
    shared = np.where(same_rest, np.maximum(all_bits, shared), shared + gain.sum(0))
    left_x, left_y = np.where(free_x, bits_x, 0).sum(0), np.where(free_y, bits_y, 0).sum(0)
    found["overlap"][rows] = shared / np.maximum(shared + (left_x + left_y) / 2, 1e-6)
    found["containment"][rows] = shared / np.maximum(shared + np.minimum(left_x, left_y), 1e-6)
    found["shared_bits"][rows] = shared
    own_x, own_y = np.where(free_x & core_x, bits_x, 0), np.where(free_y & core_y, bits_y, 0)
    own = np.minimum(own_x.sum(0), own_y.sum(0))
    found["own_bits"][rows] = own
    at = np.flatnonzero(own)
    own_x, own_y = (
        (bits[:, at] * words.vocabulary.is_told[of[:, at]]).sum(0) for bits, of in ((own_x, x), (own_y, y))
    )
    found["told_bits"][rows[at]] = np.minimum(own_x, own_y)
    found["extra_bits"][rows] = _extra(words, x, y, (sure_x & core_x, sure_y & core_y), (bits_x, bits_y))
    found["ratio"][rows] = _ratios(words, a, b, found["same_words"][rows])


def _columns(table: Codes, rows: Codes, width: int) -> Codes:
    """The first places of some names, one row a place."""
    return np.ascontiguousarray(np.take(table, rows, axis=0)[:, :width].T)


def _candidates(
    words: Words, x: Codes, y: Codes, free_x: Codes, free_y: Codes, freely: Codes
) -> tuple[Codes, Codes, Codes]:
    """Pairs and places of words that may be alike: of one initial, or ``freely`` of almost one spelling."""
    known = words.vocabulary
    first_x, first_y, letters_x, letters_y = (
        of[codes] for of in (known.first, known.letters) for codes in (x, y)
    )
    pairs, places_i, places_j = [], [], []
    for i in range(len(x)):
        for j in range(len(y)):
            may = np.bitwise_count(letters_x[i] ^ letters_y[j]) <= LETTERS_APART
            may &= freely
            may |= first_x[i] == first_y[j]
            may &= free_x[i]
            may &= free_y[j]
            at = np.flatnonzero(may)
            pairs.append(at)
            places_i.append(np.full(len(at), i))
            places_j.append(np.full(len(at), j))
    return np.concatenate(pairs), np.concatenate(places_i), np.concatenate(places_j)


def _acronyms(words: Words, a: Codes, b: Codes) -> Codes:
    """Which pairs are a short name and one of several words that begin with its letters."""
    found = np.zeros(len(a), bool)
    size_a, size_b = words.size[a], words.size[b]
    may = (np.minimum(size_a, size_b) == 1) & (np.maximum(size_a, size_b) >= 3)
    may &= np.where(size_a == 1, words.letters[a], words.letters[b]) <= np.maximum(size_a, size_b)
    for row in np.flatnonzero(may).tolist():
        short, long = sorted((words.names[a[row]], words.names[b[row]]), key=len)
        found[row] = is_acronym(short, long.split())
    return found


def _extra(words: Words, x: Codes, y: Codes, left: tuple[Codes, Codes], bits: tuple[Codes, Codes]) -> Codes:
    """Bits of the words that make another company, of the name with more of them."""
    known = words.vocabulary
    region_x, region_y = (part & known.is_region[of] for part, of in zip(left, (x, y), strict=True))
    one_sided = ~(region_x.any(0) & region_y.any(0))
    vehicles = known.is_vehicle[x].any(0) & known.is_vehicle[y].any(0)
    own = []
    for part, of, region, worth in zip(left, (x, y), (region_x, region_y), bits, strict=True):
        counts = part & ~known.is_filler[of] & ~(region & one_sided)
        counts &= ~(known.is_number[of] & vehicles)
        own.append(np.where(counts, worth, 0).sum(0))
    return np.asarray(np.maximum(*own))


def _ratios(words: Words, a: Codes, b: Codes, same: Codes) -> Codes:
    """Ratio of characters of the pairs whose letters allow a high one; 1 for those that are the same."""
    found = np.where(same, 1, 0).astype(np.float32)
    length = words.letters[a] + words.letters[b]
    worth = ~same & (2 * np.minimum(words.letters[a], words.letters[b]) >= LEAST_RATIO * length)
    worth &= np.bitwise_count(words.signature[a] ^ words.signature[b]) <= (1 - LEAST_RATIO) * length + 1e-6
    rows = np.flatnonzero(worth)
    one, two = (list(words.squeezed.take(side[rows])) for side in (a, b))
    found[rows] = cpdist(one, two, scorer=fuzz.ratio, score_cutoff=100 * LEAST_RATIO, dtype=np.float32) / 100
    return found


def _words_alike(words: Words, x: Codes, y: Codes, beside: Codes, alone: Codes) -> tuple[Codes, Codes]:
    """How alike words are, 0 to 1, and which of them are one word: typing errors, cut-off words, initials.

    Numbers are never alike. A word that is cut short, is an initial or begins otherwise is the other only
    ``beside`` a word that both names have; one wrong letter may also begin a word that is ``alone``.
    """
    known = words.vocabulary
    alike, is_one = np.zeros(len(x), np.float32), np.zeros(len(x), bool)
    if not len(x):
        return alike, is_one
    short, long = np.minimum(known.length[x], known.length[y]), np.maximum(known.length[x], known.length[y])
    apart = np.bitwise_count(known.letters[x] ^ known.letters[y])
    initial = known.first[x] == known.first[y]
    near = initial | (known.second[x] == known.second[y])
    near |= (known.first[x] == known.second[y]) | (known.second[x] == known.first[y])
    text = ~known.is_number[x] & ~known.is_number[y]
    edits = (
        text
        & (initial | (near & (beside | alone)))
        & (short >= 4)
        & (apart <= LETTERS_APART)
        & (long - short <= 2)
    )
    stem = text & initial & (short >= 4) & (apart <= 8)
    size = np.minimum(short, 8)
    mask = np.where(size == 8, -1, (np.int64(1) << (8 * size)) - 1)
    begins = text & initial & ((known.packed[x] ^ known.packed[y]) & mask == 0) & (short < long)
    rows = np.flatnonzero(edits | stem | begins)
    pairs, back = np.unique(x[rows].astype(np.int64) * len(known.words) + y[rows], return_inverse=True)
    one = [known.words[code] for code in (pairs // len(known.words)).tolist()]
    two = [known.words[code] for code in (pairs % len(known.words)).tolist()]
    errors = cpdist(one, two, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)[back]
    likeness = cpdist(one, two, scorer=JaroWinkler.similarity, score_cutoff=KINDRED - 1e-6, dtype=np.float32)[
        back
    ]
    short, long, certain = short[rows], long[rows], (initial | beside)[rows]
    typo = edits[rows] & (errors <= np.where(long >= 9, 2, 1)) & (certain | (errors <= 1))
    cut, sound = begins[rows], np.zeros(len(rows), bool)
    for at in np.flatnonzero(cut & (short > 8)).tolist():  # the packed letters end there
        pair = back[at]
        cut[at] = one[pair].startswith(two[pair]) or two[pair].startswith(one[pair])
    asked = edits[rows] & ~typo & certain
    sounds = {pair: sounds_like(one[pair], two[pair]) for pair in set(back[asked].tolist())}
    sound[asked] = [sounds[pair] for pair in back[asked].tolist()]
    alike[rows] = np.select(
        [typo | sound, cut & (short >= 3), cut, stem[rows]],
        [TYPO, CUT, INITIAL, likeness],
        0,
    )
    is_one[rows] = typo | sound | (cut & beside[rows] & ((short == 1) | (long - short >= 3)))
    return alike, is_one
