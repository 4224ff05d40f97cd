"""The newest hits of a search in one owner's documents, taken from the lines of the latest of them.

A trial (shared/trials.py) takes hits as the indexes yield them. Here they are taken in the order of the
list, so that a page can be made of them, and among the latest documents only, so that no more have to be
looked at where there are ten times as many. Lines of few products are looked up product by product. If
the search names many, the documents' lines are gone through, newest first, until there are enough. What
a product says is compared for no more lines than are wanted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet

from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.outlines import Sql
from rocket3pl.shared.remembered import Base, sql_of
from rocket3pl.shared.trials import Finding, Goods, from_index, goods_table, numbers_from_index, of_goods

Rows = QuerySet[Any, Any]
# Instead of a number of latest documents.
EVERY = 0
# So few products are looked up in all documents at once, if these have no more lines than are wanted.
_VERY_FEW = 50
# A limit that no list reaches: PostgreSQL and SQLite go through what has one in its order.
_IN_ORDER = 10**9
# A document's number that is never given out.
_NONE_IS_SO_NEW = 10**18
# What a row of the statement tells, beside its number.
_DOCUMENTS, _GOODS, _FLOOR, _HIT, _NO_HIT, _OF_MANY, _ANYWHERE, _ITSELF = _TELLS = range(8)


@dataclass(frozen=True, slots=True)
class Latest:
    """What was found.

    ids       numbers of hits, the newest first; none is missing down to the last of them
    anywhere  numbers of further hits, wherever in the list
    whole     whether `ids` are all there are
    more      whether there may be more that the same statement finds among older documents
    long      whether the list has many rows
    """

    ids: list[int]
    anywhere: list[int]
    whole: bool
    more: bool
    long: bool


@dataclass(frozen=True, slots=True)
class LatestHits:
    """How the newest hits are found.

    length    among so many of the latest documents, or EVERY
    short     a list with more rows than that is a long one
    goods     a search that names more products than that names many
    single    PostgreSQL looks no more than so many of few products up one by one
    lines     so many lines of few products are wanted, at the most
    page      so many lines of many products are wanted, those of the newest documents
    anywhere  so many are wanted besides, wherever in the list
    own       if more documents than that say the words themselves, these are some, and nothing else is known
    """

    finding: Finding
    length: int
    short: int
    goods: int
    single: int
    lines: int
    page: int
    anywhere: int
    own: int

    @property
    def name(self) -> str:
        """Return all that the statement depends on beside the query."""
        shape = self.length, self.short, self.goods, self.single
        return " ".join(map(str, ("latest", *shape, self.lines, self.page, self.anywhere, self.own)))

    def sql(self, query: ListQuery) -> Sql:
        """Return the statement. Each of its rows is what it tells, and a number."""
        tables, told = self._of_goods(query)
        tables.insert(0, self._recent())
        told = [(f"SELECT {_DOCUMENTS}, documents FROM recent", ()), *told, *self._own(query)]
        named, union = ", ".join(sql for sql, _ in tables), " UNION ALL ".join(sql for sql, _ in told)
        return f"WITH {named} {union}", tuple(value for _, given in (*tables, *told) for value in given)

    def _recent(self) -> Sql:
        """Return the table `recent`: the newest and the oldest of the latest documents, and how many."""
        latest = sql_of(self._documents.order_by("-pk").values("id")[: self.short + 1])
        sql, given = latest or ("SELECT 0 AS id", ())
        counted = f"SELECT MAX(id), MIN(id), COUNT(*) FROM ({sql}) AS latest_documents"
        return f"recent(newest, oldest, documents) AS ({counted})", given

    def _own(self, query: ListQuery) -> list[Sql]:
        """Return what gives hits by their own text."""
        itself = self.finding.itself(query, from_index)
        own = None if itself is None else sql_of(itself.values("id")[: self.own + 1])
        return [(f"SELECT {_ITSELF}, id FROM ({own[0]}) AS own", own[1])] if own else []

    def _of_goods(self, query: ListQuery) -> tuple[list[Sql], list[Sql]]:
        """Return the statement's tables, and what gives hits by products.

        The tables are `goods`; `counted`, how many these are; `latest`, the number of the document before
        those that are looked at; and the lines of these, the newest documents first: those of `few`
        products, and all if they are `many`. Of the many, `others` are some, in no order.
        """
        goods = self.finding.goods
        found = goods.found(query, from_index) if goods else None
        if goods is None or found is None:
            return [], []
        products = numbers_from_index(found.model, query.q, self.goods + 1) or sql_of(
            found.values("pk")[: self.goods + 1]
        )
        lines, of_these = goods.lines(query), of_goods(goods.lines(query))
        few = self._few(lines, goods)
        many = self._lines(lines, goods, f"goods > {self.goods}")
        others = _where(of_these, f"goods > {self.goods}").order_by().values_list(goods.parent, "sku_id")
        some = sql_of(others[: self.anywhere])
        says = sql_of(goods.compared(query, _of_line(found.model)).order_by().values("pk"))
        floor = self._floor(of_these)
        if not (products and few and many and some and says and floor):
            return [], []
        # As a value: PostgreSQL would gather all products that say it first, to join so many lines.
        says_it = f"({says[0]}) IS NOT NULL"
        newest = f"SELECT document_id FROM many AS line WHERE {says_it} LIMIT {self.page}"
        products_of = f"{found.model._meta.db_table} ON {Base(*says).condition}"
        tables = [
            (goods_table(products[0]), products[1]),
            ("counted(goods) AS (SELECT COUNT(*) FROM goods)", ()),
            (f"latest(floor) AS ({floor[0]})", floor[1]),
            (f"few(document_id, sku_id) AS ({few[0]})", few[1]),
            (f"many(document_id, sku_id) AS ({many[0]})", many[1]),
            (f"others(document_id, sku_id) AS ({some[0]})", some[1]),
        ]
        hit = f"CASE WHEN {found.model._meta.db_table}.id IS NULL THEN {_NO_HIT} ELSE {_HIT} END"
        return tables, [
            (f"SELECT {_GOODS}, goods FROM counted", ()),
            (f"SELECT {_FLOOR}, floor FROM latest", ()),
            (f"SELECT {hit}, document_id FROM few AS line LEFT JOIN {products_of}", says[1]),
            (f"SELECT {_OF_MANY}, document_id FROM ({newest}) AS newest", says[1]),
            (f"SELECT {_ANYWHERE}, document_id FROM others AS line JOIN {products_of}", says[1]),
        ]

    def _floor(self, lines: Rows) -> Sql | None:
        """Return the number of the document before those to be looked at, 0 for all there are.

        Where so many begin is told by how close to each other the latest are: their index alone says it.
        A few products that are in a few documents are looked up in all there are.
        """
        if self.length == EVERY:
            return "SELECT 0", ()
        about = f"newest - (newest - oldest) * {self.length} / {self.short}"
        older = sql_of(
            self._documents.extra(where=[f"id <= {about}"])  # noqa: S610 - numbers
            .order_by()
            .values("pk")[:1]
        )
        all_lines = sql_of(lines.order_by().values("pk")[: self.lines + 1])
        if older is None or all_lines is None:
            return None
        in_few = f"(SELECT COUNT(*) FROM ({all_lines[0]}) AS all_lines) <= {self.lines}"
        all_of_them = (
            f"documents <= {self.short} OR (goods <= {_VERY_FEW} AND {in_few}) OR NOT EXISTS ({older[0]})"
        )
        floor = f"SELECT CASE WHEN {all_of_them} THEN 0 ELSE {about} END FROM counted, recent"
        return floor, (*all_lines[1], *older[1])

    @property
    def _documents(self) -> Rows:
        found: Rows = self.finding.tables[0]._default_manager.all()
        return found

    @property
    def _gone_through(self) -> int:
        """Return how many lines are wanted where lines are gone through.

        A document has more than one of them where its products are alike, which few are rather than many.
        """
        return self.lines // 2

    def _few(self, lines: Rows, goods: Goods) -> Sql | None:
        """Return the lines of few products, looked up product by product.

        PostgreSQL looks one up for as long as it goes through ten: of more products it goes through the
        lines of all latest documents, by their index alone.
        """
        when, looked_up = f"goods <= {self.goods}", of_goods(lines)
        if connection.vendor == "sqlite":
            return self._lines(looked_up, goods, when, self.lines + 1)
        column = f'"{lines.model._meta.db_table}"."sku_id"'
        # Said as a value, it is not made a join, for which all lines would be gathered first.
        one_of_them = f"({column} IN (SELECT id FROM goods)) IS TRUE"
        gone_through = lines.extra(where=[one_of_them])  # noqa: S610 - names of tables
        apart = f"(goods <= {self.single} OR floor = 0)"
        first = self._lines(looked_up, goods, f"{when} AND {apart}", self.lines + 1)
        second = self._lines(gone_through, goods, f"{when} AND NOT {apart}", self._gone_through + 1)
        return (f"({first[0]}) UNION ALL ({second[0]})", first[1] + second[1]) if first and second else None

    def _lines(self, lines: Rows, goods: Goods, when: str, most: int = _IN_ORDER) -> Sql | None:
        """Return the lines of the latest documents, the newest first, where a condition holds."""
        # SQLite would go through all lines before it finds out that these are not asked for: none is so new.
        floor = f"CASE WHEN {when} THEN floor ELSE {_NONE_IS_SO_NEW} END"
        latest = f'"{lines.model._meta.db_table}"."{goods.parent}" > (SELECT {floor} FROM counted, latest)'
        found = _where(lines, when).extra(where=[latest])  # noqa: S610 - names of tables
        return sql_of(found.order_by(f"-{goods.parent}").values_list(goods.parent, "sku_id")[:most])

    def found(self, sql: str, parameters: Sequence[Any]) -> Latest:
        """Send the statement, and return what it tells."""
        told: dict[int, list[int]] = {what: [] for what in _TELLS}
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            for what, number in cursor.fetchall():
                told[what].append(number)
        goods, floor = sum(told[_GOODS]), sum(told[_FLOOR])
        long, many = sum(told[_DOCUMENTS]) > self.short, goods > self.goods
        if len(told[_ITSELF]) > self.own:
            return Latest([], told[_ITSELF], whole=False, more=False, long=long)
        if many:
            hits, cut = told[_OF_MANY], len(told[_OF_MANY]) >= self.page
            before = min(hits, default=_NONE_IS_SO_NEW) - 1 if cut else floor
        else:
            hits, looked_at = told[_HIT], told[_HIT] + told[_NO_HIT]
            gone_through = connection.vendor != "sqlite" and goods > self.single and floor > 0
            cut = len(looked_at) > (self._gone_through if gone_through else self.lines)
            # Of the oldest document that was looked at, more lines may not have been.
            before = min(looked_at) if cut else floor
        ids = _newest_first([*hits, *told[_ITSELF]], before)
        return Latest(ids, told[_ANYWHERE], not before, not (cut or many), long)


def _where(lines: Rows, when: str) -> Rows:
    """Return the lines if a condition holds for what is counted."""
    found: Rows = lines.extra(where=[f"(SELECT {when} FROM counted, latest)"])  # noqa: S610 - names of tables
    return found


def _newest_first(ids: list[int], before: int) -> list[int]:
    """Return each number after that one, once."""
    return sorted({number for number in ids if number > before}, reverse=True)


def _of_line(products: type[Model]) -> Rows:
    """Return the product of a `line`. The plus has SQLite look it up by its number."""
    where = f'"{products._meta.db_table}"."id" = +line.sku_id'
    found: Rows = products._default_manager.extra(where=[where])  # noqa: S610 - names of a table
    return found
