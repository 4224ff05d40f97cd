"""Jobs: long work that people had done in the background."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import REFUSALS, Body, Text
from rocket3pl.jobs.lists import JOBS
from rocket3pl.jobs.operations import cancel_job
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import ListQuery, Row

router = Router(tags=["jobs"])


class JobShown(Body):
    """A job as it stands: `done` of `total` (0: unknown). `problem` is the code of what went wrong."""

    id: UUID
    title: str
    status: str
    person: str
    done: int
    total: int
    filename: str
    problem: str
    cancel_asked: bool
    requested_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class WhichJobs(Paging):
    """Which jobs."""

    status: Text = Field("", max_length=10, description="waiting, running, done, failed or cancelled.")


def _shown(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in JobShown.model_fields if name in row}
    return {**same, "id": row["public_id"]}


@router.get("", response={200: Page[JobShown], **REFUSALS})
@reads("settings")
def list_jobs(request: HttpRequest, which: Query[WhichJobs]) -> Any:
    """List the jobs of the seller's people, or of the warehouse's, newest first."""
    return page_of(JOBS, ListQuery(tab=which.status), which, _shown)


@router.post("/{public_id}/cancel", response={200: JobShown, **REFUSALS})
@writes("settings", versioned=False)
def cancel(request: HttpRequest, public_id: UUID) -> Any:
    """작업 취소: one that waits ends at once, one that runs at its next step; one that ended stays."""
    cancel_job(str(public_id), now=timezone.now())
    return get_job(request, public_id)


@router.get("/{public_id}", response={200: JobShown, **REFUSALS})
@reads("settings")
def get_job(request: HttpRequest, public_id: UUID) -> Any:
    """Return one job."""
    found, _last = JOBS.after(ListQuery(ids=(str(public_id),)), None, 1)
    if not found:
        raise NotFound(public_id)
    return _shown(found[0])
