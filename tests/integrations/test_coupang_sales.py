"""로켓그로스 판매, and what was sold beside the stock: whose, when, how many, and in how many statements."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from rocket3pl.catalog.models import Sku
from rocket3pl.integrations.coupang.sold import Sold, sold
from rocket3pl.integrations.models import CoupangMapping, CoupangSale, CoupangStock
from rocket3pl.jobs import work
from rocket3pl.jobs.models import Job
from rocket3pl.owners.models import Owner
from rocket3pl.shared.days import business_day, day_start
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from rocket3pl.web import exports
from tests.console.conftest import text_of
from tests.factories import NOW, World, make_products, make_stock
from tests.integrations.conftest import products_of
from tests.support import sheet

SALES, STOCK = "/coupang/sales/", "/coupang/stock/"
ITEM = 70_000_000_000


def sale(owner: Owner, order: int, item: int, pieces: int, at: datetime, **more: Any) -> None:
    with owner_scope(owner.pk):
        CoupangSale.objects.create(
            owner=owner, order_id=order, vendor_item_id=ITEM + item, quantity=pieces,
            unit_price=more.pop("price", Decimal(27800)), paid_at=at, **more,
        )  # fmt: skip


def option(owner: Owner, item: int, sku: Any = None) -> None:
    with owner_scope(owner.pk):
        CoupangMapping.objects.create(
            owner=owner, vendor_item_id=ITEM + item, sku=sku, product_name=f"{owner.name} 옵션 {item}",
            updated_at=NOW,
        )  # fmt: skip


@pytest.fixture
def sold_goods(world: World) -> Any:
    """Ara sold one connected option and one that is not, Chae the same numbers."""
    product = products_of(world.ara, 1)[0]
    now = timezone.now()
    option(world.ara, 1, product)
    option(world.ara, 2)
    option(world.chae, 1)
    sale(world.ara, 9001, 1, 2, now)
    sale(world.ara, 9002, 2, 1, now - timedelta(days=20), price=Decimal("10.50"), currency="USD")
    sale(world.ara, 9003, 1, 5, now - timedelta(days=40))
    sale(world.chae, 9001, 1, 77, now)
    return product


def orders(response: Any) -> list[int]:
    return [int(row[1]) for row in sheet(response)[1:]]


def test_each_line_says_what_was_sold_of_which_product(world: World, sold_goods: Any, at: Any) -> None:
    rows = sheet(at("bom").get(SALES, {"export": "xlsx"}))
    head, lines = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert len(head) == len(set(head))
    assert [
        [
            line[name]
            for name in ("쿠팡 주문번호", "Seller Sku", "상품 연결", "수량", "판매가", "금액", "통화")
        ]
        for line in lines
    ] == [
        ["9001", sold_goods.seller_sku, "연결됨", 2, 27800, 55600, "KRW"],
        ["9002", None, "연결 안 됨", 1, 10.5, 10.5, "USD"],
    ]
    page = text_of(at("bom").get(SALES))
    assert f'href="/products/{sold_goods.public_id}/"' in page
    assert '<a href="/coupang/unmatched/">연결 안 됨</a>' in page
    assert "27,800원" in page and "$10.50" in page


def test_a_rival_and_the_warehouse_see_nothing_of_it(world: World, sold_goods: Any, at: Any) -> None:
    rows = sheet(at("chae").get(SALES, {"export": "xlsx"}))
    assert [row[1] for row in rows[1:]] == ["9001"]
    chae = text_of(at("chae").get(SALES))
    assert sold_goods.seller_sku not in chae and "아라" not in chae
    assert at("dan").get(SALES).status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"from": "", "to": ""}, [9001, 9002, 9003]),
        ({"tab": "matched"}, [9001]),
        ({"tab": "unmatched"}, [9002]),
        ({"q": "9002"}, [9002]),
        ({"q": str(ITEM + 1)}, [9001]),
        ({"q": "아라 옵션"}, [9001, 9002]),
        ({"q": "채 옵션"}, []),
        ({"q": "아라", "field": "name"}, [9001, 9002]),
        ({"q": "9002", "field": "order"}, [9002]),
        ({"q": "9002", "field": "item"}, []),
        ({"q": str(ITEM + 2), "field": "item"}, [9002]),
        ({"q": "아라", "field": "order"}, []),
        ({"q": "9" * 30}, []),
        ({"sort": "quantity"}, [9002, 9001]),
        ({"sort": "paid_at"}, [9002, 9001]),
        ({"sort": "-paid_at", "from": ""}, [9001, 9002, 9003]),
    ],
)
def test_the_list_finds(
    world: World, sold_goods: Any, at: Any, asked: dict[str, str], found: list[int]
) -> None:
    ara = at("ara")
    assert orders(ara.get(SALES, {"export": "xlsx", **asked})) == found
    assert ara.get(SALES, asked).status_code == 200


def test_a_seller_sku_finds_its_sales(world: World, sold_goods: Any, at: Any) -> None:
    for asked in ({}, {"field": "seller_sku"}):
        assert orders(at("ara").get(SALES, {"export": "xlsx", "q": sold_goods.seller_sku, **asked})) == [9001]


def test_days_are_seouls(world: World) -> None:
    today = business_day(NOW)
    for order, days in ((1, 0), (2, 6), (3, 7), (4, 29), (5, 30)):
        sale(world.ara, order, 1, 10**order, day_start(today - timedelta(days=days)))
    sale(world.ara, 6, 2, 3, day_start(today - timedelta(days=8)))
    sale(world.chae, 1, 1, 5, NOW)
    with owner_scope(world.ara.pk):
        assert sold([ITEM + 1, ITEM + 2, ITEM + 3], now=NOW) == {
            ITEM + 1: Sold(week=110, month=11_110), ITEM + 2: Sold(week=0, month=3),
        }  # fmt: skip
    with operator_scope():
        assert sold([], now=NOW) == {}


def test_stock_stands_beside_what_sold(world: World, at: Any) -> None:
    goods = make_products(world.ara, 1)
    make_stock(world.ara, goods, 12)
    with operator_scope():
        sku = Sku.objects.get(pk=goods[0].sku_id)
    option(world.ara, 1, sku)
    with owner_scope(world.ara.pk):
        for n, by_coupang in ((1, 0), (2, 45), (3, 0)):
            CoupangStock.objects.create(
                owner=world.ara, vendor_item_id=ITEM + n, orderable=60, sold_30_days=by_coupang, seen_at=NOW
            )
    now = timezone.now()
    sale(world.ara, 1, 1, 4, now)
    sale(world.ara, 2, 1, 8, now - timedelta(days=10))
    rows = sheet(at("ara").get(STOCK, {"export": "xlsx", "sort": "vendor_item_id"}))
    # Coupang's stock, ours, sold in 7 and in 30 days, days left; no sales, no guess.
    assert [row[5:10] for row in rows[1:]] == [
        [60, 12, 4, 12, 150], [60, None, 0, 45, 40], [60, None, 0, 0, None],
    ]  # fmt: skip
    assert f'href="/coupang/sales/?q={ITEM + 1}"' in text_of(at("ara").get(STOCK))


@pytest.mark.parametrize("address", [SALES, STOCK])
def test_more_rows_take_no_more_statements(
    world: World, at: Any, address: str, django_assert_num_queries: Any
) -> None:
    ara, now = at("ara"), timezone.now()
    skus = products_of(world.ara, 3)

    def add(n: int) -> None:
        option(world.ara, n, skus[n - 1])
        sale(world.ara, n, n, n, now)
        with owner_scope(world.ara.pk):
            CoupangStock.objects.create(
                owner=world.ara, vendor_item_id=ITEM + n, orderable=1, sold_30_days=1, seen_at=NOW
            )

    add(1)
    ara.get(address)
    # Session, person, keys, health, counts, rows; beside stock what was sold and what is here.
    most = 6 if address == SALES else 8
    with django_assert_num_queries(most):
        ara.get(address)
    add(2)
    add(3)
    with django_assert_num_queries(most):
        assert f"{ITEM + 3}" in text_of(ara.get(address))


@pytest.mark.parametrize("address", [SALES, STOCK])
def test_a_long_list_is_written_in_the_background(
    world: World, sold_goods: Any, at: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with owner_scope(world.ara.pk):
        CoupangStock.objects.create(owner=world.ara, vendor_item_id=ITEM + 1, orderable=1, seen_at=NOW)
    direct = sheet(at("ara").get(address, {"export": "xlsx"}))
    monkeypatch.setattr(exports, "MOST_DIRECT", 0)
    assert at("ara").get(address, {"export": "xlsx"})["Location"] == "/jobs/"
    work.work_off("w")
    job = Job.objects.get()
    assert (job.status, job.owner_id) == ("done", world.ara.pk)
    file = at("ara").get(f"/jobs/{job.public_id}/file/")
    assert sheet(file) == direct
    assert at("chae").get(f"/jobs/{job.public_id}/file/").status_code == 404


def test_the_page_says_that_it_is_empty(world: World, at: Any) -> None:
    assert "검색결과 0건" in text_of(at("ara").get(SALES))
    page = text_of(at("ara").get(SALES, {"from": ""}))
    assert "로켓그로스 판매가 없습니다" in page
    assert "쿠팡 연동이 꺼져 있어 새로 가져오지 않습니다." in page
