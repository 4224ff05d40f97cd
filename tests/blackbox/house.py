"""A house to knock at: database, server and worker as processes of their own, and programs that call them."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rocket3pl.integrations.import1688.signing import signed_headers
from tools.pg import free_port

ROOT = Path(__file__).resolve().parents[2]
SECRET = "whsec_blackbox"
EVENTS = "/api/v1/integrations/import1688/events"
# How long to wait for what must come; it is never waited for as long.
PATIENCE = 240.0
_LOOK = 0.05


def until(what: Any, message: str) -> Any:
    """Return what a question answers as soon as it is true. Raises AssertionError when it never is."""
    end = time.monotonic() + PATIENCE
    pause = threading.Event()
    while time.monotonic() < end:
        if found := what():
            return found
        pause.wait(_LOOK)
    raise AssertionError(message)


def _fewer(now: int, before: int) -> tuple[int] | None:
    """Return the number where it has become smaller; in a tuple, since none is left is an answer too."""
    return (now,) if now < before else None


class Program:
    """Something that calls over HTTP, with one connection kept open."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port, self.token = port, token
        self._connection: http.client.HTTPConnection | None = None

    def send(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        """Return status and body; raises OSError or HTTPException when the server went away."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            self._connection.request(method, path, body, headers or {})
            answer = self._connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = None
            raise

    def call(self, method: str, path: str, body: Any = None, key: str = "") -> tuple[int, Any]:
        """Call the API; return status and what the JSON says."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        if key:
            headers["Idempotency-Key"] = key
        data = json.dumps(body).encode() if body is not None else b""
        status, said = self.send(method, "/api/v1" + path, data, headers)
        return status, json.loads(said) if said else None

    def every(self, path: str) -> Iterator[dict[str, Any]]:
        """Yield everything of a list."""
        cursor, sign = "", "&" if "?" in path else "?"
        while True:
            status, page = self.call("GET", f"{path}{sign}limit=200{cursor and '&cursor=' + cursor}")
            assert status == 200, page
            yield from page["items"]
            cursor = page["next_cursor"]
            if not cursor:
                return

    def tell(self, event: dict[str, Any]) -> int:
        """Send a signed event; return the status."""
        body = json.dumps(event, ensure_ascii=False).encode()
        now = datetime.now(UTC)
        head = signed_headers(SECRET, event_id=event["id"], kind=event["type"], body=body, now=now)
        status, _ = self.send("POST", EVENTS, body, {**head, "Content-Type": "application/json"})
        return status


class House:
    """The processes on one database."""

    def __init__(self, url: str, data: Path) -> None:
        self.port = free_port()
        # Secrets lie in DATA and are copied with what they seal.
        kept = {name: value for name, value in os.environ.items() if name not in {"SECRET_KEY", "SEAL_KEYS"}}
        self.environment = {
            **kept,
            "DATABASE_URL": url,
            "DATA": str(data),
            "DJANGO_SETTINGS_MODULE": "rocket3pl.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "IMPORT1688_SECRETS": SECRET,
            "API_CALLS_PER_MINUTE": "1000000",
            "API_REFUSALS_PER_MINUTE": "1000000",
            "API_TAKEN_OVER_SECONDS": "2",
            "JOB_LEASE_SECONDS": "2",
            "LOG_LEVEL": "ERROR",
        }
        self.server: subprocess.Popen[bytes] | None = None
        self.worker: subprocess.Popen[bytes] | None = None

    def run(self, *command: str) -> str:
        """Run a command of the product; return what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "rocket3pl.cli.main", *command],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    def _start(self, *command: str) -> subprocess.Popen[bytes]:
        # A session of its own, so that a kill takes the processes it made as well.
        return subprocess.Popen(
            [sys.executable, "-m", *command],
            env=self.environment, start_new_session=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def open(self) -> None:
        """Start the server, and wait until it answers."""
        self.server = self._start(
            "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "2", "--blocking-threads", "2", "--no-ws", "--log-level", "error",
            "rocket3pl.wsgi:application",
        )  # fmt: skip
        until(self._answers, "the server does not answer")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return Program(self.port).send("GET", "/healthz")[0] == 200
        return False

    def hire(self) -> None:
        """Start a worker."""
        self.worker = self._start(
            "rocket3pl.cli.main", "worker", "--threads", "2", "--parent", str(os.getpid())
        )

    def kill(self, which: str) -> None:
        """kill -9 of the server or the worker, with everything it started."""
        process = self.server if which == "server" else self.worker
        assert process is not None
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def settled(self) -> None:
        """Wait until no message is open, however many there are, as long as they become fewer."""
        program = Program(self.port)

        def waiting() -> int:
            return int(json.loads(program.send("GET", "/healthz")[1])["worker"]["waiting"])

        left = waiting()
        while left:
            before = left
            left = until(lambda before=before: _fewer(waiting(), before), f"{before} messages wait in vain")[
                0
            ]

    def close(self) -> None:
        """Stop everything."""
        for process in (self.server, self.worker):
            if process is not None and process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
