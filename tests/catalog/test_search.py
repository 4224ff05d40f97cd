"""Lists find products and documents by any part of their names and codes, in every language."""

from dataclasses import replace
from typing import Any

import pytest

from rocket3pl.catalog.approval import approve_product
from rocket3pl.catalog.lists import PRODUCTS
from rocket3pl.catalog.operations import Application, apply_products, edit_product
from rocket3pl.catalog.queries import product, proposed, stockables
from rocket3pl.inbound.lists import INBOUNDS
from rocket3pl.inventory.lists import STOCK
from rocket3pl.outbound.fulfilment import (
    Handover,
    accept_outbound,
    pack_outbound,
    pick_lines,
    ship_outbound,
    start_picking,
)
from rocket3pl.outbound.lists import OUTBOUNDS
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.reference.models import Courier
from rocket3pl.shared.listing import ListQuery, Source
from tests.factories import NOW, World, facts, make_file, make_stock, order
from tests.support import acting


def found(source: Source, q: str, column: str = "seller_sku", **more: Any) -> list[str]:
    page = source.page(ListQuery(q=q, **more))
    names = [str(row[column]) for row in page.rows]
    assert page.total == page.counts[""] == len(names)
    return sorted(names)


@pytest.fixture
def goods(world: World) -> list[Any]:
    """A knit and a tumbler of Ara, a knit of Chae; ten pieces of each."""
    made: list[Any] = []
    cup = {
        "name_zh": "304不锈钢保温杯",
        "name_ko": "스테인리스 텀블러",
        "name_en": "Steel Tumbler",
        "option_text": "颜色:黑色",
    }
    for owner, who, seller_sku, fnsku, changes in (
        (world.ara, "ara", "KNIT-1", "D1111536562010114", {}),
        (world.ara, "ara", "CUP-2", "D1111536562019999", cup),
        (world.chae, "chae", "KNIT-3", "D1111536562010777", {}),
    ):
        image = str(make_file(owner).public_id)
        with acting(world.people[who]):
            given = replace(facts(image=image), seller_sku=seller_sku, fnsku=fnsku, **changes)
            (public_id,) = apply_products([Application("ICN1", given)], key=given.fnsku, now=NOW)["products"]
        with acting(world.people["dan"]):
            approve_product(public_id, version=None, now=NOW)
            made.append(stockables([public_id])[public_id])
        make_stock(owner, made[-1:], 10)
    return made


@pytest.mark.parametrize(
    ("q", "hits"),
    [
        ("니트", ["KNIT-1"]),
        ("毛衣", ["KNIT-1"]),
        ("衣", ["KNIT-1"]),
        ("트", ["KNIT-1"]),
        ("round-neck", ["KNIT-1"]),
        ("ROUND knit", ["KNIT-1"]),
        ("라운드 毛衣", ["KNIT-1"]),
        ("0114", ["KNIT-1"]),
        ("d11115365620", ["CUP-2", "KNIT-1"]),
        ("텀블러", ["CUP-2"]),
        ("保温", ["CUP-2"]),
        ("304", ["CUP-2"]),
        ("30", ["CUP-2"]),
        ("黑色", ["CUP-2"]),
        ("颜色", ["CUP-2", "KNIT-1"]),
        ("ｃｕｐ－２", ["CUP-2"]),
        ("니트 텀블러", []),
        ("010777", []),
        ("%", []),
        ("_", []),
        ('"', []),
        ("' OR 1=1 --", []),
        ("니트 OR 텀블러", []),
        ("*", []),
    ],
)
def test_products_and_stock(world: World, goods: list[Any], q: str, hits: list[str]) -> None:
    with acting(world.people["ara"]):
        assert found(PRODUCTS, q) == hits
        assert found(STOCK, q) == hits
    with acting(world.people["dan"]):
        everywhere = found(PRODUCTS, q)
    assert [h for h in everywhere if h != "KNIT-3"] == hits


@pytest.mark.parametrize(
    ("field", "q", "hits"),
    [
        ("name", "니트", ["KNIT-1"]),
        ("name", "KNIT-1", []),
        ("seller_sku", "knit", ["KNIT-1"]),
        ("fnsku", "9999", ["CUP-2"]),
        ("option", "黑色", ["CUP-2"]),
        ("platform_sku", "x", []),
    ],
)
def test_one_field_only(world: World, goods: list[Any], field: str, q: str, hits: list[str]) -> None:
    with acting(world.people["ara"]):
        assert found(PRODUCTS, q, field=field) == hits


def test_a_new_name_is_found_and_the_old_one_is_not(world: World, goods: list[Any]) -> None:
    with acting(world.people["ara"]):
        given = replace(proposed(product(goods[0].public_id)), name_ko="가디건")
        edit_product(goods[0].public_id, given, version=2, now=NOW)
        assert found(PRODUCTS, "가디건") == ["KNIT-1"]
        assert found(PRODUCTS, "니트") == []


def test_documents_are_found_by_their_goods_and_numbers(world: World, goods: list[Any]) -> None:
    Courier.objects.create(code="CJ", name_ko="CJ", name_zh="CJ", name_en="CJ")
    with acting(world.people["ara"]):
        knit, both = submit_outbounds(
            [
                order((goods[0], 1), order_no="RG-261124-001", recipient="김서연"),
                order((goods[0], 1), (goods[1], 2), order_no="SS-777", recipient="이도윤"),
            ],
            key="k",
            now=NOW,
        )["numbers"]
        for q, hits in (
            ("니트", [knit, both]),
            ("텀블러", [both]),
            ("김서연", [knit]),
            ("서연", [knit]),
            ("261124", [knit]),
            (knit, [knit]),
            (both[-6:], [both]),
            ("없는것", []),
        ):
            assert found(OUTBOUNDS, q, "number") == sorted(hits), q
        assert found(OUTBOUNDS, "니트", "number", field="name") == sorted([knit, both])
        assert found(OUTBOUNDS, "SS-777", "number", field="order_no") == [both]
        assert found(OUTBOUNDS, "SS-777", "number", field="recipient") == []
        assert len(found(INBOUNDS, "니트", "number")) == 1
        assert len(found(INBOUNDS, "EI", "number")) == 2
        assert OUTBOUNDS.page(ListQuery(q="니트", tab="shipped")).counts["requested"] == 2
    with acting(world.people["chae"]):
        assert found(OUTBOUNDS, "니트", "number") == []
    with acting(world.people["dan"]):
        accept_outbound(knit, version=None, now=NOW)
        start_picking(knit, version=None, now=NOW)
        pick_lines(knit, {1: 1}, version=None, now=NOW)
        pack_outbound(knit, box_count=1, version=None, now=NOW)
        ship_outbound(knit, Handover("CJ", "680123456789"), version=None, now=NOW)
        for typed in ("680123456789", "6801-2345-6789", "６８０１－２３４５－６７８９", "6801 2345 6789"):
            assert found(OUTBOUNDS, typed, "number") == [knit]
            assert found(OUTBOUNDS, typed, "number", field="tracking_no") == [knit]
        # Another number, a piece that might as well be a date, and a column that has hyphens of its own.
        for typed in ("6801-2345-6788", "45-67", "6801-2345"):
            assert found(OUTBOUNDS, typed, "number") == []
        assert found(OUTBOUNDS, "6801-2345-6789", "number", field="number") == []
        assert found(OUTBOUNDS, "456789", "number", field="tracking_no") == [knit]
