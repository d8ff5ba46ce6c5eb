"""The name of the company whose own page this is: what several places of the page agree on.

Every place that may print it (structured data, copyright line, title, logo, heading, the line above the
address, any
phrase that ends with a legal form) proposes; proposals that agree with each other and with the domain win.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from extractors.legal_names import has_legal_form, legal_forms, legal_phrases
from extractors.page import Document
from extractors.vocabulary import fold, load, phrases, words

_SEPARATOR = re.compile(
    r"\s*(?:[|｜／」「】【»«›•·:：_～~]|\s[-–—/]\s|\s[-–—]{1,3}(?=\S)|(?<=\S)[–—]\s|::|>>)\s*"
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|&copy;|copyright|copyleft|all rights reserved by|版权所有|版權所有|著作権)", re.IGNORECASE
)
_AROUND_COPYRIGHT = re.compile(
    r"©|\(c\)(?=\W)|\bcopyright\b|版权所有|版權所有|\b(?:by|von|de|par)\b(?=\s+[A-Z])|(?<!\w)(?:19|20)\d\d(?!\w)"
    r"|\s[-–—]\s(?=\D*$)|[-–,]\s*(?=(?:19|20)\d\d)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’.&+-][^\W_]+)*\.?|[&+]")


@dataclass(frozen=True)
class Proposal:
    """A name as printed and how much the place that printed it says."""

    name: str
    weight: float


def site_words(document: Document) -> str:
    """Return the site's own word: the host without ``www`` and suffix, letters and digits; "" where
    unknown.
    """
    host = (urlsplit(document.page.final_url).hostname or "").lower().removeprefix("www.")
    if host.endswith(".invalid") or host in ("localhost", "") or host.replace(".", "").isdigit():
        return ""
    labels = host.split(".")
    if len(labels) >= 3 and labels[-2] in (
        "co",
        "com",
        "org",
        "net",
        "or",
        "ne",
        "ac",
        "gov",
        "gob",
        "in",
        "web",
    ):
        own = labels[-3]
    else:
        own = labels[-2] if len(labels) > 1 else labels[0]
    return "".join(char for char in fold(own) if char.isalnum())


def agreement(name: str, site: str) -> float:
    """Return 0..1: how much of the site's own word the name (or its initials, or its first words)
    explains.
    """
    if not site or not name:
        return 0.0
    tokens = [fold(word) for word in _WORD.findall(name) if word not in "&+"]
    tokens = ["".join(char for char in token if char.isalnum()) for token in tokens]
    tokens = [token for token in tokens if token]
    if not tokens:
        return 0.0
    whole = "".join(tokens)
    if whole == site or (len(site) >= 4 and whole.startswith(site)):
        return 1.0
    initials = "".join(token[0] for token in tokens)
    if len(site) >= 3 and len(tokens) >= 3 and (initials == site or initials.startswith(site)):
        return 0.9
    explained = sum(len(token) for token in set(tokens) if len(token) >= 3 and token in site)
    shared = min(1.0, explained / len(site))
    prefixes = sum(
        len(token[:4]) for token in set(tokens) if len(token) >= 4 and token not in site and token[:3] in site
    )
    return max(
        shared,
        min(0.8, (explained + prefixes) / len(site)),
        alike if (alike := fuzz.ratio(whole, site) / 100) >= 0.75 else 0.0,
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


def choose(found: list[Proposal], site: str) -> list[str]:
    """Return the best name and, where the page prints both, its registered and its short form; [] for
    none.
    """
    if not found:
        return []
    groups: dict[str, list[Proposal]] = {}
    for one in found:
        groups.setdefault(_core(one.name), []).append(one)
    score: dict[str, float] = {}
    for core, ones in groups.items():
        best = max(one.weight for one in ones)
        places = min(len({round(one.weight, 2) for one in ones}), 4)
        own = max(agreement(one.name, site) for one in ones) if site else 0.0
        near = sum(0.4 for other in groups if other != core and _includes(other, core))
        form = 1.0 if any(has_legal_form(one.name) for one in ones) else 0.0
        length = -0.15 * max(0, len(core.split()) - 5)
        score[core] = (
            best + 0.5 * (places - 1) + min(near, 1.2) + (3.0 * own if own >= 0.4 else 0.0) + form + length
        )
    ranked = sorted(groups, key=lambda core: (-score[core], core))
    first = ranked[0]
    names = [_display(groups[first])]
    # a page in Chinese, Japanese or Korean names its company in that script first, whatever the domain says
    own_script = [core for core in ranked if not core.isascii() and _EASTERN.search(core)]
    if own_script and not _EASTERN.search(first) and score[own_script[0]] >= 0.25 * score[first]:
        names.insert(0, _display(groups[own_script[0]]))
    for core in ranked[1:]:
        if len(names) >= 3 or score[core] < 0.6 * score[first]:
            break
        name = _display(groups[core])
        equal = score[core] >= 0.8 * score[first] and agreement(name, site) >= 0.4
        if (equal or _related(core, first)) and all(fold(name) != fold(other) for other in names):
            names.append(name)
    short = [one.name for one in groups[first] if not has_legal_form(one.name)]
    if has_legal_form(names[0]) and short and len(names) < 3:
        likeliest = max(sorted(set(short)), key=short.count)
        if fold(likeliest) != fold(names[0]):
            names.insert(1, likeliest)
    return names


_EASTERN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")


def _core(name: str) -> str:
    """Return the folded name without legal forms at its end: what two spellings of one name share."""
    forms, native = legal_forms()
    tokens = re.sub(r"[.,()\"'’]", "", fold(name)).replace("&", "and").split()
    for take in range(min(6, len(tokens) - 1), 0, -1):
        if " ".join(tokens[-take:]) in forms:
            tokens = tokens[:-take]
            break
    text = " ".join(tokens)
    return re.sub(rf"(?:{native})$|^(?:株式会社|有限会社|合同会社)\s?", "", text) or text


def _display(ones: list[Proposal]) -> str:
    with_form = [one for one in ones if has_legal_form(one.name)]
    pool = with_form or ones
    count = {one.name: sum(other.name == one.name for other in pool) for one in pool}
    return min(
        pool,
        key=lambda one: (one.name.isupper() and len(one.name) > 5, -one.weight, -count[one.name], one.name),
    ).name


def _includes(longer: str, shorter: str) -> bool:
    return len(shorter) >= 4 and f" {shorter} " in f" {longer} "


def _related(one: str, other: str) -> bool:
    return (
        _includes(one, other)
        or _includes(other, one)
        or fuzz.ratio(one, other) >= 85
        or set(one.split()[:1]) == set(other.split()[:1])
    )
