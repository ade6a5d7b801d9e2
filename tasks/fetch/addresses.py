"""Which network addresses may be asked. Pages and feeds of strangers name hosts; none may lead inside."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
# Host name to addresses, in the order to try them. Raises OSError where there are none.
Resolver = Callable[[str], Awaitable[list[str]]]

MAX_HOST_CHARS = 253  # RFC 1035
# Where clouds answer to virtual machines at addresses that count as public, or as the user's own.
_METADATA = tuple(
    ipaddress.ip_network(block)
    for block in ("168.63.129.16/32", "192.0.0.0/24", "fd00:ec2::/32", "fd20:ce::254/128", "fd00:42::42/128")
)
# The event loop's own threads are few, and a dead name server holds one for many seconds.
_lookups = ThreadPoolExecutor(max_workers=32, thread_name_prefix="resolve")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
# RFC 4291 2.4: all that is given out as global unicast. Python 3.11 counts as global what it knows nothing
# of: IPv4 addresses in forms of old, NAT64 of one's own (RFC 8215), site-local addresses.
_UNICAST6 = ipaddress.ip_network("2000::/3")


def is_allowed(address: str, allow_private: bool) -> bool:
    """True if a request may go to this IP address.

    Public unicast addresses always; loopback and private ones (RFC 1918, RFC 4193) with `allow_private`.
    Link-local, multicast, unspecified, reserved and metadata addresses never. IPv6 forms that carry an IPv4
    address are judged by it too.
    """
    try:
        outer = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_one_is_allowed(ip, allow_private) for ip in (outer, *_carried(outer)))


def _one_is_allowed(ip: IPAddress, allow_private: bool) -> bool:
    if ip.is_multicast or ip.is_link_local or ip.is_unspecified or any(ip in block for block in _METADATA):
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or ip in _NAT64):
        return True  # judged by what it carries
    if ip.is_global and (ip.version == 4 or ip in _UNICAST6):
        return True
    return allow_private and (ip.is_loopback or (ip.is_private and not ip.is_reserved))


def _carried(ip: IPAddress) -> list[IPAddress]:
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    carried: list[IPAddress] = [found for found in (ip.ipv4_mapped, ip.sixtofour) if found]
    if ip.teredo:
        carried += ip.teredo
    if ip in _NAT64:
        carried.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return carried


async def resolve(host: str) -> list[str]:
    """The addresses that the system's resolver gives for a host name."""
    loop = asyncio.get_running_loop()
    found = await loop.run_in_executor(_lookups, _look_up, host)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _look_up(host: str) -> list[Any]:
    return socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)


async def addresses_of(host: str, resolver: Resolver) -> list[str]:
    """The addresses of a host name or literal. Names under .localhost are loopback without DNS (RFC 6761)."""
    name = host.lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return ["127.0.0.1"]
    if not name or len(name) > MAX_HOST_CHARS:
        raise OSError("not a host name")
    try:
        return [str(ipaddress.ip_address(name.strip("[]")))]
    except ValueError:
        pass
    try:
        found = await resolver(name)
    except UnicodeError:  # an empty or too long label
        raise OSError("not a host name") from None
    if not found:
        raise OSError("no address")
    return found
