"""Leaves a service alone that keeps failing, and remembers how every connection is."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from rocket3pl.outside.calls import Answer
from rocket3pl.outside.errors import CircuitOpen, OutsideError
from rocket3pl.outside.models import Connection
from rocket3pl.shared.outbox import announce

FAILURES = 5
# Announced when a service begins to be left alone: whoever keeps its keys may have to look.
OPENED = "connection.opened"
_LONGEST = 60  # minutes
# As long as a probe may take; if its process dies, the next one probes after that.
_PROBE = timedelta(minutes=1)
# Answers that say "not now" or "not you": calling again at once helps nobody.
_REFUSALS = frozenset({401, 403, 429})
_SERVER_ERROR = 500


def guarded(
    *, name: str, now: datetime, function: Callable[[], Answer], by_hand: bool = False, quiet: bool = False
) -> Answer:
    """Run one call under the breaker called `name` and return its answer.

    After five failures in a row nobody is let through for 1, 2, 4 … up to 60 minutes; then one call
    probes while the others still wait. A failure is an OutsideError or a status of 401, 403, 429 or
    500 and above. Writes in short transactions of its own, so it refuses to run inside one: a call
    to another machine must not hold our database. Raises CircuitOpen and whatever `function` raises.

    by_hand  a person wants to know now: let through during a pause, too, and ended by success
    quiet    people are not told when it begins to let nobody through
    """
    if by_hand:
        _known(name)
    else:
        _admit(name, now)
    try:
        answer = function()
    except OutsideError as error:
        _failed(name, now, error.code, quiet=quiet)
        raise
    if answer.status in _REFUSALS or answer.status >= _SERVER_ERROR:
        _failed(name, now, f"http_{answer.status}", quiet=quiet)
    else:
        _went_well(name, now)
    return answer


def close(*, name: str) -> None:
    """Let calls through again at once: somebody changed the key or the address."""
    Connection.objects.filter(name=name).update(failures=0, open_until=None)


def _admit(name: str, now: datetime) -> None:
    """Raise CircuitOpen while the circuit is open; take the one probe when its time is over."""
    with transaction.atomic(durable=True):
        row, _new = Connection.objects.get_or_create(name=name)
        if row.open_until is None:
            return
        probes = Connection.objects.filter(name=name, open_until__lte=now).update(open_until=now + _PROBE)
        if not probes:
            raise CircuitOpen(service=name, until=max(row.open_until, now))


def _known(name: str) -> None:
    with transaction.atomic(durable=True):
        Connection.objects.get_or_create(name=name)


def _went_well(name: str, now: datetime) -> None:
    with transaction.atomic(durable=True):
        Connection.objects.filter(name=name).update(
            calls=F("calls") + 1, failures=0, open_until=None, last_ok_at=now
        )


def _failed(name: str, now: datetime, code: str, *, quiet: bool) -> None:
    with transaction.atomic(durable=True):
        rows = Connection.objects.filter(name=name)
        rows.update(
            calls=F("calls") + 1,
            errors=F("errors") + 1,
            failures=F("failures") + 1,
            last_error=code[:40],
            last_error_at=now,
        )
        over = rows.filter(failures__gte=FAILURES).values_list("failures", flat=True).first()
        if over is not None:
            minutes = min(2 ** min(over - FAILURES, 6), _LONGEST)
            rows.update(open_until=now + timedelta(minutes=minutes))
        if over == FAILURES and not quiet:
            announce([(None, OPENED, {"connection": name})], now=now)
