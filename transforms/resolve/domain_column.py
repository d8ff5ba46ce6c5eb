"""Domains of a whole column at once: what `clean.registrable_domain` finds, by arithmetic on bytes.

Usual are ``https://www.foo.de/x`` and ``info@foo.de``: their domain is the last labels of the host,
unless a list knows more of it. All else goes through the rules.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.clean import mail_address, registrable_domain
from transforms.clean.domains import listed
from transforms.resolve.columns import Codes, encode, gather, positions, text_bytes, texts, truths

_LONGEST = 63
"""Letters of a usual host: none of its labels is too long."""
_HOST = r"(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z][a-z]+"
_SITE = rf"^(?:https?://)?{_HOST}(?:[/?#][a-z0-9/?#.:=&%+_~-]*)?$"
_MAIL = rf"^[a-z0-9._+-]+@{_HOST}$"
_BEHIND = np.isin(np.arange(256), list(b"/?#"))
"""Signs behind a host."""


def domains(printed: pa.Array) -> pa.Array:
    """Return the domains of sites without null; null where `clean.registrable_domain` finds none."""
    rows, usual = _usual(printed, _SITE)
    starts, data = text_bytes(usual)
    begin = starts[:-1] + 7 * truths(pc.starts_with(usual, "http://"))
    begin += 8 * truths(pc.starts_with(usual, "https://"))
    behind = np.append(np.flatnonzero(_BEHIND[data]), len(data))
    known, found = _own_labels(data, begin, np.minimum(behind[np.searchsorted(behind, begin)], starts[1:]))
    rest, at = _rest(printed, rows[known])
    return gather(pa.concat_arrays([found, texts(registrable_domain(text.strip()) for text in rest)]), at)


def mails(printed: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return domains of mail addresses without null, and of those without one of their own the addresses."""
    rows, usual = _usual(printed, _MAIL)
    starts, data = text_bytes(usual)
    known, found = _own_labels(data, np.flatnonzero(data == ord("@")) + 1, starts[1:])
    rest, at = _rest(printed, rows[known])
    addresses = [mail_address(text) for text in rest]
    hosts = [
        f"@{mail.rpartition('@')[2]}" if mail else text for mail, text in zip(addresses, rest, strict=True)
    ]
    domain_of = {host: registrable_domain(host) for host in set(hosts)}
    others = [domain_of[host] for host in hosts]
    alone = [None if domain else mail for domain, mail in zip(others, addresses, strict=True)]
    return (
        gather(pa.concat_arrays([found, texts(others)]), at),
        gather(texts(alone), np.maximum(at - len(found), -1)),
    )


def _usual(printed: pa.Array, shape: str) -> tuple[Codes, pa.Array]:
    """Positions of texts of a shape, and these texts in lower case."""
    lower = pc.ascii_lower(printed)
    rows = np.flatnonzero(truths(pc.match_substring_regex(lower, shape)))
    return rows, lower.take(positions(rows))


def _own_labels(data: Codes, begin: Codes, end: Codes) -> tuple[Codes, pa.Array]:
    """Positions of the hosts whose domain is the last two labels, or three (``foo.co.uk``), and the domains.

    Args:
        data: letters of all hosts.
        begin, end: where each host stands in them.
    """
    suffixes, *more = _listed()
    dots = np.concatenate([[-1, -1], np.flatnonzero(data == ord("."))])
    dot = np.searchsorted(dots, end) - 1
    tld, name_end = dots[dot] + 1, dots[dot]
    first = np.maximum(dots[dot - 1] + 1, begin)
    deep = truths(pc.is_in(_cut(data, first, end), value_set=suffixes)) & (first > begin)
    name_end = np.where(deep, first - 1, name_end)
    first = np.where(deep, np.maximum(dots[dot - 2] + 1, begin), first)
    special = end - begin > _LONGEST
    special |= deep & (data[first] == ord("w")) & (data[first + 1] == ord("w"))  # www.co.uk is nobody's
    parts = [_cut(data, *part) for part in ((first, end), (first, name_end), (tld, end))]
    for part, known in zip(parts, more, strict=True):
        special |= truths(pc.is_in(part, value_set=known))
    hosts = np.flatnonzero(~special)
    return hosts, parts[0].take(positions(hosts))


def _cut(data: Codes, begin: Codes, end: Codes) -> pa.Array:
    """Texts that stand between these places, one behind the other."""
    change = np.zeros(len(data) + 1, np.int8)
    change[begin] = 1
    change[end] -= 1
    within = change.cumsum(dtype=np.int8)[:-1].view(bool)
    offsets = np.concatenate([[0], np.cumsum(end - begin)]).astype(np.int32)
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data[within])]
    return pa.Array.from_buffers(pa.string(), len(begin), buffers)


@cache
def _listed() -> tuple[pa.Array, ...]:
    return tuple(map(texts, listed()))


def _rest(printed: pa.Array, known: Codes) -> tuple[list[str], Codes]:
    """The distinct texts elsewhere than at these positions, and which of all each position has."""
    at = np.full(len(printed), -1)
    at[known] = np.arange(len(known))
    rest = np.flatnonzero(at < 0)
    codes, distinct = encode(printed.take(positions(rest)))
    at[rest] = len(known) + codes
    return distinct.to_pylist(), at
