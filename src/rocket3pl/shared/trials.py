"""How a list is searched, and how the first hits of a search are found, by one statement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.sql.datastructures import BaseTable

from rocket3pl.shared.grams import hold_of, match_of, wanted_of
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.outlines import Sql
from rocket3pl.shared.remembered import sql_of
from rocket3pl.shared.tenancy import current_scope

# Documents are found by lines of products: so many products and lines are tried for each document.
_GOODS_EACH, _LINES_EACH = 2, 3

Rows = QuerySet[Any, Any]
# Takes from rows those that may have the text, in the order in which they are to be looked at.
Start = Callable[[Rows, str], Rows]


def from_index(rows: Rows, text: str) -> Rows:
    """Return those of the rows that have the grams of all words, in the order the index yields them.

    What `holding` says as a condition, SQLite answers by gathering all that match before it looks at
    the first. Here its index is the table to begin with, and it yields the newest first.
    """
    owner_id = current_scope().owner_id
    grams = wanted_of(text, owner_id=owner_id)
    if not grams:
        return rows
    if connection.vendor != "sqlite":
        return rows.filter(**{f"search_grams__{hold_of(owner_id)}": grams})
    table = rows.model._meta.db_table
    # The plus keeps SQLite from asking the index anew for every row of the table.
    return rows.extra(  # noqa: S610 - names of tables, and parameters
        tables=[f"{table}_fts"],
        where=[f'"{table}"."id" = +"{table}_fts".rowid', f'"{table}_fts" MATCH %s'],
        params=[match_of(grams)],
        order_by=[f"-{table}_fts.rowid"],
    )


def numbers_from_index(model: type[Model], text: str, most: int) -> Sql | None:
    """Return what gives the numbers of rows that have the grams of all words, by the index alone.

    None where the table has to be looked at too. Of one owner's rows these are, but that has to be seen
    to by whoever reads them.
    """
    grams = wanted_of(text, owner_id=current_scope().owner_id)
    if not grams or connection.vendor != "sqlite":
        return None
    index = f"{model._meta.db_table}_fts"
    return f"SELECT rowid FROM {index} WHERE {index} MATCH %s ORDER BY rowid DESC LIMIT {most}", (
        match_of(grams),
    )


def after_latest(rows: Rows, length: int) -> Rows:
    """Return the number of the row that comes after the latest so many; none where there are no more."""
    found: Rows = rows.order_by("-pk").values("pk")[length : length + 1]
    return found


def goods_table(sql: str) -> str:
    """Return what defines the table `goods` of a statement, whose ids are looked for once."""
    once = "MATERIALIZED " if connection.vendor != "sqlite" else ""
    return f"goods(id) AS {once}({sql})"


class _AfterGoods(BaseTable):
    """A table of which rows are looked up for one row of `goods` after the other.

    As a list, `goods` would be made whole before the first line is looked for; as a table among others,
    SQLite may begin with the lines.
    """

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Say so before its name: SQLite keeps to the order of a CROSS JOIN."""
        sql, parameters = super().as_sql(compiler, connection)
        return f"goods CROSS JOIN {sql}", parameters


def of_goods(lines: Rows) -> Rows:
    """Return the lines of products that the statement's own table `goods` names, product by product."""
    where = f'"{lines.model._meta.db_table}"."sku_id" = +goods.id'
    found: Rows = lines.extra(where=[where])  # noqa: S610 - names of tables
    alias = found.query.get_initial_alias()
    found.query.alias_map[alias] = _AfterGoods(found.query.alias_map[alias].table_name, alias)
    return found


@dataclass(frozen=True, slots=True)
class Goods:
    """How documents are found.

    found     products that may be those a query names, of those it is given to start with; None where
              not asked for
    compared  those of the given products that a query names, told by looking at each
    lines     lines of all that a query asks for but the text and the tab
    parent    the column of a line that names its document
    """

    found: Callable[[ListQuery, Start], Rows | None]
    compared: Callable[[ListQuery, Rows], Rows]
    lines: Callable[[ListQuery], Rows]
    parent: str


