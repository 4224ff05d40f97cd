"""Searches in lists that stay quick however long the tables get.

What a seller searches for in documents is looked up among the latest of them (shared/latest.py). If these
fill the page, the hits that were found stand for all in the counts of the tabs, which then are lower
bounds; if not, more documents are looked at, and in the end all.

Any other search is tried first: hits are taken from the indexes one by one, at most SEARCH_CAP and one
more. If that was all of them, the list is made of just these rows. If there are more, the word is a common
one: its page comes from a walk along the list's own order, newest first, that compares the text row by row
until the page is full, and the first hits stand for all in the counts. No part of it reads everything that
a common word matches, unless the reader asks for all to be counted (ListQuery.to_the_end).

A word between the two, of which a short walk does not fill a page, is tried again up to WIDE_CAP hits:
to look these up takes less than a longer walk, and all are counted. So are all hits in a list that is no
longer than a short walk.

On PostgreSQL the first hits of a word that is known to be common (shared/commonness.py) come from a walk
along the newest rows too.

That a search is a common one is known for a minute, with the numbers of its first hits: the next page,
tab and order need not find it out again, which takes longer than the page does. PostgreSQL's index
gathers all rows of a word before it yields the first. A search that is counted to the end is tried each
time, and so is what is looked up among the latest documents: a new one is on the page at once.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet, Subquery
from django.db.models.functions import Coalesce

from rocket3pl.shared.commonness import is_common
from rocket3pl.shared.grams import wanted_of
from rocket3pl.shared.latest import EVERY, Latest, LatestHits
from rocket3pl.shared.minute import ForAMinute
from rocket3pl.shared.outlines import Part, form_of
from rocket3pl.shared.parts import Found, Parts
from rocket3pl.shared.tenancy import current_scope
from rocket3pl.shared.trials import Finding, Trial, Tried, after_latest, from_index, more_than_text

# A search with more hits than that is a common one.
SEARCH_CAP = 100
# A search of one owner's rows whose hits are sparse has more than so many, or all are counted.
WIDE_CAP = 1_000
# So many rows, at the most, are compared one by one for a page of a common search, before its hits are
# tried further and after.
SHORT_WALK, WALK_LENGTH = 600, 3_000
# Among so many latest documents hits are looked up; a search that names more products names many.
LENGTHS, FEW_GOODS = (3_000, 30_000, EVERY), 900
# PostgreSQL goes through the lines of the latest documents for more products than that.
SINGLE_GOODS = 300
# For each document that is wanted so many lines are looked up, at the most.
LINES_EACH = 3
# So many are compared, at the most, for the first hits of a word that the planner knows to be common.
HITS_WALK = 10_000
COMMON: ForAMinute[Tried] = ForAMinute()

Rows = QuerySet[Any, Any]
# Reads rows of a part in the list's order, from the first number to before the second.
Read = Callable[[Part, int, int], list[Any]]
# What was found, and the rows of the page if they fill it and tell that there is another.
LookedFor = tuple[Found, list[Any] | None]


def _newest(rows: Rows) -> Rows:
    """Return those of the rows that are among the newest of their table, the newest first.

    Numbers that were never given out, or to rows that are gone, make them fewer.
    """
    newest = after_latest(rows.model._default_manager.all(), 0)
    return rows.filter(pk__gt=Coalesce(Subquery(newest), 0) - HITS_WALK).order_by("-pk")


def _rows_about(model: type[Model]) -> int:
    """Return about how many rows of a table are in scope, told by how close to each other the latest are."""
    numbers = model._default_manager.order_by("-pk").values_list("pk", flat=True)
    newest, oldest = numbers.first(), numbers[SHORT_WALK : SHORT_WALK + 1].first()
    if newest is None or oldest is None:
        return SHORT_WALK
    return int(SHORT_WALK * (newest - (numbers.last() or 0)) / max(newest - oldest, 1))


@dataclass(frozen=True, slots=True)
class Search:
    """One query of a list, and how the list finds its rows.

    parts    what there is to be shown
    finding  how it is searched; None for a list that is only read through
    """

    parts: Parts
    finding: Finding | None

    def looked_for(self, read: Read) -> LookedFor:
        """Look for what the query asks for, and for a page of many hits among the latest rows.

        A page in another order is not to be found so.
        """
        query = self.parts.query
        if self.finding is None or not query.q or query.ids or query.to_the_end:
            return self.parts.all(), None
        return self._looked_up(self.finding, read) or self._tried(self.finding, read)

    def _looked_up(self, finding: Finding, read: Read) -> LookedFor | None:
        """Look the page up among the latest documents of one owner.

        Returns None where that is not how to find it.
        """
        query = self.parts.query
        if finding.goods is None or not self._may_be_looked_up:
            return None
        for length in LENGTHS:
            found = self._latest(finding, length)
            if found.whole:
                return self.parts.whole(finding, found.ids), None
            if not (found.more or found.long):
                # So short a list that all are counted.
                return None
            rows, hits = self._page_of(finding, found, read), list(dict.fromkeys(found.ids + found.anywhere))
            if len(rows) > query.size:
                return self.parts.first(finding, hits[:SEARCH_CAP]), rows
            if query.tab or not found.more:
                if len(hits) > SEARCH_CAP:
                    # They need not be tried for.
                    COMMON.keep(self._asked(SEARCH_CAP), Tried(hits, whole=False))
                return None
        return None

    @property
    def _may_be_looked_up(self) -> bool:
        """Return whether one owner's rows are searched in their own order, not far back, by an index."""
        query, owner_id = self.parts.query, current_scope().owner_id
        return (
            owner_id is not None
            and not query.sort
            and query.offset + query.size < WIDE_CAP
            and bool(wanted_of(query.q, owner_id=owner_id))
        )

    def _latest(self, finding: Finding, length: int) -> Latest:
        """Find hits among the latest so many documents."""
        query = self.parts.query
        end = query.offset + query.size + 1
        # What was asked for by its date, or comes after many others, need not be among the latest.
        walks = end <= 2 * SEARCH_CAP and not more_than_text(replace(query, tab=""))
        hits = LatestHits(
            finding,
            length,
            SHORT_WALK,
            FEW_GOODS,
            SINGLE_GOODS,
            lines=LINES_EACH * max(end, SEARCH_CAP + 1),
            page=end * 9 // 8 if walks else 0,
            anywhere=SEARCH_CAP * 3 // 4,
            own=LINES_EACH * SEARCH_CAP,
        )
        sql = self.parts.outlines.sql(hits.name, query, lambda asked, _ids: hits.sql(asked))
        return hits.found(*sql) if sql else Latest([], [], whole=False, more=False, long=False)

    def _page_of(self, finding: Finding, found: Latest, read: Read) -> list[Any]:
        """Return the rows of the page, and one more, if these newest hits have them."""
        query = self.parts.query
        begin, end = query.offset, query.offset + query.size + 1
        if query.tab:
            return read(self.parts.numbered_of_tab(finding, found.ids), begin, end)
        ids = found.ids[begin:end]
        return read(self.parts.numbered(finding, ids), 0, len(ids)) if len(ids) > query.size else []

    def _tried(self, finding: Finding, read: Read) -> LookedFor:
        """Try the search, and walk for a page of many hits."""
        found, query = self._first(finding), self.parts.query
        if not found.more:
            return found, None
        # Among all owners' rows a thousand hits are as good as none.
        wide = current_scope().owner_id is not None
        if query.sort:
            # All have to be sorted: better no more than there are hits.
            return self._wider(finding) if wide else found, None
        rows, begin, end = [], query.offset, query.offset + query.size + 1
        if wide:
            rows = read(self.parts.compared(finding, SHORT_WALK), begin, end)
            if len(rows) > query.size:
                return found, rows
            if self._few(finding, begin + len(rows)):
                found = self._wider(finding)
                if not found.more:
                    return found, None
        if rows:
            known = {row["id"] for row in rows}
            beyond = read(self.parts.compared(finding, WALK_LENGTH, SHORT_WALK), 0, end - begin - len(rows))
            rows += [row for row in beyond if row["id"] not in known]
        else:
            rows = read(self.parts.compared(finding, WALK_LENGTH), begin, end)
        return found, rows if len(rows) > query.size else None

    def _few(self, finding: Finding, hits: int) -> bool:
        """Say whether so many hits on a short walk, at the most, promise few enough to try for them all."""
        return hits * _rows_about(finding.tables[0]) <= WIDE_CAP * SHORT_WALK

    def _first(self, finding: Finding) -> Found:
        tried = self._known(finding, SEARCH_CAP)
        if tried.whole or (tried.long and len(tried.ids) > SEARCH_CAP):
            return self._of(finding, tried, SEARCH_CAP)
        # Few rows, or products without end that are in hardly a document.
        return self._wider(finding)

    def _wider(self, finding: Finding) -> Found:
        return self._of(finding, self._known(finding, WIDE_CAP), WIDE_CAP)

    def _of(self, finding: Finding, tried: Tried, cap: int) -> Found:
        """Return what is shown of a search that was tried for so many hits."""
        if tried.whole:
            return self.parts.whole(finding, tried.ids)
        if len(tried.ids) > cap:
            return self.parts.first(finding, tried.ids[:cap])
        # Nothing but looking at all will do.
        return self.parts.all()

    def _known(self, finding: Finding, cap: int) -> Tried:
        """Return the first hits as they were found less than a minute ago, or as they are."""
        known = COMMON.get(asked := self._asked(cap))
        if known is None:
            known = self._first_hits(finding, cap)
            if not known.whole:
                COMMON.keep(asked, known)
        return known

    def _asked(self, cap: int) -> tuple[Any, ...]:
        """Return all that the first hits depend on; they may be in any tab."""
        asked = replace(self.parts.query, tab="")
        return self.parts.outlines, connection.settings_dict["NAME"], cap, asked.q, *form_of(asked)

    def _first_hits(self, finding: Finding, cap: int) -> Tried:
        """Return the numbers of the first hits, and whether these are all there are."""
        if common := self._commonly_held(finding):
            tried = self._hits(finding, cap, common)
            if len(tried.ids) > cap:
                return tried
        return self._hits(finding, cap)

    def _commonly_held(self, finding: Finding) -> frozenset[type[Model]]:
        """Return the tables in which the text is a common one, if nothing else narrows the search down."""
        if more_than_text(replace(self.parts.query, tab="")):
            return frozenset()
        return frozenset(table for table in finding.tables if is_common(table, self.parts.query.q))

    def _hits(self, finding: Finding, cap: int, walked: frozenset[type[Model]] = frozenset()) -> Tried:
        """Try along the newest rows of some tables, and along the index of all others.

        Where newest rows were all that was looked at, nothing is said of how many there are.
        """

        def start(rows: Rows, text: str) -> Rows:
            return _newest(rows) if rows.model in walked else from_index(rows, text)

        trial = Trial(finding, start, cap, SHORT_WALK, to_the_end=not walked)
        walks = sorted(m._meta.db_table for m in walked)
        what = " ".join(["tried", *map(str, (cap, SHORT_WALK, HITS_WALK)), *walks])
        sql = self.parts.outlines.sql(what, self.parts.query, lambda query, _ids: trial.sql(query))
        return trial.first_hits(*sql) if sql else Tried([], whole=True)
