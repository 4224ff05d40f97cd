"""Whether the service can work, for those who watch over it. No login, nothing secret."""

from typing import Any

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from rocket3pl import __version__
from rocket3pl.jobs.queries import backlog
from rocket3pl.web.access import public

_SYNCHRONOUS = {0: "off", 1: "normal", 2: "full", 3: "extra"}
_applied = False


def _one(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row[0] if row else None


def _database() -> dict[str, object]:
    """Return how the database is set up: what decides over lost commits and waiting writers."""
    if connection.vendor == "sqlite":
        options = connection.settings_dict.get("OPTIONS", {})
        return {
            "engine": "sqlite",
            "journal_mode": _one("PRAGMA journal_mode"),
            "synchronous": _SYNCHRONOUS.get(int(_one("PRAGMA synchronous")), "unknown"),
            "transaction_mode": str(options.get("transaction_mode", "DEFERRED")).lower(),
            "foreign_keys": bool(_one("PRAGMA foreign_keys")),
        }
    return {
        "engine": connection.vendor,
        "synchronous_commit": _one("SHOW synchronous_commit"),
        "server_version": _one("SHOW server_version"),
    }


def _migrations_applied() -> bool:
    """Say whether the schema is up to date; once it is, this process need not ask again."""
    global _applied  # noqa: PLW0603
    if not _applied:
        executor = MigrationExecutor(connection)
        _applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _applied


@public
def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when ready, 503 when the database is away or its schema is old.

    `worker` tells how many messages wait and for how many seconds the oldest has been due. It is no
    reason for 503: pages work while the worker stands still.
    """
    answer: dict[str, object] = {"status": "ready", "version": __version__}
    try:
        answer["database"] = _database()
        applied = _migrations_applied()
        if applied:
            behind = backlog(now=timezone.now())
            answer["worker"] = {"waiting": behind.waiting, "oldest_seconds": behind.oldest_seconds}
    except DatabaseError:
        answer |= {"status": "unavailable", "database": {"engine": connection.vendor}}
        return JsonResponse(answer, status=503, headers={"Cache-Control": "no-store"})
    answer["migrations"] = "applied" if applied else "missing"
    if not applied:
        answer["status"] = "unavailable"
    return JsonResponse(answer, status=200 if applied else 503, headers={"Cache-Control": "no-store"})
