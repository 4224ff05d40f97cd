"""A message is claimed once, ended by who holds it, tried again later, and put aside at last."""

from datetime import timedelta

import pytest

from rocket3pl.jobs import claims
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.outbox import announce, announce_once
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def later(**kwargs):
    return NOW + timedelta(**kwargs)


def row(message):
    return OutboxMessage.objects.get(pk=message.id)


def test_the_one_that_has_been_due_for_longest_comes_first():
    announce([(None, "second", {})], now=later(seconds=1))
    announce([(None, "first", {"n": 1})], now=NOW)
    announce([(None, "not yet", {})], now=later(seconds=9))
    taken = [claims.claim("w", now=later(seconds=2)) for _ in range(3)]
    assert [(m.topic, m.payload, m.attempts) if m else None for m in taken] == [
        ("first", {"n": 1}, 1),
        ("second", {}, 1),
        None,
    ]


def test_a_claimed_message_is_nobody_elses_until_the_lease_ends():
    announce([(None, "t", {})], now=NOW)
    mine = claims.claim("a", now=NOW)
    assert claims.claim("b", now=NOW + claims.LEASE - timedelta(seconds=1)) is None
    theirs = claims.claim("b", now=NOW + claims.LEASE)
    assert (theirs.id, theirs.attempts) == (mine.id, 2)
    for end in (
        lambda: claims.finish(mine, now=NOW),
        lambda: claims.park(mine, "x", now=NOW),
        lambda: claims.postpone(mine, "x", at=None, now=NOW),
        lambda: claims.give_back(mine, now=NOW),
        lambda: claims.renew(mine, now=NOW),
    ):
        with pytest.raises(claims.LostClaim):
            end()
    assert row(theirs).claimed_by == theirs.claim
    claims.finish(theirs, now=later(minutes=6))
    with pytest.raises(claims.LostClaim):
        claims.finish(theirs, now=later(minutes=7))
    assert row(theirs).done_at == later(minutes=6)


def test_a_renewed_lease_lasts_longer():
    announce([(None, "t", {})], now=NOW)
    mine = claims.claim("a", now=NOW)
    claims.renew(mine, now=later(minutes=4))
    assert claims.claim("b", now=later(minutes=8)) is None
    assert claims.claim("b", now=later(minutes=9)).id == mine.id


def test_pauses_grow_and_the_last_attempt_parks():
    announce([(None, "t", {})], now=NOW)
    now, waits = NOW, []
    for _ in range(claims.MAX_ATTEMPTS):
        message = claims.claim("w", now=now)
        claims.postpone(message, "no answer", at=None, now=now)
        after = row(message)
        waits.append(round((after.due_at - now).total_seconds(), 3) if after.parked_at is None else "parked")
        now = after.due_at
    factor = 1 + (message.id * 7_919 % 100) / 1_000
    assert waits == [
        round(s * factor, 3) for s in (5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200)
    ] + ["parked"]
    assert (after.last_error, after.done_at, after.claimed_by) == ("no answer", None, "")
    assert claims.claim("w", now=later(days=9)) is None


def test_a_message_whose_workers_all_died_is_parked():
    announce([(None, "killer", {})], now=NOW)
    announce([(None, "harmless", {})], now=later(seconds=1))
    now = NOW
    for _ in range(claims.MAX_ATTEMPTS):
        assert claims.claim("w", now=now).topic == "killer"
        now += claims.LEASE
    assert claims.claim("w", now=now).topic == "harmless"
    killer = OutboxMessage.objects.get(topic="killer")
    assert (killer.parked_at, killer.last_error) == (now, "the worker died at it")


def test_given_back_it_is_as_before():
    announce([(None, "t", {})], now=NOW)
    message = claims.claim("w", now=NOW)
    claims.give_back(message, now=later(seconds=3))
    after = row(message)
    assert (after.attempts, after.due_at, after.lease_until, after.claimed_by) == (
        0,
        later(seconds=3),
        None,
        "",
    )


def test_a_key_is_written_once_a_topic():
    assert announce_once("t", "k", {"n": 1}, now=NOW) is True
    assert announce_once("t", "k", {"n": 2}, now=NOW) is False
    assert announce_once("other", "k", {"n": 3}, now=NOW) is True
    assert sorted(OutboxMessage.objects.values_list("topic", "payload__n")) == [("other", 3), ("t", 1)]
