"""The outbox: facts for others, written together with what made them true."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.rows import insert_rows


def announce(messages: Iterable[tuple[int | None, str, dict[str, Any]]], *, now: datetime) -> None:
    """Write messages (owner id, topic, payload) with one statement."""
    insert_rows(
        OutboxMessage,
        ("owner_id", "topic", "payload", "created_at", "attempts"),
        [(owner_id, topic, payload, now, 0) for owner_id, topic, payload in messages],
    )
