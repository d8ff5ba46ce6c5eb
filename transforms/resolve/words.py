"""Words of company names: what each tells, and under which keys names with like words are found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.clean import form_words
from transforms.resolve.columns import Codes, Texts, numbers, texts
from transforms.resolve.counts import Counts
from transforms.resolve.keys import join, of_rows, text_keys
from transforms.resolve.letters import KEY_BITS, first_letters, letter_bits, pack, packed_keys, skeletons
from transforms.resolve.meanings import fillers, generic, in_figures, meanings, regions, vehicles

WIDTH = 10
"""Words of a name that are compared, the rarest ones; longer names hold slogans."""
LONGEST = 30
"""Words of a name that are looked at."""
WORLD = 100
"""Names outside the data that lack a word: in a file of ten names a word that two share still tells much."""
FORM_FACTOR, BEHIND_FORM = 0.1, 0.3
"""What a legal form inside a name counts, and what a word behind it: ``Softing AG inh. o.N.`` is Softing."""
GENERIC_FACTOR = 0.4
"""What a word counts that says little about which company it is."""


@dataclass(frozen=True)
class Vocabulary:
    """The distinct words; one more value at the end of each array, for code -1."""

    words: list[str]
    keys: Codes
    """Stable keys; see `transforms.resolve.keys`."""
    length: Codes
    first: Codes
    second: Codes
    letters: Codes
    """Which letters a word has, one bit each: words within a typing error hardly differ in it."""
    packed: Codes
    """The first eight characters in one number; a shorter word is padded."""
    is_number: Codes
    is_filler: Codes
    """Words whose presence or absence makes no other company."""
    is_region: Codes
    """Regions of China, which stand before a company's name or not."""
    is_vehicle: Codes
    """Words of funds and trusts, which differ by their number alone."""


@dataclass(frozen=True)
class Words:
    """Words of the distinct names, in the order of the names; words that mean the same are one word."""

    names: Texts
    squeezed: Texts
    """The names without blanks."""
    vocabulary: Vocabulary
    counts: Counts
    """How many names bear each word."""
    name_keys: Codes
    """Stable key of each name."""
    letters: Codes
    """How many letters a name has."""
    signature: Codes
    """Which letters a name has, one bit each: names of almost one spelling hardly differ in it."""
    size: Codes
    """How many words a name has, `WIDTH` at most."""
    tokens: Codes
    """One row a name, word codes in the order of the name, -1 beyond its end."""
    idf: Codes
    """Same shape: bits that each word tells, 0 beyond its end."""
    is_core: Codes
    """Same shape: true for words of the name proper, false for a legal form and what stands behind it."""
    sorted_code: Codes
    """Stable key, equal for names with the same words in any order."""
    squeezed_code: Codes
    """Stable key, equal for names with the same letters."""
    prefix_code: Codes
    skeleton_code: Codes
    """Stable key, equal for names with the same first consonants: typing errors mostly hit vowels."""
    rarest_two_code: Codes

    @property
    def word_keys(self) -> Codes:
        """Stable key of each word of the vocabulary."""
        return self.vocabulary.keys[:-1]

    @property
    def initial(self) -> Codes:
        """First letter of each word of the vocabulary; -1 at the end, for code -1."""
        return self.vocabulary.first

    def postings(self, name: Codes) -> tuple[Codes, Codes]:
        """Rows and word codes of every word of every record."""
        rows = np.flatnonzero(name >= 0)
        tokens = self.tokens[name[rows]]
        row, column = np.nonzero(tokens >= 0)
        return rows[row], tokens[row, column]

    def spellings(self, name: Codes) -> tuple[Codes, Codes]:
        """Rows and keys that records share whose names begin alike but for one letter.

        Each key is the beginning of a name less one letter: costly, so it is for rows that hold a name only.
        """
        rows = np.flatnonzero(name >= 0)
        letters = first_letters(self.squeezed.take(name[rows]).column, 9)
        keys = [packed_keys(np.delete(letters, at, axis=1)) for at in range(letters.shape[1])]
        return np.tile(rows, len(keys)), np.concatenate(keys)

    def initials(self, name: Codes) -> tuple[Codes, Codes]:
        """Rows and keys that a short name shares with names of these initials (``bmw``)."""
        rows = np.flatnonzero(name >= 0)
        initials, of = [], []
        for row, printed in zip(rows.tolist(), self.names.take(name[rows]), strict=True):
            words = printed.split()
            if len(words) == 1 and 3 <= len(words[0]) <= 6:
                initials.append(words[0])
                of.append(row)
            elif 3 <= len(words) <= 8:
                full = "".join(word[0] for word in words)
                for text in {full, "".join(word[0] for word in words if word not in fillers())}:
                    initials.append(text)
                    of.append(row)
        return np.asarray(of, np.int64), text_keys(initials)


