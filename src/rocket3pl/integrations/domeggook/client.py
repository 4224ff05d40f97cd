"""Asking 도매꾹 for one product.

Source: public Open API of domeggook.com (domain.md 3.1): GET with `aid`, errors come with status 200,
180 calls a minute and 15,000 a day.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from rocket3pl.integrations.connectors import Base, Connector, KeyField, base_of
from rocket3pl.integrations.credentials import Keys
from rocket3pl.integrations.domeggook.item import Item, item_of
from rocket3pl.outside.breaker import guarded
from rocket3pl.outside.bucket import take
from rocket3pl.outside.calls import Call, call
from rocket3pl.outside.errors import OutsideError

CONNECTOR = Connector(
    code="domeggook",
    name=_("도매꾹"),
    about=_("신규상품정보등록에서 도매꾹 상품의 정보를 불러옵니다"),
    of="operator",
    fields=(
        KeyField("key", "API Key", secret=True, pattern=r"[0-9a-f]{32}", hint=_("영문 소문자와 숫자 32자리")),
    ),
)
BASE, VERSION = "https://domeggook.com", "4.5"
# What a bucket holds and what flows into it in a minute are together never more than the limit.
PER_MINUTE, BURST = 140, 40
# 6 a minute are 8,640 a day: with the bucket's 6,000 still below 15,000.
DAY_PER_MINUTE, DAY_BURST = 6, 6_000
MAX_PICTURE = 10 * 1024 * 1024
# A person waits for the answer in front of a form.
_TOTAL_S, _READ_S = 8.0, 6.0
_OK = 200


class DomeggookError(Exception):
    """도매꾹 did not give what was asked for. Codes: refused, busy, broken_answer, unreachable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def base() -> Base:
    """Return where the service is."""
    return base_of(CONNECTOR.code, BASE)


def item_call(no: str, keys: Keys, url: str) -> Call:
    """Return the call that asks for a product."""
    return Call(
        service=CONNECTOR.code,
        method="GET",
        url=f"{url}/ssl/api/",
        params={"ver": VERSION, "mode": "getItemView", "aid": keys["key"], "no": no, "om": "json"},
        timeout_s=_TOTAL_S,
        read_s=_READ_S,
    )


def is_no_such_item(errors: Any) -> bool:
    """Say whether a refusal is about the item; all others are taken to be about the key."""
    told = errors if isinstance(errors, dict) else {}
    return any("상품" in str(told.get(name, "")) for name in ("message", "dmessage"))


def item(no: str, keys: Keys, *, now: datetime) -> Item:
    """Return a product: name, picture's address, options, prices. Raises DomeggookError."""
    for name, rate, burst in (("", PER_MINUTE, BURST), (":day", DAY_PER_MINUTE, DAY_BURST)):
        if take(name=f"{CONNECTOR.code}{name}", now=now, per_minute=rate, burst=burst):
            raise DomeggookError("busy")
    where = base()
    request = item_call(no, keys, where.url)
    try:
        answer = guarded(
            name=CONNECTOR.code,
            now=now,
            function=lambda: call(request, inside_allowed=where.inside_allowed),
        )
        body = answer.json() if answer.status == _OK else {}
    except OutsideError as error:
        broken = error.code == "broken_answer"
        raise DomeggookError("broken_answer" if broken else "unreachable") from None
    if answer.status != _OK:
        raise DomeggookError("unreachable")
    if not isinstance(body, dict):
        raise DomeggookError("broken_answer")
    if not isinstance(body.get("domeggook"), dict):
        raise DomeggookError("refused" if "errors" in body else "broken_answer")
    return item_of(no, body["domeggook"])


def picture(url: str) -> bytes:
    """Return the bytes at a picture's address. Raises DomeggookError.

    Only addresses below the operator's own SERVICE_URL_DOMEGGOOK may lead to an inside machine. Not under
    the breaker: pictures lie on other servers, whose failures say nothing of the service.
    """
    where = base()
    request = Call("picture", "GET", url, timeout_s=_TOTAL_S, read_s=_READ_S, max_bytes=MAX_PICTURE)
    try:
        inside = where.inside_allowed and url.startswith(f"{where.url}/")
        answer = call(request, inside_allowed=inside)
    except OutsideError:
        raise DomeggookError("unreachable") from None
    if answer.status != _OK:
        raise DomeggookError("unreachable")
    return answer.body
