"""What the address of a site says about the name of its company."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from extractors.page import Document
from extractors.vocabulary import fold

_SECOND_LEVEL = frozenset("co com org net or ne ac gov gob in web".split())
_WORD = re.compile(r"[^\W_]+(?:['’.&+-][^\W_]+)*\.?|[&+]")


def site_word(document: Document) -> str:
    """Return the host without ``www`` and suffix, letters and digits only; "" where it is unknown."""
    host = (urlsplit(document.page.final_url).hostname or "").lower().removeprefix("www.")
    if host.endswith(".invalid") or host in ("localhost", "") or host.replace(".", "").isdigit():
        return ""
    labels = host.split(".")
    if len(labels) >= 3 and labels[-2] in _SECOND_LEVEL:
        own = labels[-3]
    else:
        own = labels[-2] if len(labels) > 1 else labels[0]
    return "".join(char for char in fold(own) if char.isalnum())


def agreement(name: str, site: str) -> float:
    """Return 0..1: how much of the site's word the name explains, by words, beginnings or initials."""
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
