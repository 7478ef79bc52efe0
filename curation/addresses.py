"""Which network addresses a feed may live at: public ones only, judged on the very socket opened."""

import ipaddress
import socket
from typing import Any

_REFUSED_V4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
# Of IPv6 only global unicast is let through, without the blocks that wrap an IPv4 address: 2000::/3 leaves
# out mapped (::ffff:0:0/96), compatible (::/96), NAT64 (64:ff9b::/96), unique local, link-local and
# multicast.
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
_REFUSED_V6 = tuple(
    ipaddress.IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
_LOOPBACK = (ipaddress.IPv4Network("127.0.0.0/8"), ipaddress.IPv6Network("::1/128"))


class RefusedAddressError(OSError):
    """The name led to an address that is not public."""


def is_allowed(address: str, *, allow_loopback: bool = False) -> bool:
    """Whether a socket may be opened to this literal address. What is no address is not allowed."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if ip in _LOOPBACK[0] or ip in _LOOPBACK[1]:
        return allow_loopback
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in block for block in _REFUSED_V4)
    # The last 64 bits 0:5efe:a.b.c.d are ISATAP, one more way to carry an IPv4 address.
    isatap = (int(ip) >> 32) & 0xFDFFFFFF == 0x5EFE
    return ip in _GLOBAL_V6 and not isatap and not any(ip in block for block in _REFUSED_V6)


class GuardedSockets:
    """Makes the sockets of a connector, and none towards an address that is not allowed.

    Names are not looked at: literal addresses, decimal hosts, redirects and names that change their answer
    between two look-ups all end here, with the address that `connect` will be given.
    """

    def __init__(self, *, allow_loopback: bool = False) -> None:
        self._allow_loopback = allow_loopback

    def __call__(self, addr_info: tuple[Any, ...]) -> socket.socket:
        """A socket for one `getaddrinfo` answer. Raises RefusedAddressError."""
        family, kind, proto, _, sockaddr = addr_info
        if family not in (socket.AF_INET, socket.AF_INET6) or not is_allowed(
            str(sockaddr[0]), allow_loopback=self._allow_loopback
        ):
            raise RefusedAddressError("refused address")
        return socket.socket(family, kind, proto)
