"""Lists that print little more than names: bare lists, logo walls, registers, link lists, exhibitor lists.

Nothing there is evidence by itself, and menus look the same. Several weak signs together decide, most of
them without words: legal forms, alphabetical order, links that spell the name, hosts that differ, columns
whose headings are known, what the heading above the list says. Dates, prices and prose speak against.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from urllib.parse import urlsplit

from extractors.auto.cells import Cell
from extractors.auto.evidence import host_of, is_own_site
from extractors.auto.groups import Group
from extractors.auto.names import NameSlot
from extractors.auto.outline import Outline
from extractors.auto.words import fold, is_legal_name, letters_of, load
from extractors.company_words import is_country

LEAST = 4
ENOUGH = 1.0
"""Sum of signs from which a list counts as one of companies."""
_DATE = re.compile(
    r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:19|20)\d\d-\d\d-\d\d\b|\b\d{1,2}\.?\s+[^\W\d_]{3,9}\.?\s+(?:19|20)\d\d\b"
    r"|\b[^\W\d_]{3,9}\.?\s+\d{1,2},\s+(?:19|20)\d\d\b|(?:19|20)\d\d\s?[年/]\s?\d{1,2}"
)
_PRICE = re.compile(
    r"(?:[€$£¥￥]|\b(?:EUR|USD|CHF|PLN|SEK|zł|kr)\b)\s?\d|\d[\d.,]*\s?(?:[€£¥元円]|EUR\b|zł\b|kr\b|CHF\b)"
)
_LARGE = re.compile(
    r"\d[\d.,]*\s?(?:(?:mio|mi|ml[nd]|mn|mrd|mds?|m|bn?|bi|tsd|mill?i?ard\w*|milj\w*|mil(?:l|h)\w*|billion\w*"
    r"|млн|млрд|εκατ)\b|[百万億亿])",
    re.IGNORECASE,
)
"""Millions: what a company turns over, no price."""
_JOB = re.compile(r"\(?\b[mwfhdx]\s?/\s?[mwfhdx](?:\s?/\s?[mwfhdx])?\b\)?|\bH/F\b", re.IGNORECASE)
_BOOTH = re.compile(
    r"\b(?:[A-Z]{1,2}[-. ]?\d{1,4}[A-Za-z]?|\d{1,2}[-./ ]?[A-Z]{1,2}[-. ]?\d{1,3})\b|\bH(?:all|alle)?\s?\d"
)
_MAY_DATE = re.compile(r"\d[./-]\d{1,2}[./-]\d\d|(?:19|20)\d\d")
_CURRENCIES = "€ $ £ ¥ ￥ 円 元 EUR USD CHF PLN SEK zł kr".split()
"""What every date and every price has; the patterns above try each word of a text."""
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 caption legend th".split())
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navbar|navigation|menu|menue|submenu|footer|foot|breadcrumbs?|pagination|pager|paging|"
    r"sidebar|cookie|social|share|tags?|tagcloud|tabs|dropdown|languages?|lang|login|toolbar|sitemap)(?:$|[\s_-])",
    re.IGNORECASE,
)


def in_chrome(out: Outline, node: int) -> bool:
    """True where ``node`` lies in a menu, a footer or another frame of the page."""
    climbed: list[int] = []
    is_framed = False
    while node >= 0:
        known = out.framed.get(node)
        if known is None:
            climbed.append(node)
            known = _is_frame(out.tags[node], out.attrs[node])
        elif not known:
            break
        if known:
            is_framed = True
            break
        node = out.parents[node]
    out.framed.update(dict.fromkeys(climbed, is_framed))
    return is_framed


def _is_frame(tag: str, attributes: Mapping[str, str | None]) -> bool:
    if tag in ("nav", "footer"):
        return True
    if not attributes or tag == "body":
        return False
    if (attributes.get("role") or "") in ("navigation", "contentinfo", "menu", "menubar", "tablist"):
        return True
    return any((value := attributes.get(key)) and CHROME.search(value) for key in ("class", "id"))


@cache
def context_words() -> dict[str, frozenset[str]]:
    return {key: frozenset(fold(word) for word in words) for key, words in load("listing_context").items()}


def context_of(texts: Sequence[str]) -> int:
    """Return 1 where headings speak of companies, -1 where they speak of something else, 0 for neither."""
    return next((told for text in texts if (told := _told_by(text))), 0)


@lru_cache(maxsize=64)  # the same headings stand above many groupings of a page
def _told_by(text: str) -> int:
    folded = fold(text)
    if not folded or len(folded) > 120:
        return 0
    words = context_words()
    tokens = re.split(r"[\s/|,:&+()\-–_.]+", folded)
    grams = {
        " ".join(tokens[i:j]) for i in range(len(tokens)) for j in range(i + 1, min(i + 4, len(tokens)) + 1)
    }
    is_list, is_other = (
        bool(grams & words[key]) or any(word in folded for word in words[key] if not word.isascii())
        for key in ("lists", "others")
    )
    return is_list - is_other


def headings_above(out: Outline, run: int, limit: int = 2) -> list[str]:
    """Return the nearest headings before a run, the nearest first."""
    found: list[str] = []
    line = out.line_of[run] - 1 if out.line_of else -1
    while line >= 0 and len(found) < limit:
        node = out.run_node[out.lines[line].start]
        for _ in range(3):
            if node >= 0 and out.tags[node] in _HEADINGS:
                found.append(out.lines[line].text)
                break
            node = out.parents[node] if node >= 0 else -1
        line -= 1
    return found


def flat_signs(
    out: Outline,
    own_host: str,
    group: Group,
    cells: Sequence[Sequence[Cell]],
    slot: NameSlot,
    context: int,
    headers: Mapping[int, str | None],
) -> float:
    """Return the sum of what speaks for and against a list of names; see `ENOUGH`."""
    n = len(group.stretches)
    names = [next((cell for cell in record if cell.slot == slot.slot), None) for record in cells]
    texts = [cell.text for cell in names if cell is not None]
    if len(texts) < 0.7 * n or len(set(texts)) < 0.85 * len(texts):
        return -1.0
    some = range(0, n, max(1, n // 60))
    sample = [texts[i * len(texts) // n] for i in some]
    body = ["\n".join(out.lines[line].text for line in out.lines_in(*group.stretches[i])[:12]) for i in some]
    k = len(sample)
    legal = sum(is_legal_name(_head(text)) for text in sample) / k
    score = 2.5 * min(legal, 0.5)
    hosts = _hosts(out, own_host, group)
    score += 1.2 * min(1.0, len(set(hosts) - {""}) / n)
    akin = sum(cell is not None and is_akin(cell.text, host) for cell, host in zip(names, hosts, strict=True))
    score += 0.8 * akin / n
    score += 0.5 * _spelled(out, [names[i] for i in some])
    folded = [fold(text) for text in texts]
    if n >= 8:
        score += 0.6 * max(0.0, 4 * (sum(a <= b for a, b in pairwise(folded)) / (n - 1)) - 3)
    fields = {field for field in headers.values() if field}
    score += 0.4 * len(
        fields & {"name", "city", "region", "country", "booth", "category", "address", "postcode"}
    )
    score += (
        0.5 * sum(any(is_country(cell.text) for cell in cells[i] if len(cell.text) <= 40) for i in some) / k
    )
    score += (
        0.4
        * sum(any(_BOOTH.fullmatch(cell.text) or cell.label == "booth" for cell in cells[i]) for i in some)
        / k
    )
    score += 0.4 * sum(any(cell.image for cell in cells[i]) for i in some) / k
    score += 0.5 * context
    if "name" not in fields:  # licences run out on a date: where names bear legal forms it tells nothing
        score -= 1.5 * sum(map(has_date, body)) / k * (1 - min(1.0, 2 * legal))
    score -= 1.5 * sum(map(has_price, body)) / k
    score -= 1.5 * sum("/" in text and bool(_JOB.search(text)) for text in body) / k
    score -= 1.0 * sum(len(text) > 60 for text in sample) / k
    score -= 0.8 * sum(any(char in text for char in "?!") for text in sample) / k
    score -= 0.8 * sum(len(text.split()) == 1 for text in sample) / k
    score -= 0.5 * sum(any(char.isdigit() for char in text) for text in sample) / k
    if in_chrome(out, out.run_node[out.runs_in(*group.stretches[0]).start]):
        score -= 1.5
    if n < 8:
        score -= 0.3
    return score


def has_date(text: str) -> bool:
    return bool(_MAY_DATE.search(text) and _DATE.search(text))


def has_price(text: str) -> bool:
    return any(sign in text for sign in _CURRENCIES) and bool(_PRICE.search(_LARGE.sub("", text)))


def _head(text: str) -> str:
    """A name without what follows its last comma or bracket: the town, the number of employees."""
    return text if is_legal_name(text) else re.split(r"\s*[(（]|,\s+(?=[^,]*$)", text)[0]


def is_akin(name: str, host: str) -> bool:
    """True where a host spells the beginning of a name or the name that of the host."""
    label = letters_of(host.split(".")[0])
    spelt = (letters_of(fold(name)), letters_of(fold(name.lower().translate(_UMLAUTS))))
    return len(label) >= 3 and any(len(one) >= 3 and (label[:6] in one or one[:6] in label) for one in spelt)


def _hosts(out: Outline, own_host: str, group: Group) -> list[str]:
    """Return the host of the first link of each record that leads to a site of its own; "" for none."""
    return [
        next(
            (
                host_of(href)
                for node in out.nodes_in(*stretch)
                if out.tags[node] == "a" and is_own_site(href := out.attrs[node].get("href") or "", own_host)
            ),
            "",
        )
        for stretch in group.stretches
    ]


def _spelled(out: Outline, names: Sequence[Cell | None]) -> float:
    """Return the share of names whose link spells them or ends with a number of its own: detail pages."""
    good = 0
    for cell in names:
        href = out.href(cell.node) if cell is not None else None
        if cell is None or not href:
            continue
        path = re.sub(r"[^a-z0-9]", "", fold(urlsplit(href).path.rsplit("/", 2)[-1] or urlsplit(href).path))
        letters = re.sub(r"[^a-z0-9]", "", fold(cell.text))
        good += (len(letters) > 5 and letters[:6] in path) or bool(
            re.search(r"\d{2,}", urlsplit(href).path[-12:] + urlsplit(href).query)
        )
    return good / max(1, len(names))
