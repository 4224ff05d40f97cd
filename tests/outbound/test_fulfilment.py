"""An outbound from 접수 to the truck, and every way out of it: stock after each step."""

from typing import Any

import pytest

from rocket3pl.inventory.models import PickTask, StockReservation
from rocket3pl.outbound.fulfilment import (
    Handover,
    Missing,
    accept_outbound,
    confirm_cancel,
    hold_outbound,
    pack_outbound,
    pick_lines,
    refuse_cancel,
    reject_outbound,
    report_journey,
    report_short,
    resume_outbound,
    ship_outbound,
    start_picking,
)
from rocket3pl.outbound.models import Outbound
from rocket3pl.outbound.operations import cancel_outbound, cancel_outbounds
from rocket3pl.outbound.rules import STEPS, actions
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.reference.models import CoupangCentre, Courier
from rocket3pl.shared.errors import IllegalTransition, Invalid, NotFound, NotPermitted, StaleDocument
from rocket3pl.shared.tenancy import operator_scope
from tests.factories import NOW, World, make_file, make_products, make_stock, order
from tests.support import acting, assert_books_hold, changed, everything, levels


@pytest.fixture
def goods(world: World) -> Any:
    made = make_products(world.ara, 2)
    make_stock(world.ara, made, 10)
    Courier.objects.create(code="CJ", name_ko="CJ대한통운", name_zh="CJ", name_en="CJ")
    return made


@pytest.fixture
def number(world: World, goods: Any) -> str:
    """An outbound of 4 and 2 pieces."""
    with acting(world.people["ara"]):
        return str(submit_outbounds([order((goods[0], 4), (goods[1], 2))], key="k", now=NOW)["numbers"][0])


def _bring(world: World, number: str, status: str) -> None:
    """Walk an outbound up to a state."""
    with acting(world.people["dan"]):
        accept_outbound(number, version=None, now=NOW)
        if status == "accepted":
            return
        start_picking(number, version=None, now=NOW)
        if status == "picking":
            return
        pick_lines(number, {1: 4, 2: 2}, version=None, now=NOW)
        if status == "packing":
            return
        pack_outbound(number, box_count=1, version=None, now=NOW)
        if status == "ready":
            return
        ship_outbound(number, Handover("CJ", "680123456789"), version=None, now=NOW)


def _outbound(world: World, number: str) -> Outbound:
    with acting(world.people["dan"]):
        return Outbound.objects.get(number=number)


def test_the_whole_way_of_a_parcel(world: World, goods: Any, number: str) -> None:
    sku = goods[0].sku_id
    assert levels(sku) == {"available": 6, "reserved": 4}
    with acting(world.people["dan"]):
        accept_outbound(number, version=1, now=NOW)
    with acting(world.people["eun"]):
        start_picking(number, version=2, now=NOW)
        assert levels(sku) == {"available": 6, "reserved": 4}
        pick_lines(number, {1: 3}, version=3, now=NOW)
        assert levels(sku) == {"available": 6, "reserved": 1, "picked": 3}
        assert _outbound(world, number).status == "picking"
        pick_lines(number, {1: 1, 2: 2}, version=4, now=NOW)
        assert levels(sku) == {"available": 6, "picked": 4}
        pack_outbound(number, box_count=2, version=5, now=NOW)
        assert_books_hold()
        ship_outbound(number, Handover("CJ", "680123456789"), version=6, now=NOW)
        assert levels(sku) == {"available": 6}
        assert levels(goods[1].sku_id) == {"available": 8}
        report_journey(number, "dispatch", version=7, now=NOW)
        report_journey(number, "deliver", version=8, now=NOW)
    done = _outbound(world, number)
    assert (done.status, done.box_count, done.tracking_no, done.shipped_at, done.version) == (
        "delivered", 2, "680123456789", NOW, 9,
    )  # fmt: skip
    assert_books_hold()


def test_a_milkrun_leaves_by_truck(world: World, goods: Any) -> None:
    CoupangCentre.objects.create(code="고양1", name="고양1")
    paper = str(make_file(world.ara, "coupang_label").public_id)
    asked = order((goods[0], 4), (goods[1], 2), method="milkrun", centre="고양1", files=(paper,))
    with acting(world.people["ara"]):
        number = submit_outbounds([asked], key="m", now=NOW)["numbers"][0]
    _bring(world, number, "ready")
    with acting(world.people["eun"]):
        with pytest.raises(Invalid) as refused:
            ship_outbound(number, Handover("CJ", "1"), version=None, now=NOW)
        assert [(p.path, p.code) for p in refused.value.problems] == [("truck_no", "required")]
        ship_outbound(number, Handover(truck_no="인천80바1234"), version=None, now=NOW)
        with pytest.raises(IllegalTransition):
            report_journey(number, "deliver", version=None, now=NOW)
        report_journey(number, "coupang_receive", version=None, now=NOW)
    assert _outbound(world, number).status == "coupang_received"


