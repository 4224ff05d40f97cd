"""Set-based SQL over many rows, the same on SQLite and PostgreSQL.

Hot paths insert or change hundreds of rows; one statement does it. SQLite reads the rows from one
JSON parameter (json_each), PostgreSQL from one array per column (unnest).
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection, models

# Made once: json.dumps would make another for each value.
_written = json.JSONEncoder(ensure_ascii=False, default=str).encode


def _as_json(value: Any) -> str | None:
    return None if value is None else _written(value)


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return str(connection.ops.adapt_datetimefield_value(value))
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, Decimal | date):
        return str(value)
    return value


# Columns of these hold only what JSON knows by itself: nothing to convert, thousands of times a call.
_AS_THEY_ARE = (
    models.IntegerField,
    models.CharField,
    models.TextField,
    models.BooleanField,
    models.ForeignKey,
)


def _converter(field: models.Field[Any, Any], vendor: str) -> Callable[[Any], Any] | None:
    """Return what makes a column's values fit for the driver inside a row set, None for nothing."""
    if isinstance(field, models.JSONField):
        return _as_json
    if vendor != "sqlite" or isinstance(field, _AS_THEY_ARE):
        return None
    return _moments() if isinstance(field, models.DateTimeField) else _for_sqlite


def _moments() -> Callable[[Any], Any]:
    """Return what converts values and remembers moments: all rows of a call are mostly of the same one."""
    known: dict[datetime, Any] = {}

    def convert(value: Any) -> Any:
        if not isinstance(value, datetime):
            return _for_sqlite(value)
        if value not in known:
            known[value] = _for_sqlite(value)
        return known[value]

    return convert


def _converted(fields: Sequence[models.Field[Any, Any]], rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Return copies of the rows with every value fit for the driver."""
    vendor = connection.vendor
    plain = [list(row) for row in rows]
    for n, field in enumerate(fields):
        convert = _converter(field, vendor)
        if convert is not None:
            for row in plain:
                row[n] = convert(row[n])
    return plain


def _array_type(field: models.Field[Any, Any]) -> str:
    """Return the PostgreSQL type to unnest a column from.

    varchar(n) becomes text: a cast would cut over-long values silently instead of refusing them.
    """
    kind = field.db_type(connection) or "text"
    if isinstance(field, models.JSONField) or kind.startswith("varchar"):
        return "text"
    return re.sub(r"\(.*\)", "", kind)


def _source(fields: Sequence[models.Field[Any, Any]], vendor: str) -> str:
    """Return a FROM item named d with columns c0, c1, ..."""
    if vendor == "sqlite":
        columns = ", ".join(f"json_extract(value, '$[{i}]') AS c{i}" for i in range(len(fields)))
        return f"(SELECT {columns} FROM json_each(%s)) AS d"
    arrays = ", ".join(f"%s::{_array_type(f)}[]" for f in fields)
    names = ", ".join(f"c{i}" for i in range(len(fields)))
    return f"unnest({arrays}) AS d({names})"


def _parameters(fields: Sequence[models.Field[Any, Any]], rows: Sequence[Sequence[Any]]) -> list[Any]:
    """Return the parameters that _source reads the rows from."""
    plain = _converted(fields, rows)
    if connection.vendor == "sqlite":
        return [json.dumps(plain)]
    return [list(column) for column in zip(*plain, strict=True)]


def _fields(model: type[models.Model], columns: Sequence[str]) -> list[models.Field[Any, Any]]:
    by_column = {f.column: f for f in model._meta.concrete_fields}
    return [by_column[name] for name in columns]


@cache
def _insertion(
    vendor: str,
    model: type[models.Model],
    columns: tuple[str, ...],
    returning: tuple[str, ...],
    *,
    ignore_conflicts: bool,
) -> tuple[str, list[models.Field[Any, Any]]]:
    """Return the statement of insert_rows and the fields it fills: the same whatever the rows are."""
    fields = _fields(model, columns)
    json_cast = "::jsonb" if vendor == "postgresql" else ""
    picked = ", ".join(
        f"d.c{i}{json_cast if isinstance(f, models.JSONField) else ''}" for i, f in enumerate(fields)
    )
    names = ", ".join(f'"{c}"' for c in columns)
    # "WHERE true" keeps SQLite from reading ON CONFLICT as part of a join.
    sql = (
        f'INSERT INTO "{model._meta.db_table}" ({names}) '
        f"SELECT {picked} FROM {_source(fields, vendor)} WHERE true"
    )
    if ignore_conflicts:
        sql += " ON CONFLICT DO NOTHING"
    if returning:
        sql += " RETURNING " + ", ".join(f'"{c}"' for c in returning)
    return sql, fields


def insert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    ignore_conflicts: bool = False,
    returning: Sequence[str] = (),
) -> list[tuple[Any, ...]]:
    """Insert rows with one statement and return the asked columns of the inserted ones.

    columns are database columns ("owner_id"), rows hold values in that order. With
    ignore_conflicts, rows that break a unique key are left out, of the answer too. The order of the
    answer is not promised. Raises django.db.IntegrityError.
    """
    if not rows:
        return []
    sql, fields = _insertion(
        connection.vendor, model, tuple(columns), tuple(returning), ignore_conflicts=ignore_conflicts
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, _parameters(fields, rows))
        return cursor.fetchall() if returning else []


def add_to_rows(model: type[models.Model], deltas: Mapping[int, Mapping[str, int]]) -> int:
    """Add integers to columns of the rows named by primary key, with one statement.

    deltas maps primary key to {column: amount}. Returns the number of rows changed. Raises
    django.db.IntegrityError when a CHECK refuses the sum.
    """
    if not deltas:
        return 0
    columns = sorted({column for delta in deltas.values() for column in delta})
    pk = model._meta.pk
    fields = [pk, *_fields(model, columns)]
    table = model._meta.db_table
    rows = [(key, *(delta.get(c, 0) for c in columns)) for key, delta in sorted(deltas.items())]
    changes = ", ".join(f'"{c}" = "{table}"."{c}" + d.c{i + 1}' for i, c in enumerate(columns))
    source = _source(fields, connection.vendor)
    sql = f'UPDATE "{table}" SET {changes} FROM {source} WHERE "{table}"."{pk.column}" = d.c0'
    with connection.cursor() as cursor:
        cursor.execute(sql, _parameters(fields, rows))
        return int(cursor.rowcount)
