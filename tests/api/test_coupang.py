"""What a seller has and sells at Coupang, as programs read it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from rocket3pl.catalog.models import Sku
from rocket3pl.integrations.models import CoupangMapping, CoupangSale, CoupangStock
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.api.conftest import Programs
from tests.factories import NOW, World, make_products, make_stock

pytestmark = pytest.mark.django_db
ITEM = 70_000_000_000


@pytest.fixture
def sold(world: World) -> Sku:
    """Ara has an option that is connected and one that is not; Chae has one of the same number."""
    goods = make_products(world.ara, 1)
    make_stock(world.ara, goods, 12)
    with operator_scope():
        sku = Sku.objects.get(pk=goods[0].sku_id)
    now = timezone.now()
    for owner, item, product in ((world.ara, 1, sku), (world.ara, 2, None), (world.chae, 1, None)):
        with owner_scope(owner.pk):
            CoupangStock.objects.create(owner=owner, vendor_item_id=ITEM + item, orderable=60, seen_at=NOW)
            CoupangMapping.objects.create(
                owner=owner, vendor_item_id=ITEM + item, sku=product, product_name=f"{owner.name} {item}",
                updated_at=NOW,
            )  # fmt: skip
            CoupangSale.objects.create(
                owner=owner, order_id=item, vendor_item_id=ITEM + item, quantity=4,
                unit_price=Decimal("10.50"), paid_at=now - timedelta(days=10 * (item - 1)),
            )  # fmt: skip
    return sku


def test_stock_stands_beside_ours_with_what_sold(programs: Programs, sold: Sku) -> None:
    items = programs("ara", inventory="read").get("/coupang/stock").json()["items"]
    assert [{k: v for k, v in item.items() if k != "seen_at"} for item in items] == [
        {
            "vendor_item_id": ITEM + 2, "product": None, "seller_sku": "", "coupang_name": "아라 2",
            "listed": True, "orderable": 60, "available": None, "sold_7_days": 0, "sold_30_days": 4,
            "days_left": 450,
        },
        {
            "vendor_item_id": ITEM + 1, "product": str(sold.public_id), "seller_sku": sold.seller_sku,
            "coupang_name": "아라 1", "listed": True, "orderable": 60, "available": 12, "sold_7_days": 4,
            "sold_30_days": 4, "days_left": 450,
        },
    ]  # fmt: skip


def test_sales_come_page_by_page(programs: Programs, sold: Sku) -> None:
    program = programs("ara", inventory="read")
    first = program.get("/coupang/sales?limit=1").json()
    second = program.get(f"/coupang/sales?limit=1&cursor={first['next_cursor']}").json()
    assert [(p["items"][0]["order_id"], p["items"][0]["product"]) for p in (first, second)] == [
        (2, None), (1, str(sold.public_id)),
    ]  # fmt: skip
    assert second["next_cursor"] is None
    assert Decimal(first["items"][0]["unit_price"]) == Decimal("10.50")


@pytest.mark.parametrize(
    ("asked", "found"),
    [("state=matched", [1]), ("state=unmatched", [2]), ("q=2&field=order", [2]), ("q=nothing", [])],
)
def test_sales_are_found(programs: Programs, sold: Sku, asked: str, found: list[int]) -> None:
    items = programs("ara", inventory="read").get(f"/coupang/sales?{asked}").json()["items"]
    assert [item["order_id"] for item in items] == found


@pytest.mark.parametrize("path", ["/coupang/stock", "/coupang/sales"])
def test_others_see_their_own_or_nothing(programs: Programs, sold: Sku, path: str) -> None:
    answer: Any = programs("chae", inventory="read").get(path)
    assert [item["coupang_name"] for item in answer.json()["items"]] == ["채 1"]
    assert sold.seller_sku not in answer.content.decode()
    assert programs("ara", products="read").get(path).json()["code"] == "area_missing"
    assert programs("dan", inventory="read").get(path).json()["code"] == "not_permitted"
