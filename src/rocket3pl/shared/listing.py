"""How a list is asked for and answered, by screens, Excel files and the API alike."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Row = dict[str, Any]

PAGE_SIZES = (20, 50, 100, 200)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What somebody wants to see. Everything has a neutral value that filters nothing.

    tab       a status group ("" = all)
    q, field  search text and the field it is looked for in ("" = all searchable fields)
    basis     which date the period is about (e.g. "requested", "received")
    since, until  first and last Seoul business day, both included
    sort      a sortable column, "-" in front for descending ("" = the list's default)
    page, size  1-based page number and rows per page
    ids       public ids of ticked rows; when given, nothing else filters
    where     further filters of one list, e.g. {"warehouse": "ICN1"}
    to_the_end  whether all that a search finds is counted, however long that takes
    """

    tab: str = ""
    q: str = ""
    field: str = ""
    basis: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = ""
    page: int = 1
    size: int = 20
    ids: tuple[str, ...] = ()
    where: Mapping[str, str] = dataclasses.field(default_factory=dict)
    to_the_end: bool = False

    @property
    def offset(self) -> int:
        """Return how many rows come before this page."""
        return (self.page - 1) * self.size


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, with the number of rows that match and the number per tab.

    A number above COUNT_CAP (shared/counting.py) stands for "more than that"; `beyond` names tabs that have
    more than their number says, since they are not the one that is shown. With `at_least` set, all
    numbers are lower bounds: so many were found when counting stopped. `first_hits`: it stopped because
    a search found much, and goes on when asked `to_the_end`.
    """

    rows: list[Row]
    total: int
    counts: dict[str, int]
    at_least: bool = False
    first_hits: bool = False
    beyond: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a list gets its rows.

    page   answers a query with one page, in a constant number of statements
    every  yields all matching rows in order, for files; reads in chunks, never all at once
    after  answers (query, id, limit) with the rows made before that id (None: the newest), newest first,
           and the id to go on with, None at the end; for programs that walk through everything
    """

    page: Callable[[ListQuery], Page]
    every: Callable[[ListQuery], Iterator[Row]]
    after: Callable[[ListQuery, int | None, int], tuple[list[Row], int | None]]
