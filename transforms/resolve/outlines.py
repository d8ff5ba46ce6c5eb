"""The most that two names may tell, from a few numbers a name: most candidates have little words in common.

What counts as one word in `names` is equal, begins with one letter, or is spelled almost alike. Each word
is outlined by its letters, its length and what it tells. So it can be said at once which words of two names
may be one, and that these tell no more than so much.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pyarrow.compute as pc

from transforms.resolve.columns import Codes, numbers, texts
from transforms.resolve.compare import name_levels
from transforms.resolve.features import letter_counts
from transforms.resolve.key_kinds import row_keys
from transforms.resolve.memory import zeros
from transforms.resolve.names import KINDRED, LEAST_RATIO, LETTERS_APART, NameSimilarity, Words
from transforms.resolve.prepare import Records

WORDS = 6
"""Words of a name that are outlined; of longer names nothing is said."""
NATIVE, SIZE = range(2)
COUNTS = slice(2, 4)
LETTERS = slice(4, 4 + WORDS)
TELLS = slice(LETTERS.stop, LETTERS.stop + WORDS)
WIDTH = TELLS.stop
"""Numbers of a name: its native form, how many words it has, how often letters of 16 classes (four bits
each), two numbers a word."""
PARTS = 8
"""What a word tells is kept in these parts of a bit, rounded up."""
_LENGTH, _LONG, _OWN = 8, 31, 13
"""Bits in front of the length of a word, the length that stands for any, and the bit of words of one's own
(`NameSimilarity.extra_bits`)."""
_SAME = np.uint32(0xFFFF_FFFF ^ 255 ^ 1 << _OWN)
"""What equal words have in common."""
_ALPHABET = np.uint32((1 << 26) - 1)
_SPLIT_LETTERS = 2
"""Letters that names may have apart which are split otherwise (`remainders`)."""
_LOW, _SUM = np.uint64(0x0F0F_0F0F_0F0F_0F0F), np.uint64(0x0101_0101_0101_0101)
"""The lower halves of eight bytes; times this, eight bytes are added up in the topmost one."""
_PART = 50_000
_WIDTHS = (3, WORDS)
"""Words up to which names are looked at together: work grows with the square of the longest name."""


def outlines(records: Records, words: Words, rows: Codes, count: int) -> Codes:
    """Return the outline of each record's name: `WIDTH` numbers (uint32), one line a row; 0 is unknown.

    Args:
        rows, count: where each record stands among so many rows; what is between them knows nothing.
    """
    found, of_names = zeros((count, WIDTH), np.uint32), _of_names(words)
    for start in range(0, len(records), _PART):
        part = slice(start, start + _PART)
        name, native = records.name[part], row_keys(records, "native", part)
        lines = of_names[name]
        lines[:, NATIVE] = np.where(native < 0, 0, (native & 0x7FFF_FFFF) + 1)
        found[rows[part]] = lines
    return found


def _of_names(words: Words) -> Codes:
    """Outlines of the distinct names, without native forms; an empty one at the end, for code -1."""
    known = words.vocabulary
    letters = (known.letters | known.letters >> np.uint64(26)).astype(np.uint32) & _ALPHABET
    letters |= (known.first & 63).astype(np.uint32) << np.uint32(26)
    is_ascii = numbers(pc.utf8_length(texts([*known.words, ""])), np.int32) == known.length
    length = np.where(is_ascii, np.minimum(known.length, _LONG), _LONG).astype(np.uint32)
    own = ~(known.is_filler | known.is_region | known.is_number)
    tells = known.keys.astype(np.uint32) << np.uint32(_OWN + 1) | length << np.uint32(_LENGTH)
    found = zeros((len(words.names) + 1, WIDTH), np.uint32)
    for start in range(0, len(words.names), _PART):
        part = slice(start, min(start + _PART, len(words.names)))
        tokens, is_core = words.tokens[part, :WORDS], words.is_core[part, :WORDS]
        worth = np.clip(np.ceil(words.idf[part, :WORDS] * PARTS), 1, 255).astype(np.uint32)
        worth |= (own[tokens] & is_core).astype(np.uint32) << np.uint32(_OWN) | tells[tokens]
        counts, lines = letter_counts(words.squeezed[part]), found[part]
        lines[:, SIZE] = np.where((counts > 15).any(1), WORDS + 1, words.size[part])
        lines[:, COUNTS] = (counts[:, ::2] & 15 | counts[:, 1::2] << 4).view(np.uint32)
        lines[:, LETTERS][:, : tokens.shape[1]] = np.where(tokens < 0, 0, letters[tokens])
        lines[:, TELLS][:, : tokens.shape[1]] = np.where(tokens < 0, 0, worth)
    return found


def best_names(x: Codes, y: Codes) -> tuple[Codes, Codes]:
    """Return the highest level and the most bits that each pair of names may reach below level 6.

    Args:
        x, y: outlines of both sides, one line a pair; best of a few thousand pairs.
    """
    level, bits = np.full(len(x), 5, np.uint8), np.full(len(x), np.inf, np.float32)
    asked = np.flatnonzero(~_are_open(x, y))
    longest = np.maximum(x[asked, SIZE], y[asked, SIZE])
    for least, most in pairwise((0, *_WIDTHS)):
        rows = asked[(longest > least) & (longest <= most)]
        sides = (np.ascontiguousarray(side[rows].T) for side in (x, y))
        parts = [side[part][:most] for side in sides for part in (LETTERS, TELLS)]
        level[rows], bits[rows] = _best(*parts)
    return level, bits


def _are_open(x: Codes, y: Codes) -> Codes:
    """Which names may be one whatever their words: unknown, long or native ones, initials, like spellings."""
    short, long = np.minimum(x[:, SIZE], y[:, SIZE]), np.maximum(x[:, SIZE], y[:, SIZE])
    are_open = (short == 0) | (long > WORDS) | (short == 1) & (long > 2)
    are_open |= (x[:, NATIVE] == y[:, NATIVE]) & (x[:, NATIVE] > 0)
    one, other = (np.ascontiguousarray(side[:, COUNTS]).view(np.uint64)[:, 0] for side in (x, y))
    both, length = np.zeros(len(x), np.uint64), np.zeros(len(x), np.uint64)
    for shift in (np.uint64(0), np.uint64(4)):  # a byte for each count, so that eight are looked at together
        of_one, of_other = one >> shift & _LOW, other >> shift & _LOW
        both += np.minimum(of_one.view(np.uint8), of_other.view(np.uint8)).view(np.uint64)
        length += (of_one * _SUM >> np.uint64(56)) + (of_other * _SUM >> np.uint64(56))
    return np.asarray(are_open | (2 * (both * _SUM >> np.uint64(56)) >= LEAST_RATIO * length - 1e-6))


def _best(letters_x: Codes, tells_x: Codes, letters_y: Codes, tells_y: Codes) -> tuple[Codes, Codes]:
    """The highest level and the most bits of names by their words; one row a place, one column a pair."""
    told, equal = _shared(letters_x, tells_x, letters_y, tells_y)
    sides = (
        (letters_x, tells_x, told.max(1), equal.any(1)),
        (letters_y, tells_y, told.max(0), equal.any(0)),
    )
    shared = np.maximum(*(told.sum(0, dtype=np.int32) for _, _, told, _ in sides)) / PARTS
    left, extra, letters = [], [], []
    for words, tells, told, same in sides:
        over = np.where(told == 0, tells, np.uint32(0))
        bits = np.maximum((over & np.uint32(255)).astype(np.int32) - 1, 0)
        left.append(bits.sum(0) / PARTS)
        extra.append((bits * (over >> np.uint32(_OWN) & np.uint32(1))).sum(0) / PARTS)
        letters += [np.where(held, np.uint32(0), words) for held in (told > 0, same)]
    level = name_levels(
        NameSimilarity(
            overlap=shared / np.maximum(shared + (left[0] + left[1]) / 2, 1e-6),
            containment=shared / np.maximum(shared + np.minimum(*left), 1e-6),
            ratio=np.zeros(len(shared)),
            shared_bits=shared,
            same_words=np.zeros(len(shared), bool),
            own_bits=shared,
            told_bits=shared,
            extra_bits=np.maximum(*extra),
        )
    )
    split = _may_be_split_otherwise(*letters)
    return np.where(split, 5, level), np.where(split, np.inf, shared)


def _shared(letters_x: Codes, tells_x: Codes, letters_y: Codes, tells_y: Codes) -> tuple[Codes, Codes]:
    """Parts of bits that a word of one name and one of the other may tell as one word; which are equal."""
    apart = letters_x[:, None] ^ letters_y[None]
    may = apart <= _ALPHABET  # one initial
    may |= np.bitwise_count(apart & _ALPHABET) <= LETTERS_APART
    may &= (tells_x > 0)[:, None]
    may &= tells_y > 0
    shape, at = may.shape, np.flatnonzero(may)
    words, pair = np.divmod(at, shape[2])
    of_x, of_y = words // shape[1] * shape[2] + pair, words % shape[1] * shape[2] + pair
    letters_x, tells_x = letters_x.reshape(-1)[of_x], tells_x.reshape(-1)[of_x]
    letters_y, tells_y = letters_y.reshape(-1)[of_y], tells_y.reshape(-1)[of_y]
    bits_x, bits_y = tells_x & np.uint32(255), tells_y & np.uint32(255)
    length_x, length_y = (
        (tells >> np.uint32(_LENGTH) & np.uint32(_LONG)).astype(np.int32) for tells in (tells_x, tells_y)
    )
    differ = letters_x ^ letters_y
    only_x, only_y = (
        np.bitwise_count(differ & letters & _ALPHABET).astype(np.int32) for letters in (letters_x, letters_y)
    )
    short, long = np.minimum(length_x, length_y), np.maximum(length_x, length_y)
    any_length = long == _LONG
    alike = (only_x + only_y <= LETTERS_APART) & (short >= 4) & ((long - short <= 2) | any_length)
    begins = (length_x != length_y) & (np.where(length_x < length_y, only_x, only_y) == 0)
    # Jaro's likeness counts letters in common by both lengths; an equal beginning adds to it.
    common = np.minimum(length_x - only_x, length_y - only_y)
    least = 3 * (KINDRED - 0.4) / 0.6 - 1 - 1e-4
    stem = (short >= 4) & (common * (length_x + length_y) >= least * length_x * length_y)
    alike |= (differ <= _ALPHABET) & (begins | stem | any_length)
    equal = (differ == 0) & ((tells_x ^ tells_y) & _SAME == 0)
    told, same = np.zeros(may.size, np.uint8), np.zeros(may.size, bool)
    told[at] = np.where(equal, np.maximum(bits_x, bits_y), np.where(alike, np.minimum(bits_x, bits_y), 0))
    same[at] = equal
    return told.reshape(shape), same.reshape(shape)


def _may_be_split_otherwise(left_x: Codes, rest_x: Codes, left_y: Codes, rest_y: Codes) -> Codes:
    """Which names may be the same where words are left over (`remainders`): these have the same letters.

    Args:
        left_x, left_y: letters of each word that is left over for sure, 0 for others.
        rest_x, rest_y: of each word that may be: the other name has no equal one.
    """
    count = np.zeros(left_x.shape[1], np.uint8)
    for left, other in ((left_x, rest_y), (left_y, rest_x)):
        letters, others = (np.bitwise_or.reduce(words, axis=0) for words in (left, other))
        count += np.bitwise_count(letters & ~others & _ALPHABET)
    return np.asarray(count <= _SPLIT_LETTERS)
