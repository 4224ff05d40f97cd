"""재고관리 as an Excel file: seconds and memory, each time in a process of its own (export.py)."""

import json
import statistics
import subprocess
import sys

from benchmarks.figures import Check, Figure
from benchmarks.setup import Setup

MOST_MB = 200


def _run(kind: str, database: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.export", kind, database]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    return dict(json.loads(done.stdout))


def measure(setup: Setup) -> list[Figure]:
    """Measure the product and the bare loop in turns."""
    database = setup.filled()
    found: dict[str, list[dict[str, float]]] = {"product": [], "bare": []}
    for _ in range(1 if setup.quick else 3):
        for kind, runs in found.items():
            runs.append(_run(kind, database))
    seconds = {kind: statistics.median(r["seconds"] for r in runs) for kind, runs in found.items()}
    peak = max(run["mb"] for run in found["product"])
    measured = {
        "s": seconds["product"],
        "bare s": seconds["bare"],
        "ratio": seconds["product"] / seconds["bare"],
        "MB": peak,
        "bare MB": max(run["mb"] for run in found["bare"]),
        "rows": found["product"][0]["rows"],
    }
    return [Figure("excel", "stock of all owners", setup.engine, measured, [Check("MB", peak, MOST_MB)])]
