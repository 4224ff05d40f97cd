"""Reading jobs and the messages that were put aside."""

import uuid
from typing import Any

from django.db.models import QuerySet

from rocket3pl.jobs.models import Job
from rocket3pl.shared.errors import NotFound
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
    try:
        key: Any = uuid.UUID(public_id)
    except ValueError as error:
        raise NotFound(public_id) from error
    found = jobs_in_scope().filter(public_id=key).select_related("user").first()
    if found is None:
        raise NotFound(public_id)
    return found
