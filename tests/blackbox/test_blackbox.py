"""From outside, over HTTP: any order of news, the last units, and kill -9, on both databases.

Few of each here; `make figures` plays as many as docs/benchmarks.md tells of.
"""

from pathlib import Path
from typing import Any

import pytest

from tests.concurrency.running import report_of

pytestmark = pytest.mark.race


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def report(
    request: pytest.FixtureRequest, sample_made: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Play the scenarios on the engine; return their report. On PostgreSQL a seed fills an empty database."""
    folder = tmp_path_factory.mktemp(request.param)
    own = f"sqlite:///{folder / 'nothing.sqlite3'}"
    sample = {"SAMPLE": str(sample_made / "data")} if request.param == "sqlite" else {}
    return report_of("tests.blackbox.scenarios", own, folder, ENGINE=request.param, **sample)


def test_news_in_any_order_end_the_same(report: dict[str, Any]) -> None:
    """Each event six times, shuffled, the newest first: what the seller sees is the same as in order."""
    assert report["any_order"]["in_order"] == {
        "answers": {"202": 48},
        "products": 12,
        "inbounds": {"in_transit": 4, "cancelled": 2},
    }
    assert report["any_order"]["shuffled"] == {"sent": 288, "new": 48, "others": [], "same": True}


def test_the_last_units_are_sold_once(report: dict[str, Any]) -> None:
    """Nobody gets a unit too many, and none is left while somebody was refused."""
    assert report["last_units"] == {
        "rounds": 2,
        "accepted": True,
        "oversold": 0,
        "undersold": 0,
        "other_answers": [],
    }


def test_kill_loses_and_doubles_nothing(report: dict[str, Any]) -> None:
    """Orders and deliveries that were acknowledged are there once; the rest happens once when asked again."""
    assert report["killed"] == {
        "kills": 2,
        "acknowledged": True,
        "lost": [],
        "doubled": [],
        "taken": True,
        "shipments_lost": [],
        "shipments_doubled": [],
    }
