"""What happens at fixed times: a schedule only writes a message, once per time, whoever does it first.

Worked off like any other message, so that retries and parking are the same. A time that passed while no
worker ran is made up for once, not as often as it passed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rocket3pl.jobs.handlers import Handler, calls_out, handles
from rocket3pl.shared.outbox import announce_once

_SEOUL = ZoneInfo("Asia/Seoul")
_MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Schedule:
    """A name and when: each day at a time of Seoul, or every so many minutes."""

    topic: str
    at: time | None = None
    minutes: int = 0

    def last_time(self, now: datetime) -> datetime:
        """Return the last moment at or before now when it was to happen."""
        if self.at is not None:
            local = now.astimezone(_SEOUL)
            today = datetime.combine(local.date(), self.at, tzinfo=_SEOUL)
            return today if today <= local else today - timedelta(days=1)
        step = self.minutes * 60
        return datetime.fromtimestamp(int(now.timestamp()) // step * step, tz=UTC)


_SCHEDULES: dict[str, Schedule] = {}


def _schedule(schedule: Schedule, *, together: bool) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        _SCHEDULES[schedule.topic] = schedule
        (handles if together else calls_out)(schedule.topic)(handler)
        return handler

    return register


def every(name: str, *, minutes: int, together: bool = True) -> Callable[[Handler], Handler]:
    """Run the handler every so many minutes; together as `handles`, else as `calls_out`."""
    return _schedule(Schedule(f"schedule.{name}", minutes=minutes), together=together)


def daily(name: str, *, at: time, together: bool = True) -> Callable[[Handler], Handler]:
    """Run the handler each day at a time of Seoul."""
    return _schedule(Schedule(f"schedule.{name}", at=at), together=together)


def schedules() -> list[Schedule]:
    """Return all schedules, by name."""
    return [_SCHEDULES[topic] for topic in sorted(_SCHEDULES)]


def announce_due(*, now: datetime) -> int:
    """Write a message for each schedule whose last time has none yet; return how many were written."""
    written = 0
    for schedule in schedules():
        slot = schedule.last_time(now).astimezone(UTC).isoformat(timespec="minutes")
        written += announce_once(schedule.topic, slot, {"slot": slot}, now=now)
    return written
