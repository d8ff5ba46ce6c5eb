"""Phrases of a text that end with a legal form: ``Brandt & Söhne GmbH``, ``Axel s.r.l.``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractors.vocabulary import fold, load, words

_WORD = re.compile(r"[^\W_]+(?:['’.&+-][^\W_]+)*\.?|[&+]")
_LATIN = re.compile(r"[A-Za-z]")
_STOPS_NAME = re.compile(r"[©®:：;!?|•·»«=\n\t]|(?<![A-Z])\.\s(?=[A-Z])|\d{4,}|\s[-–—]\s|@")


def legal_phrases(line: str) -> Iterator[str]:
    """Yield the phrases of ``line`` that end with a legal form and begin where the capitals begin."""
    forms, native = legal_forms()
    if not line.isascii():
        for match in re.finditer(rf"[\w（）()・&\-]{{2,40}}?(?:{native})(?:[\w・ー]{{2,20}})?", line):
            if not _LATIN.fullmatch(match.group()[0]):
                yield match.group()
        for match in re.finditer(r"(?:株式会社|有限会社|合同会社)\s?[\w・ー]{2,20}", line):
            yield match.group()
    spans = list(_WORD.finditer(line))
    yield from _form_first(line, spans)
    at = 0
    while at < len(spans):
        taken = 0
        first = fold(spans[at].group()).split(" ")[0]
        for take in range(min(6, len(spans) - at) if first in _first_words() else 0, 0, -1):
            phrase = line[spans[at].start() : spans[at + take - 1].end()]
            if not _STOPS_NAME.search(phrase) and fold(phrase.replace("&", "and").replace(",", "")) in forms:
                taken = take
                break
        if (
            taken
            and at
            and line[spans[at].start()].isupper()
            | (fold(spans[at].group()) in words("page_words", "small_forms"))
        ):
            end = spans[at + taken - 1].end()
            start = _begin(line, spans, at)
            name = line[start:end].strip(" ,-–—\"'“”(")
            if name and start < spans[at].start() and len(name) <= 80:
                yield name
        at += taken or 1


def _form_first(line: str, spans: list[re.Match[str]]) -> Iterator[str]:
    """Yield the phrases that begin with a form, as French and Russian ones do: ``SARL Garnier & Fils``."""
    joins = words("page_words", "joins")
    for at, span in enumerate(spans[:-1]):
        if not span.group()[0].isupper() or fold(span.group()) not in _forms_before():
            continue
        end = span.end()
        for index in range(at + 1, min(at + 7, len(spans))):
            word, between = spans[index].group(), line[spans[index - 1].end() : spans[index].start()]
            if between.strip(" \"'«“") or not (word[0].isupper() or word in "&+" or fold(word) in joins):
                break
            if word[0].isupper() and word.isalpha() | ("'" in word) | ("-" in word):
                end = spans[index].end()
        if end > span.end():
            yield line[span.start() : end]


@cache
def _forms_before() -> frozenset[str]:
    rows = [row for row in load("legal_forms") if isinstance(row, dict) and row.get("before")]
    return frozenset(str(word) for row in rows for word in row.get("words", ()) if " " not in str(word))


def _begin(line: str, spans: list[re.Match[str]], at: int) -> int:
    """Return where the name begins that ends before word ``at``: back over capitals and what joins them."""
    joins = words("page_words", "joins")
    begin = spans[at].start()
    for index in range(at - 1, max(-1, at - 10), -1):
        word = spans[index].group()
        between = line[spans[index].end() : spans[index + 1].start()]
        if (
            _STOPS_NAME.search(between)
            or "  " in between
            or (")" in between and "(" not in line[: spans[index].end()])
        ):
            break
        if re.fullmatch(r"(?:19|20)\d\d[.,]?", word):
            break
        if (
            word[0].isupper()
            or word[0].isdigit()
            or word in "&+"
            or (not word[0].islower() and word[0].isalpha())
        ):
            if (
                fold(word) in words("page_words", "not_first")
                and index != at - 1
                or fold(word) in ("copyright", "by")
            ):
                break
            begin = spans[index].start()
        elif fold(word) in joins:
            continue
        elif index == at - 1 or index == at - 2:  # a name in small letters: zynk design ltd
            begin = spans[index].start()
        else:
            break
    return begin


@cache
def _first_words() -> frozenset[str]:
    """First words of the forms: most words of a page are none, which spares them the rest."""
    return frozenset(re.split(r"[ &,]", form)[0] for form in legal_forms()[0])


@cache
def legal_forms() -> tuple[frozenset[str], str]:
    """Return the folded forms in Latin script, and a pattern of those that end a name without a space."""
    rows = [row for row in load("legal_forms") if isinstance(row, dict)]
    latin = frozenset(str(word) for row in rows for word in row.get("words", ()) if len(str(word)) > 1)
    native = "|".join(
        sorted(
            (re.escape(str(word)) for row in rows for word in row.get("native", ())), key=len, reverse=True
        )
    )
    return latin, native


def has_legal_form(name: str) -> bool:
    """True where the name ends with a legal form, or begins with one."""
    return any(phrase.endswith(name[-3:]) for phrase in legal_phrases(name)) or bool(
        re.match(r"(?:株式会社|有限会社|合同会社)", name)
    )
