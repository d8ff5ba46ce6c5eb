"""Legal forms: found at the ends of a name, told apart by country, taken off but kept as evidence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from transforms.clean import vocabulary
from transforms.clean.scripts import fold, is_latin, plain

_LONG_WORD = 7
"""Letters from which a word with one typing error is still known for the word of a legal form."""


class _Form(NamedTuple):
    """A legal form that a spelling may mean: its countries (none: anywhere), and where it may stand."""

    form: str
    countries: frozenset[str]
    before: bool
    home: bool


class Forms(NamedTuple):
    """The vocabulary by spelling.

    by_words: forms of a spelling. at_end, in_front: lengths of the spellings that end (begin) with a word,
    longest first. native_end, native_front: forms of CJK spellings; native_sizes: how long those are.
    misspelt: long words of forms by themselves less one letter; starts: first three letters of these; inner:
    the same as misspelt for all words inside forms of many words. spelled: all words of forms.
    """

    by_words: dict[tuple[str, ...], list[_Form]]
    at_end: dict[str, list[int]]
    in_front: dict[str, list[int]]
    native_end: dict[str, str]
    native_front: dict[str, str]
    native_sizes: list[int]
    kinds: dict[str, str]
    weak: frozenset[str]
    misspelt: dict[str, str]
    starts: frozenset[str]
    inner: dict[str, set[str]]
    spelled: frozenset[str]


@cache
def forms() -> Forms:
    """Read the vocabulary once."""
    by_words: dict[tuple[str, ...], list[_Form]] = {}
    native_end: dict[str, str] = {}
    native_front: dict[str, str] = {}
    kinds: dict[str, str] = {}
    weak = set()
    for entry in vocabulary.load("legal_forms"):
        form, before = str(entry["form"]), bool(entry.get("before"))
        countries = frozenset(map(str, entry.get("countries", ())))
        kinds.setdefault(form, str(entry["kind"]))
        if entry.get("weak"):
            weak.add(form)
        for spelled in map(str, entry.get("words", ())):
            folded = fold(spelled) if is_latin(spelled) else plain(spelled)
            found = by_words.setdefault(tuple(folded.replace('"', "").split()), [])
            found.append(_Form(form, countries, before, bool(entry.get("home"))))
        for spelled in map(plain, map(str, entry.get("native", ()))):
            native_end[spelled] = form
            if before:
                native_front[spelled] = form
    at_end: dict[str, set[int]] = {}
    in_front: dict[str, set[int]] = {}
    misspelt: dict[str, str] = {}
    inner: dict[str, set[str]] = {}
    for words, meant in by_words.items():
        at_end.setdefault(words[-1], set()).add(len(words))
        if any(form.before for form in meant):
            in_front.setdefault(words[0], set()).add(len(words))
        for word in {words[0], words[-1]} if any(form.before for form in meant) else {words[-1]}:
            if len(word) >= _LONG_WORD and word.isascii():
                misspelt.update((less, word) for less in (word, *_without_one_letter(word)))
        for word in words[:-1] if len(words) >= 3 else ():
            if len(word) >= 4:
                for less in (word, *_without_one_letter(word)):
                    inner.setdefault(less, set()).add(word)
    return Forms(
        by_words=by_words,
        at_end=_longest_first(at_end),
        in_front=_longest_first(in_front),
        native_end=native_end,
        native_front=native_front,
        native_sizes=sorted({len(spelled) for spelled in native_end}, reverse=True),
        kinds=kinds,
        weak=frozenset(weak),
        misspelt=misspelt,
        starts=frozenset(word[:3] for word in misspelt),
        inner=inner,
        spelled=frozenset(word for words in by_words for word in words),
    )


def _longest_first(sizes: dict[str, set[int]]) -> dict[str, list[int]]:
    return {word: sorted(found, reverse=True) for word, found in sizes.items()}


def _without_one_letter(word: str) -> Iterator[str]:
    yield from (word[:at] + word[at + 1 :] for at in range(1, len(word)))


@cache
def form_words() -> frozenset[str]:
    """Single words that are a legal form and hardly ever anything else: ``gmbh``, not ``company``."""
    return frozenset(
        spelled[0]
        for spelled, meant in forms().by_words.items()
        if len(spelled) == 1 and len(spelled[0]) > 1 and legal_kind(meant[0].form) and not meant[0].home
    )


def legal_kind(form: str | None) -> str | None:
    """Return the kind of a legal form (limited, public, partnership...): forms of two kinds contradict.

    ``Co`` and the like say nothing of the kind: None.
    """
    kind = forms().kinds.get(form) if form else None
    return None if kind == "company" else kind


def spelled_right(word: str) -> str:
    """Return the word of a legal form that a long word is but for one typing error; else the word itself."""
    known, starts = forms().misspelt, forms().starts
    if len(word) < _LONG_WORD - 1 or word in forms().spelled:
        return word
    if not (word[:3] in starts or word[:2] + word[3:4] in starts or word[0] + word[2:4] in starts):
        return word  # however it lost a letter, it begins as no form does
    for less in (word, *_without_one_letter(word)):
        meant = known.get(less)
        if meant and abs(len(meant) - len(word)) <= 1 and meant.rstrip("s") != word.rstrip("s"):
            return meant
    return word


def strip_forms(words: list[str], country: str | None) -> tuple[list[str], str | None]:
    """Take legal forms off the end, then off the front; the name itself always keeps a word.

    Args:
        words: folded words of a name, or plain ones of another script.
        country: ISO 3166-1 alpha-2 code, where known; tells forms apart that are spelled alike.

    Returns:
        The other words, and the form that says most: the outermost one that is not weak.
    """
    known, found = forms(), None
    while True:
        form, size = _at_end(words, country)
        if form:
            words = words[:-size]
        else:
            form, size = _in_front(words, country)
            if not form:
                break
            words = words[size:]
        if found is None or (found in known.weak and form not in known.weak):
            found = form
    while len(words) > 1 and words[-1] == "and":
        words = words[:-1]
    return words, found


def _at_end(words: list[str], country: str | None) -> tuple[str | None, int]:
    for size in forms().at_end.get(words[-1], ()) if words else ():
        if size < len(words):
            meant = forms().by_words.get(tuple(words[-size:])) or _nearly(words[-size:])
            at_home = [form for form in meant if country in form.countries]
            fitting = at_home or [form for form in meant if not form.home]
            if fitting:
                return fitting[0].form, size
    return None, 0


def _nearly(words: list[str]) -> list[_Form]:
    """The form of many words that these are but for one typing error: ``joynt stock company``."""
    known = forms()
    if len(words) >= 3 and sum(word in known.inner for word in words[:-1]) >= len(words) - 2:
        for at, word in enumerate(words[:-1]):
            if len(word) >= 4:
                for less in (word, *_without_one_letter(word)):
                    for meant in sorted(known.inner.get(less, ())):
                        right = (*words[:at], meant, *words[at + 1 :])
                        if abs(len(meant) - len(word)) <= 1 and right in known.by_words:
                            return known.by_words[right]
    return []


def _in_front(words: list[str], country: str | None) -> tuple[str | None, int]:
    """A form in front of a name counts only where that is the custom."""
    for size in forms().in_front.get(words[0], ()) if words else ():
        if size < len(words):
            for form in forms().by_words.get(tuple(words[:size]), []):
                anywhere = not form.countries or (not country and not form.home)
                if form.before and (anywhere or country in form.countries):
                    return form.form, size
    return None, 0


def strip_native(text: str) -> tuple[str, str | None]:
    """Take the forms off both ends of a CJK name, which has no blanks to go by; a name is always left."""
    bare, found = plain(text), None
    known = forms()
    while True:
        for size in known.native_sizes:
            if size < len(bare) and (form := known.native_end.get(bare[-size:])):
                bare = bare[:-size].strip()
                break
            if size < len(bare) and (form := known.native_front.get(bare[:size])):
                bare = bare[size:].strip()
                break
        else:
            return bare or text, found
        if found is None or found in known.weak:
            found = form
