"""A schedule's time comes once, whoever sees it first, and is made up for once after a pause."""

from datetime import UTC, datetime, time

import pytest

from rocket3pl.jobs import schedules, work
from rocket3pl.jobs.housekeeping import tidy
from rocket3pl.shared.models import OperationKey, OutboxMessage
from rocket3pl.shared.outbox import announce
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def at(*when):
    return datetime(*when, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "last"),
    [
        (at(2026, 11, 22, 18, 9), at(2026, 11, 21, 18, 10)),  # 03:09 in Seoul on the 23rd
        (at(2026, 11, 22, 18, 10), at(2026, 11, 22, 18, 10)),
        (at(2026, 11, 23, 18, 9, 59), at(2026, 11, 22, 18, 10)),
    ],
)
def test_a_day_is_a_day_of_seoul(now, last):
    assert schedules.Schedule("s", at=time(3, 10)).last_time(now) == last


def test_minutes_fall_on_round_times():
    assert schedules.Schedule("s", minutes=15).last_time(at(2026, 1, 1, 0, 29, 59)) == at(2026, 1, 1, 0, 15)


def test_two_workers_write_a_time_once_and_a_missed_one_once():
    ran = []

    @schedules.every("look", minutes=5)
    def look(message, _now):
        ran.append(message.payload["slot"])

    first, missed = at(2026, 1, 1, 0, 1), at(2026, 1, 1, 2, 2)
    assert [schedules.announce_due(now=first), schedules.announce_due(now=first)] == [1, 0]
    assert [schedules.announce_due(now=missed), schedules.announce_due(now=missed)] == [1, 0]
    work.work_off("w", clock=lambda: missed)
    assert ran == ["2026-01-01T00:00+00:00", "2026-01-01T02:00+00:00"]


def test_tidying_leaves_what_is_young_open_or_parked():
    old, young = at(2026, 11, 1), at(2026, 11, 16)
    announce([(None, name, {}) for name in ("old", "young", "open", "parked")], now=old)
    for name, done in (("old", old), ("young", young)):
        OutboxMessage.objects.filter(topic=name).update(done_at=done)
    OutboxMessage.objects.filter(topic="parked").update(parked_at=old)
    for key, made in (("old", old), ("young", young)):
        OperationKey.objects.create(realm=0, operation="o", key=key, request_hash="", created_at=made)
    tidy(None, NOW)
    assert set(OutboxMessage.objects.values_list("topic", flat=True)) == {"young", "open", "parked"}
    assert list(OperationKey.objects.values_list("key", flat=True)) == ["young"]
