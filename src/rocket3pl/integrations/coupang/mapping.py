"""Coupang's answers in our words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from rocket3pl.integrations.coupang.client import CoupangError
from rocket3pl.integrations.couriers.event import short

_MOST = 2**63 - 1
_BARCODE, _SKU, _NAME = 60, 100, 300


def whole(value: Any, neutral: int = 0) -> int:
    """Return a count or an id, whether it came as a number or as text; the neutral one for nothing."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return neutral
    return number if 0 <= number <= _MOST else neutral


def moment(value: Any) -> datetime:
    """Return a moment: milliseconds as text in lists, ISO 8601 in single orders. Raises CoupangError."""
    text = str(value or "")
    try:
        if text.isascii() and text.isdigit():
            return datetime.fromtimestamp(int(text) / 1000, tz=UTC)
        found = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        code = "broken_answer"
        raise CoupangError(code) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stock:
    """A line of rg/inventory/summaries."""

    vendor_item_id: int
    external_sku_id: int | None
    orderable: int
    sold_30_days: int


def _part(row: dict[str, Any], name: str) -> dict[str, Any]:
    found = row.get(name)
    return found if isinstance(found, dict) else {}


def stock_of(row: Any) -> Stock | None:
    """Return a line of stock, None for one that names nothing."""
    found = row if isinstance(row, dict) else {}
    item = whole(found.get("vendorItemId"))
    if not item:
        return None
    details, sales = _part(found, "inventoryDetails"), _part(found, "salesCountMap")
    return Stock(
        item,
        whole(found.get("externalSkuId")) or None,
        whole(details.get("totalOrderableQuantity")),
        whole(sales.get("SALES_COUNT_LAST_THIRTY_DAYS")),
    )


@dataclass(frozen=True, slots=True)
class Sale:
    """A line of an order of rg/orders or rg/order."""

    order_id: int
    vendor_item_id: int
    quantity: int
    unit_price: Decimal
    currency: str
    paid_at: datetime
    product_name: str


def _price(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
    return round(amount, 2) if amount.is_finite() and 0 <= amount < Decimal(10) ** 12 else Decimal(0)


def sales_of(order: Any) -> list[Sale]:
    """Return the lines of an order. Raises CoupangError when it has no moment."""
    found = order if isinstance(order, dict) else {}
    number = whole(found.get("orderId"))
    items = found.get("orderItems")
    if not number or not isinstance(items, list):
        return []
    paid_at = moment(found.get("paidAt"))
    return [
        Sale(
            number,
            whole(item.get("vendorItemId")),
            whole(item.get("salesQuantity")),
            # The list says unitSalesPrice, the single order salesPrice.
            _price(item.get("unitSalesPrice", item.get("salesPrice"))),
            short(item.get("currency"), 3) or "KRW",
            paid_at,
            short(item.get("productName"), _NAME),
        )
        for item in items
        if isinstance(item, dict) and whole(item.get("vendorItemId"))
    ]


@dataclass(frozen=True, slots=True)
class Item:
    """An option of a product at Coupang, for finding which of ours it is."""

    vendor_item_id: int
    seller_product_id: int
    external_vendor_sku: str
    barcode: str
    product_name: str


def items_of(product: Any) -> list[Item]:
    """Return the options of a product that have a vendorItemId: Rocket Growth's and the marketplace's.

    One option may have two. The barcode stands with Rocket Growth's only, and in the single product only.
    The list spells marketPlaceItemData, the single product marketplaceItemData.
    """
    found = product if isinstance(product, dict) else {}
    name = str(found.get("sellerProductName") or "")
    options = found.get("items")
    items = []
    for option in options if isinstance(options, list) else []:
        if not isinstance(option, dict):
            continue
        full = short(f"{name} / {option.get('itemName') or ''}".strip(" /"), _NAME)
        for key in ("rocketGrowthItemData", "marketplaceItemData", "marketPlaceItemData"):
            data = option.get(key)
            if isinstance(data, dict) and whole(data.get("vendorItemId")):
                items.append(
                    Item(
                        whole(data.get("vendorItemId")),
                        whole(found.get("sellerProductId")),
                        short(data.get("externalVendorSku"), _SKU),
                        short(data.get("barcode"), _BARCODE),
                        full,
                    )
                )
    return items
