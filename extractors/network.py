"""Where we may connect: every address is checked at the moment of connecting, names and literals alike.

A name is resolved once and the checked addresses are the ones connected to, so a second answer of the name
server cannot lead us into our own network. ``host_map`` stands in front of the name server like a hosts file.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from dataclasses import dataclass

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """The host leads to an address that is not on the public internet; the message says which."""


@dataclass(frozen=True)
class Guard:
    """Leads to public addresses, to loopback with ``allow_loopback``, and where ``host_map`` points."""

    host_map: Mapping[str, str]
    allow_loopback: bool = False

    async def addresses(self, host: str, port: int) -> list[tuple[str, int]]:
        """Return the checked (address, port) pairs of a host, in the order in which to try them.

        Raises:
            AddressRefused: one of them is not public; no socket was opened.
            OSError: the host has no address (`socket.gaierror`).
        """
        host = host.strip("[]")
        mapped = mapped_address(host, port, self.host_map)
        if mapped is not None:
            return [mapped]
        try:
            found = [ipaddress.ip_address(host).compressed]
        except ValueError:
            loop = asyncio.get_running_loop()
            answers = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
        for address in found:
            if not _may_connect(address, self.allow_loopback):
                raise AddressRefused(f"{host} leads to {address}, which is not a public address")
        return [(address, port) for address in found]


def mapped_address(host: str, port: int, host_map: Mapping[str, str]) -> tuple[str, int] | None:
    """Return where ``host_map`` sends a host, or None. ``*.example`` covers every name under example.

    A value without a port keeps the port of the address asked for.
    """
    host = host.lower()
    for pattern, target in host_map.items():
        pattern = pattern.lower()
        if pattern == host or (pattern.startswith("*.") and host.endswith(pattern[1:])):
            name, _, number = target.rpartition(":")
            return (name.strip("[]"), int(number)) if name and number.isdigit() else (target, port)
    return None


def _may_connect(address: str, allow_loopback: bool) -> bool:
    parsed = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inside = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if parsed in _NAT64:
            inside = ipaddress.IPv4Address(parsed.packed[-4:])
        parsed = inside or parsed
    return (parsed.is_global and not parsed.is_multicast) or (allow_loopback and parsed.is_loopback)
