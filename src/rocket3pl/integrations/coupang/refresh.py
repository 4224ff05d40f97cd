"""What a scheduler calls: stock, orders and products of one seller, fetched and kept.

Each opens the seller's scope itself and must be called outside of any transaction, since it waits for
Coupang. Each does nothing while the seller has not switched Coupang on.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rocket3pl.integrations.coupang.client import CoupangError, Pace, Query, pages, read
from rocket3pl.integrations.coupang.mapping import Item, Sale, items_of, sales_of, stock_of, whole
from rocket3pl.integrations.coupang.matching import know_items, match_items
from rocket3pl.integrations.coupang.settings import Vendor, vendor_of
from rocket3pl.integrations.models import CoupangMapping, CoupangProduct, CoupangSale, CoupangStock
from rocket3pl.shared.days import business_day
from rocket3pl.shared.tenancy import owner_scope

_GROWTH = "/v2/providers/rg_open_api/apis/api/v1/vendors/{}/rg"
PRODUCTS = "/v2/providers/seller_api/apis/api/v1/marketplace/seller-products"
# Coupang takes 30 days at once and counts the end it leaves out.
_MOST_DAYS = 29
_DAYS, _FIRST_DAYS = 7, 30
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a round did. `error` is the code of CoupangError that ended it early, "" when all came."""

    rows: int = 0
    matched: int = 0
    error: str = ""


def refresh_stock(*, owner_id: int, now: datetime, pause: Callable[[float], None] = time.sleep) -> Refreshed:
    """Fetch the stock in Coupang's centres; options that a complete answer leaves out are not listed."""
    with owner_scope(owner_id):
        vendor = vendor_of(owner_id)
        if vendor is None:
            return Refreshed()
        path = f"{_GROWTH.format(vendor.vendor_id)}/inventory/summaries"
        count, error = 0, ""
        try:
            for page in pages(vendor, path, (), Pace(now, pause)):
                count += _keep_stock(owner_id, page, now)
        except CoupangError as failure:
            error = failure.code
        else:
            stale = CoupangStock.objects.filter(owner_id=owner_id, listed=True, seen_at__lt=now)
            stale.update(listed=False, orderable=0)
        return Refreshed(count, match_items(owner_id, now=now), error)


def _keep_stock(owner_id: int, page: Iterable[object], now: datetime) -> int:
    found = {line.vendor_item_id: line for row in page if (line := stock_of(row)) is not None}
    CoupangStock.objects.bulk_create(
        [
            CoupangStock(
                owner_id=owner_id,
                vendor_item_id=line.vendor_item_id,
                external_sku_id=line.external_sku_id,
                orderable=line.orderable,
                sold_30_days=line.sold_30_days,
                listed=True,
                seen_at=now,
            )
            for line in found.values()
        ],
        update_conflicts=True,
        unique_fields=["owner", "vendor_item_id"],
        update_fields=["external_sku_id", "orderable", "sold_30_days", "listed", "seen_at"],
    )
    know_items(owner_id, (Item(number, 0, "", "", "") for number in found), now=now)
    return len(found)


def refresh_orders(
    *, owner_id: int, now: datetime, days: int | None = None, pause: Callable[[float], None] = time.sleep
) -> Refreshed:
    """Fetch the orders paid within the last days, today included, on Seoul's calendar.

    Without `days` it is a week; a month as long as none is known, so that 30 days are whole at once.
    Coupang leaves out the end that it is given, so it is asked for the day after, and what was paid on
    other days than wanted is left away. It names only orders that have been shipped.
    """
    until = business_day(now)
    with owner_scope(owner_id):
        vendor = vendor_of(owner_id)
        if vendor is None:
            return Refreshed()
        if days is None:
            known = CoupangSale.objects.filter(owner_id=owner_id).exists()
            days = _DAYS if known else _FIRST_DAYS
        pace, count, error = Pace(now, pause), 0, ""
        try:
            first = until - timedelta(days=max(days, 1) - 1)
            while first <= until:
                last = min(first + timedelta(days=_MOST_DAYS - 1), until)
                count += _orders_of(vendor, first, last, pace)
                first = last + timedelta(days=1)
        except CoupangError as failure:
            error = failure.code
        return Refreshed(count, match_items(owner_id, now=now), error)


