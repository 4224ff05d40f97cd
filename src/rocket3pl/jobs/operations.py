"""Starting, cancelling and running the jobs that people see."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone, translation

from rocket3pl.jobs import claims, work
from rocket3pl.jobs.handlers import Message, calls_out, hears_parked
from rocket3pl.jobs.models import OPEN_STATES, Job
from rocket3pl.jobs.progress import Cancelled, Progress, Result
from rocket3pl.jobs.queries import job, jobs_in_scope
from rocket3pl.jobs.schedules import daily
from rocket3pl.shared.errors import DomainError, NotPermitted
from rocket3pl.shared.outbox import announce
from rocket3pl.shared.tenancy import current_scope, operator_scope, owner_scope

_log = logging.getLogger(__name__)

# A job that ends in an unexpected error is tried so often; a refusal is final at once.
TRIES = 3
KEEP_FILES = timedelta(days=7)
_TOPIC = "job.run"
# Announced with the end of every job: for those who tell people, not for others' systems.
ENDED = "job.ended"

Kind = Callable[[Job, Progress], Result]
_KINDS: dict[str, Kind] = {}


def job_kind(name: str) -> Callable[[Kind], Kind]:
    """Register what runs jobs of a kind: in the scope and language of the person who started it.

    It runs again from the start when a worker dies at it, so its effect must be the same twice.
    """

    def register(kind: Kind) -> Kind:
        if _KINDS.setdefault(name, kind) is not kind:
            message = f"two kinds of job are called {name}"
            raise RuntimeError(message)
        return kind

    return register


@transaction.atomic
def start_job(
    kind: str,
    *,
    title: str,
    params: dict[str, Any],
    now: datetime,
    total: int = 0,
    filename: str = "",
    source: str = "",
) -> uuid.UUID:
    """Have work done later for the person in scope; return the job's public id.

    title     what it is called on screen, in the person's language
    filename  what the result is called when it is downloaded
    source    the name of a file in the storage that the job reads; it is deleted with the result
    Raises NotPermitted when nobody is in scope whom it could be shown to.
    """
    scope = current_scope()
    if scope.actor.user_id is None:
        raise NotPermitted(kind)
    made = Job.objects.create(
        owner_id=scope.owner_id,
        user_id=scope.actor.user_id,
        kind=kind,
        title=title[:120],
        language=translation.get_language() or "ko",
        params=params,
        total=total,
        filename=filename[:120],
        source=source,
        requested_at=now,
    )
    announce([(scope.owner_id, _TOPIC, {"job": made.pk})], now=now)
    return made.public_id


def cancel_job(public_id: str, *, now: datetime) -> None:
    """작업 취소: a waiting job ends at once, a running one at its next step. Raises NotFound.

    A job that has ended stays as it is.
    """
    found = job(public_id)
    mine = jobs_in_scope().filter(pk=found.pk)
    if not mine.filter(status=Job.Status.WAITING).update(status=Job.Status.CANCELLED, ended_at=now):
        mine.filter(status=Job.Status.RUNNING).update(cancel_asked=True)


@calls_out(_TOPIC)
def run_job(message: Message, now: datetime) -> None:
    """Run the job of a message; what goes wrong is written on the job."""
    rows = Job.objects.filter(pk=message.payload["job"], status__in=OPEN_STATES)
    if not rows.update(status=Job.Status.RUNNING, started_at=now):
        return
    found = rows.select_related("user").get()
    progress = Progress(found, renew=lambda: claims.renew(message, now=timezone.now()))
    try:
        result = _run(found, progress)
    except work.Stopped:
        rows.update(status=Job.Status.WAITING)
        raise
    except claims.LostClaim:
        # Another worker is at it: what stands on the job now is theirs.
        raise
    except Cancelled:
        _end(found, Job.Status.CANCELLED)
    except DomainError as error:
        _end(found, Job.Status.FAILED, problem=type(error).__name__)
    except Exception:
        if message.attempts < TRIES:
            rows.update(status=Job.Status.WAITING)
            raise
        _log.exception("job %s failed", found.public_id)
        _end(found, Job.Status.FAILED, problem="unexpected")
    else:
        _end(found, Job.Status.DONE, file=result.file, done=result.count, total=result.count)


@hears_parked
def end_parked(message: Message, _reason: str, _now: datetime) -> None:
    """End the job of a message that was put aside: nobody works at it, and the same may be asked for anew."""
    if message.topic != _TOPIC:
        return
    found = Job.objects.filter(pk=message.payload["job"], status__in=OPEN_STATES).first()
    if found is not None:
        _end(found, Job.Status.FAILED, problem="unexpected")


def _run(found: Job, progress: Progress) -> Result:
    actor = found.user.actor
    if not found.user.is_active or found.user.owner_id != found.owner_id:
        raise NotPermitted(found.kind)
    in_scope = (
        operator_scope(actor=actor) if found.owner_id is None else owner_scope(found.owner_id, actor=actor)
    )
    with in_scope, translation.override(found.language):
        return _KINDS[found.kind](found, progress)


@transaction.atomic
def _end(found: Job, status: Job.Status, **values: Any) -> None:
    now = timezone.now()
    Job.objects.filter(pk=found.pk).update(status=status, ended_at=now, **values)
    announce([(found.owner_id, ENDED, {"job": found.pk, "status": status.value})], now=now)


@daily("job_files", at=time(4, 20), together=False)
def drop_files(_: Message, now: datetime) -> None:
    """Delete the files of jobs that ended a week ago; the jobs stay as a record."""
    for old in Job.objects.filter(ended_at__lt=now - KEEP_FILES).exclude(file="", source="").iterator():
        for name in filter(None, (old.file, old.source)):
            default_storage.delete(name)
        Job.objects.filter(pk=old.pk).update(file="", source="")
