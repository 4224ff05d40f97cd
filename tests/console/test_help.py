"""도움말 tells of every step what it does to the stock, and every step does just that."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

import pytest

from rocket3pl.inbound import automatic
from rocket3pl.inbound import effects as inbound_effects
from rocket3pl.inbound import rules as inbound_rules
from rocket3pl.inbound.models import Inbound
from rocket3pl.inbound.operations import InboundRequest, RequestedLine, cancel_inbound, request_inbound
from rocket3pl.inbound.receiving import (
    CountedLine,
    accept_inbound,
    close_inbound,
    mark_arrived,
    receive,
    reject_inbound,
)
from rocket3pl.inventory.enums import Kind, State
from rocket3pl.inventory.models import StockEntry
from rocket3pl.inventory.operations import Adjustment, AdjustStock, Reason, adjust_stock
from rocket3pl.outbound import effects as outbound_effects
from rocket3pl.outbound import rules as outbound_rules
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
from rocket3pl.outbound.operations import cancel_outbound
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.web import stock_help
from tests.console.conftest import browser
from tests.factories import NOW, World, make_products, make_stock, new_key, order
from tests.portal.orders import reference
from tests.support import acting

Moved = dict[str, set[tuple[State, State]]]
ANY: dict[str, Any] = {"version": None, "now": NOW}


@pytest.fixture
def seen() -> Moved:
    """What each step moved, by its name."""
    return {}


@pytest.fixture
def step(seen: Moved, world: World) -> Callable[..., AbstractContextManager[None]]:
    """Note what a block moves as the doing of a step, in the name of the seller or of the warehouse."""

    @contextmanager
    def noting(name: str, who: str = "dan") -> Iterator[None]:
        with operator_scope():
            before = set(StockEntry.objects.values_list("id", flat=True))
        with acting(world.people[who]):
            yield
        with operator_scope():
            rows = StockEntry.objects.exclude(id__in=before).values_list("from_state", "to_state")
            seen.setdefault(name, set()).update((State(a), State(b)) for a, b in rows)

    return noting


def declared(effects: Any) -> Moved:
    return {name: set(moves) for name, moves in effects.items()}


def test_every_step_has_its_effect_and_its_words() -> None:
    """A step that is added must be told of."""
    for effects, rules, words in (
        (inbound_effects.EFFECTS, inbound_rules.STEPS, stock_help.INBOUND_STEPS),
        (outbound_effects.EFFECTS, outbound_rules.STEPS, stock_help.OUTBOUND_STEPS),
    ):
        assert set(effects) == set(words)
        assert set(effects) - {"request", "expect"} == set(rules)


def test_inbounds_move_what_is_told(world: World, step: Any, seen: Moved) -> None:
    """Each step in each way it can go."""
    one, two = make_products(world.ara, 2)

    def requested() -> str:
        with step("request", "ara"):
            lines = (RequestedLine(one.public_id, 10),)
            return str(request_inbound(InboundRequest(lines), key=new_key(), now=NOW)["number"])

    number = requested()
    with step("cancel", "ara"):
        cancel_inbound(number, **ANY)
    number = requested()
    with step("reject"):
        reject_inbound(number, reason="x", **ANY)
    number = requested()
    with step("accept"):
        accept_inbound(number, **ANY)
    with step("arrive"):
        mark_arrived(number, **ANY)
    with step("receive"):
        counted = [CountedLine(one.public_id, 6, 1), CountedLine(two.public_id, 2)]
        receive(number, counted, key=new_key(), **ANY)
    with step("close"):
        close_inbound(number, **ANY)

    def expected() -> Inbound:
        with step("expect", "ara"):
            more: dict[str, Any] = {"expected_on": None, "box_count": None, "memo": "", "now": NOW}
            return automatic.expect({one.sku_id: 5}, warehouse_id=one.warehouse_id, **more)

    coming = expected()
    with step("withdraw", "ara"):
        automatic.withdraw(coming, now=NOW)
    coming = expected()
    with step("begin"):
        # 도착 of an automatic one goes on by itself.
        mark_arrived(coming.number, **ANY)
    assert seen == declared(inbound_effects.EFFECTS)


def test_outbounds_move_what_is_told(world: World, step: Any, seen: Moved) -> None:
    """Each step in each way it can go."""
    reference()
    (goods,) = make_products(world.ara, 1)
    make_stock(world.ara, [goods], 1_000)

    def requested(**changes: Any) -> str:
        with step("request", "ara"):
            made = submit_outbounds([order((goods, 10), **changes)], key=new_key(), now=NOW)
            return str(made["numbers"][0])

    def being_picked() -> str:
        number = requested()
        with step("accept"):
            accept_outbound(number, **ANY)
        with step("start_picking"):
            start_picking(number, **ANY)
        return number

    number = requested()
    with step("cancel", "ara"):
        cancel_outbound(number, **ANY)
    number = requested()
    with step("reject"):
        reject_outbound(number, reason="x", **ANY)

    number = being_picked()
    with step("hold"):
        hold_outbound(number, reason="x", **ANY)
    with step("resume"):
        resume_outbound(number, **ANY)
    with step("ask_cancel", "ara"):
        cancel_outbound(number, **ANY)
    with step("refuse_cancel"):
        refuse_cancel(number, reason="x", **ANY)
    with step("report_short"):
        report_short(number, {1: Missing(2)}, **ANY)
        report_short(number, {1: Missing(1, broken=True)}, **ANY)
    with step("pick"):
        pick_lines(number, {1: 7}, **ANY)
    with step("pack"):
        pack_outbound(number, box_count=1, **ANY)
    with step("ship"):
        ship_outbound(number, Handover("CJ", "680123456789"), **ANY)
    for action in ("dispatch", "deliver"):
        with step(action):
            report_journey(number, action, **ANY)

    number = being_picked()
    with step("pick"):
        pick_lines(number, {1: 4}, **ANY)
    with acting(world.people["ara"]):
        cancel_outbound(number, **ANY)
    with step("confirm_cancel"):
        confirm_cancel(number, **ANY)
    # The last pick finishes by itself, and what moved is the pick's; of a milk run nothing moves any more.
    told = declared(outbound_effects.EFFECTS)
    assert told.pop("finish_picking") == set()
    assert told.pop("coupang_receive") == set()
    assert seen == told


def test_adjustments_move_what_is_told(world: World, step: Any, seen: Moved) -> None:
    """The words of 재고조정 stand for these moves and no others."""
    (goods,) = make_products(world.ara, 1)
    make_stock(world.ara, [goods], 100)
    for adjustment in Adjustment:
        with step(adjustment.value):
            asked = AdjustStock(goods.public_id, world.warehouse.pk, adjustment, 2, Reason.COUNTED)
            adjust_stock(asked, key=new_key(), now=NOW)
        if adjustment is Adjustment.REPAIR:
            # Broken again, for what is scrapped.
            asked = replace(asked, what=Adjustment.DAMAGE)
            with acting(world.people["dan"]):
                adjust_stock(asked, key=new_key(), now=NOW)
    found = {move for moves in seen.values() for move in moves}
    shown = {
        (a, b) for _word, moves in stock_help.adjustments() for a, b in ((str(x), str(y)) for x, y in moves)
    }
    for a, b in found:
        assert (str(stock_help.STOCK_PARTS[a.value]), str(stock_help.STOCK_PARTS[b.value])) in shown
    assert {kind.value for kind in (Kind.COUNT_GAIN, Kind.COUNT_LOSS)} <= set(stock_help.POSTING_KIND)


@pytest.mark.parametrize("who", ["ara", "bom", "dan", "eun", "bill"])
def test_everybody_can_read_it(world: World, who: str) -> None:
    """A table for each document, a row for each step."""
    page = browser(world.people[who]).get("/help/")
    html = page.content.decode()
    assert page.status_code == 200
    assert html.count("<tr>") == 3 + len(stock_help.INBOUND_STEPS) + len(stock_help.OUTBOUND_STEPS) + 6
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert "출고신청 화주 - 신청 가용재고 → 에서 다음으로: 할당(출고예정)" in words
