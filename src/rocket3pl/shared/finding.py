"""Searches in lists that stay quick however long the tables get.

A search is tried first: hits are taken from the indexes one by one, at most SEARCH_CAP and one more.
If that was all of them, the list is made of just these rows. If there are more, the word is a common
one: its page comes from a walk along the list's own order, newest first, that compares the text row
by row until the page is full, and the first hits stand for all in the counts of the tabs, which then
are lower bounds. No part of it reads everything that a common word matches, unless the reader asks for
all to be counted (ListQuery.to_the_end).

On PostgreSQL the first hits of a word that is known to be common (shared/commonness.py) come from a walk
along the newest rows too.

That a search is a common one is known for a minute, with the numbers of its first hits: the next page,
tab and order need not find it out again, which takes longer than the page does. PostgreSQL's index
gathers all rows of a word before it yields the first. A search that is counted to the end is tried each
time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import F, Lookup, Model, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.db.models.sql.datastructures import BaseTable

from rocket3pl.shared.commonness import is_common
from rocket3pl.shared.grams import hold_of, match_of, wanted_of
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.minute import ForAMinute
from rocket3pl.shared.outlines import Outlines, Part, Sql, among, form_of
from rocket3pl.shared.remembered import sql_of
from rocket3pl.shared.tenancy import current_scope

# A search with more hits than that is a common one.
SEARCH_CAP = 100
# So many rows, at the most, are compared one by one for a page of a common search.
WALK_LENGTH = 3_000
# So many are compared, at the most, for the first hits of a word that the planner knows to be common.
HITS_WALK = 10_000
# The numbers of the first hits, and whether these are all there are.
Tried = tuple[list[int], bool]
COMMON: ForAMinute[Tried] = ForAMinute()
# Documents are found by lines of products: so many products and lines are tried for each document.
_GOODS_EACH, _LINES_EACH = 2, 3

Rows = QuerySet[Any, Any]
# Takes from rows those that may have the text, in the order in which they are to be looked at.
Start = Callable[[Rows, str], Rows]
# Takes the rows of a query's tab from those of all tabs.
Chosen = Callable[[ListQuery, Rows], Rows]


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


def _newest(rows: Rows) -> Rows:
    """Return those of the rows that are among the newest of their table, the newest first.

    Numbers that were never given out, or to rows that are gone, make them fewer.
    """
    newest = rows.model._default_manager.order_by("-pk").values("pk")[:1]
    return rows.filter(pk__gt=Coalesce(Subquery(newest), 0) - HITS_WALK).order_by("-pk")


def of_goods(lines: Rows) -> Rows:
    """Return the lines of products that the table `goods` of a trial names, product by product."""
    # As a list it would be made whole before the first line is looked for. The plus keeps SQLite from
    # beginning with the lines.
    where = f'"{lines.model._meta.db_table}"."sku_id" = +goods.id'
    return lines.extra(tables=["goods"], where=[where])  # noqa: S610 - names of tables


@dataclass(frozen=True, slots=True)
class Goods:
    """How documents are found.

    matching  the products that a query names, of those it is given to start with; None where not asked for
    holders   numbers of documents that hold products of the statement's own table `goods` (`of_goods`);
              a document may come several times
    """

    matching: Callable[[ListQuery, Start], Rows | None]
    holders: Callable[[ListQuery], Rows]


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


@dataclass(frozen=True, slots=True)
class Found:
    """What a list shows.

    part     gives all of it that the tab shows
    counted  rows that are counted: all, or the first of a common search
    more     whether it is known that there are more than those
    nearby   of a search: its latest rows of the tab, among which a page is looked for if there are many
    """

    part: Callable[[], Part]
    counted: Part
    more: bool = False
    nearby: Callable[[], Part] | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """One query of a list, and how the list finds its rows.

    every     all rows of a query, however many
    chosen    see Chosen
    outlines  what the list keeps of its statements
    """

    query: ListQuery
    every: Callable[[ListQuery], Rows]
    chosen: Chosen
    outlines: Outlines

    def found(self, finding: Finding | None) -> Found:
        """Try what the query searches for."""
        if finding is None or not self.query.q or self.query.ids or self.query.to_the_end:
            return self._all()
        ids, complete = self._known(finding)
        if not ids and complete:
            nothing = Part(lambda: self.every(self.query).none(), None)
            return Found(lambda: nothing, nothing)
        if not complete and len(ids) <= SEARCH_CAP:
            # Products without end, and hardly a document. Nothing but looking at all will do.
            return self._all()
        first = partial(self._part, ids=ids[:SEARCH_CAP])

        def rows(query: ListQuery, numbers: Sequence[int]) -> Rows:
            return numbered(finding.narrowed(query), numbers)

        counted = first("first", rows)
        if len(ids) > SEARCH_CAP:
            return Found(self._every_of_tab, counted, more=True, nearby=partial(self._nearby, finding))
        if not self.query.tab:
            return Found(lambda: counted, counted)
        return Found(lambda: first("first of tab", lambda q, n: self.chosen(q, rows(q, n))), counted)

    def _known(self, finding: Finding) -> Tried:
        """Return the first hits as they were found less than a minute ago, or as they are."""
        known = COMMON.get(asked := self._asked())
        if known is None:
            known = self._tried(finding)
            if not known[1]:
                COMMON.keep(asked, known)
        return known

    def _asked(self) -> tuple[Any, ...]:
        """Return all that the first hits depend on; they may be in any tab."""
        asked = replace(self.query, tab="")
        return self.outlines, connection.settings_dict["NAME"], asked.q, *form_of(asked)

    def _part(
        self, what: str, rows: Callable[[ListQuery, Sequence[int]], Rows], ids: Sequence[int] = ()
    ) -> Part:
        return self.outlines.part(what, self.query, rows, ids)

    def _all(self) -> Found:
        counted = self._part("all", lambda query, _ids: self.every(query))
        return Found(self._every_of_tab if self.query.tab else lambda: counted, counted)

    def _every_of_tab(self) -> Part:
        return self._part("all of tab", lambda query, _ids: self.chosen(query, self.every(query)))

    def _nearby(self, finding: Finding) -> Part:
        return self._part(
            f"nearby {WALK_LENGTH}",
            lambda query, _ids: _nearby(query, finding, self.chosen(query, finding.narrowed(query))),
        )

    def _tried(self, finding: Finding) -> Tried:
        """Return the numbers of the first hits, and whether these are all there are."""
        if common := self._commonly_held(finding):
            ids, _ = self._hits(finding, common)
            if len(ids) > SEARCH_CAP:
                return ids, False
        return self._hits(finding)

    def _commonly_held(self, finding: Finding) -> frozenset[type[Model]]:
        """Return the tables in which the text is a common one, if nothing else narrows the search down."""
        if _more_than_text(replace(self.query, tab="")):
            return frozenset()
        return frozenset(table for table in finding.tables if is_common(table, self.query.q))

    def _hits(self, finding: Finding, walked: frozenset[type[Model]] = frozenset()) -> Tried:
        """Try along the newest rows of some tables, and along the index of all others.

        Where newest rows were all that was looked at, nothing is said of how many there are.
        """

        def start(rows: Rows, text: str) -> Rows:
            return _newest(rows) if rows.model in walked else from_index(rows, text)

        what = " ".join(["tried", str(SEARCH_CAP), str(HITS_WALK), *sorted(m._meta.db_table for m in walked)])
        tried = self.outlines.sql(
            what, self.query, lambda query, _ids: _trial(query, finding, start, to_the_end=not walked)
        )
        return _first_hits(*tried, *_tried_at_most(finding)) if tried else ([], True)


def _first_hits(sql: str, parameters: Sequence[Any], most_goods: int, most_lines: int) -> Tried:
    """Read a trial until there are more hits than are counted: SQLite looks for no more than is read."""
    ids: dict[int, None] = {}
    goods = lines = 0
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        for (number,) in cursor:
            if number <= 0:
                goods = -number
                continue
            lines += 1
            ids[number] = None
            if len(ids) > SEARCH_CAP:
                return list(ids), False
    return list(ids), lines <= most_lines and goods <= most_goods


def _tried_at_most(finding: Finding) -> tuple[int, int]:
    """Return how many products are tried for a list, and how many hits in all."""
    each = (_GOODS_EACH, _LINES_EACH) if finding.goods else (0, 1)
    return each[0] * SEARCH_CAP, each[1] * SEARCH_CAP


def _trial(query: ListQuery, finding: Finding, start: Start, *, to_the_end: bool) -> Sql | None:
    """Return the statement of the first hits: by their own text, and by their products.

    A number below zero says of how many products; finding all of these is left out unless asked for.
    """
    most_goods, most_lines = _tried_at_most(finding)
    once = "MATERIALIZED " if connection.vendor != "sqlite" else ""
    parts: list[Sql] = []
    itself = finding.itself(query, start)
    if itself is not None and (own := sql_of(itself.values("pk")[: SEARCH_CAP + 1])):
        parts.append(own)
    before: Sql = ("", ())
    matching = finding.goods.matching(query, start) if finding.goods else None
    if finding.goods and matching is not None and (first := sql_of(matching.values("pk")[: most_goods + 1])):
        before = (f"WITH goods(id) AS {once}({first[0]}) ", first[1])
        lines = sql_of(finding.goods.holders(query)[: most_lines + 1])
        parts += [lines] if lines else []
        parts += [("SELECT -COUNT(*) FROM goods", ())] if lines and to_the_end else []
    if not parts:
        return None
    union = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part{n}" for n, (sql, _) in enumerate(parts))
    return before[0] + union, tuple(value for _, given in (before, *parts) for value in given)


def _nearby(query: ListQuery, finding: Finding, rows: Rows) -> Rows:
    # Where nothing else narrows the list down, the owner's index alone tells where the walk ends.
    counted = rows if _more_than_text(query) else rows.model.objects.all()
    oldest = counted.order_by("-pk").values("pk")[WALK_LENGTH : WALK_LENGTH + 1]
    return finding.compared(query, rows.filter(pk__gte=Coalesce(Subquery(oldest), 0)))


def _more_than_text(query: ListQuery) -> bool:
    return bool(query.tab or query.since or query.until or query.where)


def first_rows(query: ListQuery, found: Found, fetch: Callable[[Part], list[Any]]) -> list[Any]:
    """Return the rows that `fetch` reads of a list with more rows than were counted.

    They come from its latest rows, if these fill the page and tell that there is another.
    """
    if found.nearby and not query.sort:
        page = fetch(found.nearby())
        if len(page) > query.size:
            return page
    return fetch(found.part())
