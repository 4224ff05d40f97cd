"""The benchmarks run, and count statements as they should. Nothing here looks at a clock."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Run everything in its smallest form."""
    folder = tmp_path_factory.mktemp("benchmarks")
    kept = {
        k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "DATA", "DJANGO_SETTINGS_MODULE")
    }
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--engine", "sqlite", "--folder", str(folder)],
        cwd=ROOT, env={**kept, "PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, timeout=240,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: list[dict[str, Any]] = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return found


def test_every_benchmark_reports(results: list[dict[str, Any]]) -> None:
    assert {r["name"] for r in results} == {"lists", "submit", "orders", "intake", "excel", "ledger"}
    assert len([r for r in results if r["name"] == "lists"]) == 60


def test_statements_stay_within_their_limits(results: list[dict[str, Any]]) -> None:
    counted = [c for r in results for c in r["checks"] if c["what"] == "statements"]
    assert [(c["limit"], c["holds"]) for c in counted] == [(12.0, True), (40.0, True)]


def test_a_page_takes_few_statements(results: list[dict[str, Any]]) -> None:
    """Session, person and the list: the same number for every list and question, give or take lines."""
    assert max(r["measured"]["statements"] for r in results if r["name"] == "lists") <= 8
