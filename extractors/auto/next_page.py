"""The link from one page of a list to the next one, or None on the last."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from extractors.auto.outline import Outline
from extractors.auto.words import fold, load
from extractors.page import Document

_COUNTERS = frozenset(
    "page p start offset pagina seite pg from paged pageno pagenumber pageindex strona sida".split()
)
_PAGE_PATH = re.compile(r"/(?:page|seite|pagina|p|strona|sida)[/=_-]?\d+", re.IGNORECASE)
_NUMBER = re.compile(r"^\W{0,2}(\d{1,4})\W{0,2}$")
_CLASS = re.compile(
    r"(?:^|[\s_-])(?:next|nextpage|weiter|suivante?|siguiente|volgende|older)(?:$|[\s_-])|nextPage",
    re.IGNORECASE,
)
_MOTION = re.compile(
    r"carousel|slick|swiper|slider|slide|owl|glide|splide|flickity|calendar|lightbox|gallery", re.IGNORECASE
)
_PAGING = re.compile(
    r"pag(?:er|inat|ing|ination|es|e-?n)|(?:^|[\s_-])nav-?links|seiten|blaett", re.IGNORECASE
)
_OFF = re.compile(r"(?:^|[\s_-])(?:disabled|inactive|deaktiv|off)(?:$|[\s_-])", re.IGNORECASE)
_CURRENT = re.compile(
    r"(?:^|[\s_-])(?:current|active|selected|aktiv|actual|on|this)(?:$|[\s_-])", re.IGNORECASE
)


@cache
def _words() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    words = load("paging")
    return (
        frozenset(fold(word) for word in words["next"]),
        frozenset(" ".join(words["signs"]).split()),
        frozenset(fold(word) for word in words["not"]),
    )


def find_next_page(document: Document, out: Outline) -> str | None:
    """Return the address of the next page of the list on this page; None where there is none.

    Where the page's own address is not known a link to the same site stays relative.
    """
    url = _find(document, out)
    unknown = f"{urlsplit(document.base).scheme}://{urlsplit(document.base).hostname}/"
    return url.removeprefix(unknown) if url and ".invalid/" in unknown else url


def _find(document: Document, out: Outline) -> str | None:
    """Look for ``rel=next``, a link that says or looks like next, the number after the current one.

    A link that goes nowhere (``#``, script, the page itself) is none, nor is that of a slide show.
    """
    for link in document.tree.css("link[rel~=next][href], a[rel~=next][href]"):
        if url := _address(document, link.attributes.get("href")):
            return url
    best: tuple[int, str] | None = None
    for node, tag in enumerate(out.tags):
        if tag != "a" or not _may_say_next(out, node):
            continue
        rank = _says_next(out, node)
        if rank > (best[0] if best else 0) and (url := _address(document, out.attrs[node].get("href"))):
            best = (rank, url)
    if best and best[0] >= 2:
        return best[1]
    return _numbered(document, out)


def _address(document: Document, href: str | None) -> str | None:
    """Return the address of a link that leads to another page of the same site."""
    href = (href or "").strip()
    if not href or href.startswith(("#", "javascript:", "mailto:", "tel:", "data:")):
        return None
    try:
        url = urldefrag(urljoin(document.base, href)).url
        parts, here = urlsplit(url), urlsplit(document.base)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https"):
        return None
    own = here.hostname or ""
    if not own.endswith(".invalid") and parts.hostname != own and "//" in href[:8]:
        other = (parts.hostname or "").removeprefix("www.")
        if other != own.removeprefix("www."):
            return None
    return None if url == urldefrag(document.page.final_url).url else url


def _may_say_next(out: Outline, node: int) -> bool:
    """Cheap test: short words, a sign or a picture, or an attribute that speaks of what is next."""
    attributes = out.attrs[node]
    runs = out.run_text[out.first_run[node] : out.end_run[node]]
    length = sum(map(len, runs))
    if length > 60:
        return False
    words, signs, _ = _words()
    if (
        attributes.get("aria-label")
        or attributes.get("title")
        or _CLASS.search(attributes.get("class") or "")
    ):
        return True
    tokens = fold(" ".join(runs)).split()
    if not tokens:
        return length > 0
    first = _firsts()
    return any(token in first for token in tokens) or any(word in tokens[0] for word in _unspaced())


@cache
def _unspaced() -> tuple[str, ...]:
    """Words of scripts that put no space between them."""
    return tuple(sorted(word for word in _words()[0] if not word.isascii()))


@cache
def _openings() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words for next, as a longer label begins or ends with them."""
    long = sorted(word for word in _words()[0] if len(word) > 3)
    return tuple(f"{word} " for word in long), tuple(f" {word}" for word in long)


@cache
def _firsts() -> frozenset[str]:
    return frozenset(part for word in _words()[0] for part in word.split())


def _says_next(out: Outline, node: int) -> int:
    """Return how surely a link is the one to the next page: 0 no, 2 yes, more where it stands among pages."""
    attributes = out.attrs[node]
    css = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    text = " ".join("".join(out.run_text[out.first_run[node] : out.end_run[node]]).split())
    is_short = len(text) <= 12
    if not (
        _is_next(out, node, text)
        or (is_short and any(_opens_next(attributes.get(key) or "") for key in ("aria-label", "title")))
        or (is_short and not text.isdigit() and _CLASS.search(css))
    ):
        return 0
    around = _around(out, node, 4)
    if (
        _OFF.search(css)
        or _OFF.search(_around(out, node, 1))
        or attributes.get("aria-disabled") == "true"
        or _MOTION.search(css + " " + around)
    ):
        return 0
    counted = _is_counted(out, node)
    if fold(text) in _WEAK and not counted:
        return 0
    return 2 + (bool(_PAGING.search(around)) or _near_numbers(out, node)) + counted


def _is_next(out: Outline, node: int, text: str) -> bool:
    """True where the text of a link says next, alone or in a few words of paging."""
    if len(text) > 40:
        return False
    next_words, signs, wrong = _words()
    bare = text
    for sign in signs:
        bare = bare.replace(sign, " ")
    folded = fold(bare)
    if folded in next_words or (len(folded) <= 8 and any(word in folded for word in _unspaced())):
        return True
    if not folded:
        is_sign = text in ("›", ">", "→", "»", "❯", "▶", "►", ">>", "⟩")
        return is_sign and (text not in ("»", ">>") or not _sibling_sign(out, node))
    tokens = folded.split()
    return (
        1 < len(tokens) <= 5
        and not set(tokens) & wrong
        and (tokens[0] in next_words or tokens[-1] in next_words or " ".join(tokens[:2]) in next_words)
        and (
            any(token.isdigit() for token in tokens)
            or _is_counted(out, node)
            or bool(_PAGING.search(_around(out, node, 4)))
        )
    )


def _opens_next(label: str) -> bool:
    """True for a hidden label that begins or ends with a word for next."""
    told = fold(label)
    next_words, _, wrong = _words()
    return (
        bool(told)
        and not set(told.split()) & wrong
        and (told in next_words or told.startswith(_openings()[0]) or told.endswith(_openings()[1]))
    )


def _is_counted(out: Outline, node: int) -> bool:
    """True where the address of a link bears the number of a page."""
    href = out.attrs[node].get("href") or ""
    query = {key.lower() for key, _ in parse_qsl(href.partition("#")[0].partition("?")[2])}
    return bool(query & _COUNTERS) or bool(_PAGE_PATH.search(href))


_WEAK = frozenset(
    """more mehr mas meer mais mes altri wiecej fler lisaa plus older forward vor dalej verder avanti adelante
    更多 weitere""".split()
)
"""Words that also lead to articles: they count among page numbers or with a page number in the address."""


def _around(out: Outline, node: int, levels: int) -> str:
    found = []
    node = out.parents[node]
    for _ in range(levels):
        if node < 0 or out.tags[node] == "body":
            break
        attributes = out.attrs[node]
        found.append(" ".join(attributes.get(key) or "" for key in ("class", "id", "aria-label")))
        node = out.parents[node]
    return " ".join(found)


def _sibling_sign(out: Outline, node: int) -> bool:
    """True where a single sign (› or >) stands near: then » means the last page."""
    holder = out.parents[out.parents[node]] if out.parents[node] >= 0 else -1
    if holder < 0:
        return False
    return any(
        " ".join(out.run_text[run].split()) in ("›", ">", "❯", "→")
        for run in range(out.first_run[holder], out.end_run[holder])
    )


def _near_numbers(out: Outline, node: int) -> bool:
    holder = out.parents[node]
    for _ in range(2):
        if holder < 0:
            return False
        texts = [
            out.run_text[run].strip()
            for run in range(out.first_run[holder], min(out.end_run[holder], out.first_run[holder] + 60))
        ]
        if sum(bool(_NUMBER.match(text)) for text in texts) >= 2:
            return True
        holder = out.parents[holder]
    return False


def _numbered(document: Document, out: Outline) -> str | None:
    """Return the link of the number after the one that is no link or is marked as the current page."""
    boxes: dict[int, list[tuple[int, int, bool, str | None]]] = {}
    for run, text in enumerate(out.run_text):
        match = _NUMBER.match(text.strip()) if len(text) < 12 else None
        if not match:
            continue
        node = out.run_node[run]
        link = out.link[node]
        marked = False
        climb = node
        for _ in range(3):
            if climb < 0:
                break
            attributes = out.attrs[climb]
            css = attributes.get("class") or ""
            marked = (
                marked
                or bool(css and _CURRENT.search(css))
                or attributes.get("aria-current") in ("page", "true")
            )
            climb = out.parents[climb]
        holder = (
            out.parents[link]
            if link >= 0
            else out.parents[node]
            if out.tags[node] in ("span", "b", "strong", "em", "i", "u", "font")
            else node
        )
        for _ in range(2):
            if holder >= 0 and len(out.kids[holder]) <= 1:
                holder = out.parents[holder]
        if holder >= 0 and out.tags[holder] in ("li", "td"):
            holder = out.parents[holder]
        href = _address(document, out.attrs[link].get("href")) if link >= 0 else None
        boxes.setdefault(holder, []).append((int(match[1]), run, marked or link < 0, href))
    for numbers in boxes.values():
        pages = {number: href for number, _, _, href in numbers if href}
        if len(numbers) < 2 or not pages or len({number for number, *_ in numbers}) < 2:
            continue
        steps = sorted({number for number, *_ in numbers})
        if steps[0] > 60 or not any(b - a == 1 for a, b in zip(steps, steps[1:], strict=False)):
            continue
        currents = [
            number
            for number, _, current, href in numbers
            if current and (href is None or number not in pages)
        ] or [number for number, _, current, _ in numbers if current]
        if len(currents) == 1 and (href := pages.get(currents[0] + 1)):
            return href
        if not currents and 1 not in pages and 2 in pages:
            return pages[2]
    return None
