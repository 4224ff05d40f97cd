"""작업 내역: what people had done in the background, for sellers and the warehouse alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from rocket3pl.jobs.models import Job
from rocket3pl.jobs.operations import KEEP_FILES, cancel_job
from rocket3pl.jobs.queries import job, jobs
from rocket3pl.shared.errors import NotFound, NotPermitted
from rocket3pl.web.exports import needed_right
from rocket3pl.web.formats import number
from rocket3pl.web.list_spec import Tag, Text
from rocket3pl.web.problems import SENTENCES

STATES: dict[str, Tag] = {
    "waiting": Tag(pgettext_lazy("job", "대기"), "", "clock"),
    "running": Tag(pgettext_lazy("job", "진행중"), "info"),
    "done": Tag(pgettext_lazy("job", "완료"), "ok"),
    "failed": Tag(pgettext_lazy("job", "실패"), "bad", "alert-triangle"),
    "cancelled": Tag(pgettext_lazy("job", "취소됨"), "warn"),
}
# What a job stores is the kind of refusal; the rest is known from pages that refuse.
_PROBLEMS: dict[str, Text] = {
    "unexpected": _("처리 중 오류가 발생했습니다. 다시 시도해 주세요."),
    **{kind.__name__: what for kind, what, _todo in SENTENCES},
}
# The browser asks again so often while something is open.
EVERY_SECONDS = 2
_MINUTE, _HOUR = 60, 3600


def problem_text(code: str) -> Text:
    """Return the sentence for what a job failed of."""
    return _PROBLEMS.get(code) or _PROBLEMS["DomainError"]


def remaining(found: Job, now: datetime) -> timedelta | None:
    """Return how much longer a job takes if it goes on as it began; None while nobody can know."""
    if found.status != Job.Status.RUNNING or found.started_at is None or not 0 < found.done < found.total:
        return None
    return (now - found.started_at) * (found.total - found.done) / found.done


def remaining_text(left: timedelta | None) -> str:
    """Return that in words, "" for None."""
    if left is None:
        return ""
    seconds = int(left.total_seconds())
    if seconds < _MINUTE:
        return gettext("1분 이내 남음")
    if seconds < _HOUR:
        minutes = -(-seconds // _MINUTE)
        return ngettext("약 %(n)s분 남음", "약 %(n)s분 남음", minutes) % {"n": minutes}
    hours = -(-seconds // _HOUR)
    return ngettext("약 %(n)s시간 남음", "약 %(n)s시간 남음", hours) % {"n": hours}


def progress_text(found: Job) -> str:
    """Return "1,200 / 5,000", or the rows done while nobody knows of how many."""
    if found.total:
        return f"{number(found.done)} / {number(found.total)}"
    return number(found.done) if found.done else ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A job as the page shows it."""

    job: Job
    state: Tag
    left: str
    problem: Text
    progress: str
    readable: bool

    @property
    def open(self) -> bool:
        """Say whether something may still happen to it."""
        return not self.job.ended


def _readable(found: Job, request: HttpRequest) -> bool:
    """Say whether the file is there for this person: a list is only for those who may open it."""
    right = needed_right(found)
    return bool(found.file) and (right is None or request.user.may(right))  # type: ignore[union-attr]


def _shown(found: Job, request: HttpRequest, now: datetime) -> Shown:
    return Shown(
        found,
        STATES[found.status],
        remaining_text(remaining(found, now)),
        problem_text(found.problem) if found.problem else "",
        progress_text(found),
        _readable(found, request),
    )


def job_file(found: Job) -> FileResponse:
    """Return the file of a job, for somebody who may have it. Raises NotFound for one that is gone."""
    try:
        file = default_storage.open(found.file)
    except FileNotFoundError:
        raise NotFound(found.public_id) from None
    response = FileResponse(file, as_attachment=True, filename=found.filename or found.file.split("/")[-1])
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@dataclass(frozen=True, slots=True)
class JobsPage:
    """The page of one room, by the names of its routes."""

    route: str
    cancel_route: str
    file_route: str

    def show(self, request: HttpRequest) -> HttpResponse:
        """Show the jobs of the scope, newest first; to htmx only what changes."""
        now = timezone.now()
        rows = [_shown(found, request, now) for found in jobs()]
        count = sum(row.open for row in rows)
        context = {
            "jobs": rows,
            "open": count,
            "announce": ngettext("진행 중인 작업 %(n)s건", "진행 중인 작업 %(n)s건", count)
            % {"n": number(count)},
            "days": KEEP_FILES.days,
            "seconds": EVERY_SECONDS,
            "page": self,
            "here": self.route,
            "partial": request.headers.get("HX-Target") == "jobs",
        }
        return render(request, "jobs.html", context)

    def cancel(self, request: HttpRequest, public_id: str) -> HttpResponse:
        """작업 취소."""
        cancel_job(public_id, now=timezone.now())
        messages.success(request, gettext("작업을 취소했습니다"))
        return redirect(self.route)

    def download(self, request: HttpRequest, public_id: str) -> FileResponse:
        """Hand out a job's file. Raises NotFound for a foreign one and one that is gone, NotPermitted."""
        found = job(public_id)
        if not found.file:
            raise NotFound(public_id)
        if not _readable(found, request):
            raise NotPermitted(found.kind)
        return job_file(found)
