"""재고관리: numbers that add up, what moved them, and 재고부족상품설정."""

from typing import Any

import pytest
from django.urls import reverse

from rocket3pl.catalog.approval import set_in_use
from rocket3pl.inventory.operations import Adjustment, AdjustStock, Reason, adjust_stock
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.owners.low_stock import set_low_stock
from rocket3pl.owners.models import Owner
from rocket3pl.shared.errors import Invalid, NotPermitted, StaleDocument
from rocket3pl.shared.models import AuditEvent
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import NOW, World, make_products, make_stock, new_key, order
from tests.portal.products.support import HTMX, client_of, counted, sku_of, text_of
from tests.support import sheet

URL = "/inventory/"
LOW = "/inventory/low-stock/"


def _adjust(world: World, public_id: str, what: Adjustment, quantity: int) -> None:
    with operator_scope():
        adjust_stock(
            AdjustStock(public_id, world.warehouse.pk, what, quantity, Reason.COUNTED),
            key=new_key(),
            now=NOW,
        )


def _row(response: Any, sku: str) -> dict[str, Any]:
    rows = sheet(response)
    return next(
        found for row in rows[1:] if (found := dict(zip(rows[0], row, strict=True)))["Seller Sku"] == sku
    )


def test_the_parts_make_the_total(world: World) -> None:
    goods = make_products(world.ara)
    make_stock(world.ara, goods, 20)
    _adjust(world, goods[0].public_id, Adjustment.HOLD, 2)
    _adjust(world, goods[0].public_id, Adjustment.DAMAGE, 3)
    with owner_scope(world.ara.pk):
        submit_outbounds([order((goods[0], 4))], key=new_key(), now=NOW)
    client = client_of(world.people["ara"])
    sku = sku_of(world.ara, goods[0].public_id)
    row = _row(client.get(URL, {"export": "xlsx"}), sku.seller_sku)
    assert row == {
        "창고": "인천창고",
        "중문상품명": sku.name_zh,
        "한글상품명": sku.name_ko,
        "영문상품명": sku.name_en,
        "옵션": sku.option_text,
        "화주명": "아라",
        "화주코드": world.ara.code,
        "Seller Sku": sku.seller_sku,
        "바코드": sku.fnsku,
        "총재고": 20,
        "할당(출고예정)": 4,
        "입고예정": 0,
        "불량재고": 3,
        "보류": 2,
        "검수중 재고": 0,
        "피킹재고": 0,
        "가용재고": 11,
        "상태": "정상",
    }
    page = text_of(client.get(URL))
    movements = reverse("portal:movements", args=[sku.public_id])
    assert f'<a href="{movements}" class="qty">11</a>' in page
    assert f"바코드 {sku.fnsku}" in page


def test_tabs_and_low_stock(world: World) -> None:
    goods = make_products(world.ara, 4)
    make_stock(world.ara, goods[:1], 50)
    make_stock(world.ara, goods[1:2], 10)
    make_stock(world.ara, goods[2:3], 11)
    make_products(world.chae, 3)
    client = client_of(world.people["ara"])

    def tabs() -> dict[str, int]:
        found = {}
        for tab in ("", "ok", "low", "out", "incoming"):
            page = text_of(client.get(URL, {"tab": tab}))
            found[tab] = int(page.partition("검색결과 ")[2].partition("건")[0])
        return found

    assert tabs() == {"": 4, "ok": 3, "low": 0, "out": 1, "incoming": 0}
    response = client.post(LOW, {"threshold": "10", "enabled": "on", "version": "1"}, headers=HTMX)
    assert (response.status_code, response["HX-Refresh"]) == (204, "true")
    # 이하: ten pieces count as low when the number is ten.
    assert tabs() == {"": 4, "ok": 2, "low": 2, "out": 1, "incoming": 0}


def test_the_file_is_what_is_filtered(world: World) -> None:
    goods = make_products(world.ara, 3)
    make_stock(world.ara, goods[:2], 7)
    client = client_of(world.people["ara"])
    query = {"tab": "ok", "sort": "-available", "q": "라운드"}
    assert "검색결과 2건" in text_of(client.get(URL, query))
    assert len(sheet(client.get(URL, {**query, "export": "xlsx"}))) == 3
    ticked = sheet(client.get(URL, {**query, "export": "xlsx", "ids": [goods[2].public_id]}))
    assert [row[7] for row in ticked[1:]] == [sku_of(world.ara, goods[2].public_id).seller_sku]


@pytest.mark.parametrize("q", ["라운드 니트", "纯色圆领", "Round-neck", "SKU", "BARCODE"])
def test_search(world: World, q: str) -> None:
    goods = make_products(world.ara, 2)
    sku = sku_of(world.ara, goods[0].public_id)
    typed = {"SKU": sku.seller_sku, "BARCODE": sku.fnsku}.get(q, q)
    page = text_of(client_of(world.people["ara"]).get(URL, {"q": typed}))
    assert f"검색결과 {1 if q.isupper() else 2}건" in page
    assert f"{sku.seller_sku} 선택" in page


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    client = client_of(world.people["ara"])
    goods = make_products(world.ara)

    def queries(address: str) -> int:
        client.get(address)
        with counted() as found:
            assert client.get(address).status_code == 200
        return len(found)

    movements = reverse("portal:movements", args=[goods[0].public_id])
    make_stock(world.ara, goods, 5)
    one = (queries(URL), queries(movements))
    make_stock(world.ara, make_products(world.ara, 2), 5)
    make_stock(world.ara, goods, 5)
    make_stock(world.ara, goods, 5)
    assert (queries(URL), queries(movements)) == one


