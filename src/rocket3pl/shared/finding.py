"""Searches in lists that stay quick however long the tables get.

A search is tried first: hits are taken from the indexes one by one, at most SEARCH_CAP and one more.
If that was all of them, the list is made of just these rows. If there are more, the word is a common
one: its page comes from a walk along the list's own order, newest first, that compares the text row
by row until the page is full, and the first hits stand for all in the counts of the tabs, which then
are lower bounds. No part of it reads everything that a common word matches, unless the reader asks for
all to be counted (ListQuery.to_the_end).

A word between the two, of which a short walk does not fill a page, is tried again up to WIDE_CAP hits:
to look these up takes less than a longer walk, and all are counted. So are all hits in a list that is no
longer than a short walk.

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
from django.db.models import Model, QuerySet, Subquery
from django.db.models.functions import Coalesce

from rocket3pl.shared.commonness import is_common
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.minute import ForAMinute
from rocket3pl.shared.numbered import numbered
from rocket3pl.shared.outlines import Outlines, Part, form_of
from rocket3pl.shared.tenancy import current_scope
from rocket3pl.shared.trials import Finding, Trial, Tried, after_latest, from_index, more_than_text

# A search with more hits than that is a common one.
SEARCH_CAP = 100
# A search of one owner's rows whose hits are sparse has more than so many, or all are counted.
WIDE_CAP = 1_000
# So many rows, at the most, are compared one by one for a page of a common search, before its hits are
# tried further and after.
SHORT_WALK, WALK_LENGTH = 600, 3_000
# So many are compared, at the most, for the first hits of a word that the planner knows to be common.
HITS_WALK = 10_000
COMMON: ForAMinute[Tried] = ForAMinute()

Rows = QuerySet[Any, Any]
# Takes the rows of a query's tab from those of all tabs.
Chosen = Callable[[ListQuery, Rows], Rows]
# Reads rows of a part in the list's order, from the first number to before the second.
Read = Callable[[Part, int, int], list[Any]]


def _newest(rows: Rows) -> Rows:
    """Return those of the rows that are among the newest of their table, the newest first.

    Numbers that were never given out, or to rows that are gone, make them fewer.
    """
    newest = after_latest(rows.model._default_manager.all(), 0)
    return rows.filter(pk__gt=Coalesce(Subquery(newest), 0) - HITS_WALK).order_by("-pk")


def _oldest(rows: Rows, length: int) -> Coalesce:
    """Return the number of the oldest of the latest so many rows, 0 if there are fewer."""
    return Coalesce(Subquery(after_latest(rows, length)), 0)


def _rows_about(model: type[Model]) -> int:
    """Return about how many rows of a table are in scope, told by how close to each other the latest are."""
    numbers = model._default_manager.order_by("-pk").values_list("pk", flat=True)
    newest, oldest = numbers.first(), numbers[SHORT_WALK : SHORT_WALK + 1].first()
    if newest is None or oldest is None:
        return SHORT_WALK
    return int(SHORT_WALK * (newest - (numbers.last() or 0)) / max(newest - oldest, 1))


@dataclass(frozen=True, slots=True)
class Found:
    """What a list shows.

    part     gives all of it that the tab shows
    counted  rows that are counted: all, or the first of a common search
    more     whether it is known that there are more than those
    """

    part: Callable[[], Part]
    counted: Part
    more: bool = False


@dataclass(frozen=True, slots=True)
class Search:
    """One query of a list, and how the list finds its rows.

    every     all rows of a query, however many
    chosen    see Chosen
    outlines  what the list keeps of its statements
    finding   how it is searched; None for a list that is only read through
    """

    query: ListQuery
    every: Callable[[ListQuery], Rows]
    chosen: Chosen
    outlines: Outlines
    finding: Finding | None

    def looked_for(self, read: Read) -> tuple[Found, list[Any] | None]:
        """Try what the query searches for, and look for a page of many hits among the latest rows.

        Returns what was found, and the rows of the page if they fill it and tell that there is another. A
        page in another order is not to be found so.
        """
        finding, found = self.finding, self._found()
        if finding is None or not found.more:
            return found, None
        # Among all owners' rows a thousand hits are as good as none.
        wide = current_scope().owner_id is not None
        if self.query.sort:
            # All have to be sorted: better no more than there are hits.
            return self._wider(finding) if wide else found, None
        rows, begin, end = [], self.query.offset, self.query.offset + self.query.size + 1
        if wide:
            rows = read(self._nearby(finding, SHORT_WALK), begin, end)
            if len(rows) > self.query.size:
                return found, rows
            if self._few(finding, begin + len(rows)):
                found = self._wider(finding)
                if not found.more:
                    return found, None
        if rows:
            known = {row["id"] for row in rows}
            beyond = read(self._nearby(finding, WALK_LENGTH, SHORT_WALK), 0, end - begin - len(rows))
            rows += [row for row in beyond if row["id"] not in known]
        else:
            rows = read(self._nearby(finding, WALK_LENGTH), begin, end)
        return found, rows if len(rows) > self.query.size else None

    def _few(self, finding: Finding, hits: int) -> bool:
        """Say whether so many hits on a short walk, at the most, promise few enough to try for them all."""
        return hits * _rows_about(finding.tables[0]) <= WIDE_CAP * SHORT_WALK

    def _found(self) -> Found:
        query, finding = self.query, self.finding
        if finding is None or not query.q or query.ids or query.to_the_end:
            return self._all()
        tried = self._known(finding, SEARCH_CAP)
        if tried.whole or (tried.long and len(tried.ids) > SEARCH_CAP):
            return self._of(finding, tried, SEARCH_CAP)
        # Few rows, or products without end that are in hardly a document.
        return self._wider(finding)

    def _wider(self, finding: Finding) -> Found:
        return self._of(finding, self._known(finding, WIDE_CAP), WIDE_CAP)

    def _of(self, finding: Finding, tried: Tried, cap: int) -> Found:
        """Return what is shown of a search that was tried for so many hits."""
        if tried.whole and not tried.ids:
            nothing = Part(lambda: self.every(self.query).none(), None)
            return Found(lambda: nothing, nothing)
        if not tried.whole and len(tried.ids) <= cap:
            # Nothing but looking at all will do.
            return self._all()
        first = partial(self._part, ids=tried.ids[:cap])

        def rows(query: ListQuery, numbers: Sequence[int]) -> Rows:
            return numbered(finding.narrowed(query), numbers)

        counted = first("first", rows)
        if not tried.whole:
            return Found(self._every_of_tab, counted, more=True)
        if not self.query.tab:
            return Found(lambda: counted, counted)
        return Found(lambda: first("first of tab", lambda q, n: self.chosen(q, rows(q, n))), counted)

    def _known(self, finding: Finding, cap: int) -> Tried:
        """Return the first hits as they were found less than a minute ago, or as they are."""
        known = COMMON.get(asked := self._asked(cap))
        if known is None:
            known = self._tried(finding, cap)
            if not known.whole:
                COMMON.keep(asked, known)
        return known

    def _asked(self, cap: int) -> tuple[Any, ...]:
        """Return all that the first hits depend on; they may be in any tab."""
        asked = replace(self.query, tab="")
        return self.outlines, connection.settings_dict["NAME"], cap, asked.q, *form_of(asked)

    def _part(
        self, what: str, rows: Callable[[ListQuery, Sequence[int]], Rows], ids: Sequence[int] = ()
    ) -> Part:
        return self.outlines.part(what, self.query, rows, ids)

    def _all(self) -> Found:
        counted = self._part("all", lambda query, _ids: self.every(query))
        return Found(self._every_of_tab if self.query.tab else lambda: counted, counted)

    def _every_of_tab(self) -> Part:
        return self._part("all of tab", lambda query, _ids: self.chosen(query, self.every(query)))

    def _nearby(self, finding: Finding, length: int, beyond: int = 0) -> Part:
        """Return the rows of the tab among the latest so many of the list, but for the very latest."""

        def rows(query: ListQuery, _ids: Sequence[int]) -> Rows:
            narrowed = finding.narrowed(query)
            # Where nothing else narrows the list down, the owner's index alone tells where the walk ends.
            walked = narrowed if more_than_text(query) else narrowed.model.objects.all()
            near = self.chosen(query, narrowed).filter(pk__gte=_oldest(walked, length))
            return finding.compared(query, near.filter(pk__lt=_oldest(walked, beyond)) if beyond else near)

        return self._part(f"nearby {beyond} {length}", rows)

    def _tried(self, finding: Finding, cap: int) -> Tried:
        """Return the numbers of the first hits, and whether these are all there are."""
        if common := self._commonly_held(finding):
            tried = self._hits(finding, cap, common)
            if len(tried.ids) > cap:
                return tried
        return self._hits(finding, cap)

    def _commonly_held(self, finding: Finding) -> frozenset[type[Model]]:
        """Return the tables in which the text is a common one, if nothing else narrows the search down."""
        if more_than_text(replace(self.query, tab="")):
            return frozenset()
        return frozenset(table for table in finding.tables if is_common(table, self.query.q))

    def _hits(self, finding: Finding, cap: int, walked: frozenset[type[Model]] = frozenset()) -> Tried:
        """Try along the newest rows of some tables, and along the index of all others.

        Where newest rows were all that was looked at, nothing is said of how many there are.
        """

        def start(rows: Rows, text: str) -> Rows:
            return _newest(rows) if rows.model in walked else from_index(rows, text)

        trial = Trial(finding, start, cap, SHORT_WALK, to_the_end=not walked)
        walks = sorted(m._meta.db_table for m in walked)
        what = " ".join(["tried", *map(str, (cap, SHORT_WALK, HITS_WALK)), *walks])
        sql = self.outlines.sql(what, self.query, lambda query, _ids: trial.sql(query))
        return trial.first_hits(*sql) if sql else Tried([], whole=True)
