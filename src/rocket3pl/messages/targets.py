"""Where a webhook may lead: to machines of the world, by https."""

import unicodedata
from urllib.parse import urlsplit

from django.conf import settings

from rocket3pl.outside.addresses import Resolver, checked_addresses, system_addresses
from rocket3pl.outside.errors import NotSent
from rocket3pl.shared.errors import Invalid, Problem

MAX_URL = 500
_PORTS = (80, 443)


def inside_allowed() -> bool:
    """Say whether our own machines may be called: in tests only, no operator can set it."""
    return bool(settings.WEBHOOKS_INSIDE_ALLOWED)


def checked_url(text: str, *, resolve: Resolver = system_addresses) -> str:
    """Return the address of a seller's system, looked up once so that mistakes show at once.

    It is checked again whenever something is sent: by then the name may lead elsewhere.
    Raises Invalid (required, too_long, bad_url, https_only, bad_port, no_such_host, inside_address).
    """
    typed = unicodedata.normalize("NFC", text).strip()
    if not typed:
        raise _wrong("required")
    if len(typed) > MAX_URL:
        raise Invalid([Problem("url", "too_long", {"max": MAX_URL})])
    try:
        parts = urlsplit(typed)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _wrong("bad_url") from None
    plain = any(not sign.isprintable() or sign.isspace() for sign in typed)
    if (
        parts.scheme not in ("http", "https")
        or not host
        or parts.username is not None
        or parts.fragment
        or plain
    ):
        raise _wrong("bad_url")
    inside = inside_allowed()
    if parts.scheme == "http" and not (settings.WEBHOOKS_HTTP_ALLOWED or inside):
        raise _wrong("https_only")
    port = port or (443 if parts.scheme == "https" else 80)
    if port not in _PORTS and not inside:
        raise _wrong("bad_port")
    try:
        checked_addresses(host, port, service="webhook", inside_allowed=inside, resolve=resolve)
    except NotSent as error:
        raise _wrong(error.code) from None
    return typed


def _wrong(code: str) -> Invalid:
    return Invalid([Problem("url", code)])
