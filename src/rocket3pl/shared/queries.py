"""Helpers of list queries: search terms, periods, chunks, order, and the source of a list with tabs."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet

from rocket3pl.shared.blanks import bare_words, plain_words
from rocket3pl.shared.counting import COUNT_CAP, TabCounts
from rocket3pl.shared.days import day_end, day_start
from rocket3pl.shared.finding import Search
from rocket3pl.shared.grams import folded_words
from rocket3pl.shared.listing import ListQuery, Page, Row, Source
from rocket3pl.shared.outlines import Outlines, Part
from rocket3pl.shared.parts import Parts
from rocket3pl.shared.remembered import Remembered
from rocket3pl.shared.trials import Finding


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
        search = Search(Parts(query, filtered, chosen, outlines), finding)
        hits, found = search.looked_for(partial(read, query))
        counted = counting.of(query, hits.counted.rows, hits.counted.base, together=together)
        counts = counted.counts
        if not (counted.at_least or hits.more):
            found = read(query, hits.part(), query.offset, query.offset + query.size)
            return Page(dress(found), counts.get(query.tab, counts[""]), counts, beyond=counted.beyond)
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
