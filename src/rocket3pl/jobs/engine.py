"""The task library's queue: huey, in a file of its own beside SQLite, in the same database on PostgreSQL.

Nothing of ours is kept in it but the word that there is work (docs/decisions/0014-worker.md): it may be
lost at any moment without harm.
"""

from collections.abc import Callable
from typing import Any

import huey
from django.conf import settings
from django.db import close_old_connections, connection, transaction
from django.utils import timezone

from rocket3pl.jobs import claims, schedules, work

NAME = "rocket3pl"
_TABLES_LOCK = 3_514_722_901  # any number that nobody else locks


def _queue() -> huey.Huey:
    if connection.vendor == "postgresql":
        # Two workers that start at once would both make the library's tables, and one would fail.
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TABLES_LOCK])
            return huey.PostgresHuey(NAME, connection=_connect, blocking=False, results=False)
    return huey.SqliteHuey(NAME, filename=str(settings.DATA / "queue.sqlite3"), fsync=False, results=False)


def _connect() -> Any:
    import psycopg  # noqa: PLC0415 - only where PostgreSQL is the database

    given = connection.get_connection_params()
    known = ("dbname", "user", "password", "host", "port", "options")
    return psycopg.connect(**{name: given[name] for name in known if given.get(name)})


class Engine:
    """The queue with its two tasks: work off what is due, and look at the clock each minute."""

    def __init__(self, worker: str, threads: int) -> None:
        self.worker, self.slots = worker, work.Slots(threads)
        self.queue = _queue()
        self.stopping: Callable[[], bool] = lambda: False
        self.work_off = self.queue.task(name="work_off")(self._work_off)
        self.queue.periodic_task(huey.crontab(minute="*"), name="look_at_clock")(self._look_at_clock)

    def _work_off(self) -> None:
        close_old_connections()
        work.work_off(self.worker, stopping=self.stopping, slots=self.slots)

    def _look_at_clock(self) -> None:
        close_old_connections()
        schedules.announce_due(now=timezone.now())

    def nudge(self, threads: int) -> None:
        """Put the word that there is work into the queue, once a thread, unless it is there."""
        if self.queue.pending_count() == 0 and claims.any_due(now=timezone.now()):
            for _ in range(threads):
                self.work_off()
