"""Parts of a list that a search shows and counts: all, one tab, rows with known numbers, the latest rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.functions import Coalesce

from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.numbered import numbered
from rocket3pl.shared.outlines import Outlines, Part
from rocket3pl.shared.trials import Finding, after_latest, more_than_text

Rows = QuerySet[Any, Any]


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


def _oldest(rows: Rows, length: int) -> Coalesce:
    """Return the number of the oldest of the latest so many rows, 0 if there are fewer."""
    return Coalesce(Subquery(after_latest(rows, length)), 0)


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a list for one query.

    every     all rows of a query, however many
    chosen    takes the rows of a query's tab from those of all tabs
    outlines  what the list keeps of its statements
    """

    query: ListQuery
    every: Callable[[ListQuery], Rows]
    chosen: Callable[[ListQuery, Rows], Rows]
    outlines: Outlines

    def all(self) -> Found:
        """Return all that there is."""
        counted = self._part("all", lambda query, _ids: self.every(query))
        return Found(self.of_tab if self.query.tab else lambda: counted, counted)

    def of_tab(self) -> Part:
        """Return all rows of the tab."""
        return self._part("all of tab", lambda query, _ids: self.chosen(query, self.every(query)))

    def none(self) -> Found:
        """Return nothing."""
        nothing = Part(lambda: self.every(self.query).none(), None)
        return Found(lambda: nothing, nothing)

    def whole(self, finding: Finding, ids: Sequence[int]) -> Found:
        """Return the rows with these numbers, which are all that there is."""
        if not ids:
            return self.none()
        counted = self.numbered(finding, ids)
        if not self.query.tab:
            return Found(lambda: counted, counted)
        return Found(lambda: self.numbered_of_tab(finding, ids), counted)

    def first(self, finding: Finding, ids: Sequence[int]) -> Found:
        """Return all that there is, of which rows with these numbers are counted."""
        return Found(self.of_tab, self.numbered(finding, ids), more=True)

    def numbered(self, finding: Finding, ids: Sequence[int]) -> Part:
        """Return the rows with these numbers, in all tabs."""
        return self._part("numbered", lambda query, n: numbered(finding.narrowed(query), n), ids)

    def numbered_of_tab(self, finding: Finding, ids: Sequence[int]) -> Part:
        """Return the rows with these numbers, in the tab."""

        def rows(query: ListQuery, numbers: Sequence[int]) -> Rows:
            return self.chosen(query, numbered(finding.narrowed(query), numbers))

        return self._part("numbered of tab", rows, ids)

    def compared(self, finding: Finding, length: int, beyond: int = 0) -> Part:
        """Return what is found by looking at each of the latest so many rows, but for the very latest."""

        def rows(query: ListQuery, _ids: Sequence[int]) -> Rows:
            narrowed = finding.narrowed(query)
            # Where nothing else narrows the list down, the owner's index alone tells where the walk ends.
            walked = narrowed if more_than_text(query) else narrowed.model.objects.all()
            near = self.chosen(query, narrowed).filter(pk__gte=_oldest(walked, length))
            return finding.compared(query, near.filter(pk__lt=_oldest(walked, beyond)) if beyond else near)

        return self._part(f"compared {beyond} {length}", rows)

    def _part(
        self, what: str, rows: Callable[[ListQuery, Sequence[int]], Rows], ids: Sequence[int] = ()
    ) -> Part:
        return self.outlines.part(what, self.query, rows, ids)
