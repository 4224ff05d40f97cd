"""The breaker opens, waits longer each time, lets one through, and closes again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from rocket3pl.outside.breaker import close, guarded
from rocket3pl.outside.calls import Answer
from rocket3pl.outside.errors import CircuitOpen, NotSent, Unknown
from rocket3pl.outside.models import Connection
from rocket3pl.outside.retries import delays

NOW = datetime(2026, 11, 2, 3, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def answers(status: int) -> Any:
    return lambda: Answer(service="x", status=status, headers={}, body=b"")


def fails(error: type[Exception] = Unknown, code: str = "timeout") -> Any:
    def function() -> Answer:
        raise error(service="x", code=code)

    return function


def never() -> Answer:
    raise AssertionError("was let through")


def fail(times: int, now: datetime = NOW) -> None:
    for _ in range(times):
        with pytest.raises(Unknown):
            guarded(name="x", now=now, function=fails())


def test_a_good_call_is_remembered(db: None) -> None:
    assert guarded(name="x", now=NOW, function=answers(200)).status == 200
    row = Connection.objects.values().get()
    assert row == {
        "id": row["id"], "name": "x", "calls": 1, "errors": 0, "failures": 0, "open_until": None,
        "last_ok_at": NOW, "last_error_at": None, "last_error": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "error"),
    [(200, ""), (302, ""), (400, ""), (404, ""), (401, "http_401"), (403, "http_403"), (429, "http_429"),
     (500, "http_500"), (503, "http_503")],
)  # fmt: skip
def test_which_answers_are_failures(db: None, status: int, error: str) -> None:
    guarded(name="x", now=NOW, function=answers(status))
    row = Connection.objects.get()
    assert (row.failures, row.errors, row.last_error) == (int(bool(error)), int(bool(error)), error)


def test_five_failures_open_it(db: None) -> None:
    fail(4)
    assert Connection.objects.get().open_until is None
    with pytest.raises(NotSent):
        guarded(name="x", now=NOW, function=fails(NotSent, "no_connection"))
    with pytest.raises(CircuitOpen) as caught:
        guarded(name="x", now=NOW, function=never)
    assert caught.value.until == NOW + MINUTE
    row = Connection.objects.get()
    assert (row.calls, row.errors, row.failures, row.last_error) == (5, 5, 5, "no_connection")
    assert guarded(name="y", now=NOW, function=answers(200)).status == 200


def test_it_waits_longer_each_time(db: None) -> None:
    fail(5)
    now, waits = NOW, []
    for _ in range(8):
        until = Connection.objects.get().open_until
        assert until is not None
        waits.append((until - now) / MINUTE)
        now = until
        fail(1, now)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_one_call_probes_while_the_others_wait(db: None) -> None:
    fail(5)
    later = NOW + MINUTE

    def probe() -> Answer:
        with pytest.raises(CircuitOpen):
            guarded(name="x", now=later, function=never)
        return answers(200)()

    assert guarded(name="x", now=later, function=probe).status == 200
    row = Connection.objects.get()
    assert (row.failures, row.open_until, row.last_ok_at) == (0, None, later)


def test_a_probe_whose_process_died_is_followed_by_another(db: None) -> None:
    fail(5)
    with pytest.raises(KeyboardInterrupt):
        guarded(name="x", now=NOW + MINUTE, function=lambda: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(CircuitOpen):
        guarded(name="x", now=NOW + 1.5 * MINUTE, function=never)
    assert guarded(name="x", now=NOW + 2 * MINUTE, function=answers(200)).status == 200


def test_a_success_forgets_the_failures(db: None) -> None:
    fail(4)
    guarded(name="x", now=NOW, function=answers(200))
    fail(4)
    assert Connection.objects.get().open_until is None


def test_a_new_key_closes_it(db: None) -> None:
    fail(5)
    close(name="x")
    assert guarded(name="x", now=NOW, function=answers(200)).status == 200


def test_it_refuses_to_run_inside_a_transaction(db: None) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        guarded(name="x", now=NOW, function=never)


def test_pauses_double_and_spread() -> None:
    seconds = [delays(n, seed="job 1").total_seconds() for n in range(1, 16)]
    for n, value in enumerate(seconds):
        whole = min(2**n, 3600)
        assert whole / 2 <= value <= whole
    assert delays(3, seed="job 1") == delays(3, seed="job 1")
    assert len({delays(3, seed=f"job {n}") for n in range(20)}) == 20
    assert delays(0, seed="a") <= timedelta(seconds=1)
    assert delays(10_000, seed="a") <= timedelta(hours=1)
