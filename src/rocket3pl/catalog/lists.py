"""The list of products, for the seller and the warehouse."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet

from rocket3pl.catalog.models import Sku
from rocket3pl.shared.listing import ListQuery, Page, Row, Source
from rocket3pl.shared.queries import capped_counts, chunks, containing, ordering, uuids, within

TABS = ("", "requested", "approved", "rejected", "inactive", "pending")
SEARCH = {
    "": ("search_text",),
    "name": ("name_zh", "name_ko", "name_en"),
    "seller_sku": ("seller_sku",),
    "fnsku": ("fnsku",),
    "platform_sku": ("platform_sku",),
    "option": ("option_text",),
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
    "picture": F("image__public_id"),
}
_PLAIN = (
    "public_id",
    "status",
    "source",
    "fnsku",
    "seller_sku",
    "platform_sku",
    "name_zh",
    "name_ko",
    "name_en",
    "option_text",
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
    "refusal",
    "pending",
    "requested_at",
    "decided_at",
    "version",
)


def _tab(rows: QuerySet[Sku], tab: str) -> QuerySet[Sku]:
    if tab == "pending":
        return rows.exclude(pending={})
    return rows.filter(status=tab) if tab else rows


def _filtered(query: ListQuery) -> QuerySet[Sku]:
    rows = Sku.objects.exclude(status=Sku.Status.WITHDRAWN)
    if query.ids:
        return rows.filter(public_id__in=uuids(query.ids))
    if query.q:
        rows = rows.filter(containing(query.q, *SEARCH.get(query.field, SEARCH[""])))
    if warehouse := query.where.get("warehouse"):
        rows = rows.filter(warehouse__code=warehouse)
    if owner := query.where.get("owner"):
        rows = rows.filter(owner__code=owner)
    if status := query.where.get("status"):
        rows = rows.filter(status=status)
    basis = "decided_at" if query.basis == "decided" else "requested_at"
    return rows.filter(within(query, basis)) if query.since or query.until else rows


def _rows(query: ListQuery, base: QuerySet[Sku]) -> QuerySet[Sku, Row]:
    tabbed = base if query.ids else _tab(base, query.tab)
    return tabbed.order_by(*ordering(query, SORTS, "-id")).values(*_PLAIN, **_COLUMNS)


def _page(query: ListQuery) -> Page:
    base = _filtered(query)
    counts = capped_counts({tab: _tab(base, tab) for tab in TABS})
    rows = list(_rows(query, base)[query.offset : query.offset + query.size])
    return Page(rows=rows, total=counts.get(query.tab, counts[""]), counts=counts)


def _every(query: ListQuery) -> Iterator[Row]:
    for batch in chunks(_rows(query, _filtered(query))):
        yield from batch


PRODUCTS = Source(page=_page, every=_every)


def named(names: Q | None = None) -> QuerySet[Sku]:
    """Return products that may be received or shipped, for dialogs that add them."""
    return Sku.objects.filter(names or Q(), status=Sku.Status.APPROVED)
