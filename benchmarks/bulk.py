"""Filling tables quickly: past the guards and search indexes, which come back afterwards.

Only for measuring. The rows are right by construction; nothing else may be written like this.
"""

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, models, transaction

BATCH = 20_000


# How SQLite keeps values that its driver does not know; moments are given in UTC.
_PLAIN: dict[type, Callable[[Any], Any]] = {
    datetime: lambda value: value.strftime("%Y-%m-%d %H:%M:%S"),
    dict: json.dumps,
    UUID: lambda value: value.hex,
    date: str,
    Decimal: str,
}


def _plain(row: tuple[Any, ...]) -> list[Any]:
    return [kept(v) if (kept := _PLAIN.get(type(v))) else v for v in row]


def insert(model: type[models.Model], columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """Write rows of plain values into a table, in batches; columns are named with blanks between."""
    table, names = model._meta.db_table, columns.split()
    listed = ", ".join(f'"{name}"' for name in names)
    waiting = iter(rows)
    while batch := list(itertools.islice(waiting, BATCH)):
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({listed}) FROM STDIN') as copy:
                for row in batch:
                    copy.write_row([json.dumps(v) if isinstance(v, dict) else v for v in row])
        else:
            marks = ", ".join(["%s"] * len(names))
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(
                    f'INSERT INTO "{table}" ({listed}) VALUES ({marks})',
                    [_plain(row) for row in batch],
                )


def _run(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _asked(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


@contextmanager
def _sqlite() -> Iterator[None]:
    """Take triggers and indexes down; put them back, and build the full-text tables from what is there."""
    taken = _asked(
        "SELECT type, name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL "
        "ORDER BY type"
    )
    searched = _asked("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")
    _run(["PRAGMA synchronous=OFF", *(f"DROP {kind} {name}" for kind, name, _ in taken)])
    yield
    _run(f"INSERT INTO {name}({name}) VALUES ('rebuild')" for (name,) in searched)
    _run([*(sql for *_, sql in taken), "PRAGMA synchronous=FULL"])


@contextmanager
def _postgresql() -> Iterator[None]:
    """Take guards (triggers, foreign keys) and search indexes away; put them back."""
    searched = _asked("SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%USING gin%'")
    # A long index build and the limits of the product's own statements do not go together.
    _run(["SET statement_timeout = 0", "SET session_replication_role = replica"])
    _run(f"DROP INDEX {name}" for name, _ in searched)
    yield
    _run(["SET maintenance_work_mem = '256MB'", *(sql for _, sql in searched)])
    sequences = connection.ops.sequence_reset_sql(no_style(), list(apps.get_models()))
    _run([*sequences, "SET session_replication_role = DEFAULT"])


@contextmanager
def unguarded() -> Iterator[None]:
    """Fill tables inside of the block; afterwards everything is as migrations made it."""
    with _postgresql() if connection.vendor == "postgresql" else _sqlite():
        yield
    if connection.vendor == "postgresql":
        # What autovacuum does on a server that runs for longer than a benchmark.
        _run(["VACUUM ANALYZE"])
