"""The ledger under real concurrency, on an SQLite file and on PostgreSQL.

The scenarios run once per engine in processes of their own; the tests read what they reported.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.concurrency.running import report_of

pytestmark = pytest.mark.race


@pytest.fixture(scope="module")
def report(engine: str, url: str, folder: Path) -> dict[str, Any]:
    """Run all scenarios on the engine; return their report."""
    return report_of("tests.concurrency", url, folder) | {"engine": engine}


def test_last_pieces_are_promised_exactly_once(report: dict[str, Any]) -> None:
    """480 ask for 200 pieces: 200 get one, 280 are told that there are none, nobody sees an error."""
    assert report["last_pieces"] == {
        "answers": {"accepted": 200, "short_stock": 280},
        "levels": [[0, 200]],
    }


def test_crossed_orders_never_deadlock(report: dict[str, Any]) -> None:
    """Lines in every order: all accepted, and what is reserved is what was asked for."""
    crossed = report["crossed_orders"]
    assert crossed["answers"] == {"accepted": 240}
    assert crossed["reserved"] == crossed["asked"]
    assert crossed["total"] == 20_000


def test_repeated_keys_have_one_effect(report: dict[str, Any]) -> None:
    """200 calls with 25 keys: 25 outbounds, and each repeat gets the first answer."""
    assert report["same_keys"] == {
        "answers": {"accepted": 200},
        "different": 25,
        "outbounds": 25,
        "levels": [[450, 50]],
    }


def test_two_ends_of_one_outbound_give_back_once(report: dict[str, Any]) -> None:
    """Cancel and reject at once: one wins per outbound, 100 pieces are available again."""
    assert report["cancel_against_reject"] == {
        "winners": 40,
        "others": {"IllegalTransition": 120},
        "levels": [[100, 0]],
    }


def test_kill_loses_and_doubles_nothing(report: dict[str, Any]) -> None:
    """After four kill -9 nothing acknowledged is missing, nothing is half done, replays double nothing."""
    assert report["killed_in_the_middle"] == {
        "killed": 4,
        "acknowledged": True,
        "lost": [],
        "half": [],
        "replays": {"accepted": 400},
        "outbounds": 400,
        "levels": [[9600, 400], [9200, 800], [8800, 1200]],
    }


def test_a_step_done_is_not_done_again(report: dict[str, Any]) -> None:
    """접수 twice: the second is refused and posts nothing."""
    assert report["accept_twice"] == {"answer": "IllegalTransition", "posted": 0}


def test_of_two_administrators_one_stays(report: dict[str, Any]) -> None:
    """Each takes the other's role away at the same moment: the second one is refused, nobody deadlocks."""
    assert report["two_administrators"] == {
        "answers": {"done": 40, "NotPermitted": 40},
        "left": {"1": 40},
    }


def test_control_without_the_lock_leaves_no_administrator(report: dict[str, Any]) -> None:
    assert report["administrators_control"] == {"answers": {"done": 2}, "left": {"0": 1}}


def test_control_without_the_lock_oversells_and_the_audit_sees_it(report: dict[str, Any]) -> None:
    """The race is real: without the ledger eight get the one piece, and A1 and A3 name the product."""
    control = report["naive_control"]
    assert control["answers"] == {"accepted": 8}
    # A1 names the product twice: what is available and what is reserved are both wrong.
    assert control["findings"] == {"A1": [control["sku"]] * 2, "A3": [control["sku"]]}


def test_control_with_unsorted_locks_deadlocks(report: dict[str, Any]) -> None:
    """The order of locks matters: crossed, PostgreSQL kills one; SQLite has one writer at a time."""
    answers = report["unsorted_control"]["answers"]
    if report["engine"] == "postgresql":
        assert answers == {"ok": 1, "deadlock": 1}
    else:
        assert answers == "one writer at a time"


def test_books_hold_after_all_of_it(report: dict[str, Any]) -> None:
    """A1 to A7 find nothing, having looked at rows; no pick was made, so A4 had none to look at."""
    assert report["audit"] == dict.fromkeys(("A1", "A2", "A3", "A4", "A5", "A6", "A7"), 0)
    assert report["examined"] == {**dict.fromkeys(("A1", "A2", "A3", "A5", "A6", "A7"), True), "A4": False}