@pytest.mark.parametrize("status", ["requested", "accepted"])
def test_the_seller_cancels_before_picking(world: World, goods: Any, number: str, status: str) -> None:
    if status == "accepted":
        _bring(world, number, "accepted")
    with acting(world.people["ara"]):
        assert cancel_outbound(number, version=None, now=NOW) is True
    assert levels(goods[0].sku_id) == {"available": 10}
    assert _outbound(world, number).status == "cancelled"
    with operator_scope():
        assert list(StockReservation.objects.values_list("quantity", "released", "fulfilled")) == [
            (4, 4, 0),
            (2, 2, 0),
        ]
    assert_books_hold()


@pytest.mark.parametrize("status", ["picking", "packing", "ready"])
def test_later_the_warehouse_must_agree_and_puts_back(
    world: World, goods: Any, number: str, status: str
) -> None:
    _bring(world, number, status)
    with acting(world.people["ara"]):
        assert cancel_outbound(number, version=None, now=NOW) is False
        with pytest.raises(IllegalTransition):
            cancel_outbound(number, version=None, now=NOW)
    assert _outbound(world, number).status == status
    with acting(world.people["eun"]):
        confirm_cancel(number, version=None, now=NOW)
    assert levels(goods[0].sku_id) == {"available": 10}
    assert levels(goods[1].sku_id) == {"available": 10}
    ended = _outbound(world, number)
    assert ended.status == "cancelled"
    with operator_scope():
        assert list(ended.lines.values_list("picked", flat=True)) == [0, 0]
        assert not PickTask.objects.filter(closed=False).exists()
    assert_books_hold()


def test_a_refused_cancel_goes_on(world: World, number: str) -> None:
    _bring(world, number, "packing")
    with acting(world.people["eun"]), pytest.raises(IllegalTransition):
        confirm_cancel(number, version=None, now=NOW)
    with acting(world.people["ara"]):
        cancel_outbound(number, version=None, now=NOW)
    with acting(world.people["eun"]):
        with pytest.raises(Invalid):
            refuse_cancel(number, reason="", version=None, now=NOW)
        refuse_cancel(number, reason="이미 포장했습니다", version=None, now=NOW)
        pack_outbound(number, box_count=1, version=None, now=NOW)
    assert _outbound(world, number).status == "ready"
    assert _outbound(world, number).cancel_requested_at is None


def test_shipped_goods_are_not_cancelled(world: World, goods: Any, number: str) -> None:
    _bring(world, number, "shipped")
    before = everything()
    with acting(world.people["ara"]), pytest.raises(IllegalTransition):
        cancel_outbound(number, version=None, now=NOW)
    assert changed(before) == set()


def test_reject_gives_back_and_needs_a_reason(world: World, goods: Any, number: str) -> None:
    with acting(world.people["dan"]):
        with pytest.raises(Invalid):
            reject_outbound(number, reason="", version=None, now=NOW)
        reject_outbound(number, reason="부착서가 다릅니다", version=None, now=NOW)
    assert levels(goods[0].sku_id) == {"available": 10}
    assert (_outbound(world, number).status, _outbound(world, number).reason) == (
        "rejected",
        "부착서가 다릅니다",
    )
    assert_books_hold()


@pytest.mark.parametrize("status", ["requested", "accepted", "picking", "packing", "ready"])
def test_hold_keeps_stock_and_place(world: World, goods: Any, number: str, status: str) -> None:
    if status != "requested":
        _bring(world, number, status)
    stock = levels(goods[0].sku_id)
    with acting(world.people["eun"]):
        hold_outbound(number, reason="서류 확인", version=None, now=NOW)
        assert _outbound(world, number).status == "on_hold"
        assert levels(goods[0].sku_id) == stock
        with pytest.raises(IllegalTransition):
            hold_outbound(number, reason="또", version=None, now=NOW)
        resume_outbound(number, version=None, now=NOW)
    assert (_outbound(world, number).status, _outbound(world, number).reason) == (status, "")
    assert_books_hold()


def test_the_floor_wins_over_the_books(world: World, goods: Any, number: str) -> None:
    """One piece gone, one broken: reservations shrink, stock is written off, the rest is shipped."""
    _bring(world, number, "picking")
    with acting(world.people["eun"]):
        report_short(number, {1: Missing(1)}, version=None, now=NOW)
        assert levels(goods[0].sku_id) == {"available": 6, "reserved": 3}
        report_short(number, {1: Missing(1, broken=True)}, version=None, now=NOW)
        assert levels(goods[0].sku_id) == {"available": 6, "reserved": 2, "damaged": 1}
        pick_lines(number, {1: 2, 2: 2}, version=None, now=NOW)
    done = _outbound(world, number)
    assert done.status == "packing"
    with operator_scope():
        assert list(done.lines.values_list("quantity", "picked", "short")) == [(4, 2, 2), (2, 2, 0)]
    assert_books_hold()