def count_words(names: Sequence[str], known: Counts | None = None) -> Words:
    """Measure the words of the distinct names.

    Args:
        names: compare forms, each once.
        known: how many names bear each word, counted earlier on other names; without it they are counted
            here. With it what a word tells does not depend on the other names.
    """
    names = Texts.of(names)
    column = names.column
    start, printed, spelled = _split(in_figures(column))
    name = np.repeat(np.arange(len(names)), np.diff(start))
    place = np.arange(len(printed)) - start[:-1][name]
    factor = _factors(spelled, printed, place, name)
    code, meant = _concepts(spelled)
    token = code[printed]
    fresh = ~_repeated(token, place)
    keys = text_keys(meant)
    if known is None:
        known = Counts.of(np.sort(keys[token[fresh]]), total=len(names))
    bits = np.log2((known.total + WORLD) / (np.maximum(known.look_up(keys), 1) + 0.5))
    little = generic()
    bits = np.where(
        np.fromiter((word in little for word in meant), bool, len(meant)), GENERIC_FACTOR * bits, bits
    )
    worth = np.maximum(bits, 0.05)[token] * factor
    kept = fresh & (place < LONGEST)
    kept &= _among_rarest(name, worth, keys[token], kept, len(names))
    row = name[kept]
    first = np.searchsorted(row, np.arange(len(names) + 1))
    at = np.arange(len(row)) - first[row]
    width = max(1, int(at.max(initial=0)) + 1)
    tokens = np.full((len(names), width), -1, np.int32)
    idf = np.zeros(tokens.shape, np.float32)
    is_core = np.zeros(tokens.shape, bool)
    tokens[row, at], idf[row, at], is_core[row, at] = token[kept], worth[kept], factor[kept] == 1
    squeezed = Texts(pc.replace_substring(column, " ", ""))
    letters = first_letters(squeezed.column)
    return Words(
        names=names,
        squeezed=squeezed,
        vocabulary=_describe(meant, keys),
        counts=known,
        name_keys=text_keys(names),
        letters=numbers(pc.binary_length(squeezed.column), np.int32),
        signature=letter_bits(squeezed.column),
        size=np.diff(first).astype(np.int32),
        tokens=tokens,
        idf=idf,
        is_core=is_core,
        sorted_code=_sum_keys(keys[token], fresh, name, len(names)),
        squeezed_code=text_keys(squeezed),
        prefix_code=packed_keys(letters[:, :6]),
        skeleton_code=packed_keys(skeletons(letters)),
        rarest_two_code=_rarest_two(tokens, idf, keys),
    )


def _split(names: pa.Array) -> tuple[Codes, Codes, list[str]]:
    """Where the words of each name begin, codes of all words in order, and the distinct words."""
    split = pc.split_pattern(names, " ")
    words = split.values.dictionary_encode()
    return (
        numbers(split.offsets, np.int32).astype(np.int64),
        numbers(words.indices, np.int32),
        words.dictionary.to_pylist(),
    )


