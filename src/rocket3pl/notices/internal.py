"""Hears of what happens inside the service: jobs that ended, services that fail, messages put aside."""

from datetime import datetime

from rocket3pl.jobs.handlers import Message, handles, hears_parked
from rocket3pl.jobs.models import Job
from rocket3pl.jobs.operations import ENDED
from rocket3pl.notices.rules import Kind
from rocket3pl.notices.writing import Told, tell, write
from rocket3pl.outside.breaker import OPENED
from rocket3pl.owners.models import Owner

_OF_JOBS = {Job.Status.DONE.value: Kind.JOB_DONE, Job.Status.FAILED.value: Kind.JOB_FAILED}
# messages/delivering.py announces it; rooms beside each other do not import each other.
WEBHOOK_OFF = "webhook.switched_off"
# The words that inventory/nightly.py gives up with.
_DISAGREE = "books_disagree"


@handles(ENDED)
def note_job(message: Message, _now: datetime) -> None:
    """Tell whoever started a job how it ended; who cancelled it knows."""
    kind = _OF_JOBS.get(message.payload["status"])
    job = Job.objects.filter(pk=message.payload["job"]).first()
    if kind is None or job is None:
        return
    told = Told(kind, job.owner_id, job.title, str(job.public_id), person_id=job.user_id)
    tell(told, message)


@handles(WEBHOOK_OFF)
def note_webhook(message: Message, _now: datetime) -> None:
    """Tell the seller that nothing is sent to an endpoint any more."""
    told = Told(Kind.WEBHOOK_OFF, message.owner_id, message.payload["host"], message.payload["endpoint"])
    tell(told, message)


@handles(OPENED)
def note_connection(message: Message, _now: datetime) -> None:
    """Tell whoever keeps the keys of a service that it is left alone for a while.

    A connection is named after its connector, and after the seller whose keys it takes.
    """
    connector, _, owner_code = str(message.payload["connection"]).partition(":")
    owner = Owner.objects.filter(code=owner_code).first() if owner_code else None
    if owner is not None or not owner_code:
        tell(Told(Kind.CONNECTOR_FAILED, owner.pk if owner else None, connector), message)


@hears_parked
def note_parked(_message: Message, reason: str, now: datetime) -> None:
    """Tell the warehouse that something was put aside; when the books disagree, that is what it says."""
    disagree = reason.startswith(_DISAGREE)
    kind = Kind.BOOKS_DISAGREE if disagree else Kind.MESSAGE_PARKED
    write(Told(kind, None, group="aside"), at=now)
