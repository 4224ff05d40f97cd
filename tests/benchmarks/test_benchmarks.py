"""The benchmarks run and report everything; statements are counted, time is not judged here."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("lists", "submit", "excel", "ledger")


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Run all benchmarks on a few hundred rows of SQLite and return what they found."""
    folder = tmp_path_factory.mktemp("benchmarks")
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment["PYTHONPATH"] = str(ROOT / "src")
    command = ["-m", "benchmarks", "--quick", "--engine", "sqlite", "--times", "2", "--folder", str(folder)]
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    for figure in found:
        assert figure["case"] in done.stdout
    return found


def test_every_benchmark_reports(figures: list[dict[str, Any]]) -> None:
    assert sorted({figure["name"] for figure in figures}) == sorted(NAMES)
    assert len({(figure["name"], figure["case"]) for figure in figures}) == len(figures)
    assert all(value >= 0 for figure in figures for value in figure["measured"].values())


def test_lists_of_both_sides_are_measured(figures: list[dict[str, Any]]) -> None:
    cases = [figure["case"] for figure in figures if figure["name"] == "lists"]
    for route in ("portal:products", "portal:inventory", "console:products", "console:outbounds"):
        assert [case for case in cases if case.startswith(f"{route},")] == [
            f"{route}, {what}" for what in ("all", "common word", "rare word", "tab")
        ]


def test_statements_stay_within_their_limits(figures: list[dict[str, Any]]) -> None:
    found = {
        figure["case"]: check["value"]
        for figure in figures
        for check in figure["checks"]
        if check["what"] == "statements"
    }
    assert set(found) == {"1 order x 3 lines", "100 orders x 3 lines"}
    assert found["1 order x 3 lines"] <= 12
    assert found["100 orders x 3 lines"] <= 40


def test_the_books_of_the_made_up_warehouse_hold(figures: list[dict[str, Any]]) -> None:
    (audit,) = (figure for figure in figures if figure["case"] == "audit")
    assert [(check["what"], check["value"]) for check in audit["checks"]] == [("disagreements", 0)]
