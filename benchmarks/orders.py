"""출고신청 by program: one call of a thousand orders against the same rows written by the bare driver."""

import io
import itertools
import json
import statistics
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from benchmarks.databases import use
from benchmarks.figures import Check, Figure
from benchmarks.setup import Setup
from benchmarks.submit import LINES, Seller, against_bare
from rocket3pl.owners.api_keys import create_api_key
from rocket3pl.reference.loading import load_reference
from rocket3pl.shared.rights import Role
from rocket3pl.wsgi import application

AT_LEAST = 1 / 2


class Program(Seller):
    """A seller's program: the same orders as the seller's, as one call of the API."""

    def __init__(self, connection: BaseDatabaseWrapper, orders: int) -> None:
        super().__init__(connection, orders)
        load_reference()  # regions, which an address must name
        with self.scope():
            self._token = create_api_key(
                "bench", {"outbound": "write"}, role=Role.OWNER_ADMIN, now=datetime.now(UTC)
            )
        self._calls = itertools.count(1)
        self._next: dict[str, Any] = {}

    def call(self) -> None:
        """Send the prepared call and read the answer to its end."""
        use(self.connection)
        answered: list[str] = []
        response = application(self._next, lambda status, _headers: answered.append(status))
        said = b"".join(response)
        response.close()  # type: ignore[attr-defined]
        if answered != ["201 Created"] or len(json.loads(said)["numbers"]) != self._orders:
            message = f"{answered}: {said[:500].decode()}"
            raise RuntimeError(message)

    def prepare(self) -> None:
        """Write the next call down: that is the program's time and not ours."""
        self._next = self._environ()

    def _environ(self) -> dict[str, Any]:
        orders = [asdict(self._order()) for _ in range(self._orders)]
        body = json.dumps({"items": orders}, ensure_ascii=False).encode()
        return {
            "REQUEST_METHOD": "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": "/api/v1/outbounds",
            "QUERY_STRING": "",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_AUTHORIZATION": f"Bearer {self._token}",
            "HTTP_IDEMPOTENCY_KEY": f"bench-{next(self._calls)}",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
        }


def measure(setup: Setup) -> list[Figure]:
    """Measure a thousand orders in one call; the bare driver sends what the operation alone sends.

    Who the program is, and the answer that is kept for repeats, are ours to pay for.
    """
    orders, repeats = (20, 2) if setup.quick else (1_000, 11)
    programs: list[Program] = []

    def calling(connection: BaseDatabaseWrapper) -> Callable[[], object]:
        programs.append(Program(connection, orders))
        return programs[0].call

    def preparing() -> None:
        programs[0].prepare()

    statements, mine, theirs = against_bare(
        setup,
        lambda connection: Seller(connection, orders).submit,
        repeats,
        product=calling,
        between=preparing,
    )
    product, bare = statistics.median(mine), statistics.median(theirs)
    return [
        Figure(
            "orders",
            f"{orders:,} orders x {LINES} lines in one call",
            setup.engine,
            {
                "ms": product,
                "bare ms": bare,
                "orders/s": orders * 1000 / product,
                "bare orders/s": orders * 1000 / bare,
                "bare statements": max(map(len, statements)),
            },
            [Check("rate", bare / product, AT_LEAST, "at_least")],
        )
    ]
