"""The audit trail: written by operations, in their own transaction."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from rocket3pl.shared.models import AuditEvent
from rocket3pl.shared.rows import insert_rows
from rocket3pl.shared.tenancy import current_scope


@dataclass(frozen=True, slots=True)
class Entry:
    """One event to be recorded."""

    action: str
    subject_type: str
    subject_id: int
    owner_id: int | None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


def record_many(entries: Iterable[Entry], *, now: datetime | None = None) -> None:
    """Write events of the actor in scope with one statement."""
    actor = current_scope().actor
    at = now or timezone.now()
    insert_rows(
        AuditEvent,
        (
            "owner_id",
            "actor_id",
            "actor_name",
            "actor_role",
            "action",
            "subject_type",
            "subject_id",
            "before",
            "after",
            "recorded_at",
        ),
        [
            (
                e.owner_id,
                actor.user_id,
                actor.name,
                actor.role.value if actor.role else "",
                e.action,
                e.subject_type,
                e.subject_id,
                e.before,
                e.after,
                at,
            )
            for e in entries
        ],
    )


def record(
    action: str,
    subject: models.Model,
    *,
    owner_id: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> None:
    """Write one event about a document."""
    record_many(
        [
            Entry(
                action=action,
                subject_type=subject._meta.label_lower,
                subject_id=subject.pk,
                owner_id=owner_id,
                before=before or {},
                after=after or {},
            ),
        ],
        now=now,
    )


def timeline(subject: models.Model) -> list[dict[str, Any]]:
    """Return the events of a document that the caller already holds, oldest first."""
    rows = AuditEvent.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by(
        "id"
    )
    events: list[Any] = list(
        rows.values("action", "actor_name", "actor_role", "before", "after", "recorded_at")[:500]
    )
    return events
