"""A process that writes events without the product: python -m benchmarks.bare_events THREADS.

Reads ["prepare" or "write", first, count] from standard input, a line each, and answers each by a line.
"""

import hashlib
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django

django.setup()

from django.conf import settings

from benchmarks.databases import opened
from benchmarks.events import bodies

_NOW = "2026-11-29 03:00:00"
_EVENT = (
    "INSERT INTO import1688_platformevent (event_id, kind, body, body_hash, via, seller_code, shipment_no, "
    "state, reason, received_at) VALUES (?, ?, ?, ?, 'webhook', 'B0000001', ?, 'received', '', "
    f"'{_NOW}') RETURNING id"
)
_MESSAGE = (
    "INSERT INTO shared_outboxmessage (topic, payload, created_at, due_at, attempts, claimed_by, last_error) "
    f"VALUES ('import1688.event', ?, '{_NOW}', '{_NOW}', 0, '', '')"
)


class Writer:
    """One connection of the bare driver."""

    def __init__(self, name: str) -> None:
        found = opened(name)
        self._cursor: Any = found.connection.cursor()
        sqlite = found.vendor == "sqlite"
        self._begin = "BEGIN IMMEDIATE" if sqlite else "BEGIN"
        self._event, self._message = (
            (_EVENT, _MESSAGE) if sqlite else (s.replace("?", "%s") for s in (_EVENT, _MESSAGE))
        )

    def write(self, rows: Sequence[tuple[str, ...]]) -> None:
        cursor = self._cursor
        for row in rows:
            cursor.execute(self._begin)
            cursor.execute(self._event, row)
            (pk,) = cursor.fetchone()
            cursor.execute(self._message, (json.dumps({"event": pk}),))
            cursor.execute("COMMIT")


def _rows(first: int, count: int) -> list[tuple[str, ...]]:
    return [
        (event_id, kind, body.decode(), hashlib.sha256(body).hexdigest(), f"CN20261120-{event_id[4:]}")
        for event_id, kind, body in bodies(first, count)
    ]


def main() -> None:
    """Write what is asked for until nothing more is."""
    threads = int(sys.argv[1])
    name = str(settings.DATABASES["default"]["NAME"])
    rows: list[tuple[str, ...]] = []
    with ThreadPoolExecutor(threads) as pool:
        writers = [Writer(name) for _ in range(threads)]
        print("ready", flush=True)
        for line in sys.stdin:
            step, first, count = json.loads(line)
            if step == "prepare":
                rows = _rows(first, count)
            else:
                list(pool.map(Writer.write, writers, [rows[n::threads] for n in range(threads)]))
            print("done", flush=True)


if __name__ == "__main__":
    main()
