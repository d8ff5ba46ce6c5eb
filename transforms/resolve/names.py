"""How alike two company names are: rare words count, typing errors and word order do not."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, JaroWinkler
from rapidfuzz.process import cpdist

from transforms.resolve.columns import Codes
from transforms.resolve.remainders import is_acronym, same_remainder
from transforms.resolve.sounds import sounds_like
from transforms.resolve.words import Words, count_words

__all__ = ["NameSimilarity", "Words", "compare_names", "count_words"]

CHUNK = 50_000
"""Pairs of names that are looked at together: what they need stays in the cache of a processor."""
TYPO, CUT, INITIAL = 0.95, 0.9, 0.5
"""What a word counts that is the other but for typing errors, its beginning, its first letter."""
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
    for least, most in ((0, 4), (4, words.tokens.shape[1])):
        rows = np.flatnonzero((longest > least) & (longest <= most))
        for part in np.array_split(rows, max(1, -(-len(rows) // CHUNK))):
            _compare(words, low[part], high[part], most, part, found)
    return NameSimilarity(**{name: values[back] for name, values in found.items()})


def _compare(words: Words, a: Codes, b: Codes, width: int, rows: Codes, found: dict[str, Codes]) -> None:
    """Fill in what is found out about these pairs; words are looked at up to a width."""
    x, y = words.tokens[a, :width], words.tokens[b, :width]
    bits_x, bits_y = words.idf[a, :width], words.idf[b, :width]
    equal = (x[:, :, None] == y[:, None, :]) & (x >= 0)[:, :, None]
    free_x, free_y = (x >= 0) & ~equal.any(2), (y >= 0) & ~equal.any(1)
    shared = np.where(equal.any(2), bits_x, 0).sum(1)
    sure_x, sure_y = free_x.copy(), free_y.copy()
    pair, i, j = np.nonzero(free_x[:, :, None] & free_y[:, None, :])
    alone = (words.size[a] == 1) & (words.size[b] == 1)
    alike, is_one = _words_alike(words, x[pair, i], y[pair, j], shared[pair] > 0, alone[pair])
    good = alike > 0
    pair, i, j, alike, is_one = pair[good], i[good], j[good], alike[good], is_one[good]
    gain = np.zeros(x.shape, np.float32)
    np.maximum.at(gain, (pair, i), alike * np.minimum(bits_x[pair, i], bits_y[pair, j]))
    free_x[pair, i] = free_y[pair, j] = False
    sure_x[pair[is_one], i[is_one]] = sure_y[pair[is_one], j[is_one]] = False
    same_rest = same_remainder(words.vocabulary, x, y, sure_x, sure_y)
    same_rest |= _acronyms(words, a, b)
    same_rest |= found["same_words"][rows]
    for free in (free_x, free_y, sure_x, sure_y):
        free[same_rest] = False
    all_bits = np.minimum(bits_x.sum(1), bits_y.sum(1))
    shared = np.where(same_rest, np.maximum(all_bits, shared), shared + gain.sum(1))
    left_x, left_y = np.where(free_x, bits_x, 0).sum(1), np.where(free_y, bits_y, 0).sum(1)
    core_x, core_y = words.is_core[a, :width], words.is_core[b, :width]
    found["overlap"][rows] = shared / np.maximum(shared + (left_x + left_y) / 2, 1e-6)
    found["containment"][rows] = shared / np.maximum(shared + np.minimum(left_x, left_y), 1e-6)
    found["shared_bits"][rows] = shared
    found["own_bits"][rows] = np.minimum(
        np.where(free_x & core_x, bits_x, 0).sum(1), np.where(free_y & core_y, bits_y, 0).sum(1)
    )
    found["extra_bits"][rows] = _extra(words, x, y, (sure_x & core_x, sure_y & core_y), (bits_x, bits_y))
    found["ratio"][rows] = _ratios(words, a, b, found["same_words"][rows])


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
    regions: list[Codes] = [part & known.is_region[tokens] for part, tokens in zip(left, (x, y), strict=True)]
    one_sided = np.asarray(~(regions[0].any(1) & regions[1].any(1)))
    vehicles = np.asarray(known.is_vehicle[x].any(1) & known.is_vehicle[y].any(1))
    own = []
    for part, tokens, region, worth in zip(left, (x, y), regions, bits, strict=True):
        counts = part & ~known.is_filler[tokens] & ~(region & one_sided[:, None])
        counts &= ~(known.is_number[tokens] & vehicles[:, None])
        own.append(np.where(counts, worth, 0).sum(1))
    return np.asarray(np.maximum(*own))


def _ratios(words: Words, a: Codes, b: Codes, same: Codes) -> Codes:
    """Ratio of characters of the pairs whose lengths allow a high one; 1 for those that are the same."""
    found = np.where(same, 1, 0).astype(np.float32)
    long = words.letters
    worth = ~same & (2 * np.minimum(long[a], long[b]) >= LEAST_RATIO * (long[a] + long[b]))
    rows = np.flatnonzero(worth)
    one, two = ([words.squeezed[at] for at in side[rows].tolist()] for side in (a, b))
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
    edits = text & (initial | (near & (beside | alone))) & (short >= 4) & (apart <= 4) & (long - short <= 2)
    stem = text & initial & (short >= 4) & (apart <= 8)
    size = np.minimum(short, 8)
    mask = np.where(size == 8, -1, (np.int64(1) << (8 * size)) - 1)
    begins = text & initial & ((known.packed[x] ^ known.packed[y]) & mask == 0) & (short < long)
    rows = np.flatnonzero(edits | stem | begins)
    pairs, back = np.unique(x[rows].astype(np.int64) * len(known.words) + y[rows], return_inverse=True)
    one = [known.words[code] for code in (pairs // len(known.words)).tolist()]
    two = [known.words[code] for code in (pairs % len(known.words)).tolist()]
    errors = cpdist(one, two, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)[back]
    likeness = cpdist(one, two, scorer=JaroWinkler.similarity, score_cutoff=KINDRED, dtype=np.float32)[back]
    starts = np.fromiter((m.startswith(n) or n.startswith(m) for n, m in zip(one, two, strict=True)), bool)[
        back
    ]
    short, long = short[rows], long[rows]
    typo = edits[rows] & (errors <= np.where(long >= 9, 2, 1))
    cut = begins[rows] & starts
    typo &= initial[rows] | beside[rows] | (errors <= 1)
    sound = (edits[rows] & ~typo & (initial | beside)[rows]) & np.fromiter(
        map(sounds_like, one, two), bool, len(one)
    )[back]
    alike[rows] = np.select(
        [typo | sound, cut & (short >= 3), cut, stem[rows]],
        [TYPO, CUT, INITIAL, np.where(likeness >= KINDRED, likeness, 0)],
        0,
    )
    is_one[rows] = typo | sound | (cut & beside[rows] & ((short == 1) | (long - short >= 3)))
    return alike, is_one
