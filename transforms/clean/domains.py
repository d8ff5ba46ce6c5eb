"""Registrable domains: what makes two addresses of the web one company's."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from config.suffixes import split_host
from transforms.clean import vocabulary

_HOST = re.compile(r"^(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]$")


def registrable_domain(url_or_mail: str | None) -> str | None:
    """Return the registrable domain of an URL, host or mail address; None where it says nothing.

    Free-mail hosts and directory sites say nothing: thousands share them. A suffix that the public
    suffix list does not know (``.example``) counts as one label, the list's prevailing rule.
    """
    return _registrable(url_or_mail) if url_or_mail else None


@lru_cache(maxsize=20_000)
def _registrable(text: str) -> str | None:
    host = host_of(text)
    if host is None:
        return None
    found = split_host()(host)
    if found.domain and found.suffix:
        domain = f"{found.domain}.{found.suffix}"
    elif found.suffix:
        return None
    else:
        domain = ".".join(host.split(".")[-2:])
    public = {domain, ".".join(host.split(".")[-2:])}
    if public & (vocabulary.words("free_mail") | vocabulary.words("directory_hosts")):
        return None
    return domain


def host_of(text: str) -> str | None:
    """Return the host of an URL or mail address in lower-case ASCII without ``www``, or None."""
    bare = text.strip().casefold().removeprefix("mailto:")
    bare = re.split(r"[\s,;|]", bare, maxsplit=1)[0]
    try:
        if "@" in bare and "/" not in bare:
            host = bare.rsplit("@", 1)[1]
        else:
            host = urlsplit(bare if "//" in bare else "//" + bare).hostname or ""
        host = host.rstrip(".").encode("idna").decode("ascii") if not host.isascii() else host.rstrip(".")
    except (ValueError, UnicodeError):
        return None
    host = re.sub(r"^www\d*\.(?=.+\.)", "", host)
    return host if _HOST.match(host) else None
