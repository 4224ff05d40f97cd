"""The list of products, for the seller and the warehouse."""

from functools import partial
from typing import Any

from django.db.models import F, Q, QuerySet

from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.search import finding, found_by
from rocket3pl.owners.models import Owner
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.numbered import number_of
from rocket3pl.shared.queries import ordering, tabbed, uuids, within
from rocket3pl.warehouses.models import Warehouse

TABS: dict[str, Q] = {
    "": Q(),
    **{s: Q(status=s) for s in ("requested", "approved", "rejected", "inactive")},
    "pending": ~Q(pending={}),
}
SORTS = {
    "requested_at": "requested_at",
    "seller_sku": "seller_sku",
    "fnsku": "fnsku",
    "name_zh": "name_zh",
    "owner_name": "owner__name",
    "status": "status",
}
_COLUMNS: dict[str, Any] = {
    "owner_name": F("owner__name"),
    "owner_code": F("owner__code"),
    "warehouse_code": F("warehouse__code"),
    "warehouse_zh": F("warehouse__name_zh"),
    "warehouse_ko": F("warehouse__name_ko"),
    "warehouse_en": F("warehouse__name_en"),
    # A model field is called image; _with_image gives the row its name.
    "picture": F("image__public_id"),
}
_ON_SCREEN = (
    "id",
    "public_id",
    "status",
    "fnsku",
    "seller_sku",
    "name_zh",
    "name_ko",
    "name_en",
    "option_text",
    "pending",
    "requested_at",
)
_REFUSED = ("refusal", "decided_at")
# For files, and for those who approve.
_IN_FULL = (
    *_REFUSED,
    "source",
    "platform_sku",
    "color",
    "origin",
    "hs_code",
    "declared_price",
    "declared_currency",
    "weight_kg",
    "width_cm",
    "depth_cm",
    "height_cm",
    "has_battery",
    "version",
)


def _narrowed(query: ListQuery, only: str = "") -> QuerySet[Sku]:
    rows = Sku.objects.exclude(status=Sku.Status.WITHDRAWN)
    if only:
        rows = rows.filter(status=only)
    if query.ids:
        return rows.filter(public_id__in=uuids(query.ids))
    if warehouse := query.where.get("warehouse"):
        rows = rows.filter(warehouse=number_of(Warehouse, warehouse))
    if owner := query.where.get("owner"):
        rows = rows.filter(owner=number_of(Owner, owner))
    if status := query.where.get("status"):
        rows = rows.filter(status=status)
    basis = "decided_at" if query.basis == "decided" else "requested_at"
    return rows.filter(within(query, basis)) if query.since or query.until else rows


def _filtered(query: ListQuery, only: str = "") -> QuerySet[Sku]:
    rows = _narrowed(query, only)
    return rows.filter(found_by(query.q, query.field)) if query.q and not query.ids else rows


def _rows(query: ListQuery, rows: QuerySet[Any], *, more: tuple[str, ...] = ()) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = rows.order_by(*ordering(query, SORTS, "-id")).values(
        *_ON_SCREEN, *more, **_COLUMNS
    )
    return found


_rows_in_full = partial(_rows, more=_IN_FULL)


def _with_image(rows: list[Row]) -> list[Row]:
    """Return the rows with the public id of the picture as `image`."""
    for row in rows:
        row["image"] = row.pop("picture")
    return rows


PRODUCTS = tabbed(
    _filtered, _rows, TABS, file_rows=_rows_in_full, dress=_with_image, finding=finding(_narrowed)
)

# The same with all facts, for those who approve them.
PRODUCTS_IN_FULL = tabbed(_filtered, _rows_in_full, TABS, dress=_with_image, finding=finding(_narrowed))

# 상품신청실패목록: what was refused and can be corrected and sent again.
FAILED = tabbed(
    partial(_filtered, only=Sku.Status.REJECTED),
    partial(_rows, more=_REFUSED),
    {"": Q()},
    file_rows=_rows_in_full,
    dress=_with_image,
)


def named(names: Q | None = None) -> QuerySet[Sku]:
    """Return products that may be received or shipped, for dialogs that add them."""
    return Sku.objects.filter(names or Q(), status=Sku.Status.APPROVED)
