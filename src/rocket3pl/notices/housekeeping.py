"""Notices are kept for ninety days: whoever was away for a season still sees what happened."""

from datetime import datetime, time, timedelta

from rocket3pl.jobs.handlers import Message
from rocket3pl.jobs.schedules import daily
from rocket3pl.notices.models import Heard, Notice, ReadOne

KEEP_NOTICES = timedelta(days=90)


@daily("notices", at=time(4, 50))
def drop_old_notices(_: Message, now: datetime) -> None:
    """Delete old notices of all sides, and who has read them; the marks of people stay."""
    old = Notice.objects.filter(created_at__lt=now - KEEP_NOTICES)
    ReadOne.objects.filter(notice__in=old).delete()
    old.delete()
    Heard.objects.filter(at__lt=now - KEEP_NOTICES).delete()
