"""Running one message: in whose scope, in which transaction, and what becomes of it when it fails."""

import contextlib
import logging
import threading
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.db import DatabaseError, transaction
from django.utils import timezone

from rocket3pl.jobs import claims
from rocket3pl.jobs.handlers import GiveUp, Message, Postpone, followers, outside_topics, taken
from rocket3pl.outside.errors import OutsideError
from rocket3pl.shared.errors import DomainError
from rocket3pl.shared.tenancy import operator_scope, owner_scope

_log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

_stopping: ContextVar[Callable[[], bool]] = ContextVar("stopping", default=lambda: False)


def is_stopping() -> bool:
    """Say whether the worker that runs this was told to stop."""
    return _stopping.get()()


class Stopped(Exception):  # noqa: N818 - no error: the worker shall end
    """Raised inside long work when the worker was told to stop; the message goes back as it was."""


def scope_of(message: Message) -> Any:
    """Return the scope a message is worked off in: its owner's alone, or the warehouse's."""
    return operator_scope() if message.owner_id is None else owner_scope(message.owner_id)


def _run(message: Message, clock: Clock) -> None:
    how = taken(message.topic)
    now = clock()
    with scope_of(message):
        if how is None or how.together:
            # Ended first: the row is locked, and nobody else can be at it while its effect happens.
            with transaction.atomic():
                claims.finish(message, now=now)
                if how is not None:
                    how.handler(message, now)
                if message.owner_id is not None:
                    for hears in followers():
                        hears(message, now)
        else:
            how.handler(message, now)
            claims.finish(message, now=clock())


def _reason(error: Exception) -> str:
    """Return what may be shown and kept: refusals in full, of anything else the kind only.

    Texts of unexpected errors may hold what was in a row: names, addresses, keys.
    """
    if isinstance(error, Postpone | GiveUp):
        return error.reason
    if isinstance(error, OutsideError):
        return str(error)
    if isinstance(error, DomainError):
        return f"{type(error).__name__}: {error}"
    return type(error).__name__


def run(message: Message, *, clock: Clock = timezone.now) -> bool:
    """Work off a claimed message and end it, whatever happens; say whether it is done."""
    try:
        _run(message, clock)
    except claims.LostClaim:
        _log.warning("%s %s was taken by another worker", message.topic, message.id)
    except Stopped:
        with contextlib.suppress(claims.LostClaim):
            claims.give_back(message, now=clock())
    except Postpone as error:
        _ended(claims.postpone, message, _reason(error), at=error.at, now=clock())
    except GiveUp as error:
        _ended(claims.park, message, _reason(error), now=clock())
    except Exception as error:  # noqa: BLE001 - whatever it was, the message must not be lost
        if not isinstance(error, DomainError | DatabaseError | OutsideError):
            _log.exception("%s %s failed", message.topic, message.id)
        _ended(claims.postpone, message, _reason(error), at=None, now=clock())
    else:
        return True
    return False


def _ended(end: Callable[..., None], message: Message, reason: str, **how: Any) -> None:
    try:
        end(message, reason, **how)
    except claims.LostClaim:
        _log.warning("%s %s was taken by another worker", message.topic, message.id)


class Slots:
    """How many threads of a process may speak to others, or be at long work, at the same time.

    One fewer than there are, so that a machine that answers slowly never holds up what happens in our own
    database. A single thread does both.
    """

    def __init__(self, threads: int) -> None:
        self._free = threading.BoundedSemaphore(max(1, threads - 1))

    def take(self) -> bool:
        """Take one, if there is one left; say whether there was."""
        return self._free.acquire(blocking=False)

    def give_back(self) -> None:
        """Let another thread have it."""
        self._free.release()


def work_off(
    worker: str,
    *,
    clock: Clock = timezone.now,
    stopping: Callable[[], bool] = lambda: False,
    limit: int = 1_000,
    slots: Slots | None = None,
) -> int:
    """Work off what is due, one message after the other, until nothing is; return how many were taken.

    While no slot is left, messages that speak to others stay for those threads that have one.
    """
    slots = slots or Slots(threads=1)
    count = 0
    token = _stopping.set(stopping)
    try:
        while count < limit and not stopping():
            if not _next(worker, clock, slots):
                break
            count += 1
    finally:
        _stopping.reset(token)
    return count


def _next(worker: str, clock: Clock, slots: Slots) -> bool:
    """Work off the next message, if there is one for this thread; say whether there was."""
    slow, has_slot = outside_topics(), slots.take()
    try:
        message = claims.claim(worker, now=clock(), but=frozenset() if has_slot else slow)
        if message is None:
            return False
        if has_slot and message.topic not in slow:
            slots.give_back()
            has_slot = False
        run(message, clock=clock)
        return True
    finally:
        if has_slot:
            slots.give_back()
