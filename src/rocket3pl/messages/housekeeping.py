"""What is told is kept for a month: long enough to look for what was missed, and to send it anew."""

from datetime import datetime, time, timedelta

from rocket3pl.jobs.handlers import Message
from rocket3pl.jobs.schedules import daily
from rocket3pl.messages.models import Attempt, Delivery, Endpoint

KEEP_DELIVERIES = timedelta(days=30)


@daily("webhook_log", at=time(4, 40))
def drop_old_deliveries(_: Message, now: datetime) -> None:
    """Delete deliveries of all owners that ended a month ago with their attempts, and former secrets."""
    old = Delivery.objects.filter(created_at__lt=now - KEEP_DELIVERIES).exclude(
        status=Delivery.Status.WAITING
    )
    Attempt.objects.filter(delivery__in=old).delete()
    old.delete()
    Endpoint.objects.filter(previous_until__lte=now).update(previous_secret=None, previous_until=None)
