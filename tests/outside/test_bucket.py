"""The bucket: shared, refilled evenly, and never more in a minute than it says."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from rocket3pl.outside.bucket import take

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def tried(at: datetime, name: str = "x") -> timedelta:
    return take(name=name, now=at, per_minute=40, burst=10)


def test_the_burst_goes_at_once_and_then_one_waits(db: None) -> None:
    assert [tried(NOW) for _ in range(10)] == [timedelta(0)] * 10
    assert tried(NOW) == 1.5 * SECOND
    assert tried(NOW + SECOND).total_seconds() == pytest.approx(0.5)
    assert tried(NOW + 1.5 * SECOND) == timedelta(0)
    assert tried(NOW, name="y") == timedelta(0)


def test_no_minute_has_more_calls_than_allowed(db: None) -> None:
    now, calls = NOW, []
    while now < NOW + timedelta(minutes=3):
        pause = tried(now)
        if pause:
            now += pause
        else:
            calls.append(now)
    most = max(sum(first <= at < first + timedelta(minutes=1) for at in calls) for first in calls)
    assert 45 <= most <= 50


def test_a_clock_that_runs_behind_takes_nothing_twice(db: None) -> None:
    for _ in range(10):
        tried(NOW)
    assert tried(NOW - timedelta(hours=1)) == 1.5 * SECOND
    assert tried(NOW + 1.5 * SECOND) == timedelta(0)
    assert tried(NOW - timedelta(hours=1)) > timedelta(0)
    assert tried(NOW + 1.6 * SECOND) > SECOND


def test_it_refuses_to_run_inside_a_transaction(db: None) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        tried(NOW)
