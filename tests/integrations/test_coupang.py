"""쿠팡: signatures, pages, limits, and what is kept of the answers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from rocket3pl.catalog.models import Sku
from rocket3pl.integrations.coupang.fake import Fake
from rocket3pl.integrations.coupang.mapping import Item, items_of, moment, sales_of, stock_of, whole
from rocket3pl.integrations.coupang.refresh import (
    Refreshed,
    refresh_orders,
    refresh_products,
    refresh_stock,
)
from rocket3pl.integrations.coupang.signing import authorization, signature
from rocket3pl.integrations.models import CoupangMapping, CoupangSale, CoupangStock
from rocket3pl.outside.calls import Heard, Said
from rocket3pl.outside.models import Connection
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import NOW, World
from tests.integrations.conftest import give_keys, products_of, service
from tests.support import changed, everything

ACCESS, SECRET, VENDOR = "00000000-0000-0000-0000-000000000000", "SECRET_KEY_FOR_TESTS", "A00012345"
SUMMARIES = f"/v2/providers/rg_open_api/apis/api/v1/vendors/{VENDOR}/rg/inventory/summaries"
ITEM = 70_000_000_000


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "6bffd448b563e1ce3d4ead5ccceaeb159aeef985e1632532156e3c2ee9c79a34"),
        ("nextToken=2", "381247f9ab887b007afa502d99b63753eb786ac0a9b69a43a4d6b40914fdd87d"),
        ("vendorItemId=70000000000", "0301facd53f1811ceb969cac5d789050f15b984a0139236fd2b59697111c44c4"),
    ],
)
def test_signatures_are_those_of_the_vectors(query: str, expected: str) -> None:
    made = signature(SECRET, date="260102T030405Z", method="GET", path=SUMMARIES, query=query)
    assert made == expected
    header = authorization(
        ACCESS, SECRET, method="GET", path=SUMMARIES, query=query,
        now=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    )  # fmt: skip
    assert header == (
        f"CEA algorithm=HmacSHA256, access-key={ACCESS}, signed-date=260102T030405Z, signature={expected}"
    )


def line(item: int, pieces: int, sold: int = 0) -> dict[str, Any]:
    return {
        "vendorId": VENDOR, "vendorItemId": item, "externalSkuId": 10012345,
        "inventoryDetails": {"totalOrderableQuantity": pieces},
        "salesCountMap": {"SALES_COUNT_LAST_THIRTY_DAYS": sold},
    }  # fmt: skip


class Pauses(list[float]):
    """Remembers how long was waited, and waits not at all."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


@pytest.fixture
def coupang(world: World) -> Fake:
    give_keys(world, "coupang", "ara", vendor_id=VENDOR, access_key=ACCESS, secret_key=SECRET)
    return Fake(VENDOR, ACCESS, SECRET)


def stock(world: World, answers: Callable[[Heard], Said], **more: Any) -> tuple[Refreshed, list[Heard]]:
    with service(answers) as heard:
        done = refresh_stock(owner_id=world.ara.pk, **{"now": NOW, "pause": Pauses(), **more})
    return done, heard


def kept(world: World) -> dict[int, tuple[int, int, bool]]:
    with operator_scope():
        rows = CoupangStock.objects.filter(owner=world.ara)
        return {r.vendor_item_id: (r.orderable, r.sold_30_days, r.listed) for r in rows}


def test_stock_comes_page_by_page(world: World, coupang: Fake) -> None:
    coupang.stock = [[line(ITEM, 10, 15), line(ITEM + 1, 0)], [line(ITEM + 2, 3)]]
    done, heard = stock(world, coupang)
    assert done == Refreshed(rows=3)
    assert [(h.method, h.url) for h in heard] == [
        ("GET", f"https://api-gateway.coupang.com{SUMMARIES}"),
        ("GET", f"https://api-gateway.coupang.com{SUMMARIES}?nextToken=2"),
    ]
    assert heard[0].headers["content-type"] == "application/json;charset=UTF-8"
    assert kept(world) == {ITEM: (10, 15, True), ITEM + 1: (0, 0, True), ITEM + 2: (3, 0, True)}
    assert Connection.objects.get().name == f"coupang:{world.ara.code}"


def test_what_a_complete_answer_leaves_out_is_not_listed(world: World, coupang: Fake) -> None:
    coupang.stock = [[line(ITEM, 10), line(ITEM + 1, 5)]]
    stock(world, coupang)
    coupang.stock = [[line(ITEM, 4)]]
    stock(world, coupang, now=NOW + timedelta(hours=1))
    assert kept(world) == {ITEM: (4, 0, True), ITEM + 1: (0, 0, False)}
    coupang.stock = [[]]
    stock(world, coupang, now=NOW + timedelta(hours=2))
    assert kept(world) == {ITEM: (0, 0, False), ITEM + 1: (0, 0, False)}


