"""SQL of query sets that is put together once.

To turn a query set of many columns into SQL takes longer than to find a page of rows, and a list asks
the same way again and again: only who asks, for what and for which page differ. What a list is built
on (whose rows, which words, which period) is put together each time; what it adds to that (columns,
joins, a tab, an order) is remembered by the SQL of what it is built on.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet

# The scope's own condition, and the two forms of a look-up of grams, which name the owner too.
_ASKS_FOR_AN_OWNER = re.compile(r'owner_id"? (= %s|IN \()|_fts MATCH|@>')
_Converter = tuple[int, Sequence[Callable[..., Any]], Any]


@dataclass(frozen=True, slots=True)
class Base:
    """What a statement is built on: the SQL of `SELECT id` of it, and its parameters."""

    sql: str
    parameters: tuple[Any, ...]

    @property
    def condition(self) -> str:
        """Return what stands behind WHERE, without the brackets around it."""
        condition = self.sql.partition(" WHERE ")[2]
        return condition[1:-1] if condition.startswith("(") and condition.endswith(")") else condition


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters, and how to read what it gives."""

    sql: str
    parameters: tuple[Any, ...]
    names: tuple[str, ...]
    converters: tuple[_Converter, ...]

    def page(self, *, limit: int, offset: int = 0) -> list[dict[str, Any]]:
        """Return so many of the rows."""
        return self._fetched(f"{self.sql} {connection.ops.limit_offset_sql(offset, offset + limit)}")

    def rows(self) -> list[dict[str, Any]]:
        """Return all rows."""
        return self._fetched(self.sql)

    def _fetched(self, sql: str) -> list[dict[str, Any]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self.parameters)
            rows = cursor.fetchall()
        return [dict(zip(self.names, row, strict=True)) for row in self._converted(rows)]

    def _converted(self, rows: Sequence[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        """Return the rows as Python has them; a column at a time, most columns need nothing done."""
        if not (rows and self.converters):
            return rows
        columns: list[Sequence[Any]] = list(zip(*rows, strict=True))
        # The connection itself: to ask its proxy, as some converters do for each value, takes longer.
        here = connections[DEFAULT_DB_ALIAS]
        for place, converters, expression in self.converters:
            for convert in converters:
                columns[place] = [convert(value, expression, here) for value in columns[place]]
        return zip(*columns, strict=True)


def sql_of(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]] | None:
    """Return a query set's SQL and parameters, None where it is known to find nothing."""
    try:
        sql, parameters = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, tuple(parameters)


def base_of(rows: QuerySet[Any]) -> Base | None:
    """Return what is built on these rows; None where they are known to be none."""
    found = sql_of(rows.order_by().values("pk"))
    return Base(*found) if found else None


def statement_of(rows: QuerySet[Any, Any]) -> Statement | None:
    """Return the statement of a values() query set; None where it is known to find nothing."""
    query: Any = rows.query
    compiler = query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
    return Statement(
        sql,
        tuple(parameters),
        tuple(query.selected),
        tuple((place, convert, expression) for place, (convert, expression) in converters.items()),
    )


class Remembered:
    """Statements, by what they add and by the SQL of what they are built on."""

    MOST_KEPT = 200

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._kept: dict[tuple[str, str], tuple[Statement, int, int]] = {}

    def statement(self, what: str, base: Base, build: Callable[[], QuerySet[Any, Any]]) -> Statement | None:
        """Return the statement that `build` gives.

        what   says everything that `build` adds to the base, values included
        build  builds on the rows of the base; called when this is new
        """
        if kept := self._kept.get((what, base.sql)):
            known, first, last = kept
            parameters = (*known.parameters[:first], *base.parameters, *known.parameters[last:])
            return Statement(known.sql, parameters, known.names, known.converters)
        built = statement_of(build())
        if built is not None and (place := _place(built, base)) is not None:
            if len(self._kept) >= self.MOST_KEPT:
                self._kept.clear()
            self._kept[what, base.sql] = built, place, place + len(base.parameters)
        return built


def _place(built: Statement, base: Base) -> int | None:
    """Return where the base's parameters begin among those of the statement; None if that is not sure.

    They are sure when the base's whole condition stands in the statement once, as it was, and holds all
    parameters of the base; and when nothing outside of it asks for an owner: a statement must never be
    sent with another owner in any of its places.
    """
    condition = base.condition
    if condition.count("%s") != len(base.parameters) or "%%" in built.sql:
        return None
    before, _, after = built.sql.partition(condition) if condition else (built.sql, "", "")
    if (
        _ASKS_FOR_AN_OWNER.search(before)
        or _ASKS_FOR_AN_OWNER.search(after)
        or (condition and condition in after)
    ):
        return None
    place = before.count("%s") if condition else 0
    return place if built.parameters[place : place + len(base.parameters)] == base.parameters else None
