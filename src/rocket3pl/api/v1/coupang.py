"""What a seller has and sells at Coupang (로켓그로스), as it was last fetched. Sellers' keys only."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router

from rocket3pl.api.marks import reads
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import Amount, Body, Text
from rocket3pl.shared.connected import connected_list
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner

router = Router(tags=["coupang"])


class CoupangOption(Body):
    """An option in Coupang's centres: `product` is ours, null while the two are not connected.

    `available` is what may be ordered from our stock; `days_left` is null where nothing was sold.
    """

    vendor_item_id: int
    product: UUID | None
    seller_sku: str
    coupang_name: str
    listed: bool
    orderable: int
    available: int | None
    sold_7_days: int
    sold_30_days: int
    days_left: int | None
    seen_at: datetime


class CoupangSold(Body):
    """Pieces of one option that were sold in one order. Coupang tells no buyer."""

    order_id: int
    vendor_item_id: int
    product: UUID | None
    seller_sku: str
    coupang_name: str
    quantity: int
    unit_price: Amount
    currency: str
    paid_at: datetime


class WhichCoupangStock(Paging):
    """Which options."""

    state: Text = Field("", max_length=10, description="none (sold out), unmatched or gone.")
    q: Text = Field("", max_length=200)


class WhichCoupangSales(Paging):
    """Which sales."""

    state: Text = Field("", max_length=10, description="matched or unmatched.")
    q: Text = Field("", max_length=200)
    field: Text = Field("", max_length=20, description="name, seller_sku, item or order; all without.")


def _product(row: Row) -> dict[str, Any]:
    return {
        "vendor_item_id": row["vendor_item_id"],
        "product": row["public_id"],
        "seller_sku": row["seller_sku"] or "",
        "coupang_name": row["product_name"] or "",
    }


def _stock(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in ("listed", "orderable", "available", "days_left", "seen_at")}
    return {**_product(row), **same, "sold_7_days": row["sold_7"], "sold_30_days": row["sold_30"]}


def _sale(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in ("order_id", "quantity", "unit_price", "currency", "paid_at")}
    return {**_product(row), **same}


@router.get("/stock", response={200: Page[CoupangOption]})
@reads("inventory")
def list_stock(request: HttpRequest, which: Query[WhichCoupangStock]) -> Any:
    """List what lies in Coupang's centres, the option that was seen first last."""
    require_owner(Right.VIEW_STOCK)
    return page_of(connected_list("coupang.stock"), ListQuery(tab=which.state, q=which.q), which, _stock)


@router.get("/sales", response={200: Page[CoupangSold]})
@reads("inventory")
def list_sales(request: HttpRequest, which: Query[WhichCoupangSales]) -> Any:
    """List what was sold, the sale that was read last first."""
    require_owner(Right.VIEW_STOCK)
    query = ListQuery(tab=which.state, q=which.q, field=which.field)
    return page_of(connected_list("coupang.sales"), query, which, _sale)
