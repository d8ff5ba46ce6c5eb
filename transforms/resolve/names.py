"""How alike two company names are: rare words count, typing errors and word order do not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from transforms.clean import form_words, vocabulary
from transforms.clean.scripts import fold
from transforms.resolve.counts import Counts
from transforms.resolve.keys import join, of_rows, text_keys
from transforms.resolve.prepare import Codes

_WIDTH = 10
"""Words of a name that are compared, the rarest ones; longer names hold slogans."""


WORLD = 100
"""Names outside the data that lack a word: in a file of ten names a word that two share still tells much."""
BEHIND_FORM = 0.3
"""What a word behind the legal form counts."""


@dataclass(frozen=True)
class Words:
    """Words of the distinct names: ids and inverse document frequencies, the rarest word first."""

    names: list[str]
    squeezed: list[str]
    """The names without blanks."""
    vocabulary: list[str]
    word_keys: Codes
    """Stable key of each word of the vocabulary; see `transforms.resolve.keys`."""
    name_keys: Codes
    """Stable key of each name."""
    counts: Counts
    """How many names bear each word."""
    initial: Codes
    """First letter of each word of the vocabulary; -1 at the end, for code -1."""
    tokens: Codes
    """One row a name, word ids, -1 beyond its end."""
    idf: Codes
    """Same shape: bits that each word tells, 0 beyond its end."""
    is_core: Codes
    """Same shape: true for words of the name proper, false for a legal form and what stands behind it."""
    sorted_code: Codes
    """Stable key, equal for names with the same words in any order or without the blanks."""
    prefix_code: Codes
    skeleton_code: Codes
    """Stable key, equal for names with the same first consonants: typing errors mostly hit vowels."""
    rarest_two_code: Codes

    def postings(self, name: Codes) -> tuple[Codes, Codes]:
        """Rows and word ids of every word of every record, generic words left out."""
        rows = np.flatnonzero(name >= 0)
        tokens = np.where(self.idf[name[rows]] > 0, self.tokens[name[rows]], -1)
        row, column = np.nonzero(tokens >= 0)
        return rows[row], tokens[row, column]


def count_words(names: list[str], known: Counts | None = None) -> Words:
    """Measure the words of the distinct names.

    Args:
        names: compare forms, each once.
        known: how many names bear each word, counted earlier on other names; without it they are counted
            here. Then what a word tells does not depend on the other names.
    """
    generic = {fold(word) for word in vocabulary.words("generic_words")}
    ids: dict[str, int] = {}
    split = [name.split()[:30] for name in names]
    coded = [_weighed(words, ids) for words in split]
    flat = np.asarray([token for tokens in coded for token in tokens], np.int64)
    word_keys = text_keys(ids)
    if known is None:
        known = Counts.of(np.sort(word_keys[flat]), total=len(names))
    bits = np.log2((known.total + WORLD) / (np.maximum(known.look_up(word_keys), 1) + 0.5))
    is_generic = np.asarray([word in generic for word in ids], bool)
    bits = np.maximum(np.where(is_generic, 0.4 * bits, bits), 0.05)
    rank = np.argsort(np.argsort(word_keys)).tolist()
    tokens = np.full((len(names), _WIDTH), -1, np.int32)
    idf = np.zeros(tokens.shape, np.float32)
    is_core = np.zeros(tokens.shape, bool)
    for row, of_name in enumerate(coded):
        told = sorted((-bits[token] * factor, rank[token], token) for token, factor in of_name.items())
        told = told[:_WIDTH]
        tokens[row, : len(told)] = [token for _, _, token in told]
        idf[row, : len(told)] = [-worth for worth, _, _ in told]
        is_core[row, : len(told)] = [of_name[token] == 1.0 for _, _, token in told]
    rarest = of_rows(word_keys, tokens[:, :2])
    return Words(
        names=names,
        squeezed=["".join(words) for words in split],
        vocabulary=list(ids),
        word_keys=word_keys,
        name_keys=text_keys(names),
        counts=known,
        initial=np.asarray([ord(word[0]) for word in ids] + [-1], np.int32),
        tokens=tokens,
        idf=idf,
        is_core=is_core,
        sorted_code=text_keys("".join(sorted(set(words))) if len(words) > 1 else words[0] for words in split),
        skeleton_code=text_keys(_skeleton("".join(words)) for words in split),
        prefix_code=text_keys("".join(words)[:6] for words in split),
        rarest_two_code=join(rarest.min(1), rarest.max(1)),
    )


_SOUNDS = str.maketrans("zcyqvw", "skikff")


def _skeleton(name: str) -> str:
    """Consonants of the name without doubles, letters of one sound made one; empty under four."""
    flat = name.replace("ph", "f").translate(_SOUNDS)
    kept = flat[:1] + "".join(c for c in flat[1:] if c not in "aeiouh")
    bare = "".join(c for at, c in enumerate(kept) if at == 0 or c != kept[at - 1])
    return bare[:7] if len(bare) >= 4 else ""


def _weighed(words: list[str], ids: dict[str, int]) -> dict[int, float]:
    """Word ids of a name with their factor: what stands behind a legal form is hardly the name any more.

    ``Softing AG inh. o.N.`` and ``Brandt GmbH Niederlassung Ulm`` are Softing and Brandt with remarks.
    """
    factor = 1.0
    found: dict[int, float] = {}
    for at, word in enumerate(words):
        is_form = at > 0 and word in form_words()
        code = ids.setdefault(word, len(ids))
        found[code] = max(found.get(code, 0.0), 0.1 if is_form else factor)
        if is_form:
            factor = BEHIND_FORM
    return found


@dataclass(frozen=True)
class NameSimilarity:
    """How pairs of names compare, one value a pair."""

    overlap: Codes
    """Shared bits by shared and left-over bits, 0 to 1; words match exactly, by typing error or cut short."""
    containment: Codes
    """The same for the name with less left over: 1 where one name holds the other."""
    ratio: Codes
    """Characters in common of the names without blanks, 0 to 1."""
    shared_bits: Codes
    """What the shared words tell: much for ``wienerberger``, little for ``therapeutics``."""
    same_words: Codes
    own_bits: Codes
    """What the words tell that only one name has, of the name with less; 0 where one holds the other."""


def compare_names(words: Words, a: Codes, b: Codes, chunk: int = 50_000) -> NameSimilarity:
    """Compare names given by their codes; each distinct pair of names is looked at once."""
    size = np.int64(max(len(words.names), 1))
    turned = words.name_keys[a] > words.name_keys[b]  # a pair is looked at in one order, whatever the codes
    low, high = np.where(turned, b, a).astype(np.int64), np.where(turned, a, b).astype(np.int64)
    distinct, back = np.unique(low * size + high, return_inverse=True)
    parts = [
        _compare_chunk(words, part // size, part % size)
        for part in np.array_split(distinct, max(1, -(-len(distinct) // chunk)))
    ]
    columns = [np.concatenate(column)[back] for column in zip(*parts, strict=True)]
    return NameSimilarity(*columns)


def _compare_chunk(words: Words, a: Codes, b: Codes) -> tuple[Codes, ...]:
    tokens_a, tokens_b, idf_a, idf_b = words.tokens[a], words.tokens[b], words.idf[a], words.idf[b]
    equal = (tokens_a[:, :, None] == tokens_b[:, None, :]) & (tokens_a >= 0)[:, :, None]
    free_a, free_b = (tokens_a >= 0) & ~equal.any(2), (tokens_b >= 0) & ~equal.any(1)
    shared = np.where(equal.any(2), idf_a, 0).sum(1)
    pair, i, j = np.nonzero(
        free_a[:, :, None]
        & free_b[:, None, :]
        & (words.initial[tokens_a][:, :, None] == words.initial[tokens_b][:, None, :])
    )
    alike = _word_likeness(words, tokens_a[pair, i], tokens_b[pair, j])
    good = alike > 0
    pair, i, j, alike = pair[good], i[good], j[good], alike[good]
    gain = np.zeros(idf_a.shape, np.float32)
    np.maximum.at(gain, (pair, i), alike * np.minimum(idf_a[pair, i], idf_b[pair, j]))
    free_a[pair, i] = False
    free_b[pair, j] = False
    shared = shared + gain.sum(1)
    left_a, left_b = np.where(free_a, idf_a, 0).sum(1), np.where(free_b, idf_b, 0).sum(1)
    texts_a, texts_b = [words.squeezed[x] for x in a.tolist()], [words.squeezed[x] for x in b.tolist()]
    return (
        shared / np.maximum(shared + (left_a + left_b) / 2, 1e-6),
        shared / np.maximum(shared + np.minimum(left_a, left_b), 1e-6),
        cpdist(texts_a, texts_b, scorer=fuzz.ratio, dtype=np.float32) / 100,
        shared,
        words.sorted_code[a] == words.sorted_code[b],
        np.minimum(
            np.where(free_a & words.is_core[a], idf_a, 0).sum(1),
            np.where(free_b & words.is_core[b], idf_b, 0).sum(1),
        ),
    )


def _word_likeness(words: Words, x: Codes, y: Codes) -> Codes:
    """0 to 1 for words with one initial: typing errors, cut-off words, initials; numbers never."""
    if not len(x):
        return np.zeros(0, np.float32)
    size = np.int64(len(words.vocabulary))
    distinct, back = np.unique(x.astype(np.int64) * size + y, return_inverse=True)
    one = [words.vocabulary[code] for code in (distinct // size).tolist()]
    two = [words.vocabulary[code] for code in (distinct % size).tolist()]
    alike = cpdist(one, two, scorer=JaroWinkler.similarity, dtype=np.float32)
    for at, (left, right) in enumerate(zip(one, two, strict=True)):
        short, long = (left, right) if len(left) <= len(right) else (right, left)
        if short[0].isdigit():
            alike[at] = 0
        elif long.startswith(short):
            alike[at] = 0.9 if len(short) >= 3 else 0.5
        elif alike[at] < 0.9 or len(short) < 4:
            alike[at] = 0
    return np.asarray(alike[back])
