"""How Coupang wants its calls signed: HMAC-SHA256 over the moment, the method, the path and the query.

Source: Coupang's own example in the public copy of its documentation; the body is not signed.
"""

import hashlib
import hmac
from datetime import UTC, datetime


def signed_date(now: datetime) -> str:
    """Return the moment in Coupang's form, GMT with two digits of the year: 260102T030405Z."""
    return now.astimezone(UTC).strftime("%y%m%dT%H%M%SZ")


def signature(secret_key: str, *, date: str, method: str, path: str, query: str) -> str:
    """Return the signature; `query` is what goes on the wire, without its "?"."""
    message = f"{date}{method}{path}{query}"
    return hmac.new(secret_key.encode(), message.encode(), hashlib.sha256).hexdigest()


def authorization(
    access_key: str, secret_key: str, *, method: str, path: str, query: str, now: datetime
) -> str:
    """Return the Authorization header of a call."""
    date = signed_date(now)
    signed = signature(secret_key, date=date, method=method, path=path, query=query)
    return f"CEA algorithm=HmacSHA256, access-key={access_key}, signed-date={date}, signature={signed}"
