"""Which machines may be called: those of the world, never our own."""

import ipaddress
import socket
from collections.abc import Callable, Sequence

from rocket3pl.outside.errors import NotSent

Resolver = Callable[[str, int], Sequence[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_WEB_PORTS = (80, 443)
_MOST_TRIED = 4
# Global by the book, but they lead to, or through, machines that somebody else chooses.
_REFUSED = [
    ipaddress.ip_network(n)
    for n in (
        "192.0.0.0/24",  # protocol assignments
        "192.88.99.0/24",  # relays of 6to4
        "::ffff:0:0/96",  # IPv4 written as IPv6
        "64:ff9b::/96",  # IPv4 behind a translator
        "64:ff9b:1::/48",  # the same, in a network of one's own
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # site-local
    )
]


def system_addresses(host: str, port: int) -> list[str]:
    """Ask the system's resolver; OSError when it knows no address.

    It also reads the odd spellings of numbers (2130706433, 0x7f.1, 0177.0.0.1), so what is checked
    is what would be called.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_global(text: str) -> bool:
    """Say whether an address belongs to the public internet."""
    try:
        address: Address = ipaddress.ip_address(text)
    except ValueError:
        return False
    inside = (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or any(address in net for net in _REFUSED if net.version == address.version)
    )
    return address.is_global and not inside


def checked_addresses(
    host: str, port: int, *, service: str, inside_allowed: bool, resolve: Resolver
) -> list[str]:
    """Return the addresses of a host, asked for once and every one of them allowed.

    One inside address among public ones refuses the host: an attacker's name server gives both.
    Raises NotSent (no_such_host, inside_address).
    """
    if port not in _WEB_PORTS and not inside_allowed:
        raise NotSent(service=service, code="inside_address")
    try:
        addresses = list(resolve(host, port))
    except (OSError, UnicodeError):
        raise NotSent(service=service, code="no_such_host") from None
    if not addresses:
        raise NotSent(service=service, code="no_such_host")
    if not inside_allowed and not all(is_global(a) for a in addresses):
        raise NotSent(service=service, code="inside_address")
    return addresses[:_MOST_TRIED]
