"""Reads of one product's stock, in a constant number of statements."""

from typing import Any

from django.urls import reverse

from rocket3pl.catalog.models import Sku
from rocket3pl.inbound.models import Inbound
from rocket3pl.inventory.lists import STOCK, movements
from rocket3pl.outbound.models import Outbound
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import ListQuery, Row


def stock_of(public_id: str) -> Row:
    """Return the parts of a product's stock. Raises NotFound for one that never was approved."""
    rows = STOCK.page(ListQuery(ids=(str(public_id),))).rows
    if not rows:
        raise NotFound(public_id)
    return rows[0]


def history(sku: Sku) -> list[Row]:
    """Return the latest movements, each with the document it belongs to and whether it may be undone."""
    rows = movements(sku)
    numbers: dict[tuple[str, int], str] = {}
    models: tuple[tuple[str, Any], ...] = (("inbound", Inbound), ("outbound", Outbound))
    for kind, model in models:
        ids = {r["source_id"] for r in rows if r["source_type"] == kind}
        found = model.objects.filter(pk__in=ids).values_list("pk", "number")
        numbers.update({(kind, pk): number for pk, number in found})
    for row in rows:
        number = numbers.get((row["source_type"], row["source_id"]))
        row["number"] = number
        row["url"] = reverse(f"console:{row['source_type']}", args=[number]) if number else None
        row["reversible"] = (
            row["source_type"] == "adjustment" and row["kind"] != "reversal" and not row["reversed"]
        )
    return rows
