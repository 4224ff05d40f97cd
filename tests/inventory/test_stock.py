"""Adjusting and reversing stock, what the lists say of it, and that each audit check can fail."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from rocket3pl.inventory.audit import audit_stock
from rocket3pl.inventory.errors import InsufficientStock
from rocket3pl.inventory.lists import STOCK, available_now, movements
from rocket3pl.inventory.operations import Adjustment, AdjustStock, Reason, adjust_stock, reverse
from rocket3pl.outbound.fulfilment import accept_outbound, start_picking
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.shared.errors import IdempotencyConflict, Invalid, NotFound, NotPermitted
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.tenancy import operator_scope
from tests.factories import NOW, World, make_products, make_stock, order
from tests.support import acting, assert_books_hold, changed, everything, levels


@pytest.fixture
def product(world: World) -> Any:
    """Ten pieces of a product of Ara."""
    made = make_products(world.ara, 1)
    make_stock(world.ara, made, 10)
    return made[0]


def adjust(
    world: World, product: Any, what: Adjustment, quantity: int, key: str = "k", *, now: datetime = NOW
) -> dict[str, Any]:
    with acting(world.people["dan"]):
        request = AdjustStock(product.public_id, world.warehouse.pk, what, quantity, Reason.COUNTED, "실사")
        return adjust_stock(request, key=key, now=now)


@pytest.mark.parametrize(
    ("what", "after"),
    [
        (Adjustment.GAIN, {"available": 13}),
        (Adjustment.LOSS, {"available": 7}),
        (Adjustment.HOLD, {"available": 7, "hold": 3}),
        (Adjustment.DAMAGE, {"available": 7, "damaged": 3}),
    ],
)
def test_adjusting_and_reversing(world: World, product: Any, what: Adjustment, after: dict[str, int]) -> None:
    posting = adjust(world, product, what, 3)["posting"]
    assert levels(product.sku_id) == after
    assert_books_hold()
    with acting(world.people["dan"]):
        reverse(posting, note="잘못 입력", now=NOW)
        assert levels(product.sku_id) == {"available": 10}
        with pytest.raises(Invalid):
            reverse(posting, note="", now=NOW)
    assert_books_hold()


def test_the_ways_back(world: World, product: Any) -> None:
    adjust(world, product, Adjustment.HOLD, 4, "1")
    adjust(world, product, Adjustment.UNHOLD, 1, "2")
    adjust(world, product, Adjustment.DAMAGE, 3, "3")
    adjust(world, product, Adjustment.REPAIR, 1, "4")
    adjust(world, product, Adjustment.SCRAP, 2, "5")
    assert levels(product.sku_id) == {"available": 5, "hold": 3}
    assert_books_hold()


@pytest.mark.parametrize(
    "what", [Adjustment.LOSS, Adjustment.HOLD, Adjustment.UNHOLD, Adjustment.REPAIR, Adjustment.SCRAP]
)
def test_more_than_there_is(world: World, product: Any, what: Adjustment) -> None:
    before = everything()
    with pytest.raises(InsufficientStock):
        adjust(world, product, what, 11)
    assert changed(before) == set()


def test_reserved_pieces_are_not_adjusted_away(world: World, product: Any) -> None:
    with acting(world.people["ara"]):
        submit_outbounds([order((product, 8))], key="o", now=NOW)
    with pytest.raises(InsufficientStock) as short:
        adjust(world, product, Adjustment.LOSS, 3)
    assert [(s.place, s.there, s.asked) for s in short.value.shortages] == [("available", 2, 3)]


def test_pieces_promised_by_a_bin_are_not_adjusted_away(world: World, product: Any) -> None:
    with acting(world.people["ara"]):
        number = submit_outbounds([order((product, 8))], key="o", now=NOW)["numbers"][0]
    with acting(world.people["dan"]):
        accept_outbound(number, version=None, now=NOW)
        start_picking(number, version=None, now=NOW)
    adjust(world, product, Adjustment.LOSS, 2, "fits")
    with pytest.raises(InsufficientStock):
        adjust(world, product, Adjustment.LOSS, 1, "one more")
    assert levels(product.sku_id) == {"reserved": 8}
    assert_books_hold()


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001])
def test_quantities_out_of_range(world: World, product: Any, quantity: int) -> None:
    before = everything()
    with pytest.raises(Invalid):
        adjust(world, product, Adjustment.GAIN, quantity)
    assert changed(before) == set()


def test_once_per_key_by_managers_only(world: World, product: Any) -> None:
    first = adjust(world, product, Adjustment.GAIN, 1, "same")
    before = everything()
    assert adjust(world, product, Adjustment.GAIN, 1, "same") == first
    with pytest.raises(IdempotencyConflict):
        adjust(world, product, Adjustment.GAIN, 2, "same")
    request = AdjustStock(product.public_id, world.warehouse.pk, Adjustment.GAIN, 1, Reason.FOUND)
    for who in ("eun", "bill", "ara", "chae"):
        with acting(world.people[who]), pytest.raises(NotPermitted):
            adjust_stock(request, key="x", now=NOW)
    unknown = AdjustStock("x", world.warehouse.pk, Adjustment.GAIN, 1, Reason.FOUND)
    with acting(world.people["dan"]):
        with pytest.raises(NotFound):
            adjust_stock(unknown, key="y", now=NOW)
        with pytest.raises(NotFound):
            reverse(10**12, note="", now=NOW)
    assert changed(before) == set()


def test_postings_of_documents_are_not_reversed_here(world: World, product: Any) -> None:
    with acting(world.people["dan"]):
        rows = movements_of(world, product)
        with pytest.raises(Invalid):
            reverse(rows[0]["posting_pk"], note="", now=NOW)


def movements_of(world: World, product: Any) -> list[dict[str, Any]]:
    from rocket3pl.catalog.queries import product as find

    return movements(find(product.public_id))


def test_movements_tell_the_story_newest_first(world: World, product: Any) -> None:
    adjust(world, product, Adjustment.DAMAGE, 1)
    with acting(world.people["ara"]):
        told = [
            (m["kind"], m["quantity"], m["from_state"], m["to_state"]) for m in movements_of(world, product)
        ]
    assert told == [
        ("damage", 1, "available", "damaged"),
        ("putaway", 10, "receiving", "available"),
        ("receive", 10, "incoming", "receiving"),
        ("announce", 10, "supplier", "incoming"),
    ]


def test_what_was_recorded_about_an_earlier_moment_stands_there(world: World, product: Any) -> None:
    """Lists that are read by their moments would look shuffled otherwise."""
    adjust(world, product, Adjustment.DAMAGE, 1, now=NOW - timedelta(days=3))
    with acting(world.people["ara"]):
        told = [m["kind"] for m in movements_of(world, product)]
        moments = [m["recorded_at"] for m in movements_of(world, product)]
    assert told[-1] == "damage"
    assert moments == sorted(moments, reverse=True)


def test_low_stock_is_at_or_below_the_number(world: World) -> None:
    """이하: a product with exactly the number is low; the switch and the product's own number rule."""
    goods = make_products(world.ara, 4)
    for item, quantity in zip(goods[:3], (4, 5, 6), strict=True):
        make_stock(world.ara, [item], quantity)

    def tabs() -> dict[str, int]:
        with acting(world.people["ara"]):
            return STOCK.page(ListQuery()).counts

    assert tabs() == {"": 4, "ok": 3, "low": 0, "out": 1, "incoming": 0}
    type(world.ara).objects.filter(pk=world.ara.pk).update(low_stock_enabled=True, low_stock_threshold=5)
    assert tabs() == {"": 4, "ok": 1, "low": 3, "out": 1, "incoming": 0}
    with acting(world.people["ara"]):
        low = STOCK.page(ListQuery(tab="low", sort="available"))
        assert [(r["available"], r["state"]) for r in low.rows] == [(0, "low"), (4, "low"), (5, "low")]
        assert available_now([g.public_id for g in goods]) == {
            g.public_id: n for g, n in zip(goods, (4, 5, 6, 0), strict=True)
        }
    with acting(world.people["chae"]):
        assert STOCK.page(ListQuery()).total == 0
        assert available_now([goods[0].public_id, "x"]) == {}


