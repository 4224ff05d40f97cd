"""An inbound from the request to the shelf: what each step does to stock, and what is refused."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from rocket3pl.catalog.approval import set_in_use
from rocket3pl.inbound.models import DifferenceCase, Inbound, InboundLine
from rocket3pl.inbound.operations import InboundRequest, RequestedLine, cancel_inbound, request_inbound
from rocket3pl.inbound.receiving import (
    CountedLine,
    accept_inbound,
    close_inbound,
    mark_arrived,
    receive,
    reject_inbound,
)
from rocket3pl.reference.models import Courier
from rocket3pl.shared.errors import (
    IdempotencyConflict,
    IllegalTransition,
    Invalid,
    NotFound,
    NotPermitted,
    StaleDocument,
)
from tests.factories import NOW, World, make_products, new_key
from tests.support import acting, assert_books_hold, changed, everything, levels


def _request(world: World, *lines: tuple[str, int], key: str = "", **more: Any) -> str:
    with acting(world.people["ara"]):
        asked = InboundRequest(tuple(RequestedLine(p, n) for p, n in lines), **more)
        return str(request_inbound(asked, key=key or new_key(), now=NOW)["number"])


def _status(number: str, world: World) -> str:
    with acting(world.people["dan"]):
        return str(Inbound.objects.get(number=number).status)


def test_the_whole_way_with_differences(world: World) -> None:
    a, b, c = make_products(world.ara, 3)
    Courier.objects.create(code="CJ", name_ko="CJ", name_zh="CJ", name_en="CJ")
    number = _request(
        world, (a.public_id, 10), (b.public_id, 5), expected_on=date(2026, 11, 25), courier="CJ",
        tracking_no="680123456789", box_count=2, memo="파손 주의",
    )  # fmt: skip
    assert number.startswith("EI") and len(number) == 14 and number[2:].isdigit()
    assert levels(a.sku_id) == {"incoming": 10}
    with acting(world.people["dan"]):
        accept_inbound(number, version=1, now=NOW)
    with acting(world.people["eun"]):
        mark_arrived(number, version=2, now=NOW)
        receive(number, [CountedLine(a.public_id, 4)], version=3, key="first", now=NOW)
    assert levels(a.sku_id) == {"incoming": 6, "available": 4}
    with acting(world.people["eun"]):
        more = [CountedLine(a.public_id, 3, 1), CountedLine(b.public_id, 7), CountedLine(c.public_id, 2)]
        receive(number, more, version=4, key="second", now=NOW)
        differences = close_inbound(number, version=5, note="확인", now=NOW)
    assert differences == [("short", 2), ("damaged", 1), ("over", 2), ("wrong", 2)]
    assert levels(a.sku_id) == {"available": 7, "damaged": 1}
    assert levels(b.sku_id) == {"available": 7}
    assert levels(c.sku_id) == {"available": 2}
    with acting(world.people["ara"]):
        inbound = Inbound.objects.get(number=number)
        assert (inbound.status, inbound.version, inbound.arrived_at, inbound.completed_at) == (
            "completed", 6, NOW, NOW,
        )  # fmt: skip
        assert list(DifferenceCase.objects.order_by("id").values_list("kind", "quantity", "note")) == [
            ("short", 2, "확인"),
            ("damaged", 1, "확인"),
            ("over", 2, "확인"),
            ("wrong", 2, "확인"),
        ]
    assert_books_hold()


def test_received_as_announced_leaves_no_difference(world: World) -> None:
    (a,) = make_products(world.ara, 1)
    number = _request(world, (a.public_id, 3))
    with acting(world.people["dan"]):
        accept_inbound(number, version=None, now=NOW)
        mark_arrived(number, version=None, now=NOW)
        receive(number, [CountedLine(a.public_id, 3)], version=None, key="k", now=NOW)
        assert close_inbound(number, version=None, now=NOW) == []
    assert levels(a.sku_id) == {"available": 3}


@pytest.mark.parametrize("how", ["cancel", "reject", "cancel_accepted"])
def test_an_ended_inbound_is_no_longer_expected(world: World, how: str) -> None:
    (a,) = make_products(world.ara, 1)
    number = _request(world, (a.public_id, 3))
    if how == "cancel_accepted":
        with acting(world.people["dan"]):
            accept_inbound(number, version=None, now=NOW)
    if how == "reject":
        with acting(world.people["dan"]):
            reject_inbound(number, reason="번호 없음", version=None, now=NOW)
    else:
        with acting(world.people["ara"]):
            cancel_inbound(number, version=None, now=NOW)
    assert levels(a.sku_id) == {}
    assert _status(number, world) == ("rejected" if how == "reject" else "cancelled")
    assert_books_hold()


def test_the_same_key_asks_once(world: World) -> None:
    (a,) = make_products(world.ara, 1)
    first = _request(world, (a.public_id, 3), key="same")
    before = everything()
    assert _request(world, (a.public_id, 3), key="same") == first
    with pytest.raises(IdempotencyConflict):
        _request(world, (a.public_id, 4), key="same")
    assert changed(before) == set()


def test_the_same_count_is_taken_in_once(world: World) -> None:
    (a,) = make_products(world.ara, 1)
    number = _request(world, (a.public_id, 3))
    with acting(world.people["dan"]):
        accept_inbound(number, version=None, now=NOW)
        mark_arrived(number, version=None, now=NOW)
        for _ in range(2):
            receive(number, [CountedLine(a.public_id, 2)], version=3, key="k", now=NOW)
    assert levels(a.sku_id) == {"incoming": 1, "available": 2}


@pytest.mark.parametrize(
    ("lines", "more", "problems"),
    [
        ([], {}, [("lines", "no_lines")]),
        ([("a", 0)], {}, [("lines.0.quantity", "quantity_out_of_range")]),
        ([("a", -1)], {}, [("lines.0.quantity", "quantity_out_of_range")]),
        ([("a", 1_000_001)], {}, [("lines.0.quantity", "quantity_out_of_range")]),
        ([("a", 1), ("a", 2)], {}, [("lines.1.product", "duplicate_line")]),
        ([("waiting", 1)], {}, [("lines.0.product", "not_approved")]),
        ([("theirs", 1)], {}, [("lines.0.product", "unknown_product")]),
        ([("nonsense", 1)], {}, [("lines.0.product", "unknown_product")]),
        ([("a", 1)], {"courier": "XX"}, [("courier", "unknown_courier")]),
        ([("a", 1)], {"box_count": 0}, [("box_count", "box_count_out_of_range")]),
        (
            [("a", 0), ("theirs", 1)],
            {},
            [("lines.0.quantity", "quantity_out_of_range"), ("lines.1.product", "unknown_product")],
        ),
    ],
)
def test_bad_requests_name_every_problem(
    world: World, lines: list[tuple[str, int]], more: dict[str, Any], problems: list[tuple[str, str]]
) -> None:
    (a,) = make_products(world.ara, 1)
    (waiting,) = make_products(world.ara, 1, approved=False)
    (theirs,) = make_products(world.chae, 1)
    ids = {"a": a.public_id, "waiting": waiting.public_id, "theirs": theirs.public_id, "nonsense": "x"}
    before = everything()
    with pytest.raises(Invalid) as refused:
        _request(world, *((ids[p], n) for p, n in lines), **more)
    assert [(p.path, p.code) for p in refused.value.problems] == problems
    assert changed(before) == set()


@pytest.mark.parametrize(
    ("counted", "problem"),
    [
        ([], ("lines", "nothing_counted")),
        ([("a", 0, 0)], ("lines", "nothing_counted")),
        ([("a", -1, 0)], ("lines.0.good", "quantity_out_of_range")),
        ([("a", 1, -1)], ("lines.0.damaged", "quantity_out_of_range")),
        ([("theirs", 1, 0)], ("lines.0.product", "unknown_product")),
        ([("a", 1, 0), ("a", 1, 0)], ("lines.1.product", "duplicate_line")),
    ],
)
def test_bad_counts_change_nothing(
    world: World, counted: list[tuple[str, int, int]], problem: tuple[str, str]
) -> None:
    (a,) = make_products(world.ara, 1)
    (theirs,) = make_products(world.chae, 1)
    number = _request(world, (a.public_id, 3))
    ids = {"a": a.public_id, "theirs": theirs.public_id}
    with acting(world.people["dan"]):
        accept_inbound(number, version=None, now=NOW)
        mark_arrived(number, version=None, now=NOW)
    before = everything()
    with acting(world.people["dan"]), pytest.raises(Invalid) as refused:
        lines = [CountedLine(ids[p], good, bad) for p, good, bad in counted]
        receive(number, lines, version=None, key="k", now=NOW)
    assert (refused.value.problems[0].path, refused.value.problems[0].code) == problem
    assert changed(before) == set()


def test_steps_out_of_order_are_refused(world: World) -> None:
    (a,) = make_products(world.ara, 1)
    number = _request(world, (a.public_id, 3))
    before = everything()
    with acting(world.people["dan"]):
        for step in (mark_arrived, close_inbound):
            with pytest.raises(IllegalTransition):
                step(number, version=None, now=NOW)
        with pytest.raises(IllegalTransition):
            receive(number, [CountedLine(a.public_id, 1)], version=None, key="k", now=NOW)
        with pytest.raises(Invalid):
            reject_inbound(number, reason="", version=None, now=NOW)
    assert changed(before) == set()
    with acting(world.people["dan"]):
        accept_inbound(number, version=None, now=NOW)
        mark_arrived(number, version=None, now=NOW)
    before = everything()
    with acting(world.people["ara"]), pytest.raises(IllegalTransition):
        cancel_inbound(number, version=None, now=NOW)
    assert changed(before) == set()


def test_a_stale_page_is_told(world: World) -> None:
    (a,) = make_products(world.ara, 1)
    number = _request(world, (a.public_id, 3))
    with acting(world.people["dan"]):
        accept_inbound(number, version=1, now=NOW)
        before = everything()
        with pytest.raises(StaleDocument):
            mark_arrived(number, version=1, now=NOW)
    assert changed(before) == set()


def test_strangers_find_nothing_and_roles_keep_to_their_work(world: World) -> None:
    (a,) = make_products(world.ara, 1)
    number = _request(world, (a.public_id, 3))
    before = everything()
    with acting(world.people["chae"]):
        with pytest.raises(NotFound):
            cancel_inbound(number, version=None, now=NOW)
        assert not Inbound.objects.exists()
        assert not InboundLine.objects.exists()
    with acting(world.people["dan"]), pytest.raises(NotFound):
        accept_inbound("EI000000000000", version=None, now=NOW)
    with acting(world.people["eun"]), pytest.raises(NotPermitted):
        accept_inbound(number, version=None, now=NOW)
    with acting(world.people["bill"]), pytest.raises(NotPermitted):
        mark_arrived(number, version=None, now=NOW)
    with acting(world.people["ara"]), pytest.raises(NotPermitted):
        accept_inbound(number, version=None, now=NOW)
    assert changed(before) == set()


def test_a_stopped_product_is_not_requested(world: World) -> None:
    (a,) = make_products(world.ara, 1)
    with acting(world.people["dan"]):
        set_in_use(a.public_id, in_use=False, version=2, now=NOW)
    with pytest.raises(Invalid) as refused:
        _request(world, (a.public_id, 1))
    assert refused.value.problems[0].code == "not_approved"


def test_two_thousand_lines_in_one_inbound(world: World) -> None:
    """The limit itself works, and one more is refused; statements do not grow with lines."""
    goods = make_products(world.ara, 3)
    asked = InboundRequest(tuple(RequestedLine(g.public_id, 1) for g in goods))
    too_many = replace(asked, lines=asked.lines * 667)
    with acting(world.people["ara"]), pytest.raises(Invalid) as refused:
        request_inbound(too_many, key="k", now=NOW)
    assert ("lines", "too_many_lines") in {(p.path, p.code) for p in refused.value.problems}
