"""Stock of one product: as the books stand, and as they stood."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Sum

from rocket3pl.catalog.models import Sku
from rocket3pl.inventory.enums import ON_HAND, STORED
from rocket3pl.inventory.models import StockEntry, StockLevel
from rocket3pl.shared.listing import Row

_COLUMNS = tuple(s.value for s in STORED)


def levels_of(sku: Sku, *, as_of: datetime | None = None) -> list[Row]:
    """Return a product's pieces per state and warehouse, by the warehouse's code.

    as_of  sum up the ledger's entries that were recorded until then, instead of reading the levels
    A product without any stock has one row of zeros, for its own warehouse.
    """
    found = _as_they_stand(sku) if as_of is None else _as_of(sku, as_of)
    found = found or {sku.warehouse.code: dict.fromkeys(_COLUMNS, 0)}
    return [
        {"warehouse": code, **parts, "on_hand": sum(parts[s.value] for s in ON_HAND)}
        for code, parts in sorted(found.items())
    ]


def _as_they_stand(sku: Sku) -> dict[str, dict[str, int]]:
    rows = StockLevel.objects.filter(sku=sku).values_list("warehouse__code", *_COLUMNS)
    return {code: dict(zip(_COLUMNS, numbers, strict=True)) for code, *numbers in rows}


def _as_of(sku: Sku, moment: datetime) -> dict[str, dict[str, int]]:
    rows = (
        StockEntry.objects.filter(sku=sku, posting__recorded_at__lte=moment)
        .order_by()
        .values_list("warehouse__code", "from_state", "to_state")
        .annotate(pieces=Sum("quantity"))
    )
    found: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_COLUMNS, 0))
    for code, source, target, pieces in rows:
        parts = found[code]
        # The states outside have no column.
        for state, change in ((source, -pieces), (target, pieces)):
            if state in parts:
                parts[state] += change
    return dict(found)
