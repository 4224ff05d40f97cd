"""Events of the platform over HTTP, as `serve` takes them, against the same two rows by the bare driver.

The server runs as processes of its own, two of two threads; the bare driver writes from as many. Nobody
works the events off.
"""

import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

from django.conf import settings

from benchmarks.databases import opened
from benchmarks.events import bodies
from benchmarks.figures import Check, Figure
from benchmarks.setup import Setup
from rocket3pl.integrations.import1688.signing import signed_headers

PATH = "/api/v1/integrations/import1688/events"
PROCESSES, THREADS, CALLERS = 2, 2, 8
# In turns, so that whatever else the machine does meets both alike.
ROUNDS = 5
AT_LEAST = 500
_PATIENCE = 60.0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _address(name: str) -> str:
    """Return how a process of its own finds a database."""
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{name}"
    return f"postgresql://{database['USER']}@{database['HOST']}:{database['PORT']}/{name}"


def _environment(name: str, **more: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": _address(name), "LOG_LEVEL": "ERROR", **more}


class Caller:
    """One connection, kept open. Plain sockets: what a caller costs is taken from the server's cores."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, request: bytes) -> int:
        """Send a request as it is, read the whole answer, and return its status."""
        self._socket.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._received()
        head, _, said = answer.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        missing = int(lengths[0].partition(b":")[2]) - len(said)
        while missing > 0:
            missing -= len(self._received())
        return int(head[9:12])

    def _received(self) -> bytes:
        if not (part := self._socket.recv(65_536)):
            message = "the server hung up"
            raise ConnectionError(message)
        return part

    def close(self) -> None:
        self._socket.close()


@contextmanager
def _server(name: str, secret: str) -> Iterator[int]:
    """Serve a database as `serve` does; yield the port once it answers."""
    port = _free_port()
    server = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(port), "--workers", str(PROCESSES), "--blocking-threads", str(THREADS),
            "--no-ws", "--log-level", "error", "rocket3pl.wsgi:application",
        ],
        env=_environment(name, IMPORT1688_SECRETS=secret),
    )  # fmt: skip
    try:
        _wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(port: int) -> None:
    end, pause = time.monotonic() + _PATIENCE, threading.Event()
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            pause.wait(0.1)
        else:
            return


def _requests(events: Sequence[tuple[str, str, bytes]], secret: str) -> list[bytes]:
    """Return events as signed requests, ready to be sent."""
    now = datetime.now(UTC)
    found = []
    for event_id, kind, body in events:
        head = {
            "Host": "localhost",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **signed_headers(secret, event_id=event_id, kind=kind, body=body, now=now),
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        found.append(f"POST {PATH} HTTP/1.1\r\n{lines}\r\n".encode() + body)
    return found


def _delivered(port: int, requests: Sequence[bytes]) -> tuple[float, list[float]]:
    """Send requests by several callers at once; return the seconds of all, the milliseconds of each."""
    callers = [Caller(port) for _ in range(CALLERS)]

    def share(n: int) -> list[float]:
        taken = []
        for request in requests[n::CALLERS]:
            begin = time.perf_counter()
            status = callers[n].send(request)
            taken.append((time.perf_counter() - begin) * 1000)
            if status != 202:
                message = f"an event was answered by {status}"
                raise RuntimeError(message)
        return taken

    with ThreadPoolExecutor(CALLERS) as pool:
        begin = time.perf_counter()
        parts = list(pool.map(share, range(CALLERS)))
        seconds = time.perf_counter() - begin
    for caller in callers:
        caller.close()
    return seconds, [ms for part in parts for ms in part]


class BareWriters:
    """Processes that write the two rows of an event by the bare driver, a transaction each."""

    def __init__(self, name: str) -> None:
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", "benchmarks.bare_events", str(THREADS)],
                env=_environment(name), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            )
            for _ in range(PROCESSES)
        ]  # fmt: skip
        self._answers()

    def _answers(self) -> None:
        """Wait until every process has said that it is ready or done."""
        for process in self._processes:
            if not (process.stdout and process.stdout.readline()):
                message = "a writer ended"
                raise RuntimeError(message)

    def write(self, first: int, count: int) -> float:
        """Write so many events, numbered from the first; return the seconds that it took."""
        share = count // PROCESSES
        for step in ("prepare", "write"):
            begin = time.perf_counter()
            for n, process in enumerate(self._processes):
                assert process.stdin is not None
                process.stdin.write(json.dumps([step, first + n * share, share]) + "\n")
                process.stdin.flush()
            self._answers()
        return time.perf_counter() - begin

    def close(self) -> None:
        for process in self._processes:
            process.communicate()


def _kept(name: str) -> tuple[int, int]:
    """Return how many events and messages a database holds."""
    connection = opened(name)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM import1688_platformevent), "
            "(SELECT count(*) FROM shared_outboxmessage WHERE topic = 'import1688.event')"
        )
        found: tuple[int, int] = tuple(cursor.fetchone())
    connection.close()
    return found


def measure(setup: Setup) -> list[Figure]:
    """Measure events taken per second: rounds of the product and of the bare driver in turns."""
    count = 40 if setup.quick else 1_000
    secret = "whsec_" + secrets.token_hex(8)
    mine, theirs, each = [], [], []
    with setup.databases.migrated(2) as (ours, bare), _server(ours, secret) as port:
        # The first calls load what is loaded late.
        _delivered(port, _requests(bodies(0, 4 * CALLERS), secret))
        writers = BareWriters(bare)
        try:
            for n in range(1, ROUNDS + 1):
                seconds, taken = _delivered(port, _requests(bodies(n * count, count), secret))
                mine.append(seconds)
                each += taken
                theirs.append(writers.write(n * count, count))
        finally:
            writers.close()
        wanted = ROUNDS * count + 4 * CALLERS
        if _kept(ours) != (wanted, wanted):
            message = f"{_kept(ours)} are kept of {wanted}"
            raise RuntimeError(message)
    product, plain = count / statistics.median(mine), count / statistics.median(theirs)
    cuts = statistics.quantiles(each, n=100)
    return [
        Figure(
            "intake",
            f"{ROUNDS * count:,} events, {CALLERS} callers",
            setup.engine,
            {
                "events/s": product,
                "bare events/s": plain,
                "ratio": product / plain,
                "p50 ms": cuts[49],
                "p99 ms": cuts[98],
            },
            [Check("accepted/s", product, AT_LEAST, "at_least")],
        )
    ]
