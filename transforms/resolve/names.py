"""How alike two company names are: rare words count, typing errors and word order do not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from transforms.clean import vocabulary
from transforms.clean.scripts import fold
from transforms.resolve.prepare import Codes

_WIDTH = 10
"""Words of a name that are compared, the rarest ones; longer names hold slogans."""


@dataclass(frozen=True)
class Words:
    """Words of the distinct names: ids and inverse document frequencies, the rarest word first."""

    names: list[str]
    tokens: Codes
    """One row a name, word ids, -1 beyond its end."""
    idf: Codes
    """Same shape: bits that each word tells, 0 beyond its end."""
    length: Codes
    """Root of the sum of squares of a row of idf."""
    total: Codes
    sorted_code: Codes
    """Equal for names with the same words in any order or without the blanks."""
    prefix_code: Codes
    rarest_two_code: Codes

    def postings(self, name: Codes) -> tuple[Codes, Codes]:
        """Rows and word ids of every word of every record, generic words left out."""
        rows = np.flatnonzero(name >= 0)
        tokens = np.where(self.idf[name[rows]] > 0, self.tokens[name[rows]], -1)
        row, column = np.nonzero(tokens >= 0)
        return rows[row], tokens[row, column]


def count_words(names: list[str]) -> Words:
    """Measure the words of the distinct names."""
    generic = {fold(word) for word in vocabulary.words("generic_words")}
    ids: dict[str, int] = {}
    split = [name.split()[:30] for name in names]
    coded = [sorted({ids.setdefault(word, len(ids)) for word in words}) for words in split]
    flat = np.asarray([token for tokens in coded for token in tokens], np.int64)
    count = np.bincount(flat, minlength=len(ids)) if len(flat) else np.zeros(len(ids))
    bits = np.log2((len(names) + 1) / np.maximum(count, 1))
    known = np.asarray([word in generic for word in ids], bool)
    bits = np.maximum(np.where(known, 0.4 * bits, bits), 0.05)
    tokens = np.full((len(names), _WIDTH), -1, np.int32)
    for row, of_name in enumerate(coded):
        rarest = sorted(of_name, key=lambda token: (-bits[token], token))[:_WIDTH]
        tokens[row, : len(rarest)] = rarest
    idf = np.where(tokens >= 0, np.append(bits, 0.0)[tokens], 0.0).astype(np.float32)
    return Words(
        names=names,
        tokens=tokens,
        idf=idf,
        length=np.sqrt((idf**2).sum(1)),
        total=idf.sum(1),
        sorted_code=_codes("".join(sorted(set(words))) if len(words) > 1 else words[0] for words in split),
        prefix_code=_codes("".join(words)[:6] for words in split),
        rarest_two_code=_codes(
            f"{row[0]} {row[1]}" if row[1] >= 0 else "" for row in np.sort(tokens[:, :2], axis=1)[:, ::-1]
        ),
    )


def _codes(values: Iterable[str]) -> Codes:
    seen: dict[str, int] = {}
    return np.asarray([seen.setdefault(v, len(seen)) if v else -1 for v in values], np.int64)


@dataclass(frozen=True)
class NameSimilarity:
    """Four views of pairs of names, each 0 to 1."""

    cosine: Codes
    """Of the idf of their words."""
    containment: Codes
    """Share of the idf of the smaller name that the other one has too."""
    sorted_ratio: Codes
    """Characters in common after sorting the words."""
    jaro_winkler: Codes
    """Of the names as a whole: kind to typing errors and cut-off ends."""
    same_words: Codes


def compare_names(words: Words, a: Codes, b: Codes, chunk: int = 50_000) -> NameSimilarity:
    """Compare names given by their codes; each distinct pair of names is looked at once."""
    size = np.int64(max(len(words.names), 1))
    low, high = np.minimum(a, b).astype(np.int64), np.maximum(a, b).astype(np.int64)
    distinct, back = np.unique(low * size + high, return_inverse=True)
    parts = [
        _compare_chunk(words, part // size, part % size)
        for part in np.array_split(distinct, max(1, -(-len(distinct) // chunk)))
    ]
    columns = [np.concatenate(column)[back] for column in zip(*parts, strict=True)]
    return NameSimilarity(*columns)


def _compare_chunk(words: Words, a: Codes, b: Codes) -> tuple[Codes, ...]:
    tokens_a, tokens_b, idf_a = words.tokens[a], words.tokens[b], words.idf[a]
    dot = np.zeros(len(a), np.float32)
    shared = np.zeros(len(a), np.float32)
    for column in range(_WIDTH):
        token = tokens_a[:, column]
        hit = ((tokens_b == token[:, None]) & (token >= 0)[:, None]).any(1)
        dot += hit * idf_a[:, column] ** 2
        shared += hit * idf_a[:, column]
    texts_a, texts_b = [words.names[i] for i in a.tolist()], [words.names[i] for i in b.tolist()]
    return (
        dot / np.maximum(words.length[a] * words.length[b], 1e-6),
        shared / np.maximum(np.minimum(words.total[a], words.total[b]), 1e-6),
        cpdist(texts_a, texts_b, scorer=fuzz.token_sort_ratio, dtype=np.float32) / 100,
        cpdist(texts_a, texts_b, scorer=JaroWinkler.similarity, dtype=np.float32),
        (words.sorted_code[a] == words.sorted_code[b]).astype(np.float32),
    )
