"""Where a call comes from."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

# Whoever has an IPv6 address has 2^64 of them.
_NEIGHBOURS = 64

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _read(text: str) -> Address | None:
    try:
        found = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


def _is_proxy(address: Address) -> bool:
    return any(address in network for network in settings.TRUSTED_PROXIES)


def caller(request: HttpRequest) -> str:
    """Return the network address of who called: of IPv6 the network, "" where it cannot be told.

    What X-Forwarded-For says is believed of our own proxies only (TRUSTED_PROXIES): anybody can write
    the header. It is read from its end, where the nearest proxy wrote; the first address that is not a
    proxy of ours is the caller.
    """
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    found = _read(request.META.get("REMOTE_ADDR", ""))
    while found is not None and hops and _is_proxy(found):
        before = _read(hops.pop())
        if before is None:
            break
        found = before
    if found is None:
        return ""
    if found.version == 4:  # noqa: PLR2004
        return str(found)
    return str(ipaddress.ip_network((found, _NEIGHBOURS), strict=False))
