"""How lists of documents are searched: by what stands in a document, and by the products of its lines."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.search import candidates, compared, found_by
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.numbered import Among
from rocket3pl.shared.outlines import Outlines
from rocket3pl.shared.remembered import Remembered
from rocket3pl.shared.trials import Finding, Goods, Start

# What is asked of a document's products only.
OF_LINES = ("name", "seller_sku", "fnsku")
_Rows = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Documents:
    """A kind of document whose lines name products.

    model, lines  the tables; `parent` is the lines' column that names the document
    fields        what may be asked of the document alone
    says          the condition that a document itself has every word, with no help of an index
    found_by      the same with the index's help
    narrowing     the condition of all that a query asks for but its text
    """

    model: Any
    lines: Any
    parent: str
    fields: Collection[str]
    says: Callable[[str, str], Q]
    found_by: Callable[[str, str], Q]
    narrowing: Callable[[ListQuery], Q]

    def filtered(self, query: ListQuery) -> _Rows:
        """Return all that a query asks for."""
        rows: _Rows = self.model.objects.all()
        if query.ids:
            return rows.filter(number__in=query.ids)
        return (self._matching(query, rows) if query.q else rows).filter(self.narrowing(query))

    @property
    def finding(self) -> Finding:
        """Return how the list is searched without reading all that matches."""
        goods = Goods(self._skus, compared, self._lines, self.parent)
        return Finding((self.model, Sku), self._narrowed, self._itself, self._compared, goods)

    def _matching(self, query: ListQuery, rows: _Rows) -> _Rows:
        if query.field in self.fields:
            return rows.filter(self.found_by(query.q, query.field))
        skus = Sku.objects.filter(found_by(query.q, query.field)).values("id")
        of_lines = self.lines.objects.filter(sku_id__in=skus).order_by().values(self.parent)
        if query.field in OF_LINES:
            return rows.filter(pk__in=of_lines)
        itself = rows.filter(self.found_by(query.q, "")).values("id")
        return rows.filter(pk__in=itself.union(of_lines))

    def _narrowed(self, query: ListQuery) -> _Rows:
        found: _Rows = self.model.objects.filter(self.narrowing(query))
        return found

    def _itself(self, query: ListQuery, start: Start) -> _Rows | None:
        if query.field in OF_LINES:
            return None
        return start(self._narrowed(query), query.q).filter(self.says(query.q, query.field))

    def _skus(self, query: ListQuery, start: Start) -> _Rows | None:
        return None if query.field in self.fields else candidates(query, start)

    def _lines(self, query: ListQuery) -> _Rows:
        lines: _Rows = self.lines.objects.all()
        if narrowing := self.narrowing(query):
            # As EXISTS: joined, SQLite would begin with the documents.
            lines = lines.filter(Exists(self.model.objects.filter(narrowing, pk=OuterRef(self.parent))))
        return lines

    def _compared(self, query: ListQuery, rows: _Rows) -> _Rows:
        if query.field in self.fields:
            return rows.filter(self.says(query.q, query.field))
        # From the document down: SQLite would read all lines of the owner. And as a value, not as EXISTS:
        # PostgreSQL would gather the lines of all documents first.
        holding = compared(query, self.model.objects.filter(pk=OuterRef("pk")).order_by(), "lines__sku__")
        found = Q(held__isnull=False)
        if query.field not in OF_LINES:
            found |= self.says(query.q, "")
        marked: _Rows = rows.alias(held=Subquery(holding.values("pk")[:1]))
        return marked.filter(found)


class LinesOf:
    """Reads the lines of a page's documents, by one statement that is put together once per owner."""

    def __init__(self, lines: Any, parent: str, columns: Callable[[_Rows], _Rows]) -> None:
        """Read rows of the table `lines`, whose `parent` names the document, as `columns` orders them."""
        self._lines, self._parent, self._columns = lines, parent, columns
        self._outlines, self._remembered = Outlines(), Remembered()

    def __call__(self, documents: Iterable[int]) -> list[Row]:
        """Return the lines of the documents with these numbers."""
        part = self._outlines.part("lines", ListQuery(), self._of, list(documents))
        found = part.base and self._remembered.statement(
            "columns", part.base, lambda: self._columns(part.rows())
        )
        return found.rows() if found else []

    def _of(self, _query: ListQuery, documents: Iterable[int]) -> _Rows:
        found: _Rows = self._lines.objects.filter(Among(F(self._parent), list(documents)))
        return found
