"""Reads from Coupang: signed, counted, tried again when that helps, page after page.

Rocket Growth takes 50 calls a minute and seller. A bucket of 10 that refills 40 a minute stays below
that in every minute there is.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from rocket3pl.integrations.connectors import base_of
from rocket3pl.integrations.coupang.settings import CONNECTOR, Vendor
from rocket3pl.integrations.coupang.signing import authorization
from rocket3pl.outside.breaker import guarded
from rocket3pl.outside.bucket import take
from rocket3pl.outside.calls import Answer, Call, call
from rocket3pl.outside.errors import CircuitOpen, OutsideError
from rocket3pl.outside.retries import delays

BASE = "https://api-gateway.coupang.com"
PER_MINUTE, BURST = 40, 10
ATTEMPTS = 4
MAX_PAGES = 1_000
Query = Sequence[tuple[str, str]]
# `code` of a success is a number in one API and a text in the other.
GOOD_CODES = frozenset({"200", "SUCCESS"})
_OK, _TOO_MANY, _SERVER_ERROR = 200, 429, 500
# What a status means where waiting does not help.
_WORDS = {400: "bad_request", 401: "bad_key", 403: "ip_not_registered", 410: "retired", 412: "not_active"}


class CoupangError(Exception):
    """Coupang did not give what was asked for.

    Codes: bad_request, bad_key, ip_not_registered, retired, not_active, refused, broken_answer,
    repeated_token, unreachable, paused.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class Pace:
    """The time of one round: when it began, and how long it has waited since."""

    now: datetime
    pause: Callable[[float], None] = time.sleep
    waited: timedelta = field(default_factory=timedelta)

    @property
    def at(self) -> datetime:
        """Return the moment that it is by now."""
        return self.now + self.waited

    def wait(self, length: timedelta) -> None:
        """Let time pass."""
        self.pause(length.total_seconds())
        self.waited += length


def read(vendor: Vendor, path: str, query: Query, pace: Pace) -> dict[str, Any]:
    """Return what Coupang answers to a GET; busy and unreachable servers are asked again.

    Raises CoupangError.
    """
    text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query)
    for attempt in range(1, ATTEMPTS + 1):
        answer = _tried(vendor, path, text, pace)
        if answer is not None and answer.status != _TOO_MANY and answer.status < _SERVER_ERROR:
            return _body(answer)
        if attempt < ATTEMPTS:
            pace.wait(delays(attempt, seed=f"{vendor.vendor_id}{path}{text}"))
    code = "unreachable"
    raise CoupangError(code)


def signed_call(vendor: Vendor, path: str, query: str, url: str, *, now: datetime) -> Call:
    """Return the signed call of a GET; signed and sent in the same spelling."""
    signed = authorization(
        vendor.access_key, vendor.secret_key, method="GET", path=path, query=query, now=now
    )
    return Call(
        service="coupang",
        method="GET",
        url=f"{url}{path}",
        params=query,
        headers={"Authorization": signed, "Content-Type": "application/json;charset=UTF-8"},
    )


def _tried(vendor: Vendor, path: str, query: str, pace: Pace) -> Answer | None:
    """Call once, when the bucket allows it; None when no answer came."""
    while pause := take(name=f"coupang:{vendor.vendor_id}", now=pace.at, per_minute=PER_MINUTE, burst=BURST):
        pace.wait(pause)
    base = base_of(CONNECTOR.code, BASE)
    request = signed_call(vendor, path, query, base.url, now=pace.at)
    try:
        return guarded(
            name=vendor.connection,
            now=pace.at,
            function=lambda: call(request, inside_allowed=base.inside_allowed),
        )
    except CircuitOpen:
        code = "paused"
        raise CoupangError(code) from None
    except OutsideError:
        return None  # a read may simply be repeated


def _body(answer: Answer) -> dict[str, Any]:
    """Return the body of a success."""
    if answer.status != _OK:
        raise CoupangError(_WORDS.get(answer.status, "refused"))
    try:
        body = answer.json()
    except OutsideError:
        body = None
    if not isinstance(body, dict):
        code = "broken_answer"
        raise CoupangError(code)
    if str(body.get("code")) not in GOOD_CODES:
        code = "refused"
        raise CoupangError(code)
    return body


def pages(vendor: Vendor, path: str, query: Query, pace: Pace) -> Iterator[list[Any]]:
    """Yield the data of page after page, until there is no nextToken.

    A token that came before would go round for ever: that raises CoupangError (repeated_token).
    """
    seen: set[str] = set()
    token = ""
    for _page in range(MAX_PAGES):
        body = read(vendor, path, [*query, ("nextToken", token)] if token else query, pace)
        data = body.get("data")
        # One of something comes as an object, several as a list.
        yield data if isinstance(data, list) else [] if data is None else [data]
        token = str(body.get("nextToken") or "")
        if not token:
            return
        if token in seen:
            break
        seen.add(token)
    code = "repeated_token"
    raise CoupangError(code)