def test_a_token_that_comes_again_ends_the_round(world: World, coupang: Fake) -> None:
    coupang.stock = [[line(ITEM, 10)]]
    stock(world, coupang)

    def round_and_round(_heard: Heard) -> Said:
        return 200, {}, b'{"code": 200, "data": [{"vendorItemId": 5}], "nextToken": "7"}'

    done, heard = stock(world, round_and_round, now=NOW + timedelta(hours=1))
    assert (done.error, len(heard)) == ("repeated_token", 2)
    assert kept(world) == {ITEM: (10, 0, True), 5: (0, 0, True)}


@pytest.mark.parametrize("code", [200, "200", "SUCCESS"])
def test_the_code_may_be_a_number_or_a_text(world: World, coupang: Fake, code: Any) -> None:
    body = f'{{"code": {code if isinstance(code, int) else f"{chr(34)}{code}{chr(34)}"}, "data": []}}'
    done, _heard = stock(world, lambda _h: (200, {}, body.encode()))
    assert done == Refreshed()


@pytest.mark.parametrize(
    ("status", "body", "code", "calls"),
    [
        (400, b"{}", "bad_request", 1), (401, b"{}", "bad_key", 1), (403, b"", "ip_not_registered", 1),
        (404, b"{}", "refused", 1), (410, b"{}", "retired", 1), (412, b"{}", "not_active", 1),
        (200, b"<html>", "broken_answer", 1), (200, b"[]", "broken_answer", 1),
        (200, b'{"code": "ERROR", "data": []}', "refused", 1), (200, b'{"code": 400}', "refused", 1),
        (429, b"", "unreachable", 4), (500, b"", "unreachable", 4), (504, b"", "unreachable", 4),
        (302, b"", "refused", 1),
    ],
)  # fmt: skip
def test_what_is_not_given(
    world: World, coupang: Fake, status: int, body: bytes, code: str, calls: int
) -> None:
    pauses, before = Pauses(), everything()
    done, heard = stock(world, lambda _h: (status, {}, body), pause=pauses)
    assert (done, len(heard)) == (Refreshed(error=code), calls)
    assert [0.5 * 2**n <= p <= 2**n for n, p in enumerate(pauses)] == [True] * (calls - 1)
    assert changed(before) == set()
    assert kept(world) == {}


def test_a_busy_server_is_asked_again(world: World, coupang: Fake) -> None:
    coupang.stock = [[line(ITEM, 10)]]
    answers = iter([(429, {}, b""), (503, {}, b"")])
    done, heard = stock(world, lambda h: next(answers, None) or coupang(h))
    assert (done, len(heard)) == (Refreshed(rows=1), 3)
    dates = [h.headers["authorization"].split("signed-date=")[1][:14] for h in heard]
    assert dates[0] != dates[2]  # each try is signed anew


def test_a_failing_account_is_left_alone(world: World, coupang: Fake) -> None:
    for _ in range(2):
        stock(world, lambda _h: (503, {}, b""))
    done, heard = stock(world, coupang)
    assert (done.error, heard) == ("paused", [])


def test_calls_are_counted_for_all_rounds_of_a_vendor(world: World, coupang: Fake) -> None:
    coupang.stock = [[line(ITEM + n, 1)] for n in range(30)]
    pauses = Pauses()
    done, heard = stock(world, coupang, pause=pauses)
    assert (done.rows, len(heard)) == (30, 30)
    # Ten at once, then one every one and a half seconds.
    assert sum(pauses) == pytest.approx(30)


def test_nothing_is_asked_while_it_is_off(world: World, coupang: Fake) -> None:
    give_keys(world, "coupang", "ara", enabled=False, vendor_id=VENDOR, access_key=ACCESS)
    assert stock(world, coupang) == (Refreshed(), [])
    with service(coupang) as heard:
        assert refresh_stock(owner_id=world.chae.pk, now=NOW) == Refreshed()
        assert refresh_orders(owner_id=world.chae.pk, now=NOW) == Refreshed()
        assert refresh_products(owner_id=world.chae.pk, now=NOW) == Refreshed()
    assert heard == []


# NOW is 2026-11-22 12:00 in Seoul.
def order(number: int, at: datetime, *items: dict[str, Any], as_text: bool = True) -> dict[str, Any]:
    millis = str(int(at.timestamp() * 1000)) if as_text else at.isoformat()
    return {"vendorId": VENDOR, "orderId": number, "paidAt": millis, "orderItems": list(items)}


