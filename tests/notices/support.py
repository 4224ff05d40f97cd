"""What the tests of 알림 look at: every notice there is, and work that is due."""

from datetime import datetime
from typing import Any

from rocket3pl.jobs.work import work_off
from rocket3pl.notices.models import Notice
from rocket3pl.shared.models import OutboxMessage
from tests.factories import NOW


def off(now: datetime = NOW) -> int:
    """Work off what is due."""
    return work_off("w", clock=lambda: now)


def quiet() -> None:
    """Take what is in the outbox as done: it is not what the test is about."""
    OutboxMessage.objects.update(done_at=NOW)


def told() -> list[tuple[Any, ...]]:
    """Return all notices as (owner's id, person's id, seller's id, kind, subject, target, count)."""
    return list(
        Notice._base_manager.order_by("id").values_list(
            "owner_id", "person_id", "seller_id", "kind", "subject", "target_id", "count"
        )
    )


def notice_ids() -> list[str]:
    """Return the public ids of all notices, the oldest first."""
    return [str(n) for n in Notice._base_manager.order_by("id").values_list("public_id", flat=True)]
