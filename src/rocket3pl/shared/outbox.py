"""The outbox: facts for others and work for later, written together with what made them so.

What is done with a message, and by whom, is the business of the room `jobs`.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.rows import insert_rows

_COLUMNS = ("owner_id", "topic", "payload", "created_at", "due_at", "attempts", "claimed_by", "last_error")


def announce(messages: Iterable[tuple[int | None, str, dict[str, Any]]], *, now: datetime) -> None:
    """Write messages (owner id, topic, payload) with one statement."""
    insert_rows(
        OutboxMessage,
        _COLUMNS,
        [(owner_id, topic, payload, now, now, 0, "", "") for owner_id, topic, payload in messages],
    )


def announce_once(
    topic: str,
    key: str,
    payload: dict[str, Any],
    *,
    now: datetime,
    owner_id: int | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Write a message unless one of that topic and key is there; say whether it was written."""
    written = insert_rows(
        OutboxMessage,
        ("key", *_COLUMNS),
        [(key, owner_id, topic, payload, now, due_at or now, 0, "", "")],
        ignore_conflicts=True,
        returning=("id",),
    )
    return bool(written)


def free_key(message_id: int) -> None:
    """Let the key of a message be written again: what it asked for is seen to, and may be needed anew."""
    OutboxMessage.objects.filter(pk=message_id).update(key=None)