def sold(item: int, pieces: int, **more: Any) -> dict[str, Any]:
    return {"vendorItemId": item, "productName": "니트 / 화이트 FREE", "salesQuantity": pieces,
            "unitSalesPrice": 27800, "currency": "KRW", **more}  # fmt: skip


def test_orders_are_asked_with_the_day_after_and_filtered_by_seouls_days(world: World, coupang: Fake) -> None:
    inside = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # the 21st, 00:00 in Seoul
    late = datetime(2026, 11, 22, 14, 59, tzinfo=UTC)  # the 22nd, 23:59
    coupang.orders = [
        [order(1, inside, sold(ITEM, 2), sold(ITEM, 1)),
         order(2, inside - timedelta(seconds=1), sold(ITEM, 9))],
        [order(3, late, sold(ITEM + 1, 1, unitSalesPrice=None, salesPrice="1000.50"), as_text=False),
         order(4, late + timedelta(minutes=1), sold(ITEM, 9))],
    ]  # fmt: skip
    with service(coupang) as heard:
        done = refresh_orders(owner_id=world.ara.pk, now=NOW, days=2, pause=Pauses())
    assert done == Refreshed(rows=2)
    assert [parse_qsl(urlsplit(h.url).query) for h in heard] == [
        [("paidDateFrom", "20261121"), ("paidDateTo", "20261123")],
        [("paidDateFrom", "20261121"), ("paidDateTo", "20261123"), ("nextToken", "2")],
    ]
    with operator_scope():
        rows = CoupangSale.objects.order_by("order_id").values_list(
            "order_id", "vendor_item_id", "quantity", "unit_price", "currency", "paid_at"
        )
        assert list(rows) == [
            (1, ITEM, 3, Decimal(27800), "KRW", inside), (3, ITEM + 1, 1, Decimal(0), "KRW", late),
        ]  # fmt: skip
        names = dict(CoupangMapping.objects.values_list("vendor_item_id", "product_name"))
    assert names == dict.fromkeys((ITEM, ITEM + 1), "니트 / 화이트 FREE")


def test_long_periods_are_asked_in_parts_and_twice_is_harmless(world: World, coupang: Fake) -> None:
    coupang.orders = [[order(1, NOW, sold(ITEM, 2))]]
    for _ in range(2):
        with service(coupang) as heard:
            refresh_orders(owner_id=world.ara.pk, now=NOW, days=60, pause=Pauses())
    spans = [dict(parse_qsl(urlsplit(h.url).query)) for h in heard]
    days = [(date.fromisoformat(s["paidDateTo"]) - date.fromisoformat(s["paidDateFrom"])).days for s in spans]
    assert days == [29, 29, 2]
    assert [s["paidDateFrom"] for s in spans[1:]] == [s["paidDateTo"] for s in spans[:-1]]
    assert spans[-1]["paidDateTo"] == "20261123"
    with operator_scope():
        assert CoupangSale.objects.count() == 1


def product(number: int, *options: dict[str, Any]) -> dict[str, Any]:
    return {"sellerProductId": number, "sellerProductName": "라운드 니트", "items": list(options)}


def option(item: int, code: str = "", bar: str = "", **more: Any) -> dict[str, Any]:
    data = {"vendorItemId": item, "externalVendorSku": code, "barcode": bar}
    return {"itemName": "화이트 FREE", "rocketGrowthItemData": data, "marketplaceItemData": None, **more}


def mappings(world: World) -> dict[int, tuple[str | None, str]]:
    with owner_scope(world.ara.pk):
        rows = CoupangMapping.objects.values_list("vendor_item_id", "sku__seller_sku", "matched_by")
        return {item: (code, how) for item, code, how in rows}


