"""Two workers, a killed one and a stopped one, on an SQLite file and on PostgreSQL."""

from pathlib import Path
from typing import Any

import pytest

from tests.concurrency.running import report_of

pytestmark = pytest.mark.race


@pytest.fixture(scope="module")
def report(url: str, folder: Path) -> dict[str, Any]:
    """Run the scenarios; return their report."""
    return report_of("tests.concurrency.workers", url, folder, JOB_LEASE_SECONDS="1")


def test_two_workers_do_each_message_once(report: dict[str, Any]) -> None:
    """300 messages between two processes, which both end well when told to."""
    assert report["two_share_the_work"] == {
        "heard_once": True,
        "effects_once": True,
        "open": [],
        "exit": [0, 0],
    }


def test_a_dead_workers_message_is_taken_up_and_its_effect_is_one(report: dict[str, Any]) -> None:
    """kill -9 before the commit leaves nothing; the next worker does it once."""
    assert report["a_dead_workers_job_is_taken_up"] == {
        "killed": True,
        "between": [],
        "once": True,
        "attempts": 2,
        "exit": 0,
    }


def test_sigterm_gives_work_back(report: dict[str, Any]) -> None:
    """What was begun is open again with no attempt counted; what was not begun is untouched."""
    assert report["sigterm_gives_back"] == {
        "exit": 0,
        "open": [["test.long", "", 0], ["test.long", "", 0]],
    }