def test_nothing_there_at_all_ends_the_outbound(world: World, goods: Any, number: str) -> None:
    _bring(world, number, "picking")
    with acting(world.people["eun"]):
        report_short(number, {1: Missing(4), 2: Missing(2)}, version=None, now=NOW)
    assert (_outbound(world, number).status, _outbound(world, number).reason) == ("cancelled", "all_short")
    assert levels(goods[0].sku_id) == {"available": 6}
    assert_books_hold()


@pytest.mark.parametrize(
    ("takes", "problem"),
    [
        ({}, ("lines", "nothing_picked")),
        ({1: 0}, ("lines", "nothing_picked")),
        ({1: 5}, ("lines.1", "too_many")),
        ({1: -1}, ("lines.1", "too_many")),
        ({9: 1}, ("lines.9", "unknown_line")),
    ],
)
def test_bad_picks_change_nothing(
    world: World, number: str, takes: dict[int, int], problem: tuple[str, str]
) -> None:
    _bring(world, number, "picking")
    before = everything()
    with acting(world.people["eun"]), pytest.raises(Invalid) as refused:
        pick_lines(number, takes, version=None, now=NOW)
    assert (refused.value.problems[0].path, refused.value.problems[0].code) == problem
    assert changed(before) == set()


@pytest.mark.parametrize("boxes", [0, -1, 10_001])
def test_bad_box_counts(world: World, number: str, boxes: int) -> None:
    _bring(world, number, "packing")
    with acting(world.people["eun"]), pytest.raises(Invalid):
        pack_outbound(number, box_count=boxes, version=None, now=NOW)


def test_a_parcel_names_courier_and_number(world: World, number: str) -> None:
    _bring(world, number, "ready")
    before = everything()
    with acting(world.people["eun"]):
        for given, expected in (
            (Handover(), [("courier", "required"), ("tracking_no", "required")]),
            (Handover("XX", "1"), [("courier", "unknown_courier")]),
        ):
            with pytest.raises(Invalid) as refused:
                ship_outbound(number, given, version=None, now=NOW)
            assert [(p.path, p.code) for p in refused.value.problems] == expected
    assert changed(before) == set()


# Every state with the steps that it allows a parcel, written out by hand.
_ALLOWED = {
    "requested": {"accept", "hold", "reject", "cancel"},
    "accepted": {"start_picking", "hold", "reject", "cancel"},
    "picking": {"pick", "report_short", "finish_picking", "hold", "ask_cancel"},
    "packing": {"pack", "hold", "ask_cancel"},
    "ready": {"ship", "hold", "ask_cancel"},
    "shipped": {"dispatch", "deliver"},
    "in_delivery": {"deliver"},
    "delivered": set(),
    "on_hold": {"resume", "ask_cancel"},
    "rejected": set(),
    "cancelled": set(),
    "coupang_received": set(),
}


@pytest.mark.once
def test_the_table_of_states() -> None:
    assert set(_ALLOWED) == set(Outbound.Status.values)
    for status, allowed in _ALLOWED.items():
        outbound = Outbound(status=status, method="parcel", held_from="picking")
        assert set(actions(outbound)) == allowed, status


@pytest.mark.once
def test_every_state_can_be_reached_and_left_as_documented() -> None:
    targets = {target for _, target in STEPS.values() if target}
    assert targets | {"requested"} == set(Outbound.Status.values)


def test_a_stale_page_and_strangers(world: World, number: str) -> None:
    before = everything()
    with acting(world.people["dan"]), pytest.raises(StaleDocument):
        accept_outbound(number, version=7, now=NOW)
    with acting(world.people["chae"]):
        with pytest.raises(NotFound):
            cancel_outbound(number, version=None, now=NOW)
        with pytest.raises(NotFound):
            cancel_outbounds([number], now=NOW)
    for who in ("eun", "bill", "ara"):
        with acting(world.people[who]), pytest.raises(NotPermitted):
            accept_outbound(number, version=None, now=NOW)
    assert changed(before) == set()


def test_ticked_rows_are_cancelled_all_or_none(world: World, goods: Any, number: str) -> None:
    with acting(world.people["ara"]):
        others = submit_outbounds([order((goods[0], 1)), order((goods[1], 1))], key="o", now=NOW)["numbers"]
    _bring(world, number, "shipped")
    before = everything()
    with acting(world.people["ara"]):
        with pytest.raises(IllegalTransition):
            cancel_outbounds([*others, number], now=NOW)
        assert changed(before) == set()
        assert cancel_outbounds(others, now=NOW) == dict.fromkeys(others, True)
    assert levels(goods[0].sku_id) == {"available": 6}
    assert_books_hold()
