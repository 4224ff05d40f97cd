"""Asking the register of addresses.

Source: business.juso.go.kr, addrLinkApi (domain.md section 6): GET with `confmKey`; at least two signs,
none of % = > <, no words of SQL.
"""

import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from rocket3pl.integrations.connectors import Connector, KeyField, base_of
from rocket3pl.integrations.credentials import Keys
from rocket3pl.integrations.juso.answer import BrokenAnswer, Refused, addresses_of
from rocket3pl.outside.breaker import guarded
from rocket3pl.outside.bucket import take
from rocket3pl.outside.calls import Call, call
from rocket3pl.outside.errors import OutsideError
from rocket3pl.reference.address_search import Addresses

CONNECTOR = Connector(
    code="juso",
    name=_("도로명주소"),
    about=_("출고신청에서 받는 분의 주소를 찾습니다"),
    of="operator",
    fields=(KeyField("key", _("승인키"), secret=True, pattern=r"[A-Za-z0-9+/=_-]{10,200}"),),
)
BASE, PATH = "https://business.juso.go.kr", "/addrlink/addrLinkApi.do"
PER_PAGE = 20
PER_MINUTE, BURST = 60, 30
# A person waits for the answer in front of a form.
_TOTAL_S, _READ_S = 8.0, 6.0
_OK = 200
_REFUSED_SIGNS = re.compile(r"[%=><'\"\[\]\x00-\x1f\x7f]")
# The register refuses texts with them, whatever else they say.
_REFUSED_WORDS = re.compile(
    r"\b(?:or|select|insert|delete|update|create|drop|exec|union|fetch|declare|truncate)\b", re.IGNORECASE
)


class JusoError(Exception):
    """No addresses. Codes: bad_words, too_many, refused, busy, broken_answer, unreachable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def address_call(words: str, keys: Keys, base: str) -> Call:
    """Return the call that asks for addresses."""
    return Call(
        service=CONNECTOR.code,
        method="GET",
        url=f"{base}{PATH}",
        params={
            "confmKey": keys["key"], "currentPage": "1", "countPerPage": str(PER_PAGE), "keyword": words,
            "resultType": "json",
        },
        timeout_s=_TOTAL_S,
        read_s=_READ_S,
    )  # fmt: skip


def search(text: str, keys: Keys, *, now: datetime) -> Addresses:
    """Return the addresses that fit a text, at most PER_PAGE of them. Raises JusoError."""
    words = " ".join(_REFUSED_WORDS.sub(" ", _REFUSED_SIGNS.sub(" ", text)).split())
    if not words:
        raise JusoError("bad_words")
    if take(name=CONNECTOR.code, now=now, per_minute=PER_MINUTE, burst=BURST):
        raise JusoError("busy")
    where = base_of(CONNECTOR.code, BASE)
    request = address_call(words, keys, where.url)
    try:
        answer = guarded(
            name=CONNECTOR.code,
            now=now,
            function=lambda: call(request, inside_allowed=where.inside_allowed),
        )
        if answer.status != _OK:
            raise JusoError("unreachable")
        return addresses_of(answer.json())
    except Refused as refused:
        raise JusoError(refused.code) from None
    except BrokenAnswer:
        raise JusoError("broken_answer") from None
    except OutsideError as error:
        raise JusoError("broken_answer" if error.code == "broken_answer" else "unreachable") from None
