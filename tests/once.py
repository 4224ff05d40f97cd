"""What a run of the tests makes once, whichever of its processes needs it first.

To make the tables, and to tell the sample's story, takes longer than most of what is tested with them.
Processes that begin with a database of their own begin with a copy.
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tools.pg import free_port, keep

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 180
# Of the tests' own process. Secrets lie in DATA and are copied with what they seal.
_OURS = frozenset({"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SECRET_KEY", "SEAL_KEYS"})


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder of this run that make(folder) has filled; nobody may change what is in it.

    The first process that asks makes it, and the others wait meanwhile.
    """
    base = factory.getbasetemp()
    # Workers of pytest-xdist have a folder each, side by side in the run's.
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    made, making = shared / name, shared / f"{name}.making"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir()
            make(making)
            making.rename(made)
    return made


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
    except OSError:
        pass
    return False


@contextmanager
def served(data: Path, log: Path, *options: str) -> Iterator[str]:
    """Serve a DATA folder with the sample, as `make run` does; yield where. No error may be logged."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if k not in _OURS}
    environment |= {"DATA": str(data), "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "rocket3pl.cli.main", "serve", "--demo", "--port", str(port), *options]
    where = f"http://127.0.0.1:{port}"
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=log.parent, env=environment, stdout=out, stderr=out) as process,
    ):
        try:
            deadline = time.monotonic() + START_SECONDS
            while not _answers(where):
                try:
                    process.wait(timeout=0.2)
                except subprocess.TimeoutExpired:
                    if time.monotonic() < deadline:
                        continue
                pytest.fail(f"the product did not start:\n{log.read_text(errors='replace')[-4000:]}")
            yield where
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                process.kill()
    assert "Traceback" not in log.read_text(errors="replace"), log.read_text(errors="replace")[-8000:]


def make_sample(folder: Path) -> None:
    """Let an empty folder become the product with its sample data, by itself, as `make run` does.

    DATA is in data/, and what the server said in log. Nothing works on it any more: without a worker
    all is written when the server has ended.
    """
    with served(folder / "data", folder / "log", "--no-worker"):
        pass


def _migrate(url: str, data: Path) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "rocket3pl.test_settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-m", "django", "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True)


def make_migrated(folder: Path) -> None:
    """Migrate an SQLite file."""
    _migrate(f"sqlite:///{folder / 'migrated.sqlite3'}", folder)


def make_migrated_cluster(folder: Path) -> None:
    """Migrate a database of PostgreSQL, and leave the data folder of its server."""
    keep(folder / "data", lambda url: _migrate(url, folder))
