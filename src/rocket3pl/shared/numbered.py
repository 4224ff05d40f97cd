"""Rows looked up by their numbers, and numbers looked up by codes, so that both databases do it that way."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import F, Lookup, Model, QuerySet, Subquery
from django.db.models.sql.datastructures import BaseTable

from rocket3pl.shared.outlines import among

Rows = QuerySet[Any, Any]


def number_of(model: type[Model], code: str) -> Subquery:
    """Return the number of what has a code, as a value.

    As a joined table (owner__code=…) SQLite would begin with it, and ask the index of grams once for
    every row that hangs on it.
    """
    return Subquery(model._default_manager.filter(code=code).values("pk")[:1])


class Among(Lookup):
    """Rows whose number is one of many, which are given in one parameter."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Unpack them from JSON."""
        lhs, parameters = self.process_lhs(compiler, connection)
        return f"{lhs} IN (SELECT value FROM json_each(%s))", [*parameters, among(self.rhs)]

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Give them as an array."""
        lhs, parameters = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s::bigint[])", [*parameters, among(self.rhs)]


class _LookedUp(BaseTable):
    """A table of which SQLite may use no index but that of numbers.

    It takes a list of numbers for longer than all rows of an owner, and would read these.
    """

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Say so behind its name."""
        sql, parameters = super().as_sql(compiler, connection)
        return f"{sql} NOT INDEXED", parameters


def numbered(rows: Rows, numbers: Sequence[int]) -> Rows:
    """Return those of the rows that have these numbers, looked up one by one."""
    found = rows.filter(Among(F("pk"), list(numbers)))
    if connection.vendor == "sqlite":
        alias = found.query.get_initial_alias()
        found.query.alias_map[alias] = _LookedUp(found.query.alias_map[alias].table_name, alias)
    return found
