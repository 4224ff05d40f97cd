"""The business day is Asia/Seoul everywhere, whatever the server's zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")


def business_day(moment: datetime) -> date:
    """Return the Seoul day of an aware moment."""
    return moment.astimezone(SEOUL).date()


def day_start(day: date) -> datetime:
    """Return the first moment of a Seoul day."""
    return datetime.combine(day, time.min, tzinfo=SEOUL)


def day_end(day: date) -> datetime:
    """Return the first moment after a Seoul day."""
    return day_start(day + timedelta(days=1))
