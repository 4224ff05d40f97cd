"""Jobs: long work that people and programs have done in the background, and the files it makes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Status

from rocket3pl.api.keys import key_of, token_of
from rocket3pl.api.marks import reads, writes
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.problems import not_allowed, problem
from rocket3pl.api.v1.fields import Body, Code, Line, Text
from rocket3pl.jobs.lists import JOBS
from rocket3pl.jobs.models import Job
from rocket3pl.jobs.operations import cancel_job
from rocket3pl.jobs.queries import job
from rocket3pl.owners.api_keys import prefix_of
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.tenancy import require
from rocket3pl.web.exports import ByKey, list_on_offer, needed_right, start_export
from rocket3pl.web.jobs import EVERY_SECONDS, job_file

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


class NewExport(Body):
    """Which list, and what it is asked for: the parameters of its page's address (tab, q, from, to, sort …).

    What a list does not know is left out, as on the page.
    """

    list: Code = Field(description="Of a seller portal.products, portal.inventory, …; see docs/api.md.")
    query: dict[Code, Line] = Field({}, max_length=20)


class JobId(Body):
    """What was started."""

    id: UUID


# A key that reads no outbounds must not read them in a file either: what each list is about.
AREA_OF_LIST = {
    "portal.products": "products",
    "portal.products_failed": "products",
    "portal.failed_lines": "inbound",
    "portal.inventory": "inventory",
    "portal.inbounds": "inbound",
    "portal.outbounds": "outbound",
    "portal.webhook_deliveries": "settings",
    "portal.staff": "people",
    "portal.notices": "settings",
    "portal.parcels": "outbound",
    "portal.coupang_stock": "inventory",
    "portal.coupang_sales": "inventory",
    "console.products": "products",
    "console.inventory": "inventory",
    "console.inbounds": "inbound",
    "console.outbounds": "outbound",
    "console.notices": "settings",
    "console.parcels": "outbound",
    "console.owners": "settings",
    "console.users": "people",
    "console.warehouses": "reference",
    "console.centres": "reference",
    "console.couriers": "reference",
    "console.glossary": "reference",
    "import1688.events": "inbound",
}


def _area_of(name: str) -> str:
    """Return the area of a list; one that nobody has placed is in none that a key could open."""
    return AREA_OF_LIST.get(name, "unknown")


def _missing_area(request: HttpRequest, name: str) -> str:
    """Return the area that the key lacks for a list, "" for none."""
    key = key_of(request)
    area = _area_of(name)
    return "" if key is not None and area in key.areas else area


def _shown(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in JobShown.model_fields if name in row}
    return {**same, "id": row["public_id"]}


@router.get("", response={200: Page[JobShown]})
@reads("settings")
def list_jobs(request: HttpRequest, which: Query[WhichJobs]) -> Any:
    """List the jobs of the seller's people, or of the warehouse's, newest first."""
    return page_of(JOBS, ListQuery(tab=which.status), which, _shown)


@router.post("/exports", response={201: JobId})
@writes("settings", versioned=False)
def start_list_export(request: HttpRequest, given: NewExport) -> Any:
    """엑셀다운로드: have a list written as an Excel file; the key needs the list's own area as well.

    While the same file is still being made for the key, the answer names that job. The file is written
    only while the key is in force and opens the list.
    """
    known = list_on_offer(given.list)
    if area := _missing_area(request, known.name):
        return not_allowed(area, "read")
    by = ByKey(prefix_of(token_of(request)), _area_of(known.name))
    return Status(201, {"id": start_export(known, given.query, by)})


@router.get(
    "/{public_id}/file",
    response={200: None, 410: None},
    openapi_extra={
        "responses": {
            200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
        }
    },
)
@reads("settings")
def read_file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Return the file that a job made; 409 when there is none yet or never, 410 when it was tidied away."""
    found = job(str(public_id))
    right = needed_right(found)
    if right is not None:
        require(right)
        if area := _missing_area(request, str(found.params.get("list"))):
            return not_allowed(area, "read")
    if found.status != Job.Status.DONE:
        return _no_file(found)
    try:
        return job_file(found) if found.file else _gone()
    except NotFound:
        return _gone()


def _no_file(found: Job) -> HttpResponseBase:
    if found.ended:
        return problem(409, "no_file", _("파일 없이 끝난 작업입니다"), detail=_("작업을 다시 시작해 주세요."))
    response = problem(
        409, "not_ready", _("파일을 만들고 있습니다"), detail=_("Retry-After 이후에 다시 시도해 주세요.")
    )
    response["Retry-After"] = str(EVERY_SECONDS)
    return response


def _gone() -> HttpResponseBase:
    return problem(
        410, "gone", _("보관 기간이 지나 파일을 삭제했습니다"), detail=_("작업을 다시 시작해 주세요.")
    )


@router.post("/{public_id}/cancel", response={200: JobShown})
@writes("settings", versioned=False)
def cancel(request: HttpRequest, public_id: UUID) -> Any:
    """작업 취소: one that waits ends at once, one that runs at its next step; one that ended stays."""
    cancel_job(str(public_id), now=timezone.now())
    return get_job(request, public_id)


@router.get("/{public_id}", response={200: JobShown})
@reads("settings")
def get_job(request: HttpRequest, public_id: UUID) -> Any:
    """Return one job."""
    found, _last = JOBS.after(ListQuery(ids=(str(public_id),)), None, 1)
    if not found:
        raise NotFound(public_id)
    return _shown(found[0])