_SABOTAGE = {
    "A1": "UPDATE inventory_stocklevel SET hold = hold + 1",
    "A2": "UPDATE inventory_binstock SET quantity = quantity + 1 WHERE condition = 'good' AND quantity > 0",
    "A3": "UPDATE inventory_stockreservation SET released = released + 1",
    "A4": "UPDATE inventory_binstock SET allocated = allocated - 1 WHERE allocated > 0",
    "A6": "UPDATE inventory_stocklevel SET incoming = incoming + 1",
}


@pytest.mark.parametrize("code", sorted(_SABOTAGE))
def test_each_check_sees_its_sabotage(world: World, product: Any, code: str) -> None:
    with acting(world.people["ara"]):
        number = submit_outbounds([order((product, 3))], key="o", now=NOW)["numbers"][0]
    with acting(world.people["dan"]):
        accept_outbound(number, version=None, now=NOW)
        start_picking(number, version=None, now=NOW)
    assert_books_hold()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SABOTAGE[code])
        assert cursor.rowcount > 0
    with operator_scope():
        findings = {f.code: f for f in audit_stock()}
    assert not findings[code].holds
    assert findings[code].rows[0]["sku_id"] == product.sku_id


def test_the_audit_repairs_nothing_and_is_for_managers(world: World, product: Any) -> None:
    before = everything()
    with acting(world.people["dan"]):
        assert [f.code for f in audit_stock()] == ["A1", "A2", "A3", "A4", "A5", "A6", "A7"]
    for who in ("eun", "bill", "ara"):
        with acting(world.people[who]), pytest.raises(NotPermitted):
            audit_stock()
    assert changed(before) == set()
