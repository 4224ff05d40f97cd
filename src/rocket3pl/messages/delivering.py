"""Sends a delivery, after the published rule (Standard Webhooks), and writes down how it went.

At least once: a worker that dies between the answer and its note leaves the message to the next one.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F
from standardwebhooks import Webhook

from rocket3pl.jobs import claims
from rocket3pl.jobs.handlers import Message, Postpone, calls_out
from rocket3pl.messages.hearing import DELIVER
from rocket3pl.messages.models import Attempt, Delivery, Endpoint
from rocket3pl.messages.targets import inside_allowed
from rocket3pl.outside import breaker
from rocket3pl.outside.calls import Answer, Call, call
from rocket3pl.outside.errors import CircuitOpen, OutsideError
from rocket3pl.outside.sealed import Unreadable
from rocket3pl.shared.outbox import announce

TIMEOUT_S = 10.0
# So much of an answer is read at the most; receivers have nothing to tell us.
MAX_ANSWER = 64 * 1024
KEPT_OF_ANSWER = 500
# Who fails for so long without a single success is not called any more.
FAILS_FOR = timedelta(days=5)
_GONE = 410
# Announced when an endpoint is switched off by itself: its people have to look, systems cannot.
SWITCHED_OFF = "webhook.switched_off"


class Refused(OutsideError):  # noqa: N818 - says what happened
    """It was answered, but not by 2xx; a redirect is followed as little as by the rule."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(service=answer.service, code=f"http_{answer.status}")
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went: `reason` "" is well."""

    status: int | None
    reason: str
    answer: str
    duration_ms: int


def headers_of(delivery: Delivery, endpoint: Endpoint, *, now: datetime) -> dict[str, str]:
    """Return the headers of the rule: while secrets are exchanged, a signature by each of them."""
    keys = [endpoint.secret]
    if endpoint.previous_secret and endpoint.previous_until and endpoint.previous_until > now:
        keys.append(endpoint.previous_secret)
    moment = now.astimezone(UTC)
    signatures = [Webhook(key.reveal()).sign(delivery.message_id, moment, delivery.body) for key in keys]
    return {
        "content-type": "application/json",
        "webhook-id": delivery.message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def _send(delivery: Delivery, endpoint: Endpoint, now: datetime) -> Answer:
    answer = call(
        Call(
            service=endpoint.connection_name,
            method="POST",
            url=endpoint.url,
            headers=headers_of(delivery, endpoint, now=now),
            content=delivery.body.encode(),
            timeout_s=TIMEOUT_S,
            read_s=TIMEOUT_S,
            max_bytes=MAX_ANSWER,
        ),
        inside_allowed=inside_allowed(),
    )
    if not 200 <= answer.status < 300:  # noqa: PLR2004
        raise Refused(answer)
    return answer


def _beginning(answer: Answer) -> str:
    text = answer.body[: KEPT_OF_ANSWER * 4].decode("utf-8", "replace")
    return "".join(s if s.isprintable() or s == "\n" else " " for s in text)[:KEPT_OF_ANSWER]


def _tried(delivery: Delivery, endpoint: Endpoint, now: datetime) -> Outcome:
    """Send it once, under the endpoint's breaker. Raises CircuitOpen."""
    begun = time.monotonic()
    answer: Answer | None = None
    reason = ""
    try:
        answer = breaker.guarded(
            name=endpoint.connection_name,
            now=now,
            function=lambda: _send(delivery, endpoint, now),
            # It is tried again by itself for five days; its people hear when it is switched off.
            quiet=True,
        )
    except CircuitOpen:
        raise
    except Refused as error:
        answer, reason = error.answer, error.code
    except OutsideError as error:
        reason = error.code
    except Unreadable:
        # Restored from a backup without its keys: only a new secret helps.
        reason = "secret_unreadable"
    took = int((time.monotonic() - begun) * 1000)
    if answer is None:
        return Outcome(None, reason, "", took)
    return Outcome(answer.status, reason, _beginning(answer), took)


@calls_out(DELIVER)
def deliver(message: Message, now: datetime) -> None:
    """Send the delivery of a message. Raises Postpone while there is an attempt left."""
    rows = Delivery.objects.filter(pk=message.payload["delivery"], round=message.payload["round"])
    found = rows.filter(status=Delivery.Status.WAITING).select_related("endpoint").first()
    if found is None:
        return
    if not found.endpoint.enabled:
        _failed(found, "endpoint_off")
        return
    last = message.attempts >= claims.MAX_ATTEMPTS
    again = now + claims.pause(message.attempts, message_id=message.id)
    try:
        outcome = _tried(found, found.endpoint, now)
    except CircuitOpen as error:
        # It keeps failing: others are not held up by waiting for it. The attempt is left out, not made up.
        if last:
            _failed(found, error.code)
            return
        _postpone(found, error.code, max(again, error.until))
    if _noted(found, outcome, now):
        return
    if last:
        _failed(found, outcome.reason)
        return
    _postpone(found, outcome.reason, again)


def _failed(found: Delivery, reason: str) -> None:
    Delivery.objects.filter(pk=found.pk).update(
        status=Delivery.Status.FAILED, last_reason=reason[:40], next_at=None
    )


def _postpone(found: Delivery, reason: str, at: datetime) -> None:
    Delivery.objects.filter(pk=found.pk).update(last_reason=reason[:40], next_at=at)
    raise Postpone(reason, at=at)


@transaction.atomic
def _noted(found: Delivery, outcome: Outcome, now: datetime) -> bool:
    """Write down how an attempt went; say whether nothing more is to be done about the delivery."""
    Attempt.objects.create(
        owner_id=found.owner_id,
        delivery=found,
        at=now,
        status=outcome.status,
        reason=outcome.reason[:40],
        duration_ms=outcome.duration_ms,
        answer=outcome.answer,
    )
    rows = Delivery.objects.filter(pk=found.pk)
    rows.update(attempts=F("attempts") + 1, last_status=outcome.status, last_reason=outcome.reason[:40])
    endpoint = Endpoint.objects.filter(pk=found.endpoint_id)
    if not outcome.reason:
        rows.update(status=Delivery.Status.DELIVERED, delivered_at=now, next_at=None)
        endpoint.exclude(failing_since=None).update(failing_since=None)
        return True
    if outcome.status == _GONE:
        _switch_off(found.endpoint, Endpoint.Why.GONE, now)
        rows.update(status=Delivery.Status.FAILED, next_at=None)
        return True
    endpoint.filter(failing_since=None).update(failing_since=now)
    if endpoint.filter(failing_since__lte=now - FAILS_FOR).exists():
        _switch_off(found.endpoint, Endpoint.Why.FAILING, now)
        rows.update(status=Delivery.Status.FAILED, next_at=None)
        return True
    return False


def _switch_off(endpoint: Endpoint, why: Endpoint.Why, now: datetime) -> None:
    switched = Endpoint.objects.filter(pk=endpoint.pk, enabled=True).update(
        enabled=False, disabled_reason=why, disabled_at=now, version=F("version") + 1
    )
    if switched:
        # Of the address only the host: what follows it may hold keys.
        told = {"endpoint": str(endpoint.public_id), "host": urlsplit(endpoint.url).hostname or ""}
        announce([(endpoint.owner_id, SWITCHED_OFF, told)], now=now)
