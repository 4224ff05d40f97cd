"""The lists of shipments, and of lines that could not register themselves."""

from typing import Any

from django.db.models import Count, F, Q, QuerySet

from rocket3pl.shared.counting import capped_counts
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.queries import containing, ordering, tabbed, uuids, within
from rocket3pl.shipments.models import Shipment, ShipmentLine

_SORTS = {"failed_at": "failed_at", "shipment_no": "shipment__shipment_no"}
_SEARCHED = {
    "shipment_no": ("shipment__shipment_no",),
    "name": ("product__name_zh", "product__name_ko", "product__name_en"),
    "seller_sku": ("product__seller_sku",),
    "fnsku": ("product__fnsku",),
}
_TOLD = ("name_zh", "name_ko", "name_en", "seller_sku", "fnsku", "option_text")


def _matching(query: ListQuery) -> QuerySet[ShipmentLine]:
    rows = ShipmentLine.objects.filter(state=ShipmentLine.State.FAILED)
    if query.ids:
        return rows.filter(public_id__in=uuids(query.ids))
    if query.since or query.until:
        rows = rows.filter(within(query, "failed_at"))
    if query.q:
        columns = _SEARCHED.get(query.field) or tuple(c for names in _SEARCHED.values() for c in names)
        rows = rows.filter(containing(query.q, *columns))
    return rows


def _rows(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by(*ordering(query, _SORTS, "-id")).values(
        "id",
        "public_id",
        "line_no",
        "quantity",
        "product",
        "reasons",
        "failed_at",
        shipment_no=F("shipment__shipment_no"),
        of_shipment=F("shipment__public_id"),
        owner_code=F("owner__code"),
        owner_name=F("owner__name"),
        picture=F("image__public_id"),
    )


def _dressed(rows: list[Row]) -> list[Row]:
    """Return the rows with what was told of the product as values of their own."""
    for row in rows:
        told = row.pop("product")
        row.update({name: told.get(name, "") for name in _TOLD})
        row["image"] = row.pop("picture")
    return rows


FAILED_LINES = tabbed(_matching, _rows, {"": Q()}, dress=_dressed)


def failed_count() -> int:
    """Return how many lines of the scope could not register themselves; COUNT_CAP + 1 for more."""
    return capped_counts({"failed": _matching(ListQuery())})["failed"]


def _shipments(query: ListQuery) -> QuerySet[Shipment]:
    rows = Shipment.objects.filter(within(query, "created_at"))
    return rows.filter(containing(query.q, "shipment_no")) if query.q else rows


def _shipment_rows(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    counted = rows.annotate(
        line_count=Count("lines"),
        failed_count=Count("lines", filter=Q(lines__state=ShipmentLine.State.FAILED)),
    )
    found: QuerySet[Any, Any] = counted.order_by(*ordering(query, {}, "-id")).values(
        "id",
        "public_id",
        "source",
        "shipment_no",
        "shipped_at",
        "eta",
        "held",
        "content_revision",
        "withdrawn_revision",
        "created_at",
        "line_count",
        "failed_count",
        owner_code=F("owner__code"),
        owner_name=F("owner__name"),
        warehouse_code=F("warehouse__code"),
        inbound_number=F("inbound__number"),
    )
    return found


def _with_withdrawn(rows: list[Row]) -> list[Row]:
    """Return the rows with what the model says of its revisions."""
    for row in rows:
        told, back = row.pop("content_revision"), row.pop("withdrawn_revision")
        row["withdrawn"] = Shipment(content_revision=told, withdrawn_revision=back).withdrawn
    return rows


SHIPMENTS = tabbed(_shipments, _shipment_rows, {"": Q(), "held": Q(held=True)}, dress=_with_withdrawn)
