"""The list of warehouses for the operator."""

from typing import Any

from django.db.models import Q, QuerySet

from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.queries import containing, ordering, tabbed
from rocket3pl.warehouses.models import Warehouse

TABS = {"": Q(), "active": Q(active=True), "inactive": Q(active=False)}
SORTS = {"code": "code", "name_ko": "name_ko"}
_COLUMNS = ("id", "code", "name_zh", "name_ko", "name_en", "address", "active", "version")


def _base(query: ListQuery) -> QuerySet[Warehouse]:
    rows = Warehouse.objects.all()
    if query.ids:
        return rows.filter(code__in=query.ids)
    return rows.filter(containing(query.q, "code", "name_zh", "name_ko", "name_en")) if query.q else rows


def _rows(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = rows.order_by(*ordering(query, SORTS, "code")).values(*_COLUMNS)
    return found


WAREHOUSES = tabbed(_base, _rows, TABS)
