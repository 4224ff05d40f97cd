"""The list of warehouses for the operator."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from rocket3pl.shared.listing import ListQuery, Page, Row, Source
from rocket3pl.shared.queries import capped_counts, containing, ordering
from rocket3pl.warehouses.models import Warehouse

TABS = ("", "active", "inactive")
SORTS = {"code": "code", "name_ko": "name_ko"}
_COLUMNS = ("code", "name_zh", "name_ko", "name_en", "address", "active", "version")


def _tab(rows: QuerySet[Warehouse], tab: str) -> QuerySet[Warehouse]:
    return rows.filter(active=tab == "active") if tab else rows


def _base(query: ListQuery) -> QuerySet[Warehouse]:
    rows = Warehouse.objects.all()
    return rows.filter(containing(query.q, "code", "name_zh", "name_ko", "name_en")) if query.q else rows


def _rows(query: ListQuery) -> QuerySet[Any, Any]:
    rows = _tab(_base(query), query.tab).order_by(*ordering(query, SORTS, "code"))
    found: QuerySet[Any, Any] = rows.values(*_COLUMNS)
    return found


def _page(query: ListQuery) -> Page:
    base = _base(query)
    counts = capped_counts({tab: _tab(base, tab) for tab in TABS})
    rows = list(_rows(query)[query.offset : query.offset + query.size])
    return Page(rows=rows, total=counts.get(query.tab, counts[""]), counts=counts)


def _every(query: ListQuery) -> Iterator[Row]:
    yield from _rows(query)


WAREHOUSES = Source(page=_page, every=_every)
