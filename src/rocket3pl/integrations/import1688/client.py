"""Asking the platform, and telling it: docs/import1688.md, "What the platform answers"."""

import json
import secrets
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from rocket3pl.integrations.import1688.setup import NAME, Setup, setup
from rocket3pl.integrations.import1688.signing import signed_headers
from rocket3pl.outside.breaker import guarded
from rocket3pl.outside.calls import READ_S, TOTAL_S, Answer, Call, call
from rocket3pl.outside.errors import Unknown

PAGE = 200
_OK = 200
# A person waits for the answer at the login.
_PERSON_S = 8.0
# A page of events that bring their pictures along.
_MAX_BYTES = 64 * 1024 * 1024


class Refused(Exception):  # noqa: N818 - says what it is
    """The platform answered that it will not; trying the same again changes nothing."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{NAME}: http_{status}")
        self.status = status


def is_configured() -> bool:
    """Say whether there is a platform to ask."""
    return setup().is_configured


def signed_call(
    platform: Setup,
    method: str,
    path: str,
    body: bytes,
    *,
    kind: str,
    event_id: str,
    now: datetime,
    timeout_s: float = TOTAL_S,
) -> Call:
    """Return a signed call; one without a body signs its path and query instead."""
    headers = signed_headers(
        platform.call_secret, event_id=event_id, kind=kind, body=body or path.encode(), now=now
    )
    return Call(
        NAME,
        method,
        platform.url + path,
        headers={**headers, "Content-Type": "application/json"},
        content=body or None,
        timeout_s=timeout_s,
        read_s=min(timeout_s, READ_S),
        max_bytes=_MAX_BYTES,
    )


def _send(
    method: str,
    path: str,
    body: bytes,
    *,
    kind: str,
    event_id: str,
    now: datetime,
    timeout_s: float = TOTAL_S,
) -> Answer:
    """Send one signed call. Raises NotSent, Unknown, CircuitOpen, Refused."""
    platform = setup()
    request = signed_call(
        platform, method, path, body, kind=kind, event_id=event_id, now=now, timeout_s=timeout_s
    )
    answer = guarded(
        name=NAME, now=now, function=lambda: call(request, inside_allowed=platform.inside_allowed)
    )
    if answer.status >= 500 or answer.status == 429:  # noqa: PLR2004 - not now, as opposed to not at all
        raise Unknown(service=NAME, code=f"http_{answer.status}")
    if answer.status not in {_OK, 202}:
        raise Refused(answer.status)
    return answer


def _get(path: str, *, now: datetime) -> dict[str, Any]:
    event_id = f"get_{secrets.token_hex(8)}"
    found = _send("GET", path, b"", kind="wms.get", event_id=event_id, now=now).json()
    if not isinstance(found, dict):
        raise Unknown(service=NAME, code="broken_answer")
    return found


def events(after: str, *, now: datetime) -> tuple[list[dict[str, Any]], str, bool]:
    """Return the events after a cursor, the cursor to go on with, and whether there are more.

    Raises NotSent, Unknown, CircuitOpen, Refused.
    """
    found = _get("/v1/events?" + urlencode({"after": after, "limit": PAGE}), now=now)
    bodies, cursor = found.get("events"), found.get("next_cursor")
    if not isinstance(bodies, list) or not isinstance(cursor, str) or len(cursor) > 200:  # noqa: PLR2004
        raise Unknown(service=NAME, code="broken_answer")
    return [b for b in bodies if isinstance(b, dict)], cursor, found.get("has_more") is True


def shipment_events(shipment_no: str, *, now: datetime) -> list[dict[str, Any]]:
    """Return all events of one shipment, to compare with what came.

    Raises NotSent, Unknown, CircuitOpen, Refused.
    """
    bodies = _get("/v1/shipments/" + quote(shipment_no, safe=""), now=now).get("events")
    if not isinstance(bodies, list):
        raise Unknown(service=NAME, code="broken_answer")
    return [b for b in bodies if isinstance(b, dict)]


def verify_seller(login_id: str, api_key: str, *, now: datetime) -> str | None:
    """Return the 화주코드 of the seller whose key it is, None when the platform knows no such key.

    Raises NotSent, Unknown, CircuitOpen.
    """
    body = json.dumps({"login_id": login_id, "api_key": api_key}).encode()
    event_id = f"verify_{secrets.token_hex(8)}"
    try:
        found = _send(
            "POST",
            "/v1/sellers/verify",
            body,
            kind="wms.seller.verify",
            event_id=event_id,
            now=now,
            timeout_s=_PERSON_S,
        ).json()
    except Refused:
        return None
    seller = found.get("seller") if isinstance(found, dict) and found.get("valid") is True else None
    code = seller.get("code") if isinstance(seller, dict) else None
    return code if isinstance(code, str) else None


def tell(kind: str, event_id: str, said: dict[str, Any], *, now: datetime) -> None:
    """Tell the platform a fact; repeated with the same id it hears it once.

    Raises NotSent, Unknown, CircuitOpen, Refused.
    """
    body = json.dumps({"id": event_id, "type": kind, "version": 1, **said}, ensure_ascii=False).encode()
    _send("POST", "/v1/wms-events", body, kind=kind, event_id=event_id, now=now)
