"""The public suffix list: where the registrable part of a host begins."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def split_host() -> Any:
    """Return the reader of the list that comes with tldextract: never fetched, never cached on disk.

    It takes 6 MiB, so whoever cleans and whoever reads pages share it.
    """
    import tldextract

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
