"""Words of names are measured: which there are, how much each tells, what stands where in a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.clean import form_words
from transforms.resolve.columns import Codes, Texts, numbers
from transforms.resolve.counts import Counts
from transforms.resolve.keys import join, of_rows, text_keys
from transforms.resolve.letters import KEY_BITS, first_letters, letter_bits, packed_keys, skeletons
from transforms.resolve.meanings import generic, in_figures, meanings
from transforms.resolve.words import Words, describe

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
PART = 50_000
"""Names that are measured together: what is known of each of their places need not be held for all."""


def count_words(names: Sequence[str], known: Counts | None = None) -> Words:
    """Measure the words of the distinct names.

    Args:
        names: compare forms, each once.
        known: how many names bear each word, counted earlier on other names; without it they are counted
            here. With it what a word tells does not depend on the other names.
    """
    names = Texts.of(names)
    start, printed, spelled = _split(in_figures(names.column))
    forms = form_words()
    is_form = np.fromiter((word in forms for word in spelled), bool, len(spelled))[printed]
    code, meant = _concepts(spelled)
    token, keys = code[printed], text_keys(meant)
    parts = [_Part.of(start, low, token, is_form) for low in range(0, len(names), PART)]
    if known is None:
        bearers = sum((np.bincount(part.token[part.fresh], minlength=len(keys)) for part in parts), 0)
        known = Counts.of(np.repeat(keys, bearers), total=len(names))
    bearers = known.look_up(keys)
    bits = _bits(meant, bearers, known.total)
    squeezed = Texts(pc.replace_substring(names.column, " ", ""))
    width = max((part.width() for part in parts), default=1)
    found = {
        "size": np.empty(len(names), np.int32),
        "tokens": np.full((len(names), width), -1, np.int32),
        "idf": np.zeros((len(names), width), np.float32),
        "is_core": np.zeros((len(names), width), bool),
    } | {
        column: np.empty(len(names), np.int64)
        for column in ("sorted_code", "prefix_code", "skeleton_code", "rarest_two_code")
    }
    for part in parts:
        part.measure(bits, keys, {column: values[part.low : part.high] for column, values in found.items()})
        letters = first_letters(squeezed.column[part.low : part.high])
        found["prefix_code"][part.low : part.high] = packed_keys(letters[:, :6])
        found["skeleton_code"][part.low : part.high] = packed_keys(skeletons(letters))
    return Words(
        names=names,
        squeezed=squeezed,
        vocabulary=describe(meant, keys, bearers),
        counts=known,
        name_keys=text_keys(names),
        letters=numbers(pc.binary_length(squeezed.column), np.int32),
        signature=letter_bits(squeezed.column),
        squeezed_code=text_keys(squeezed),
        **found,
    )


@dataclass(frozen=True)
class _Part:
    """Names ``low`` to ``high``; codes of their words in order, and which of these stand there first."""

    low: int
    high: int
    start: Codes
    token: Codes
    is_form: Codes
    fresh: Codes

    @classmethod
    def of(cls, start: Codes, low: int, token: Codes, is_form: Codes) -> _Part:
        start = start[low : low + PART + 1]
        at = slice(int(start[0]), int(start[-1]))
        part = cls(low, low + len(start) - 1, start - start[0], token[at], is_form[at], np.empty(0, bool))
        return replace(part, fresh=~_repeated(part.token, part._places()[1]))

    def width(self) -> int:
        """Most words of a name that may be kept."""
        name, place = self._places()
        most = np.bincount(name[self.fresh & (place < LONGEST)], minlength=1).max(initial=1)
        return min(WIDTH, int(most))

    def measure(self, bits: Codes, keys: Codes, found: dict[str, Codes]) -> None:
        """Fill in what is found out about these names, by what each word tells and its key."""
        name, place = self._places()
        size = self.high - self.low
        factor = _factors(self.is_form & (place > 0), place, name)
        worth = bits[self.token] * factor
        kept = self.fresh & (place < LONGEST)
        kept &= _among_rarest(name, worth, keys[self.token], kept, size)
        row = name[kept]
        first = np.searchsorted(row, np.arange(size + 1))
        at = np.arange(len(row)) - first[row]
        tokens, idf, is_core = found["tokens"], found["idf"], found["is_core"]
        tokens[row, at], idf[row, at], is_core[row, at] = self.token[kept], worth[kept], factor[kept] == 1
        found["size"][:] = np.diff(first)
        found["sorted_code"][:] = _sum_keys(keys[self.token], self.fresh, self.start[:-1])
        found["rarest_two_code"][:] = _rarest_two(tokens, idf, keys)

    def _places(self) -> tuple[Codes, Codes]:
        """Which name each word is of, and its place there."""
        name = np.repeat(np.arange(self.high - self.low), np.diff(self.start))
        return name, np.arange(len(self.token)) - self.start[:-1][name]


def _bits(meant: list[str], bearers: Codes, total: int) -> Codes:
    """What each word tells, by how many of so many names bear it."""
    bits = np.log2((total + WORLD) / (np.maximum(bearers, 1) + 0.5))
    little = generic()
    is_little = np.fromiter((word in little for word in meant), bool, len(meant))
    return np.maximum(np.where(is_little, GENERIC_FACTOR * bits, bits), 0.05)


def _split(names: pa.Array) -> tuple[Codes, Codes, list[str]]:
    """Where the words of each name begin, codes of all words in order, and the distinct words."""
    split = pc.split_pattern(names, " ")
    words = split.values.dictionary_encode()
    return (
        numbers(split.offsets, np.int32).astype(np.int64),
        numbers(words.indices, np.int32),
        words.dictionary.to_pylist(),
    )


def _factors(is_form: Codes, place: Codes, name: Codes) -> Codes:
    """What each word counts for its place: what stands behind a legal form is hardly the name any more."""
    if not is_form.any():
        return np.ones(len(name))
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
    at = np.flatnonzero(place)
    for shift in range(1, LONGEST):
        found[at[token[at] == token[at - shift]]] = True
        at = at[place[at] > shift]
    return found


def _among_rarest(name: Codes, worth: Codes, keys: Codes, kept: Codes, size: int) -> Codes:
    """The `WIDTH` words of each name that tell most; equal ones by their keys."""
    found = np.ones(len(name), bool)
    for row in np.flatnonzero(np.bincount(name[kept], minlength=size) > WIDTH).tolist():
        at = np.arange(*np.searchsorted(name, (row, row + 1)))
        at = at[kept[at]]
        found[at[np.lexsort((keys[at], -worth[at]))[WIDTH:]]] = False
    return found


def _sum_keys(keys: Codes, fresh: Codes, start: Codes) -> Codes:
    """A key for the set of words of each name."""
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
