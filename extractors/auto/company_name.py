"""The name of the company whose own page this is: what several places of the page agree on.

Every place that may print it (structured data, copyright line, title, logo, heading, the line above the
address, any
phrase that ends with a legal form) proposes; proposals that agree with each other and with the domain win.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extractors.auto.name_choice import Proposal
from extractors.legal_names import has_legal_form, legal_phrases
from extractors.page import Document
from extractors.vocabulary import fold, load, phrases, words

_SEPARATOR = re.compile(
    r"\s*(?:[|｜／」「】【»«›•·:：_～~]|\s[-–—/]\s|\s[-–—]{1,3}(?=\S)|(?<=\S)[–—]\s|::|>>)\s*"
)
_GREETING = re.compile(
    r"(?:welcome to|directions to|contact(?: us at)?|about|willkommen bei|bienvenue (?:chez|à)|contactez"
    r"|bienvenidos a|benvenuti (?:in|da|al)|bem-vindo (?:à|ao)|welkom bij|välkommen till)\s+(?=\w)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|&copy;|copyright|copyleft|all rights reserved by|版权所有|版權所有|著作権)", re.IGNORECASE
)
_AROUND_COPYRIGHT = re.compile(
    r"©|\(c\)(?=\W)|\bcopyright\b|版权所有|版權所有|\b(?:by|von|de|par)\b(?=\s+[A-Z])|(?<!\w)(?:19|20)\d\d(?!\w)"
    r"|\s[-–—]\s(?=\D*$)|[-–,]\s*(?=(?:19|20)\d\d)",
    re.IGNORECASE,
)


def proposals(document: Document, told: list[tuple[str, float]]) -> list[Proposal]:
    """Return every name that a place of the page proposes.

    ``told`` are the (name, weight) of machine-readable data and of the lines by an address.
    """
    found = [Proposal(name, weight) for name, weight in told]
    tree = document.tree
    titles = [" ".join(node.text().split()) for node in tree.css("title")[:1]]
    for node in tree.css("meta[property='og:title'], meta[name='og:title']")[:1]:
        titles.append(node.attributes.get("content") or "")
    for title in titles:
        parts = [part for part in _SEPARATOR.split(title) if part]
        if len(parts) > 1 and has_legal_form(title):
            found.append(Proposal(title, 1.5))
        for number, part in enumerate(parts):
            edge = number in (0, len(parts) - 1)
            found.append(Proposal(part, 1.2 if len(parts) == 1 else 1.0 if edge else 0.6))
            if greeting := _GREETING.match(part):
                found.append(Proposal(part[greeting.end() :], 1.2))
            if not has_legal_form(part):
                found.extend(
                    Proposal(piece, 0.5) for piece in re.split(r",\s|\s\(", part)[:1] if piece != part
                )
    for selector, weight in (
        ("meta[property='og:site_name']", 2.5),
        ("meta[name='application-name']", 2.0),
        ("meta[name='author']", 0.4),
        ("meta[name='copyright'], meta[name='Copyright'], meta[name='COPYRIGHT']", 1.0),
        ("meta[name='publisher']", 0.8),
    ):
        for node in tree.css(selector)[:1]:
            found.append(Proposal(_bare(node.attributes.get("content") or ""), weight))
    found.extend(_logos(document))
    for node in tree.css("h1")[:3]:
        found.append(Proposal(" ".join(node.text(separator=" ").split()), 0.7))
    lines = document.lines
    for number, line in enumerate(lines):
        if len(line) > 1500:
            continue
        if _COPYRIGHT.search(line) and len(line) < 400:
            found.extend(
                Proposal(name, 1.8)
                for name in _copyright_names(line, lines[number + 1] if number + 1 < len(lines) else "")
            )
        if len(line) <= 80 and has_legal_form(line) and " - " in line:
            found.append(Proposal(line, 1.4))
        if value := _labelled(line, lines[number + 1] if number + 1 < len(lines) else ""):
            found.append(Proposal(value, 2.5))
        for name in legal_phrases(line):
            short = len(line) <= len(name) + 12
            found.append(Proposal(name, 1.6 if short else 0.9))
    return [Proposal(name, one.weight) for one in found if (name := _bare(one.name)) and is_name(name)]


@cache
def _after_name() -> re.Pattern[str]:
    said = "|".join(re.escape(part.strip()) for part in str(load("page_words")["after_name"]).split(";"))
    return re.compile(rf"\s*(?:[.,|•·/–—-]\s*)?\b(?:{said}|vat|tel)\b.*", re.IGNORECASE | re.DOTALL)


def _labelled(line: str, following: str) -> str | None:
    """Return what stands after ``Company name:`` (or 商号), or in the line below such a label."""
    if len(line) > 120:
        return None
    label, colon, value = line.replace("：", ":").partition(":")
    if fold(label) not in phrases("page_words", "name_labels"):
        return None
    return value.strip() if colon and value.strip() else following


def _logos(document: Document) -> Iterator[Proposal]:
    for node in document.tree.css("img[alt], a[title]")[:200]:
        attributes = node.attributes
        near = " ".join(filter(None, (attributes.get(key) for key in ("class", "id", "src", "alt")))).lower()
        parent = node.parent
        above = (
            " ".join(filter(None, (parent.attributes.get(key) for key in ("class", "id", "href"))))
            if parent
            else ""
        )
        if (
            "logo" in near
            or "logo" in above.lower()
            or "brand" in above.lower()
            or above.strip() in ("/", "index.html")
        ):
            text = attributes.get("alt") or attributes.get("title") or ""
            yield Proposal(
                re.sub(
                    r"\b(?:the )?(?:company )?logo(?: de| von| of)?\b|\bhome(?:page)?\b",
                    "",
                    text,
                    flags=re.IGNORECASE,
                ),
                1.0,
            )


def _copyright_names(line: str, following: str) -> Iterator[str]:
    place = _COPYRIGHT.search(line)
    for text in (line[place.start() :] if place else line, line):
        bare = _after_name().sub("", text, count=1) if text[:1] not in "aA" else text
        parts = [part.strip(" .,-–—|•·:()&") for part in _AROUND_COPYRIGHT.split(bare)]
        for part in parts:
            for piece in re.split(r"\s*[|•·]\s*|\.\s+(?=[A-Z])", part):
                if piece and 2 <= len(piece) <= 70:
                    yield piece
                    return
    if place and len(line) < 24 and following:
        yield following


def _bare(text: str) -> str:
    text = " ".join(text.replace("®", "").replace("™", "").split())
    text = re.sub(
        r"^(?:(?:©|\(c\)|copyright)\s*)*(?:(?:19|20)\d\d(?:\s?[-–]\s?(?:(?:19|20)\d\d)?)?\s+)?(?=\S)",
        "",
        text,
        flags=re.I,
    )
    return text.strip(' \t|-–—»«:：,*·•"“”„')


@cache
def _page_words() -> frozenset[str]:
    return phrases("page_words", "pages") | frozenset()


def is_name(text: str) -> bool:
    """True where the text may be a name at all: short, with letters, no page's title (``Contact us``), no
    sentence.
    """
    if not 2 <= len(text) <= 80 or not any(char.isalpha() for char in text) or "@" in text or "://" in text:
        return False
    if fold(text) in _page_words() or re.search(r"[?!=<>{}]|\.{3}", text[:-1]):
        return False
    tokens = text.split()
    if len(tokens) > 10 or sum(char.isdigit() for char in text) > 5:
        return False
    pages = words("page_words", "words")
    return not all(fold(token.strip(",.&-")) in pages for token in tokens)