@dataclass(frozen=True, slots=True)
class Finding:
    """How a list is searched.

    tables    those whose text is searched
    narrowed  all that a query asks for but the text and the tab
    itself    rows found by their own text, of those it is given to start with; None where not asked for
    compared  those of the given rows that are to be found, told by looking at each
    goods     how rows are found by what is in them, where they are documents
    """

    tables: Sequence[type[Model]]
    narrowed: Callable[[ListQuery], Rows]
    itself: Callable[[ListQuery, Start], Rows | None]
    compared: Callable[[ListQuery, Rows], Rows]
    goods: Goods | None = None


def more_than_text(query: ListQuery) -> bool:
    """Return whether a list is narrowed down by more than the words of a search."""
    return bool(query.tab or query.since or query.until or query.where)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial found.

    ids    the numbers of the first hits
    whole  whether these are all there are
    long   whether the list has many rows
    """

    ids: list[int]
    whole: bool
    long: bool = True


@dataclass(frozen=True, slots=True)
class Trial:
    """How the first hits are looked for: by their own text, and by their products.

    start       see Start
    cap         so many hits are wanted, and one more
    short       a list with more rows than that is a long one
    to_the_end  whether it has to be known if these are all
    """

    finding: Finding
    start: Start
    cap: int
    short: int
    to_the_end: bool

    @property
    def _most(self) -> tuple[int, int]:
        """Return how many products are tried, and how many hits in all."""
        each = (_GOODS_EACH, _LINES_EACH) if self.finding.goods else (0, 1)
        return each[0] * self.cap, each[1] * self.cap

    def sql(self, query: ListQuery) -> Sql | None:
        """Return the statement; None where nothing can be found.

        It gives numbers of hits, 0 if the list is a long one, and below zero how many products were found.
        """
        goods, of_goods = self._of_goods(query)
        parts = [*self._own(query), *of_goods]
        if not parts:
            return None
        parts = [*self._long(query), *parts]
        union = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part{n}" for n, (sql, _) in enumerate(parts))
        return goods[0] + union, tuple(value for _, given in (goods, *parts) for value in given)

    def _own(self, query: ListQuery) -> list[Sql]:
        """Return what gives hits by their own text."""
        itself = self.finding.itself(query, self.start)
        own = None if itself is None else sql_of(itself.values("pk")[: self.cap + 1])
        return [own] if own else []

    def _of_goods(self, query: ListQuery) -> tuple[Sql, list[Sql]]:
        """Return what defines the table `goods`, and what gives hits by it.

        How many products there are is left out where nobody has to know: all would have to be found.
        """
        goods, (most_goods, most_lines) = self.finding.goods, self._most
        found = goods.found(query, self.start) if goods else None
        if goods is None or found is None:
            return ("", ()), []
        first = sql_of(goods.compared(query, found).values("pk")[: most_goods + 1])
        if first is None:
            return ("", ()), []
        lines = sql_of(of_goods(goods.lines(query)).order_by().values(goods.parent)[: most_lines + 1])
        parts = [lines] if lines else []
        if lines and self.to_the_end:
            parts.append(("SELECT -COUNT(*) FROM goods", ()))
        return (f"WITH {goods_table(first[0])} ", first[1]), parts

    def _long(self, query: ListQuery) -> list[Sql]:
        """Return what gives 0 if the list is long; one that is narrowed down counts as long."""
        if more_than_text(replace(query, tab="")):
            return [("SELECT 0", ())]
        longer = sql_of(after_latest(self.finding.tables[0]._default_manager.all(), self.short))
        return [(f"SELECT 0 FROM ({longer[0]}) AS longer", longer[1])] if longer else []

    def first_hits(self, sql: str, parameters: Sequence[Any]) -> Tried:
        """Read until there are more hits than are wanted: SQLite looks for no more than is read."""
        ids: dict[int, None] = {}
        goods = lines = 0
        long = False
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            for (number,) in cursor:
                if number <= 0:
                    goods, long = max(goods, -number), long or number == 0
                    continue
                lines += 1
                ids[number] = None
                if len(ids) > self.cap:
                    return Tried(list(ids), whole=False, long=long)
        most_goods, most_lines = self._most
        return Tried(list(ids), lines <= most_lines and goods <= most_goods, long)