def test_rows_say_what_they_can_take_part_in(world: World) -> None:
    goods = make_products(world.ara, 3)
    make_stock(world.ara, goods[:2], 5)
    with operator_scope():
        set_in_use(goods[1].public_id, in_use=False, version=None, now=NOW)
    page = text_of(client_of(world.people["ara"]).get(URL))
    assert page.count('data-fits="inbound outbound"') == 1
    assert page.count('data-fits="inbound "') == 1
    assert page.count('data-fits=""') == 1


def test_movements_tell_how_the_number_came_about(world: World) -> None:
    goods = make_products(world.ara)
    number = make_stock(world.ara, goods, 20)
    _adjust(world, goods[0].public_id, Adjustment.LOSS, 3)
    with owner_scope(world.ara.pk):
        made = submit_outbounds([order((goods[0], 4))], key=new_key(), now=NOW)
    client = client_of(world.people["ara"])
    address = reverse("portal:movements", args=[goods[0].public_id])
    popup = text_of(client.get(address, headers=HTMX))
    assert popup.lstrip().startswith("<dialog")
    assert number in popup
    assert made["numbers"][0] in popup
    for words in ("+20", "-3", "-4", "실사 차이", "출고 예약", "입고 검수"):
        assert words in popup, words
    page = text_of(client.get(address))
    assert page.startswith("<!doctype html>")
    assert "<dt>가용재고</dt><dd>13</dd>" in page
    assert "<dt>총재고</dt><dd>17</dd>" in page


def test_a_rivals_stock_is_not_there(world: World) -> None:
    foreign = make_products(world.chae)
    make_stock(world.chae, foreign, 9)
    client = client_of(world.people["ara"])
    assert "등록된 상품이 없습니다" in text_of(client.get(URL))
    assert len(sheet(client.get(URL, {"export": "xlsx", "ids": [foreign[0].public_id]}))) == 1
    assert client_of(world.people["dan"]).get(URL).status_code == 404


def test_the_setting_is_saved_and_told(world: World) -> None:
    client = client_of(world.people["bom"])
    popup = text_of(client.get(LOW, headers=HTMX))
    assert "입력한 상품수량 이하로 재고가 남은 경우 리스트에 재고부족으로 표시됩니다" in popup
    assert 'for="id_threshold">재고 부족 기준 개수</label>' in popup
    assert 'role="switch"' in popup
    response = client.post(LOW, {"threshold": "1,000", "enabled": "on", "version": "1"})
    assert (response.status_code, response["Location"]) == (302, URL)
    owner = Owner.objects.get(pk=world.ara.pk)
    assert (owner.low_stock_threshold, owner.low_stock_enabled, owner.version) == (1000, True, 2)
    event = AuditEvent.objects.get(action="owner.low_stock_set")
    assert (event.owner_id, event.actor_name) == (world.ara.pk, "봄")
    assert event.before == {"threshold": 0, "enabled": False}
    assert event.after == {"threshold": 1000, "enabled": True}
    assert Owner.objects.get(pk=world.chae.pk).version == 1
    assert client.post(LOW, {"threshold": "5", "version": "2"}).status_code == 302
    owner.refresh_from_db()
    assert (owner.low_stock_threshold, owner.low_stock_enabled) == (5, False)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "입력해 주세요"),
        ("-1", "0 이상으로"),
        ("1.5", "소수점"),
        ("NaN", "숫자로"),
        ("1e3", "숫자로"),
        ("열", "숫자로"),
        ("😀", "숫자로"),
        ("1000001", "1,000,000 이하로"),
        ("9" * 60, "숫자로"),
        ("1\x00", "숫자로"),
    ],
)
def test_bad_thresholds(world: World, typed: str, said: str) -> None:
    response = client_of(world.people["ara"]).post(
        LOW, {"threshold": typed, "enabled": "on", "version": "1"}, headers=HTMX
    )
    page = text_of(response)
    assert response.status_code == 422
    assert said in page
    assert " checked" in page
    owner = Owner.objects.get(pk=world.ara.pk)
    assert (owner.low_stock_threshold, owner.low_stock_enabled, owner.version) == (0, False, 1)


def test_the_second_of_two_tabs_is_told(world: World) -> None:
    client = client_of(world.people["ara"])
    assert client.post(LOW, {"threshold": "7", "enabled": "on", "version": "1"}).status_code == 302
    response = client.post(LOW, {"threshold": "9", "version": "1"}, headers=HTMX)
    page = text_of(response)
    assert response.status_code == 409
    assert "다른 사용자가 먼저 변경했습니다" in page
    assert "저장된 값: 7개, 활성화" in page
    assert 'value="9"' in page
    assert 'name="version" value="2"' in page
    assert Owner.objects.get(pk=world.ara.pk).low_stock_threshold == 7
    assert client.post(LOW, {"threshold": "9", "version": "x"}).status_code == 409


def test_the_rule_itself(world: World) -> None:
    with operator_scope(actor=world.people["dan"].actor), pytest.raises(NotPermitted):
        set_low_stock(threshold=1, enabled=True, version=1, now=NOW)
    with owner_scope(world.ara.pk, actor=world.people["ara"].actor):
        for threshold in (-1, 1_000_001):
            with pytest.raises(Invalid):
                set_low_stock(threshold=threshold, enabled=True, version=1, now=NOW)
        with pytest.raises(StaleDocument):
            set_low_stock(threshold=1, enabled=True, version=5, now=NOW)
        set_low_stock(threshold=0, enabled=True, version=1, now=NOW)
    assert Owner.objects.get(pk=world.ara.pk).low_stock_enabled
