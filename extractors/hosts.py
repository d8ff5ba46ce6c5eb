"""Whose host an address is: one company's own, or one that many companies share."""

from __future__ import annotations

from functools import cache, lru_cache

from config.suffixes import split_host
from extractors.vocabulary import load


@lru_cache(maxsize=20_000)
def domain_of(host: str) -> str:
    """Return the registrable domain of a host; of an unknown suffix, its last two labels."""
    found = split_host()(host)
    if found.domain and found.suffix:
        return f"{found.domain}.{found.suffix}"
    return ".".join(host.split(".")[-2:])


def label_of(host: str) -> str:
    """Return what a registrable domain says without its suffix: ``brandt`` of www.brandt.co.uk."""
    return domain_of(host).partition(".")[0]


def is_shared(host: str) -> bool:
    """Tell whether many companies have a page there: directories, social and free-mail hosts."""
    return domain_of(host) in _shared() or ".".join(host.split(".")[-2:]) in _shared()


@cache
def _shared() -> frozenset[str]:
    names = ("directory_hosts", "free_mail")
    return frozenset(word for name in names for entry in load(name) for word in str(entry).split())
