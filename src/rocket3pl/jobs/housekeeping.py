"""What is tidied up each night: messages long done, keys of requests nobody repeats any more."""

from datetime import datetime, time, timedelta

from rocket3pl.jobs.handlers import Message
from rocket3pl.jobs.schedules import daily
from rocket3pl.shared.models import OperationKey, OutboxMessage

KEEP_MESSAGES = timedelta(days=14)
# The API promises 24 hours (docs/api.md); forms are repeated within minutes.
KEEP_KEYS = timedelta(days=7)


@daily("tidy", at=time(4, 10))
def tidy(_: Message, now: datetime) -> None:
    """Delete messages done two weeks ago and keys of requests a week old. Parked messages stay."""
    OutboxMessage.objects.filter(done_at__lt=now - KEEP_MESSAGES).delete()
    OperationKey.objects.filter(created_at__lt=now - KEEP_KEYS).delete()
