"""Messages that were put aside: read, tried again, or dropped for good, by the warehouse's managers."""

from datetime import datetime

from django.db import transaction

from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator


def parked(*, limit: int = 200) -> list[OutboxMessage]:
    """Return the messages put aside, newest first. Raises NotPermitted."""
    require_operator(Right.AUDIT_BOOKS)
    rows = OutboxMessage.objects.filter(parked_at__isnull=False).select_related("owner")
    return list(rows.order_by("-id")[:limit])


def parked_after(last: int | None, limit: int) -> tuple[list[OutboxMessage], int | None]:
    """Return the messages put aside before an id (None: the newest), and the id to go on with.

    For programs that walk through all of them. Raises NotPermitted.
    """
    require_operator(Right.AUDIT_BOOKS)
    rows = OutboxMessage.objects.filter(parked_at__isnull=False).select_related("owner").order_by("-id")
    found = list((rows if last is None else rows.filter(pk__lt=last))[: limit + 1])
    return found[:limit], found[limit - 1].pk if len(found) > limit else None


def waiting() -> int:
    """Return how many messages are neither done nor put aside. Raises NotPermitted."""
    require_operator(Right.AUDIT_BOOKS)
    return OutboxMessage.objects.filter(done_at__isnull=True, parked_at__isnull=True).count()


def _parked_row(message_id: int) -> OutboxMessage:
    row = OutboxMessage.objects.select_for_update().filter(pk=message_id, parked_at__isnull=False).first()
    if row is None:
        raise NotFound(str(message_id))
    return row


@transaction.atomic
def try_again(message_id: int, *, now: datetime) -> None:
    """다시 시도: have the message worked off again, with all its attempts. Raises NotFound, NotPermitted."""
    require_operator(Right.AUDIT_BOOKS)
    row = _parked_row(message_id)
    OutboxMessage.objects.filter(pk=row.pk).update(
        parked_at=None, due_at=now, attempts=0, lease_until=None, claimed_by=""
    )
    record("message.try_again", row, owner_id=row.owner_id, now=now, after={"topic": row.topic})


@transaction.atomic
def drop(message_id: int, *, now: datetime) -> None:
    """버리기: mark the message as done without doing it. Raises NotFound, NotPermitted."""
    require_operator(Right.AUDIT_BOOKS)
    row = _parked_row(message_id)
    OutboxMessage.objects.filter(pk=row.pk).update(parked_at=None, done_at=now)
    record("message.drop", row, owner_id=row.owner_id, now=now, after={"topic": row.topic})
