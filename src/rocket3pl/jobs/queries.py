"""Reading jobs, and how far the worker is behind."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from rocket3pl.jobs.models import OPEN_STATES, Job
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.public_ids import by_public_id
from rocket3pl.shared.tenancy import current_scope


def jobs_in_scope() -> QuerySet[Job]:
    """Return the jobs of the owner in scope, or of the warehouse's own people."""
    mine: dict[str, int | None] = {"owner_id": current_scope().owner_id}
    return Job.objects.filter(**mine)


def jobs(*, limit: int = 100) -> list[Job]:
    """Return the latest jobs of the scope, newest first, with the people who started them."""
    return list(jobs_in_scope().select_related("user")[:limit])


def job(public_id: str) -> Job:
    """Return one job of the scope. Raises NotFound."""
    return by_public_id(jobs_in_scope().select_related("user"), public_id)


def open_twin(kind: str, params: dict[str, Any]) -> uuid.UUID | None:
    """Return the open job of the person in scope that was asked for just the same, None without one."""
    person: dict[str, Any] = {"user_id": current_scope().actor.user_id}
    mine = jobs_in_scope().filter(kind=kind, status__in=OPEN_STATES, cancel_asked=False, **person)
    return next((found.public_id for found in mine if found.params == params), None)


# As lists do: a number nobody reads must not make every look at it slower.
_COUNT_CAP = 10_000


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many messages wait, at most 10,001, and for how many seconds the oldest has been due."""

    waiting: int
    oldest_seconds: int


def backlog(*, now: datetime) -> Backlog:
    """Return how far the worker is behind: a worker that stands still lets the oldest one grow old.

    Messages that are to be worked off later only, or again later, are waiting without being due.
    """
    rows = OutboxMessage.objects.filter(done_at__isnull=True, parked_at__isnull=True)
    oldest = rows.order_by("due_at", "id").values_list("due_at", flat=True).first()
    late = (now - oldest).total_seconds() if oldest is not None else 0
    return Backlog(rows[: _COUNT_CAP + 1].count(), max(0, int(late)))
