"""Helpers of list queries: capped counts in one statement, search terms, periods, chunks."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from rocket3pl.shared.blanks import bare_words, plain_words
from rocket3pl.shared.days import day_end, day_start
from rocket3pl.shared.finding import Search
from rocket3pl.shared.grams import folded_words
from rocket3pl.shared.listing import ListQuery, Page, Row, Source
from rocket3pl.shared.minute import ForAMinute
from rocket3pl.shared.outlines import Outlines, Part
from rocket3pl.shared.remembered import Base, Remembered, Statement, statement_of
from rocket3pl.shared.trials import Finding

# Beyond this a list says "10,000+": counting a million rows to write a number nobody reads
# would make every page slower as the data grow.
COUNT_CAP = 10_000
# So many rows are looked at one by one, at the most, where no index can count them.
WALK_CAP = 3_000
Rows = Callable[[], QuerySet[Any]]
# Tabs with more rows than are counted.
FULL: ForAMinute[bool] = ForAMinute()


class TabCounts:
    """Counts of a list's tabs."""

    def __init__(self, tabs: Mapping[str, Q], remembered: Remembered) -> None:
        """Count by these conditions, which never change; "" is everything."""
        self.tabs = tabs
        self._remembered = remembered

    def of(
        self,
        query: ListQuery,
        rows: Rows,
        base: Base | None,
        *,
        together: bool = False,
    ) -> tuple[dict[str, int], bool]:
        """Count the rows of every tab in one statement; say whether counting stopped before the end.

        A list that nothing narrows down is counted tab by tab along its index, each up to COUNT_CAP + 1.
        A narrowed one is walked once, over at most COUNT_CAP of its rows: then all counts together are
        exact, or all are lower bounds. So are lists counted `together`, whose tabs no index knows.

        base  None where there are no rows
        """
        if base is None:
            return dict.fromkeys(self.tabs, 0), False
        if query.q or query.since or query.until or query.where or query.ids:
            return self._walked(rows, base, COUNT_CAP)
        return self._walked(rows, base, WALK_CAP) if together else (self._one_by_one(rows, base), False)

    def _one_by_one(self, rows: Rows, base: Base) -> dict[str, int]:
        """Count tab by tab; one that had more than are counted has more for the next minute."""
        here = self, connection.settings_dict["NAME"], base.sql, repr(base.parameters)
        full = {tab for tab in self.tabs if FULL.get((*here, tab))}
        counts = _counted(
            {
                tab: self._remembered.statement(f"tab {tab}", base, partial(self._of_tab, rows, tab))
                for tab in self.tabs
                if tab not in full
            },
            whole="",
        )
        for tab, count in counts.items():
            if count > COUNT_CAP:
                FULL.keep((*here, tab), known=True)
        return {tab: COUNT_CAP + 1 if tab in full else counts[tab] for tab in self.tabs}

    def _of_tab(self, rows: Rows, tab: str) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = rows().filter(self.tabs[tab]).order_by().values("pk")
        return found[: COUNT_CAP + 1]

    def _walked(self, rows: Rows, base: Base, most: int) -> tuple[dict[str, int], bool]:
        """Walk over at most `most` rows; return how many were of every tab, and whether there are more."""
        walk = self._remembered.statement(f"walk {most}", base, partial(self._flagged, rows, most))
        if walk is None:
            return dict.fromkeys(self.tabs, 0), False
        sums = ", ".join(f"COALESCE(SUM({flag}), 0)" for flag in walk.names)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*), {sums} FROM ({walk.sql}) AS marked", walk.parameters)
            total, *numbers = cursor.fetchone()
        # The one row more that tells it may be of any tab.
        return {tab: min(int(n), most) for tab, n in zip(self.tabs, numbers, strict=True)}, total > most

    def _flagged(self, rows: Rows, most: int) -> QuerySet[Any, Any]:
        flags = {
            f"tab{n}": Case(When(condition, then=1), default=0) if condition else Value(1)
            for n, condition in enumerate(self.tabs.values())
        }
        found: QuerySet[Any, Any] = rows().order_by().annotate(**flags).values(*flags)
        return found[: most + 1]


def _counted(parts: Mapping[str, Statement | None], *, whole: str | None = None) -> dict[str, int]:
    """Count the rows of several statements in one; those that find nothing count 0.

    The part named `whole` holds all rows of the others. It is counted only if none of these has more than
    COUNT_CAP: otherwise it has too.
    """
    known = {key: part for key, part in parts.items() if part is not None}
    if not known:
        return dict.fromkeys(parts, 0)
    all_rows = known.pop(whole) if whole in known and len(known) > 1 else None
    counted = ", ".join(f"{_count_of(part)} AS c{n}" for n, part in enumerate(known.values()))
    sql, parameters = f"SELECT {counted}", [value for part in known.values() for value in part.parameters]
    names = list(known)
    if whole is not None and all_rows is not None:
        any_full = " OR ".join(f"c{n} > {COUNT_CAP}" for n in range(len(known)))
        # LIMIT keeps the parts from being counted twice, once for each place that names them.
        sql = (
            f"SELECT counted.*, CASE WHEN {any_full} THEN {COUNT_CAP + 1} ELSE {_count_of(all_rows)} END"
            f" FROM ({sql} LIMIT 1) AS counted"
        )
        parameters = [*all_rows.parameters, *parameters]
        names.append(whole)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return dict.fromkeys(parts, 0) | dict(zip(names, cursor.fetchone(), strict=True))