def _factors(spelled: list[str], printed: Codes, place: Codes, name: Codes) -> Codes:
    """What each word counts for its place: what stands behind a legal form is hardly the name any more."""
    known = form_words()
    is_form = np.fromiter((word in known for word in spelled), bool, len(spelled))[printed] & (place > 0)
    if not is_form.any():
        return np.ones(len(printed))
    before: Codes = np.cumsum(is_form) - is_form
    behind: Codes = before > before[np.flatnonzero(place == 0)][name]
    return np.where(is_form, FORM_FACTOR, np.where(behind, BEHIND_FORM, 1.0))


def _concepts(spelled: list[str]) -> tuple[Codes, list[str]]:
    """Codes of what the spelled words mean, and the meanings."""
    means, seen = meanings(), dict[str, int]()
    code = [seen.setdefault(means.get(word, word), len(seen)) for word in spelled]
    return np.asarray(code, np.int32), list(seen)


def _repeated(token: Codes, place: Codes) -> Codes:
    """Words that stood in the same name before."""
    found = np.zeros(len(token), bool)
    for shift in range(1, min(LONGEST, int(place.max(initial=0)) + 1)):
        found[shift:] |= (token[shift:] == token[:-shift]) & (place[shift:] >= shift)
    return found


def _among_rarest(name: Codes, worth: Codes, keys: Codes, kept: Codes, size: int) -> Codes:
    """The `WIDTH` words of each name that tell most; equal ones by their keys."""
    found = np.ones(len(name), bool)
    for row in np.flatnonzero(np.bincount(name[kept], minlength=size) > WIDTH).tolist():
        at = np.arange(*np.searchsorted(name, (row, row + 1)))
        at = at[kept[at]]
        found[at[np.lexsort((keys[at], -worth[at]))[WIDTH:]]] = False
    return found


def _sum_keys(keys: Codes, fresh: Codes, name: Codes, size: int) -> Codes:
    """A key for the set of words of each name."""
    if not size:
        return np.empty(0, np.int64)
    start = np.searchsorted(name, np.arange(size))
    total = np.add.reduceat(np.where(fresh, keys, 0).astype(np.uint64), start)
    return np.where(keys[start] < 0, -1, (total & np.uint64(KEY_BITS)).astype(np.int64))


def _rarest_two(tokens: Codes, idf: Codes, keys: Codes) -> Codes:
    """A key for the two words of each name that tell most; -1 for names of one word."""
    if tokens.shape[1] < 2:
        return np.full(len(tokens), -1, np.int64)
    key = of_rows(keys, tokens)
    rank = idf.view(np.uint32).astype(np.uint64) << np.uint64(32) | (key >> 31).astype(np.uint64) & np.uint64(
        0xFFFFFFFF
    )
    rank[tokens < 0] = 0
    rows = np.arange(len(tokens))
    best = rank.argmax(1)
    rank[rows, best] = 0
    x, y = key[rows, best], key[rows, rank.argmax(1)]
    return np.where((tokens >= 0).sum(1) > 1, join(np.minimum(x, y), np.maximum(x, y)), -1)


def _describe(words: list[str], keys: Codes) -> Vocabulary:
    """Measure the distinct words."""
    column = texts([*words, ""])
    start = first_letters(column, 8)
    letters = letter_bits(column)
    each = [*words, ""]
    return Vocabulary(
        words=words,
        keys=np.append(keys, -1),
        length=numbers(pc.binary_length(column), np.int32),
        first=np.append(start[:-1, 0].astype(np.int16), -1),
        second=np.append(start[:-1, 1].astype(np.int16), -1),
        letters=letters,
        packed=pack(start),
        is_number=((letters >> np.uint64(26)) & np.uint64(1023) != 0) | np.isin(each, ("i", "v", "x")),
        is_filler=np.fromiter(map(fillers().__contains__, each), bool, len(each)),
        is_region=np.fromiter(map(regions().__contains__, each), bool, len(each)),
        is_vehicle=np.fromiter(map(vehicles().__contains__, each), bool, len(each)),
    )
