"""Messages put aside: a manager sees them, tries again or drops them; nobody else."""

import pytest

from rocket3pl.jobs import claims, parked
from rocket3pl.shared.errors import NotFound, NotPermitted
from rocket3pl.shared.models import AuditEvent, OutboxMessage
from rocket3pl.shared.outbox import announce
from tests.factories import NOW
from tests.support import acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def aside(people):
    announce([(people.ara.owner_id, "t", {})], now=NOW)
    message = claims.claim("w", now=NOW)
    claims.park(message, "unknown_seller", now=NOW)
    return message.id


def test_a_manager_tries_again(people, aside):
    with acting(people.dan):
        assert [m.pk for m in parked.parked()] == [aside]
        assert parked.waiting() == 0
        parked.try_again(aside, now=NOW)
        assert (parked.parked(), parked.waiting()) == ([], 1)
        with pytest.raises(NotFound):
            parked.try_again(aside, now=NOW)
    assert claims.claim("w", now=NOW).attempts == 1
    trail = AuditEvent.objects.filter(action__startswith="message.")
    assert list(trail.values_list("action", "actor_id", "subject_id", "after")) == [
        ("message.try_again", people.dan.pk, aside, {"topic": "t"})
    ]


def test_a_manager_drops_it(people, aside):
    with acting(people.dan):
        parked.drop(aside, now=NOW)
        assert (parked.parked(), parked.waiting()) == ([], 0)
    assert OutboxMessage.objects.get().done_at == NOW


@pytest.mark.parametrize("who", ["ara", "chae", "eun", "bill"])
def test_nobody_else(people, aside, who):
    with acting(getattr(people, who)):
        for call in (
            parked.parked,
            parked.waiting,
            lambda: parked.try_again(aside, now=NOW),
            lambda: parked.drop(aside, now=NOW),
        ):
            with pytest.raises(NotPermitted):
                call()
    assert OutboxMessage.objects.get().parked_at == NOW
