"""재고관리: one row per product and warehouse, with the parts of its stock."""

from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import Case, F, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.search import finding, found_by
from rocket3pl.inventory.enums import STORED
from rocket3pl.inventory.models import StockEntry
from rocket3pl.owners.models import Owner
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.numbered import number_of
from rocket3pl.shared.queries import ordering, tabbed, uuids
from rocket3pl.warehouses.models import Warehouse

SORTS = {
    "available": "available",
    "reserved": "reserved",
    "incoming": "incoming",
    "on_hand": "on_hand",
    "seller_sku": "seller_sku",
    "fnsku": "fnsku",
    "name_zh": "name_zh",
    "owner_name": "owner__name",
}
_WITHOUT_STOCK = (Sku.Status.REQUESTED, Sku.Status.REJECTED, Sku.Status.WITHDRAWN)
# The parts of stock that tabs look at, and so every query has.
_COUNTED = ("available", "incoming")


def _narrowed(query: ListQuery) -> QuerySet[Any]:
    # Said by what is left out: given the two states, SQLite would read all their rows and sort them.
    rows = Sku.objects.exclude(status__in=_WITHOUT_STOCK)
    if query.ids:
        rows = rows.filter(public_id__in=uuids(query.ids))
    if warehouse := query.where.get("warehouse"):
        rows = rows.filter(warehouse=number_of(Warehouse, warehouse))
    if owner := query.where.get("owner"):
        rows = rows.filter(owner=number_of(Owner, owner))
    return rows.annotate(
        level=FilteredRelation("levels"),
        available=Coalesce(F("level__available"), 0),
        incoming=Coalesce(F("level__incoming"), 0),
    )


def _base(query: ListQuery) -> QuerySet[Any]:
    rows = _narrowed(query)
    return rows.filter(found_by(query.q, query.field)) if query.q and not query.ids else rows


def _is_low() -> Q:
    """Return the ≤ rule: the product's own number, else the owner's."""
    return Q(owner__low_stock_enabled=True) & (
        Q(low_stock_threshold__isnull=False, available__lte=F("low_stock_threshold"))
        | Q(low_stock_threshold__isnull=True, available__lte=F("owner__low_stock_threshold"))
    )


TABS: dict[str, Q] = {
    "": Q(),
    "ok": Q(available__gt=0) & ~_is_low(),
    "low": _is_low(),
    "out": Q(available=0),
    "incoming": Q(incoming__gt=0),
}


def low_products() -> list[tuple[int, UUID]]:
    """Return (owner, public id) of the products in scope that run low, by their age."""
    rows = _narrowed(ListQuery()).filter(_is_low()).order_by("id")
    return list(rows.values_list("owner_id", "public_id"))


def _rows(query: ListQuery, chosen: QuerySet[Any]) -> QuerySet[Any, Any]:
    parts: dict[str, Any] = {
        s.value: Coalesce(F(f"level__{s.value}"), 0) for s in STORED if s.value not in _COUNTED
    }
    rows = chosen.annotate(**parts)
    rows = rows.annotate(
        on_hand=F("receiving") + F("available") + F("reserved") + F("picked") + F("hold") + F("damaged"),
        state=Case(
            When(_is_low(), then=Value("low")),
            When(available=0, then=Value("out")),
            default=Value("ok"),
        ),
    )
    found: QuerySet[Any, Any] = rows.order_by(*ordering(query, SORTS, "-id")).values(
        "id",
        "public_id",
        "seller_sku",
        "fnsku",
        "platform_sku",
        "name_zh",
        "name_ko",
        "name_en",
        "option_text",
        "status",
        "low_stock_threshold",
        *_COUNTED,
        "on_hand",
        "state",
        *parts,
        owner_name=F("owner__name"),
        owner_code=F("owner__code"),
        warehouse_code=Coalesce(F("level__warehouse__code"), F("warehouse__code")),
        warehouse_zh=Coalesce(F("level__warehouse__name_zh"), F("warehouse__name_zh")),
        warehouse_ko=Coalesce(F("level__warehouse__name_ko"), F("warehouse__name_ko")),
        warehouse_en=Coalesce(F("level__warehouse__name_en"), F("warehouse__name_en")),
        picture=F("image__public_id"),
    )
    return found


def _with_image(rows: list[Row]) -> list[Row]:
    """Return rows whose `image_id` is the public id of the picture: a model field has that name."""
    for row in rows:
        row["image_id"] = row.pop("picture")
    return rows


STOCK = tabbed(
    _base,
    _rows,
    TABS,
    dress=_with_image,
    together=True,
    finding=finding(_narrowed),
)


def available_now(public_ids: list[str]) -> dict[str, int]:
    """Return 출고가능수량 (= 가용재고) of products of the scope by public id; 0 without stock."""
    rows = Sku.objects.filter(public_id__in=uuids(tuple(public_ids))).values_list(
        "public_id", Coalesce(F("levels__available"), 0)
    )
    return {str(public): n for public, n in rows}


def movements(sku: Sku, *, limit: int = 200) -> list[Row]:
    """Return the latest entries of a product, newest first, with what moved and why."""
    rows: list[Any] = list(
        StockEntry.objects.filter(sku=sku)
        .order_by("-id")
        .values(
            "quantity",
            "from_state",
            "to_state",
            kind=F("posting__kind"),
            source_type=F("posting__source_type"),
            source_id=F("posting__source_id"),
            posting_pk=F("posting_id"),
            reason=F("posting__reason"),
            note=F("posting__note"),
            actor_name=F("posting__actor_name"),
            recorded_at=F("posting__recorded_at"),
            from_code=F("from_location__code"),
            to_code=F("to_location__code"),
            reversed=F("posting__reversed_by__id"),
        )[:limit]
    )
    # Entries made later about an earlier moment stand where readers look for them.
    rows.sort(key=itemgetter("recorded_at"), reverse=True)
    return rows
