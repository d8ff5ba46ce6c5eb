"""Registrable domains: what makes two addresses of the web one company's."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple
from urllib.parse import urlsplit

from config.suffixes import registrable, suffix_rules
from transforms.clean import vocabulary

_MAX_LENGTH = 300
"""Characters of an address that are read; the host of a longer one stands among them."""
_HOST = re.compile(r"^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]$")
_WWW = re.compile(r"^www\d*\.(?=.+\.)")
_SCHEME = re.compile(r"^(?:https?(?::/*|/{2,}))+|^(?:[a-z][a-z0-9+.-]*:)?//+")
"""Schemes as printed, missing and doubled signs included."""
_USUAL = re.compile(r"(?:https?://)?([a-z0-9_.-]+)(?:[/?#][^\s,;|\[\]@\\]*)?", re.ASCII)


def registrable_domain(url_or_mail: str | None) -> str | None:
    """Return the registrable domain of an URL, host or mail address; None where it says nothing.

    Hosts of free mail, directories and networks say nothing: thousands share them. A suffix that the public
    suffix list does not know (``.example``) counts as one label, the list's prevailing rule.
    """
    host = host_of(url_or_mail) if url_or_mail else None
    return own_domain(host) if host else None


def own_domain(host: str) -> str | None:
    """Return the registrable domain of a host as `host_of` gives it, None where many share it.

    Below a builder of sites (``foo.jimdofree.com``) it is the customer's part of the host.
    """
    domain = registrable(host)
    if domain is None or domain in _shared() or domain.partition(".")[0] in vocabulary.words("shared_brands"):
        return None
    if domain in vocabulary.words("site_builders"):
        below = host.removesuffix(domain).split(".")
        return f"{below[-2]}.{domain}" if len(below) > 1 else None
    return None if domain.count(".") > 1 and ".".join(domain.rsplit(".", 2)[-2:]) in _shared() else domain


class Listed(NamedTuple):
    """What lists know of hosts beyond their last two labels.

    suffixes: two labels below which companies have their domains (``co.uk``). domains: all else that no
    company has for itself, or that goes on. brands: labels before a suffix that are no company's. wild:
    last labels with rules of any label (``*.ck``).
    """

    suffixes: frozenset[str]
    domains: frozenset[str]
    brands: frozenset[str]
    wild: frozenset[str]


@cache
def listed() -> Listed:
    """Return all that `own_domain` looks up."""
    rules, others = suffix_rules(), _shared() | vocabulary.words("site_builders")
    wild = frozenset(tail[2:] for tail in rules if tail.startswith("*."))
    usual = frozenset(tail for tail, is_rule in rules.items() if is_rule and tail.count(".") == 1)
    return Listed(usual - wild - others, others.union(rules), vocabulary.words("shared_brands"), wild)


@cache
def _shared() -> frozenset[str]:
    lists = ("free_mail", "directory_hosts", "social_hosts")
    return frozenset().union(*map(vocabulary.words, lists))


def host_of(text: str) -> str | None:
    """Return the host of an URL or mail address in lower-case ASCII without ``www``, or None."""
    bare = text[:_MAX_LENGTH].strip().casefold()
    usual = _USUAL.fullmatch(bare)
    host = (usual[1] if usual and "." in usual[1] else _unusual(bare)).rstrip(".")
    if host.startswith("www"):
        host = _WWW.sub("", host)
    return host if _HOST.match(host) else None


def _unusual(bare: str) -> str:
    """The host of anything that holds one: with a port, a user, other scripts, more words behind."""
    bare = re.split(r"[\s,;|]", bare.removeprefix("mailto:"), maxsplit=1)[0]
    try:
        if "@" in bare and "/" not in bare:
            host = bare.rsplit("@", 1)[1]
        else:
            host = urlsplit("//" + _SCHEME.sub("", bare)).hostname or ""
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return ""
