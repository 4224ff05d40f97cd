"""Proof of who speaks: docs/import1688.md, "Headers". Both directions sign alike."""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

EVENT_ID, EVENT_TYPE = "X-R3PL-Event-Id", "X-R3PL-Event-Type"
TIMESTAMP, SIGNATURE = "X-R3PL-Timestamp", "X-R3PL-Signature"
FRESH = timedelta(seconds=300)
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}")
_SECONDS = re.compile(r"[0-9]{1,12}")
_SIGNED = re.compile(r"v1=([0-9a-f]{64})")


class BadSignature(Exception):  # noqa: N818 - says what it is
    """The message is not signed by a secret of ours, or is too old. `code` says which, for our log only."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Signed:
    """The head of a message whose signature holds."""

    event_id: str
    kind: str


def signature(secret: str, *, timestamp: int, event_id: str, body: bytes) -> str:
    """Return the header's value: v1= and HMAC-SHA256 over "timestamp.event_id.body" in hex."""
    message = f"{timestamp}.{event_id}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def signed_headers(secret: str, *, event_id: str, kind: str, body: bytes, now: datetime) -> dict[str, str]:
    """Return the headers that a message of ours, or of the fake platform, carries."""
    timestamp = int(now.timestamp())
    return {
        EVENT_ID: event_id,
        EVENT_TYPE: kind,
        TIMESTAMP: str(timestamp),
        SIGNATURE: signature(secret, timestamp=timestamp, event_id=event_id, body=body),
    }


def verify(secrets: Sequence[str], headers: Mapping[str, str], body: bytes, *, now: datetime) -> Signed:
    """Return the head of a message that one of the secrets signed. Raises BadSignature.

    Several secrets are in force while one takes the place of another. Compared in constant time.
    """
    event_id, timestamp = headers.get(EVENT_ID, ""), headers.get(TIMESTAMP, "")
    given = _SIGNED.fullmatch(headers.get(SIGNATURE, ""))
    if not _ID.fullmatch(event_id) or not _SECONDS.fullmatch(timestamp) or given is None:
        raise BadSignature("bad_headers")
    if abs(now.timestamp() - int(timestamp)) > FRESH.total_seconds():
        raise BadSignature("too_old")
    expected = [signature(s, timestamp=int(timestamp), event_id=event_id, body=body) for s in secrets]
    # Each is compared, so that the answer takes as long for the first as for the last.
    if not any([hmac.compare_digest(given[0], each) for each in expected]):  # noqa: C419
        raise BadSignature("wrong_signature")
    return Signed(event_id, headers.get(EVENT_TYPE, "")[:40])
