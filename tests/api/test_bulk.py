"""Many orders and products in one call: together, or each by itself."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from rocket3pl.catalog.models import Sku
from rocket3pl.outbound.models import Outbound
from rocket3pl.shared.tenancy import operator_scope
from tests.api.conftest import Program, Programs, business, new_key
from tests.api.test_service import order_body, product_body
from tests.factories import World, make_file, make_products, make_stock
from tests.support import assert_books_hold, levels


def test_a_hundred_orders_cost_as_many_statements_as_one(world: World, programs: Programs) -> None:
    seller = programs("ara")
    assert seller.get("/me").status_code == 200  # the first call of a minute writes down when it was
    goods = make_products(world.ara, 3)
    make_stock(world.ara, goods, 1_000)

    def statements(count: int, start: int) -> int:
        lines = [{"product": g.public_id, "quantity": 1} for g in goods]
        items = [order_body("", 1, lines=lines, order_no=f"B-{start + n}") for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            answer = seller.post("/outbounds", {"items": items}, idempotency_key=new_key())
        assert answer.status_code == 201, answer.content
        assert len(answer.json()["numbers"]) == count
        return len(captured)

    few, many = statements(1, 0), statements(100, 1)
    assert many == few
    assert many <= 45


def _orders(goods: Any, *quantities: int) -> list[dict[str, Any]]:
    return [order_body(goods.public_id, q, order_no=f"E-{i}") for i, q in enumerate(quantities)]


def test_orders_each_by_itself(world: World, programs: Programs) -> None:
    seller = programs("ara")
    (goods,) = make_products(world.ara)
    make_stock(world.ara, [goods], 10)
    items = _orders(goods, 3, 2, 20, 0, 4, 1)
    items[1]["phone"] = "12"
    items[5]["order_no"] = "E-0"
    answer = seller.post("/outbounds?mode=each", {"items": items})
    assert answer.status_code == 200, answer.content
    found = answer.json()["items"]
    assert [item["index"] for item in found] == [0, 1, 2, 3, 4, 5]
    assert [sorted(item) for item in found] == [
        ["index", "number"] if i in (0, 4) else ["errors", "index"] for i in range(6)
    ]
    errors = {i["index"]: [(e["path"], e["code"]) for e in i["errors"]] for i in found if "errors" in i}
    assert errors == {
        1: [("phone", "bad_phone")],
        2: [("lines.0.quantity", "short_stock")],
        3: [("lines.0.quantity", "quantity_out_of_range")],
        5: [("order_no", "duplicate_in_request")],
    }
    assert found[2]["errors"][0]["message"] == "출고가능수량 7개를 초과했습니다"
    assert levels(goods.sku_id) == {"available": 3, "reserved": 7}
    with operator_scope():
        made = list(Outbound.objects.order_by("id").values_list("number", "order_no"))
    assert made == [(found[0]["number"], "E-0"), (found[4]["number"], "E-4")]
    assert_books_hold()


def test_stock_goes_to_the_first_orders(world: World, programs: Programs) -> None:
    seller = programs("ara")
    one, other = make_products(world.ara, 2)
    make_stock(world.ara, [one, other], 5)
    items = [*_orders(one, 3, 3, 2, 1), order_body(other.public_id, 5, order_no="E-9")]
    found = seller.post("/outbounds?mode=each", {"items": items}).json()["items"]
    assert ["number" in item for item in found] == [True, False, True, False, True]
    assert [item["errors"][0]["message"] for item in found if "errors" in item] == [
        "출고가능수량 2개를 초과했습니다",
        "출고가능수량 0개를 초과했습니다",
    ]
    assert levels(one.sku_id) == levels(other.sku_id) == {"reserved": 5}
    assert_books_hold()


def test_nothing_can_be_made(world: World, programs: Programs) -> None:
    seller = programs("ara")
    (goods,) = make_products(world.ara)
    before = business()
    found = seller.post("/outbounds?mode=each", {"items": _orders(goods, 1, 2)}).json()["items"]
    assert [item["errors"][0]["code"] for item in found] == ["short_stock", "short_stock"]
    after = business()
    # The answer is kept under the call's key; nothing else is new.
    assert len(after.pop("shared_operationkey")) == len(before.pop("shared_operationkey")) + 1
    assert after == before


def test_a_repeat_of_each_has_one_effect(world: World, programs: Programs) -> None:
    seller, key = programs("ara"), new_key()
    (goods,) = make_products(world.ara)
    make_stock(world.ara, [goods], 4)
    sent = {"items": _orders(goods, 3, 3)}
    first = seller.post("/outbounds?mode=each", sent, idempotency_key=key)
    before = business()
    assert seller.post("/outbounds?mode=each", sent, idempotency_key=key).content == first.content
    # The answer was lost: the operation itself still knows its key.
    from rocket3pl.api.models import ApiAnswer

    ApiAnswer.objects.all().delete()
    assert seller.post("/outbounds?mode=each", sent, idempotency_key=key).content == first.content
    assert business() == before


def test_answers_are_kept_for_a_day(world: World, programs: Programs) -> None:
    from datetime import timedelta

    from rocket3pl.api.models import ApiAnswer

    seller = programs("ara")
    keys = [new_key() for _ in range(3)]
    for key in keys:
        seller.put("/settings/low-stock", {"threshold": 1, "enabled": True}, idempotency_key=key)
    old, young = (ApiAnswer.objects.filter(key=key) for key in keys[:2])
    for answer, hours in ((old, 24.1), (young, 23.9)):
        answer.update(begun_at=answer.get().begun_at - timedelta(hours=hours))
    seller.put("/settings/low-stock", {"threshold": 2, "enabled": True}, idempotency_key=new_key())
    assert (old.exists(), young.exists()) == (False, True)


def test_products_each_by_itself(world: World, programs: Programs) -> None:
    seller = programs("ara")
    image = str(make_file(world.ara).public_id)
    items = [
        product_body(image, fnsku=f"EACH{n}", seller_sku=f"EACH-{n}", **changes)
        for n, changes in enumerate(({}, {"weight_kg": "0"}, {}, {"warehouse": "XXX"}, {}))
    ]
    items[2]["fnsku"] = "EACH0"
    found = seller.post("/products?mode=each", {"items": items}).json()["items"]
    assert [sorted(item) for item in found] == [
        ["index", "product"] if i in (0, 4) else ["errors", "index"] for i in range(5)
    ]
    errors = {i["index"]: [(e["path"], e["code"]) for e in i["errors"]] for i in found if "errors" in i}
    assert errors == {
        1: [("weight_kg", "out_of_range")],
        2: [("fnsku", "duplicate_in_request")],
        3: [("warehouse", "unknown_warehouse")],
    }
    with operator_scope():
        made = {str(p): f for p, f in Sku.objects.values_list("public_id", "fnsku")}
    assert made == {found[0]["product"]: "EACH0", found[4]["product"]: "EACH4"}
    again = seller.post("/products?mode=each", {"items": items[:1]}).json()["items"]
    assert {e["code"] for e in again[0]["errors"]} == {"fnsku_taken", "seller_sku_taken"}


def told(errors: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(e["path"], e["code"]) for e in errors]


def test_products_are_told_of_taken_codes_and_of_what_makes_no_sense_at_once(
    world: World, programs: Programs
) -> None:
    seller = programs("ara")
    image = str(make_file(world.ara).public_id)
    with operator_scope():
        taken = Sku.objects.get(pk=make_products(world.chae)[0].sku_id).fnsku
    items = [
        product_body(image, fnsku=taken, seller_sku="ONE", weight_kg="0"),
        product_body(image, fnsku="TWICE1", seller_sku="TWO", hs_code="1", warehouse="XXX"),
        product_body(image, fnsku="TWICE1", seller_sku="THREE"),
    ]
    before = business()
    wrong = seller.post("/products", {"items": items})
    assert wrong.status_code == 422
    assert told(wrong.json()["errors"]) == [
        ("0.weight_kg", "out_of_range"),
        ("1.hs_code", "bad_hs_code"),
        ("0.fnsku", "fnsku_taken"),
        ("2.fnsku", "duplicate_in_request"),
        ("1.warehouse", "unknown_warehouse"),
    ]
    assert business() == before
    # Each by itself: the one that makes sense is made, and the other one is the second of the two.
    found = seller.post("/products?mode=each", {"items": items}).json()["items"]
    assert told(found[0]["errors"]) == [("weight_kg", "out_of_range"), ("fnsku", "fnsku_taken")]
    assert told(found[1]["errors"]) == [
        ("hs_code", "bad_hs_code"),
        ("fnsku", "duplicate_in_request"),
        ("warehouse", "unknown_warehouse"),
    ]
    product = found[2]["product"]
    # The same of a product that is there.
    made = seller.get(f"/products/{product}")
    changes = {k: v for k, v in items[0].items() if k != "warehouse"}
    for answer in (
        seller.put(f"/products/{product}", changes, if_match=made["ETag"]),
        seller.post(f"/products/{product}/reapply", changes, if_match=made["ETag"]),
    ):
        assert answer.status_code == 422
        assert told(answer.json()["errors"]) == [("weight_kg", "out_of_range"), ("fnsku", "fnsku_taken")]
    assert seller.get(f"/products/{product}").json() == made.json()


def test_orders_are_told_of_taken_numbers_and_of_what_makes_no_sense_at_once(
    world: World, programs: Programs
) -> None:
    seller = programs("ara")
    (goods,) = make_products(world.ara)
    make_stock(world.ara, [goods], 10)
    (number,) = seller.post("/outbounds", {"items": _orders(goods, 1)}).json()["numbers"]
    items = [*_orders(goods, 1, 0), order_body(goods.public_id, 1, order_no="E-1")]
    items[0]["phone"] = "12"
    before = business()
    wrong = seller.post("/outbounds", {"items": items})
    assert wrong.status_code == 422
    assert told(wrong.json()["errors"]) == [
        ("0.phone", "bad_phone"),
        ("1.lines.0.quantity", "quantity_out_of_range"),
        ("2.order_no", "duplicate_in_request"),
        ("0.order_no", "order_no_taken"),
    ]
    assert wrong.json()["errors"][-1]["message"] == f"이미 신청한 주문번호입니다: {number}"
    assert business() == before
    found = seller.post("/outbounds?mode=each", {"items": items}).json()["items"]
    assert told(found[0]["errors"]) == [("phone", "bad_phone"), ("order_no", "order_no_taken")]
    assert_books_hold()


def test_each_costs_no_more_statements_for_more_items(world: World, programs: Programs) -> None:
    seller = programs("ara")
    assert seller.get("/me").status_code == 200
    (goods,) = make_products(world.ara)
    make_stock(world.ara, [goods], 60)

    def statements(program: Program, *quantities: int, start: str) -> int:
        items = [{**o, "order_no": f"{start}{i}"} for i, o in enumerate(_orders(goods, *quantities))]
        with CaptureQueriesContext(connection) as captured:
            assert program.post("/outbounds?mode=each", {"items": items}).status_code == 200
        return len(captured)

    few = statements(seller, 1, 100, start="F-")
    assert statements(seller, *([1] * 30), *([100] * 30), start="M-") == few