def _orders_of(vendor: Vendor, first: date, last: date, pace: Pace) -> int:
    end = last + timedelta(days=1)
    query: Query = [("paidDateFrom", f"{first:%Y%m%d}"), ("paidDateTo", f"{end:%Y%m%d}")]
    count = 0
    for page in pages(vendor, f"{_GROWTH.format(vendor.vendor_id)}/orders", query, pace):
        lines = [line for order in page for line in sales_of(order)]
        wanted = [line for line in lines if first <= business_day(line.paid_at) <= last]
        count += _keep_sales(vendor.owner_id, wanted, pace.now)
    return count


def _keep_sales(owner_id: int, lines: list[Sale], now: datetime) -> int:
    """Keep lines of orders; the same option twice in one order is one line with both pieces."""
    rows: dict[tuple[int, int], CoupangSale] = {}
    for line in lines:
        key = (line.order_id, line.vendor_item_id)
        if key in rows:
            rows[key].quantity += line.quantity
            continue
        rows[key] = CoupangSale(
            owner_id=owner_id,
            order_id=line.order_id,
            vendor_item_id=line.vendor_item_id,
            quantity=line.quantity,
            unit_price=line.unit_price,
            currency=line.currency,
            paid_at=line.paid_at,
        )
    CoupangSale.objects.bulk_create(
        list(rows.values()),
        update_conflicts=True,
        unique_fields=["owner", "order_id", "vendor_item_id"],
        update_fields=["quantity", "unit_price", "currency", "paid_at"],
    )
    names = (Item(line.vendor_item_id, 0, "", "", line.product_name) for line in lines)
    know_items(owner_id, names, now=now)
    return len(rows)


def refresh_products(
    *, owner_id: int, now: datetime, limit: int = 200, pause: Callable[[float], None] = time.sleep
) -> Refreshed:
    """Fetch the codes of options that are not connected with our products yet, and connect them.

    The list of products has no barcodes, so each product is asked for by itself: at most `limit` a
    round, those never asked first, and none that was asked within a week or is connected altogether.
    """
    with owner_scope(owner_id):
        vendor = vendor_of(owner_id)
        if vendor is None:
            return Refreshed()
        pace, count, error = Pace(now, pause), 0, ""
        try:
            for number in _due_products(vendor, pace)[:limit]:
                body = read(vendor, f"{PRODUCTS}/{number}", (), pace)
                know_items(owner_id, items_of(body.get("data")), now=now)
                CoupangProduct.objects.bulk_create(
                    [CoupangProduct(owner_id=owner_id, seller_product_id=number, asked_at=now)],
                    update_conflicts=True,
                    unique_fields=["owner", "seller_product_id"],
                    update_fields=["asked_at"],
                )
                count += 1
        except CoupangError as failure:
            error = failure.code
        return Refreshed(count, match_items(owner_id, now=now), error)


def _due_products(vendor: Vendor, pace: Pace) -> list[int]:
    """Return the products to be asked for, those never asked first."""
    query: Query = [
        ("vendorId", vendor.vendor_id),
        ("businessTypes", "rocketGrowth"),
        ("maxPerPage", "100"),
    ]
    listed = [
        number
        for page in pages(vendor, PRODUCTS, query, pace)
        for row in page
        if isinstance(row, dict) and (number := whole(row.get("sellerProductId")))
    ]
    options = CoupangMapping.objects.filter(owner_id=vendor.owner_id, seller_product_id__isnull=False)
    unconnected = set(options.filter(sku=None).values_list("seller_product_id", flat=True))
    connected = set(options.values_list("seller_product_id", flat=True)) - unconnected
    rows = CoupangProduct.objects.filter(owner_id=vendor.owner_id)
    asked = dict(rows.values_list("seller_product_id", "asked_at"))
    due = [
        number
        for number in dict.fromkeys(listed)
        if number not in connected and (number not in asked or asked[number] <= pace.now - _WEEK)
    ]
    return sorted(due, key=lambda number: (number in asked, asked.get(number, pace.now), number))