def test_options_are_connected_by_seller_sku_and_by_barcode(world: World, coupang: Fake) -> None:
    one, two, three = products_of(world.ara, 3)
    (foreign,) = products_of(world.chae, 1)
    codes = {s.pk: s.seller_sku for s in (one, two, three, foreign)}
    coupang.products = {
        1: product(1, option(ITEM, codes[one.pk]), option(ITEM + 1, "other", two.fnsku.lower())),
        2: product(2, option(ITEM + 2, codes[foreign.pk], foreign.fnsku)),
        3: product(3, option(ITEM + 3, codes[three.pk],
                             marketPlaceItemData={"vendorItemId": ITEM + 4,
                                                  "externalVendorSku": codes[three.pk]})),
    }  # fmt: skip
    with service(coupang) as heard:
        done = refresh_products(owner_id=world.ara.pk, now=NOW, pause=Pauses())
    assert done == Refreshed(rows=3, matched=4)
    assert mappings(world) == {
        ITEM: (codes[one.pk], "seller_sku"), ITEM + 1: (codes[two.pk], "barcode"),
        ITEM + 2: (None, ""), ITEM + 3: (codes[three.pk], "seller_sku"),
        ITEM + 4: (codes[three.pk], "seller_sku"),
    }  # fmt: skip
    assert parse_qsl(urlsplit(heard[0].url).query) == [
        ("vendorId", VENDOR), ("businessTypes", "rocketGrowth"), ("maxPerPage", "100"),
    ]  # fmt: skip
    # Within a week only the list is asked for, after it the product that is not connected as well.
    for later, calls in ((timedelta(days=6), 1), (timedelta(days=7), 2)):
        with service(coupang) as heard:
            refresh_products(owner_id=world.ara.pk, now=NOW + later, pause=Pauses())
        assert len(heard) == calls


def test_products_never_asked_for_come_first(world: World, coupang: Fake) -> None:
    coupang.products = {n: product(n) for n in (1, 2, 3)}
    asked = []
    for hours in (0, 1, 2):
        with service(coupang) as heard:
            refresh_products(owner_id=world.ara.pk, now=NOW + timedelta(hours=hours), limit=1, pause=Pauses())
        asked += [h.url.rpartition("/")[2] for h in heard[1:]]
    assert asked == ["1", "2", "3"]


def test_what_a_person_connected_stays(world: World, coupang: Fake, at: Any) -> None:
    one, two = products_of(world.ara, 2)
    coupang.stock = [[line(ITEM, 1)]]
    stock(world, coupang)
    assert mappings(world) == {ITEM: (None, "")}
    response = at("bom").post("/coupang/unmatched/", {f"item-{ITEM}": two.fnsku})
    assert response.status_code == 302
    coupang.products = {1: product(1, option(ITEM, one.seller_sku, one.fnsku))}
    with service(coupang):
        refresh_products(owner_id=world.ara.pk, now=NOW, pause=Pauses())
    assert mappings(world) == {ITEM: (two.seller_sku, "person")}


def test_a_seller_sku_of_several_options_connects_nothing(world: World, coupang: Fake) -> None:
    one, two = products_of(world.ara, 2)
    with operator_scope():
        Sku.objects.filter(pk=two.pk).update(seller_sku=one.seller_sku, option_text="颜色:黑色")
    coupang.products = {1: product(1, option(ITEM, one.seller_sku))}
    with service(coupang):
        assert refresh_products(owner_id=world.ara.pk, now=NOW, pause=Pauses()).matched == 0


@pytest.mark.once
@pytest.mark.parametrize("value", [None, "", "x", -1, "1.5", 2**63, [], {}, float("inf"), float("nan")])
def test_odd_numbers_are_nothing(value: Any) -> None:
    assert whole(value) == 0


@pytest.mark.once
def test_odd_answers_are_read_as_far_as_they_make_sense() -> None:
    assert stock_of({"vendorItemId": "7", "inventoryDetails": None, "salesCountMap": None}) == (
        replace(stock_of({"vendorItemId": 7}), external_sku_id=None)  # type: ignore[type-var]
    )
    odd = {"vendorItemId": 7, "inventoryDetails": [1], "salesCountMap": "x"}
    assert stock_of(odd) == stock_of({"vendorItemId": 7})
    assert [stock_of(v) for v in (None, [], {}, {"vendorItemId": 0})] == [None] * 4
    assert [sales_of(v) for v in (None, {}, {"orderId": 1}, {"orderId": 1, "orderItems": {}})] == [[]] * 4
    assert [items_of(v) for v in (None, {}, {"items": None}, {"items": [None, {}]})] == [[]] * 4
    assert items_of(product(1, option(7, "a" * 200, "b" * 200)))[0] == Item(
        7, 1, "a" * 100, "b" * 60, "라운드 니트 / 화이트 FREE"
    )
    assert moment("1746093162000") == moment("2025-05-01T09:52:42Z") == moment("2025-05-01T18:52:42+09:00")


def test_the_first_round_of_orders_takes_a_month_and_later_ones_a_week(world: World, coupang: Fake) -> None:
    coupang.orders = [[order(1, NOW, sold(ITEM, 2))]]
    begins = []
    for _ in range(2):
        with service(coupang) as heard:
            refresh_orders(owner_id=world.ara.pk, now=NOW, pause=Pauses())
        begins.append([dict(parse_qsl(urlsplit(h.url).query))["paidDateFrom"] for h in heard])
    assert begins == [["20261024", "20261122"], ["20261116"]]