def _count_of(part: Statement) -> str:
    return f"(SELECT COUNT(*) FROM ({part.sql}) AS t)"


def capped_counts(named: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Count several query sets in one statement; each stops at COUNT_CAP + 1."""
    return _counted(
        {key: statement_of(rows.order_by().values("pk")[: COUNT_CAP + 1]) for key, rows in named.items()}
    )


def containing(text: str, *columns: str, bare: Collection[str] = ()) -> Q:
    """Return the condition that every word of the text stands somewhere in the columns.

    bare  those of the columns that hold tracking numbers
    """
    found = Q()
    for plain, number in zip(plain_words(text), bare_words(text), strict=True):
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": number if column in bare else plain})
        found &= anywhere
    return found


def folded_containing(text: str, column: str) -> Q:
    """Return the condition that every word of the text stands in a column that holds folded text."""
    found = Q()
    for word in folded_words(text):
        found &= Q(**{f"{column}__contains": word})
    return found


def within(query: ListQuery, column: str) -> Q:
    """Return the condition that a moment falls into the query's Seoul business days."""
    found = Q()
    if query.since:
        found &= Q(**{f"{column}__gte": day_start(query.since)})
    if query.until:
        found &= Q(**{f"{column}__lt": day_end(query.until)})
    return found


def chunks(rows: QuerySet[Any], size: int = 1000) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of a values() query in order, a thousand at a time, without keeping them."""
    batch: list[dict[str, Any]] = []
    for row in rows.iterator(chunk_size=size):
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def ordering(query: ListQuery, sorts: dict[str, str], default: str) -> list[str]:
    """Return the order of a list; the primary key makes it total."""
    descending = query.sort.startswith("-")
    column = sorts.get(query.sort.lstrip("-"))
    if column is None:
        return [default]
    sign = "-" if descending else ""
    return [f"{sign}{column}", f"{sign}id"]


def tabbed(
    filtered: Callable[[ListQuery], QuerySet[Any]],
    rows: Callable[[ListQuery, QuerySet[Any]], QuerySet[Any, Any]],
    tabs: Mapping[str, Q],
    *,
    file_rows: Callable[[ListQuery, QuerySet[Any]], QuerySet[Any, Any]] | None = None,
    dress: Callable[[list[Any]], list[Row]] = list,
    together: bool = False,
    finding: Finding | None = None,
) -> Source:
    """Return the source of a list with tabs.

    filtered  what a query asks for, in all tabs
    rows      the ordered values() of what it is given, `id` among them; may look at the query's sort only
    file_rows the same for files, where those have more columns
    tabs      each tab's condition; "" is everything
    dress     finishes a batch of rows; may read more, once per batch
    together  see TabCounts
    finding   how it is searched without reading all that matches. Such a list's SQL is kept
              (shared/outlines.py): `filtered` and `finding` may look at the query and the owner in scope
              only, and compare its words by what is in shared/queries, shared/grams and shared/numbered
    """
    # A list without a finding may look at the words themselves, which blanks do not have.
    remembered, outlines = Remembered(), Outlines(keeping=finding is not None)
    counting = TabCounts(tabs, remembered)

    def chosen(query: ListQuery, base: QuerySet[Any]) -> QuerySet[Any]:
        # Ticked rows were chosen one by one: no tab hides them.
        return base if query.ids or not query.tab else base.filter(tabs.get(query.tab, Q()))

    def read(query: ListQuery, part: Part, begin: int, end: int) -> list[Any]:
        found = part.base and remembered.statement(
            f"rows {query.sort}", part.base, lambda: rows(query, part.rows())
        )
        return found.page(limit=end - begin, offset=begin) if found else []

    def page(query: ListQuery) -> Page:
        search = Search(query, filtered, chosen, outlines, finding)
        hits, found = search.looked_for(partial(read, query))
        counts, at_least = counting.of(query, hits.counted.rows, hits.counted.base, together=together)
        if not (at_least or hits.more):
            found = read(query, hits.part(), query.offset, query.offset + query.size)
            return Page(dress(found), counts.get(query.tab, counts[""]), counts)
        if found is None:
            # One row more says whether there is a next page.
            found = read(query, hits.part(), query.offset, query.offset + query.size + 1)
        tab = query.tab if query.tab in counts else ""
        if found:
            counts[tab] = min(max(counts[tab], query.offset + len(found)), COUNT_CAP + 1)
        return Page(dress(found[: query.size]), counts[tab], counts, at_least=True, first_hits=hits.more)

    def every(query: ListQuery) -> Iterator[Row]:
        for batch in chunks((file_rows or rows)(query, chosen(query, filtered(query)))):
            yield from dress(batch)

    def after(query: ListQuery, last: int | None, limit: int) -> tuple[list[Row], int | None]:
        newest = replace(query, sort="")
        wanted = chosen(newest, filtered(newest))
        part = wanted if last is None else wanted.filter(pk__lt=last)
        found = list((file_rows or rows)(newest, part)[: limit + 1])
        more = len(found) > limit
        return dress(found[:limit]), found[limit - 1]["id"] if more else None

    return Source(page=page, every=every, after=after)


def uuids(texts: Iterable[str]) -> list[str]:
    """Return those texts that are UUIDs at all."""
    return [t for t in texts if len(t.replace("-", "")) == 32 and _is_hex(t)]  # noqa: PLR2004


def _is_hex(text: str) -> bool:
    return all(c in "0123456789abcdefABCDEF-" for c in text)
