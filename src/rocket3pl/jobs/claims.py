"""Taking a message and ending it, by conditional updates: whoever changes the row has it.

A claim lasts until its lease ends. Whoever ends a message must still hold the claim: a worker that was away
for too long finds its message gone, and everything it did with it is rolled back.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from rocket3pl.jobs.handlers import Message, parked_followers
from rocket3pl.shared.models import OutboxMessage

LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
MAX_ATTEMPTS = 10
# Between the attempts; the last of them comes a day after the first.
_PAUSES = (5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200)
_ERROR_LENGTH = 300


class LostClaim(RuntimeError):  # noqa: N818
    """The message was taken by another worker meanwhile: what was done with it must not stand."""


def pause(attempts: int, *, message_id: int) -> timedelta:
    """Return how long to wait after that many attempts, up to a tenth more so that not all come at once.

    The same message always waits equally long: no two runs of a test differ.
    """
    seconds = _PAUSES[min(attempts, len(_PAUSES)) - 1]
    return timedelta(seconds=seconds * (1 + (message_id * 7_919 % 100) / 1_000))


def new_name(worker: str) -> str:
    """Return a name for one claim of that worker, used only once."""
    return f"{worker[:60]}:{secrets.token_hex(6)}"


def claim(worker: str, *, now: datetime, but: frozenset[str] = frozenset()) -> Message | None:
    """Claim the message that has been due for longest, but for those topics; None when nothing is due.

    A message whose worker died at it MAX_ATTEMPTS times is parked instead: it may be what kills them.
    """
    name = new_name(worker)
    locked = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    free = (
        "done_at IS NULL AND parked_at IS NULL AND due_at <= %s"
        " AND (lease_until IS NULL OR lease_until <= %s)"
    )
    others = f" AND topic NOT IN ({', '.join(['%s'] * len(but))})" if but else ""
    sql = (
        "UPDATE shared_outboxmessage SET claimed_at = %s, claimed_by = %s, lease_until = %s,"
        " attempts = attempts + 1 WHERE id = ("
        f"SELECT id FROM shared_outboxmessage WHERE {free}{others} ORDER BY due_at, id LIMIT 1{locked}"
        f") AND {free} RETURNING id"
    )
    moment = connection.ops.adapt_datetimefield_value
    at, end = moment(now), moment(now + LEASE)
    with connection.cursor() as cursor:
        cursor.execute(sql, [at, name, end, at, at, *sorted(but), at, at])
        found = cursor.fetchone()
    if found is None:
        return None
    row = OutboxMessage.objects.get(pk=found[0])
    message = Message(row.pk, row.owner_id, row.topic, row.payload, row.created_at, row.attempts, name)
    if row.attempts > MAX_ATTEMPTS:
        park(message, row.last_error or "the worker died at it", now=now)
        return claim(worker, now=now, but=but)
    return message


def any_due(*, now: datetime) -> bool:
    """Say whether a message waits to be worked off."""
    free = models.Q(lease_until__isnull=True) | models.Q(lease_until__lte=now)
    rows = OutboxMessage.objects.filter(free, done_at__isnull=True, parked_at__isnull=True, due_at__lte=now)
    return rows.exists()


def _end(message: Message, **values: Any) -> None:
    changed = OutboxMessage.objects.filter(
        pk=message.id, claimed_by=message.claim, done_at__isnull=True, parked_at__isnull=True
    ).update(lease_until=None, claimed_by="", **values)
    if changed != 1:
        raise LostClaim(message.claim)


def finish(message: Message, *, now: datetime) -> None:
    """Mark the message as done. Raises LostClaim."""
    _end(message, done_at=now, last_error="")


@transaction.atomic
def park(message: Message, reason: str, *, now: datetime) -> None:
    """Put the message aside until a person looks at it, and have people told. Raises LostClaim."""
    _end(message, parked_at=now, last_error=reason[:_ERROR_LENGTH])
    for hears in parked_followers():
        hears(message, reason, now)


def postpone(message: Message, reason: str, *, at: datetime | None, now: datetime) -> None:
    """Let the message be tried again, later each time; parks it after MAX_ATTEMPTS. Raises LostClaim."""
    if message.attempts >= MAX_ATTEMPTS:
        park(message, reason, now=now)
        return
    due = at or now + pause(message.attempts, message_id=message.id)
    _end(message, due_at=due, last_error=reason[:_ERROR_LENGTH])


def give_back(message: Message, *, now: datetime) -> None:
    """Undo the claim: the worker is told to stop and another shall take the message at once.

    Raises LostClaim.
    """
    _end(message, due_at=now, attempts=models.F("attempts") - 1)


def renew(message: Message, *, now: datetime) -> None:
    """Lengthen the lease of a message whose work takes long. Raises LostClaim."""
    changed = OutboxMessage.objects.filter(
        pk=message.id, claimed_by=message.claim, done_at__isnull=True, parked_at__isnull=True
    ).update(lease_until=now + LEASE)
    if changed != 1:
        raise LostClaim(message.claim)
