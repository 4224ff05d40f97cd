"""다시 보내기 and 테스트 보내기: what a person or a program has sent by hand."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from rocket3pl.messages.endpoints import endpoint_of
from rocket3pl.messages.facts import TEST_TOPIC
from rocket3pl.messages.hearing import DELIVER, body_of, plan
from rocket3pl.messages.models import Delivery
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import IllegalTransition, Invalid, Problem
from rocket3pl.shared.idempotency import once
from rocket3pl.shared.outbox import announce
from rocket3pl.shared.public_ids import by_public_id
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner

# Long after its time, whoever should have sent it was put aside or dropped: its message is no longer there.
STUCK_AFTER = timedelta(hours=1)


def delivery_of(public_id: str) -> Delivery:
    """Return a delivery of the scope with its endpoint. Raises NotFound, NotPermitted."""
    require_owner(Right.CONNECT_SYSTEMS)
    return by_public_id(Delivery.objects.select_related("endpoint"), public_id)


def may_replay(found: Delivery, *, now: datetime) -> bool:
    """Say whether a delivery may be sent anew: it has ended, or what should have sent it did not."""
    stuck = found.next_at is not None and found.next_at < now - STUCK_AFTER
    return found.endpoint.enabled and (found.status != Delivery.Status.WAITING or stuck)


@transaction.atomic
def replay(public_id: str, *, now: datetime) -> None:
    """다시 보내기: the same text under the same id, with all its attempts.

    Raises NotFound, NotPermitted, IllegalTransition while it is still being tried, Invalid (endpoint_off).
    """
    found = delivery_of(public_id)
    if not found.endpoint.enabled:
        raise Invalid([Problem("", "endpoint_off")])
    # Whoever changes the row sends it: pressed twice, it goes out once.
    ready = ~Q(status=Delivery.Status.WAITING) | Q(next_at__lt=now - STUCK_AFTER)
    ended = Delivery.objects.filter(ready, pk=found.pk, round=found.round)
    planned = {"round": found.round + 1, "status": Delivery.Status.WAITING, "next_at": now}
    if not ended.update(**planned, delivered_at=None):
        raise IllegalTransition(number=found.message_id, state=found.status, action="replay")
    announce([(found.owner_id, DELIVER, {"delivery": found.pk, "round": found.round + 1})], now=now)
    record("webhook.replayed", found, owner_id=found.owner_id, after={"message": found.message_id}, now=now)


def send_test(public_id: str, *, key: str, now: datetime) -> str:
    """테스트 보내기: have a message without meaning sent, once per key; return the delivery's public id.

    Raises NotFound, NotPermitted, Invalid (endpoint_off), IdempotencyConflict.
    """
    owner_id = require_owner(Right.CONNECT_SYSTEMS)
    endpoint = endpoint_of(public_id)
    if not endpoint.enabled:
        raise Invalid([Problem("", "endpoint_off")])

    def act() -> dict[str, str]:
        body = body_of(TEST_TOPIC, {"endpoint": public_id}, at=now)
        plan(owner_id, [endpoint.pk], TEST_TOPIC, body, now=now, fact=None)
        made = Delivery.objects.filter(endpoint=endpoint).order_by("-id")[0]
        return {"delivery": str(made.public_id)}

    return str(once("test_webhook", key, [public_id], act, now=now)["delivery"])
