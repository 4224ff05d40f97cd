"""Counts of lists and their tabs: in one statement, and no further than anybody needs to know."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Case, Q, QuerySet, Value, When

from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.minute import ForAMinute
from rocket3pl.shared.remembered import Base, Remembered, Statement, statement_of

# Beyond this a list says "10,000+": counting a million rows to write a number nobody reads
# would make every page slower as the data grow.
COUNT_CAP = 10_000
# A tab that is not the one that is shown says "2,000+" beyond this: it need only tell little from much.
TAB_CAP = 2_000
# So many rows are looked at one by one, at the most, where no index can count them.
WALK_CAP = 3_000
Rows = Callable[[], QuerySet[Any]]
# Tabs with more rows than are counted.
FULL: ForAMinute[bool] = ForAMinute()


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows are in each tab; see `listing.Page`."""

    counts: dict[str, int]
    at_least: bool = False
    beyond: frozenset[str] = frozenset()


class TabCounts:
    """Counts of a list's tabs."""

    def __init__(self, tabs: Mapping[str, Q], remembered: Remembered) -> None:
        """Count by these conditions, which never change; "" is everything."""
        self.tabs = tabs
        self._remembered = remembered

    def of(self, query: ListQuery, rows: Rows, base: Base | None, *, together: bool = False) -> Counted:
        """Count the rows of every tab in one statement; say where counting stopped before the end.

        A list that nothing narrows down is counted tab by tab along its index, the tab that is shown and
        all together up to COUNT_CAP + 1, all others up to TAB_CAP. A narrowed one is walked once, over at
        most COUNT_CAP of its rows: then all counts together are exact, or all are lower bounds. So are
        lists counted `together`, whose tabs no index knows.

        base  None where there are no rows
        """
        if base is None:
            return Counted(dict.fromkeys(self.tabs, 0))
        if query.q or query.since or query.until or query.where or query.ids:
            return Counted(*self._walked(rows, base, COUNT_CAP))
        if together:
            return Counted(*self._walked(rows, base, WALK_CAP))
        return self._one_by_one(rows, base, query.tab)

    def _one_by_one(self, rows: Rows, base: Base, shown: str) -> Counted:
        """Count tab by tab; one that had more than are counted has more for the next minute."""
        here = self, connection.settings_dict["NAME"], base.sql, repr(base.parameters)
        caps = {tab: COUNT_CAP if tab in ("", shown) else min(TAB_CAP, COUNT_CAP) for tab in self.tabs}
        full = {tab for tab, cap in caps.items() if FULL.get((*here, tab, cap))}
        parts = {
            tab: self._remembered.statement(f"tab {tab} {n}", base, partial(self._of_tab, rows, tab, n))
            for tab, n in caps.items()
            if tab not in full
        }
        counts = _counted(parts)
        for tab, count in counts.items():
            if count > caps[tab]:
                FULL.keep((*here, tab, caps[tab]), known=True)
                full.add(tab)
        beyond = frozenset(tab for tab in full if caps[tab] < COUNT_CAP)
        counts |= {tab: caps[tab] if tab in beyond else COUNT_CAP + 1 for tab in full}
        return Counted({tab: counts[tab] for tab in self.tabs}, beyond=beyond)

    def _of_tab(self, rows: Rows, tab: str, cap: int) -> QuerySet[Any, Any]:
        found: QuerySet[Any, Any] = rows().filter(self.tabs[tab]).order_by().values("pk")
        return found[: cap + 1]

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


def _counted(parts: Mapping[str, Statement | None]) -> dict[str, int]:
    """Count the rows of several statements in one; those that find nothing count 0."""
    known = {key: part for key, part in parts.items() if part is not None}
    if not known:
        return dict.fromkeys(parts, 0)
    parameters = [value for part in known.values() for value in part.parameters]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(map(_count_of, known.values()))}", parameters)
        return dict.fromkeys(parts, 0) | dict(zip(known, cursor.fetchone(), strict=True))


def _count_of(part: Statement) -> str:
    return f"(SELECT COUNT(*) FROM ({part.sql}) AS t)"


def capped_counts(named: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """Count several query sets in one statement; each stops at COUNT_CAP + 1."""
    return _counted(
        {key: statement_of(rows.order_by().values("pk")[: COUNT_CAP + 1]) for key, rows in named.items()}
    )
