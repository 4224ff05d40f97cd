"""What the sample's first seller has at Coupang: as if it had been fetched, since there is no account."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from rocket3pl.catalog.models import Sku
from rocket3pl.integrations.models import CoupangMapping, CoupangSale, CoupangStock
from rocket3pl.owners.models import Owner
from rocket3pl.shared.tenancy import owner_scope

_CONNECTED, _ALL = 10, 12
_ITEM, _ORDER = 85_912_340_000, 29_100_176_000_000
_PRICES = (27_800, 34_900, 19_900, 12_500)


def at_coupang(owner: Owner, products: Sequence[str], *, now: datetime) -> None:
    """Tell of options in Coupang's centres, two of them not connected yet, and of a month's orders."""
    with owner_scope(owner.pk):
        skus = list(Sku.objects.filter(public_id__in=products).order_by("id")[:_CONNECTED])
        for n in range(_ALL):
            sku = skus[n] if n < len(skus) else None
            sold = _sell(owner, n, now)
            CoupangStock.objects.create(
                owner=owner,
                vendor_item_id=_ITEM + n,
                orderable=(n * 37) % 160,
                sold_30_days=sold,
                seen_at=now,
            )
            CoupangMapping.objects.create(
                owner=owner,
                vendor_item_id=_ITEM + n,
                sku=sku,
                product_name=f"[로켓그로스] {sku.name_ko if sku else '신상품'} / FREE",
                matched_by="seller_sku" if sku else "",
                updated_at=now,
            )


def _sell(owner: Owner, n: int, now: datetime) -> int:
    """Make the orders of one option; return how many pieces they are."""
    sales = [
        CoupangSale(
            owner=owner,
            order_id=_ORDER + n * 100 + k,
            vendor_item_id=_ITEM + n,
            quantity=1 + (n + k) % 3,
            unit_price=Decimal(_PRICES[n % len(_PRICES)]),
            paid_at=now - timedelta(days=(k * 3 + n) % 30, hours=n + k),
        )
        for k in range((n * 5) % 8)
    ]
    CoupangSale.objects.bulk_create(sales)
    return sum(sale.quantity for sale in sales)
