"""What becomes of a message: its effect and its end are one, and no failure loses it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rocket3pl.jobs import claims, work
from rocket3pl.jobs.handlers import GiveUp, Postpone, calls_out, handles, hears_all
from rocket3pl.owners.models import Owner
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.outbox import announce
from rocket3pl.shared.tenancy import current_scope
from tests.factories import NOW, make_owner

pytestmark = pytest.mark.django_db


def clock():
    return NOW


def the_row():
    return OutboxMessage.objects.get()


def off(**kwargs):
    return work.work_off("w", clock=clock, **kwargs)


def test_each_is_worked_off_in_its_owners_scope():
    owner, seen = make_owner(), []

    @handles("t")
    def take(message, now):
        seen.append((current_scope().owner_id, message.payload, now))

    announce([(owner.pk, "t", {"n": 1}), (None, "t", {"n": 2})], now=NOW)
    assert off() == 2
    assert seen == [(owner.pk, {"n": 1}, NOW), (None, {"n": 2}, NOW)]
    assert set(OutboxMessage.objects.values_list("done_at", "attempts", "last_error")) == {(NOW, 1, "")}


def test_what_nobody_takes_is_done():
    announce([(None, "nobody", {})], now=NOW)
    assert off() == 1
    assert the_row().done_at == NOW


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (ValueError("홍길동 010-1234-5678"), "ValueError"),
        (NotFound("EI000000000001"), "NotFound: EI000000000001"),
        (IntegrityError("secret"), "IntegrityError"),
        (Postpone("no_answer"), "no_answer"),
    ],
)
def test_a_failure_undoes_the_effect_and_tries_later(error, kept):
    @handles("t")
    def take(_message, _now):
        make_owner("half done")
        raise error

    announce([(None, "t", {})], now=NOW)
    assert off() == 1
    row = the_row()
    assert not Owner.objects.exists()
    assert (row.done_at, row.parked_at, row.last_error, row.claimed_by) == (None, None, kept, "")
    assert timedelta(seconds=5) <= row.due_at - NOW < timedelta(seconds=6)


def test_a_handler_may_say_when():
    @handles("t")
    def take(_message, _now):
        raise Postpone("busy", at=NOW + timedelta(hours=2))

    announce([(None, "t", {})], now=NOW)
    off()
    assert the_row().due_at == NOW + timedelta(hours=2)


def test_giving_up_parks_at_once():
    @handles("t")
    def take(_message, _now):
        make_owner("half done")
        raise GiveUp("unknown_seller")

    announce([(None, "t", {})], now=NOW)
    off()
    row = the_row()
    assert (row.parked_at, row.last_error) == (NOW, "unknown_seller")
    assert not Owner.objects.exists()


@pytest.mark.parametrize("register", [handles, calls_out])
def test_who_lost_the_claim_changes_nothing(register):
    """The lease ran out meanwhile and another has it: ours is undone, theirs stands."""

    @register("t")
    def take(message, _now):
        OutboxMessage.objects.filter(pk=message.id).update(claimed_by="another")

    announce([(None, "t", {})], now=NOW)
    off()
    row = the_row()
    if register is calls_out:
        assert (row.claimed_by, row.done_at) == ("another", None)
    else:
        # It was ended before the handler ran: nobody could have taken it.
        assert row.done_at == NOW


def test_control_ending_after_the_effect_would_double_it():
    """Why the end comes first: two that both claimed do their effect twice when each ends at last."""
    announce([(None, "t", {})], now=NOW)
    first = claims.claim("a", now=NOW)
    second = claims.claim("b", now=NOW + claims.LEASE)

    def naive(message):
        make_owner("effect")
        OutboxMessage.objects.filter(pk=message.id).update(done_at=NOW)

    naive(first)
    naive(second)
    assert Owner.objects.count() == 2

    Owner.objects.all().delete()
    OutboxMessage.objects.update(done_at=None)

    @handles("t")
    def take(_message, _now):
        make_owner("effect")

    work.run(first, clock=clock)
    work.run(second, clock=clock)
    assert Owner.objects.count() == 1


def test_no_transaction_is_held_while_others_are_called():
    seen = []

    @calls_out("t")
    def take(_message, _now):
        seen.append(len(transaction.get_connection().savepoint_ids))

    @handles("u")
    def within(_message, _now):
        seen.append(len(transaction.get_connection().savepoint_ids))

    outer = len(transaction.get_connection().savepoint_ids)
    announce([(None, "t", {}), (None, "u", {})], now=NOW)
    off()
    assert seen == [outer, outer + 1]


def test_followers_hear_of_facts_of_owners_only():
    owner, heard = make_owner(), []

    @hears_all
    def hear(message, _now):
        heard.append(message.topic)

    @calls_out("work")
    def take(_message, _now):
        pass

    announce([(owner.pk, "fact", {}), (None, "ours", {}), (owner.pk, "work", {})], now=NOW)
    assert off() == 3
    assert heard == ["fact"]


def test_told_to_stop_it_takes_no_more_and_gives_back_what_it_holds():
    told = []

    @calls_out("t")
    def take(_message, _now):
        told.append(True)
        assert work.is_stopping() is True
        raise work.Stopped

    announce([(None, "t", {}), (None, "t", {})], now=NOW)
    assert off(stopping=lambda: bool(told)) == 1
    assert set(OutboxMessage.objects.values_list("done_at", "attempts", "claimed_by")) == {(None, 0, "")}
    assert work.is_stopping() is False


def test_two_handlers_of_one_topic_are_refused():
    @handles("t")
    def take(_message, _now):
        pass

    with pytest.raises(RuntimeError, match="two handlers for the topic t"):

        @handles("t")
        def other(_message, _now):
            pass


def test_what_speaks_to_others_never_takes_the_last_thread():
    """While one of two threads waits for somebody slow, the other works off what is ours, and only that."""
    done, slots = [], work.Slots(threads=2)

    @handles("ours")
    def ours(message, _now):
        done.append(("ours", message.payload["n"]))

    @calls_out("slow")
    def slow(message, _now):
        if not done:
            # What the second thread does meanwhile.
            assert off(slots=slots) == 2
        done.append(("slow", message.payload["n"]))

    announce([(None, "slow", {"n": 1}), (None, "slow", {"n": 2})], now=NOW)
    announce([(None, "ours", {"n": 3}), (None, "ours", {"n": 4})], now=NOW)
    assert off(slots=slots) == 2
    assert done == [("ours", 3), ("ours", 4), ("slow", 1), ("slow", 2)]
    assert off(slots=slots) == 0


def test_without_slots_the_second_thread_waits_for_somebody_slow_too():
    """The control: two threads without anything between them do take both."""
    done = []

    @handles("ours")
    def ours(message, _now):
        done.append(("ours", message.payload["n"]))

    @calls_out("slow")
    def slow(message, _now):
        if message.payload["n"] == 1:
            off(limit=1)
        done.append(("slow", message.payload["n"]))

    announce([(None, "slow", {"n": 1}), (None, "slow", {"n": 2}), (None, "ours", {"n": 3})], now=NOW)
    assert off() == 2
    assert done == [("slow", 2), ("slow", 1), ("ours", 3)]


@pytest.mark.parametrize("error", [None, ValueError("x"), Postpone("later"), GiveUp("never")])
def test_a_slot_comes_back_whatever_happens(error):
    """Or the worker would speak to nobody any more."""
    slots = work.Slots(threads=1)

    @calls_out("slow")
    def slow(_message, _now):
        if error:
            raise error

    announce([(None, "slow", {})], now=NOW)
    assert off(slots=slots) == 1
    assert slots.take()
    assert not slots.take()
