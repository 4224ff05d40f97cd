"""Helpers of list queries: capped counts in one statement, search terms, periods, chunks."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from rocket3pl.shared.days import day_end, day_start
from rocket3pl.shared.grams import folded
from rocket3pl.shared.listing import ListQuery, Page, Row, Source

# Beyond this a list says "10,000+": counting a million rows to write a number nobody reads
# would make every page slower as the data grow.
COUNT_CAP = 10_000
# So many rows are looked at one by one, at the most, where no index can count them.
WALK_CAP = 30_000


def capped_counts(named: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Count several query sets in one statement; each stops at COUNT_CAP + 1."""
    parts: list[str] = []
    parameters: list[Any] = []
    keys: list[str] = []
    counts = dict.fromkeys(named, 0)
    for key, rows in named.items():
        try:
            sql, params = rows.order_by().values("pk")[: COUNT_CAP + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS t{len(parts)})")
        parameters.extend(params)
        keys.append(key)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(parts), parameters)
            counts.update(zip(keys, cursor.fetchone(), strict=True))
    return counts


def tab_counts(
    query: ListQuery, rows: QuerySet[Any], tabs: Mapping[str, Q], *, together: bool = False
) -> tuple[dict[str, int], bool]:
    """Count the rows of every tab in one statement; say whether counting stopped before the end.

    A list that nothing narrows down is counted tab by tab along its index, each up to COUNT_CAP + 1;
    `together` walks it once instead, unless it is very long: for tabs that no index knows.
    A narrowed one is walked once, over at most COUNT_CAP + 1 of its rows: then all counts together
    are exact, or all are lower bounds.
    """
    if query.q or query.since or query.until or query.where or query.ids:
        total, counts = _walked(rows, tabs, COUNT_CAP)
        return counts, total > COUNT_CAP
    if together:
        total, counts = _walked(rows, tabs, WALK_CAP)
        if total <= WALK_CAP:
            return {tab: min(count, COUNT_CAP + 1) for tab, count in counts.items()}, False
    return capped_counts({tab: rows.filter(condition) for tab, condition in tabs.items()}), False


def _walked(rows: QuerySet[Any], tabs: Mapping[str, Q], most: int) -> tuple[int, dict[str, int]]:
    """Walk over at most one row more than `most`; return how many there were, and how many of each tab."""
    flags = {
        f"tab{n}": Case(When(condition, then=1), default=0) if condition else Value(1)
        for n, condition in enumerate(tabs.values())
    }
    marked = rows.order_by().annotate(**flags).values(*flags)[: most + 1]
    try:
        sql, parameters = marked.query.sql_with_params()
    except EmptyResultSet:
        return 0, dict.fromkeys(tabs, 0)
    sums = ", ".join(f"COALESCE(SUM({flag}), 0)" for flag in flags)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*), {sums} FROM ({sql}) AS marked", parameters)
        total, *numbers = cursor.fetchone()
    return total, dict(zip(tabs, map(int, numbers), strict=True))


def containing(text: str, *columns: str) -> Q:
    """Return the condition that every word of the text stands somewhere in the columns."""
    found = Q()
    for word in text.casefold().split()[:8]:
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": word})
        found &= anywhere
    return found


def folded_containing(text: str, column: str) -> Q:
    """Return the condition that every word of the text stands in a column that holds folded text."""
    found = Q()
    for word in folded(text).split()[:8]:
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
    dress: Callable[[list[Any]], list[Row]] = list,
    together: Callable[[], bool] = lambda: False,
) -> Source:
    """Return the source of a list with tabs.

    filtered  what a query asks for, in all tabs
    rows      the ordered values() of what it is given
    tabs      each tab's condition; "" is everything
    dress     finishes a batch of rows; may read more, once per batch
    together  see tab_counts
    """

    def chosen(query: ListQuery, base: QuerySet[Any]) -> QuerySet[Any, Any]:
        # Ticked rows were chosen one by one: no tab hides them.
        return rows(query, base if query.ids else base.filter(tabs.get(query.tab, Q())))

    def page(query: ListQuery) -> Page:
        base = filtered(query)
        counts, at_least = tab_counts(query, base, tabs, together=together())
        found = dress(list(chosen(query, base)[query.offset : query.offset + query.size]))
        return Page(found, counts.get(query.tab, counts[""]), counts, at_least)

    def every(query: ListQuery) -> Iterator[Row]:
        for batch in chunks(chosen(query, filtered(query))):
            yield from dress(batch)

    return Source(page=page, every=every)


def uuids(texts: Iterable[str]) -> list[str]:
    """Return those texts that are UUIDs at all."""
    return [t for t in texts if len(t.replace("-", "")) == 32 and _is_hex(t)]  # noqa: PLR2004


def _is_hex(text: str) -> bool:
    return all(c in "0123456789abcdefABCDEF-" for c in text)
