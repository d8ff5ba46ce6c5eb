"""By what spec and by which version of the program something was read."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

from config.catalogue import Source


def version_print(source: Source) -> str:
    """Return a short hash of the spec as it was understood and of the program that understands it.

    A comment in the YAML makes no other one; whatever could be read differently does.
    """
    return hashlib.blake2b(f"{spec_print(source)} {engine()}".encode(), digest_size=8).hexdigest()


def spec_print(source: Source) -> str:
    """Return a short hash of the spec as it was understood, file and comments aside."""
    return hashlib.sha256(source.spec.model_dump_json().encode()).hexdigest()[:16]


def stamp(source: Source) -> dict[str, str]:
    """Return what is written beside rows that were read: the spec's hash and the program's version."""
    return {"prospects.spec": spec_print(source), "prospects.engine": engine()}


@lru_cache(maxsize=1)
def engine() -> str:
    """Return name and version of the program."""
    try:
        return f"prospects {version('prospects')}"
    except PackageNotFoundError:  # run from a checkout that is not installed
        return "prospects"
