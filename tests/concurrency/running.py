"""Running a module of scenarios on a database of either engine, in a process of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def report_of(module: str, url: str, folder: Path, **environment: str) -> dict[str, Any]:
    """Return what `python -m module` printed as JSON."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "DATA": str(folder),
            "DJANGO_SETTINGS_MODULE": "rocket3pl.test_settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report
