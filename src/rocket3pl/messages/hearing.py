"""Hears of every fact and writes a delivery for each endpoint that wants it, together with the fact's end."""

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from rocket3pl.jobs.handlers import Message, hears_all
from rocket3pl.messages.facts import FACTS
from rocket3pl.messages.models import Delivery, Endpoint
from rocket3pl.shared.outbox import announce
from rocket3pl.shared.rows import insert_rows

DELIVER = "webhook.deliver"


def body_of(topic: str, data: dict[str, Any], *, at: datetime) -> str:
    """Return the exact text that is signed and sent: type, timestamp of the fact, data."""
    moment = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"type": topic, "timestamp": moment, "data": data}, ensure_ascii=False)


@hears_all
def tell_endpoints(message: Message, now: datetime) -> None:
    """Write what the owner's endpoints are to be told; facts that are not public stay here."""
    fact = FACTS.get(message.topic)
    if fact is None or message.owner_id is None:
        return
    topic = fact.topic.value
    known = Endpoint.objects.filter(enabled=True).values_list("id", "topics")
    wanting = [pk for pk, topics in known if not topics or topic in topics]
    if wanting:
        body = body_of(topic, fact.data(message), at=message.created_at)
        plan(message.owner_id, wanting, topic, body, now=now, fact=message.id)


def plan(
    owner_id: int, endpoints: Sequence[int], topic: str, body: str, *, now: datetime, fact: int | None
) -> None:
    """Write a delivery to each endpoint and have it sent; nothing for a fact that was told there already.

    The message's id is the same for all of them: two addresses may lead to the same system.
    """
    message_id = f"msg_{secrets.token_hex(16)}"
    columns = (
        "public_id", "owner_id", "endpoint_id", "message_id", "fact", "topic", "body", "status", "round",
        "attempts", "last_reason", "next_at", "created_at",
    )  # fmt: skip
    new_id = Delivery._meta.get_field("public_id").get_default
    rows = [
        (new_id(), owner_id, pk, message_id, fact, topic, body, "waiting", 1, 0, "", now, now)
        for pk in endpoints
    ]
    made = insert_rows(Delivery, columns, rows, ignore_conflicts=True, returning=("id",))
    announce([(owner_id, DELIVER, {"delivery": row[0], "round": 1}) for row in made], now=now)
