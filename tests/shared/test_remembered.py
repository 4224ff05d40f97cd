"""Statements that are remembered answer as those that are put together anew, each reader with their own."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet, Value

from rocket3pl.catalog.lists import FAILED, PRODUCTS, PRODUCTS_IN_FULL
from rocket3pl.catalog.models import Sku
from rocket3pl.inbound.lists import INBOUNDS
from rocket3pl.integrations.coupang.sales import SALES, SALES_AS_READ
from rocket3pl.integrations.coupang.stock import STOCK as COUPANG_STOCK
from rocket3pl.integrations.couriers.lists import PARCELS
from rocket3pl.integrations.models import CoupangMapping, CoupangSale, CoupangStock, ParcelStatus
from rocket3pl.inventory.lists import STOCK
from rocket3pl.outbound.lists import OUTBOUNDS
from rocket3pl.outbound.models import Outbound
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.shared.listing import ListQuery, Page, Source
from rocket3pl.shared.remembered import Base, Remembered, Statement, base_of, statement_of
from tests.factories import NOW, World, make_products, make_stock, order
from tests.support import acting

LISTS = {
    "products": PRODUCTS,
    "products in full": PRODUCTS_IN_FULL,
    "failed": FAILED,
    "stock": STOCK,
    "inbounds": INBOUNDS,
    "outbounds": OUTBOUNDS,
    "parcels": PARCELS,
    "stock at Coupang": COUPANG_STOCK,
    "sales at Coupang": SALES,
    "sales at Coupang, for programs": SALES_AS_READ,
}
PERIOD = {"since": (NOW - timedelta(days=1)).date(), "until": (NOW + timedelta(days=1)).date()}
QUERIES = [
    ListQuery(),
    ListQuery(q="니트"),
    ListQuery(q="니트", size=1, page=2),
    ListQuery(size=1, page=2, sort="-seller_sku"),
    ListQuery(sort="owner_name"),
    ListQuery(where={"warehouse": "ICN1"}),
    ListQuery(where={"warehouse": "ICN1"}, **PERIOD),
    ListQuery(q="1", **PERIOD),
    *(
        ListQuery(tab=tab)
        for tab in (
            "approved",
            "low",
            "out",
            "ok",
            "requested",
            "completed",
            "pending",
            "unmatched",
            "waiting",
        )
    ),
    ListQuery(tab="requested", q="니트"),
    ListQuery(ids=("nothing",)),
]
Goods = tuple[World, list[Any]]


@pytest.fixture
def goods(world: World) -> Iterator[Goods]:
    """Two products of Ara and one of Chae, some of them in stock and in orders."""
    made: list[Any] = []
    for owner, who, pieces in ((world.ara, "ara", 10), (world.ara, "ara", 20), (world.chae, "chae", 30)):
        (thing,) = make_products(owner)
        make_stock(owner, [thing], pieces)
        made.append(thing)
        with acting(world.people[who]):
            submit_outbounds([order((thing, pieces // 10))], key=f"{who}{pieces}", now=NOW)
            ParcelStatus.objects.create(
                owner=owner, outbound=Outbound.objects.latest("id"), checked_at=NOW, next_check_at=NOW
            )
            CoupangStock.objects.create(owner=owner, vendor_item_id=pieces, orderable=1, seen_at=NOW)
            CoupangSale.objects.create(
                owner=owner, order_id=pieces, vendor_item_id=pieces, quantity=1, unit_price=9900, paid_at=NOW
            )
            CoupangMapping.objects.create(
                owner=owner, vendor_item_id=pieces, sku_id=thing.sku_id, product_name="니트", updated_at=NOW
            )
    yield world, made


def _pages(source: Source, query: ListQuery, world: World) -> dict[str, Page]:
    found = {}
    for who in ("ara", "dan", "chae"):
        with acting(world.people[who]):
            found[who] = source.page(query)
    return found


@pytest.mark.parametrize("name", LISTS)
def test_every_list_answers_as_if_it_remembered_nothing(
    name: str, goods: Goods, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, _made = goods
    first = [_pages(LISTS[name], query, world) for query in QUERIES]
    again = [_pages(LISTS[name], query, world) for query in QUERIES]
    monkeypatch.setattr(Remembered, "statement", lambda _self, _what, _base, build: statement_of(build()))
    anew = [_pages(LISTS[name], query, world) for query in QUERIES]
    assert first == again == anew
    assert any(page["ara"].rows != page["chae"].rows for page in anew) or name == "failed"


def test_nobody_gets_the_rows_of_whoever_asked_before(goods: Goods) -> None:
    world, made = goods
    own = {"ara": made[:2], "chae": made[2:]}
    for who, source in itertools.product(("ara", "chae", "ara", "chae"), (PRODUCTS, STOCK)):
        with acting(world.people[who]):
            page = source.page(ListQuery(sort="fnsku"))
        assert {str(row["public_id"]) for row in page.rows} == {thing.public_id for thing in own[who]}
        assert page.total == page.counts[""] == len(own[who])


class _Built:
    """Builds on the rows of the scope, and counts how often."""

    def __init__(self, add: Callable[[QuerySet[Any]], QuerySet[Any, Any]]) -> None:
        self.add, self.times = add, 0

    def statement(self, remembered: Remembered, rows: QuerySet[Any]) -> Statement:
        def build() -> QuerySet[Any, Any]:
            self.times += 1
            return self.add(rows)

        base = base_of(rows)
        assert base
        found = remembered.statement("add", base, build)
        assert found
        return found


def _asked(world: World, built: _Built) -> list[list[Any]]:
    remembered, found = Remembered(), []
    for who in ("ara", "chae", "ara"):
        with acting(world.people[who]):
            rows = Sku.objects.exclude(status="withdrawn")
            found.append([tuple(row.values()) for row in built.statement(remembered, rows).rows()])
            assert found[-1] == list(built.add(rows).values_list(*built.statement(remembered, rows).names))
    return found


def test_constants_before_and_behind_stay_where_they_are(goods: Goods) -> None:
    world, made = goods
    built = _Built(
        lambda rows: (
            rows.filter(status="approved").annotate(seven=Value(7)).order_by("id").values("seven", "id")
        )
    )
    ids = [thing.sku_id for thing in made]
    assert _asked(world, built) == [
        [(7, ids[0]), (7, ids[1])],
        [(7, ids[2])],
        [(7, ids[0]), (7, ids[1])],
    ]
    assert built.times == 1


def test_what_asks_for_the_owner_once_more_is_built_anew(goods: Goods) -> None:
    """Remembered, it would ask for the rows of two owners at once."""
    world, made = goods
    built = _Built(lambda rows: rows.filter(pk__in=rows.values("pk")).order_by("id").values("id"))
    ids = [thing.sku_id for thing in made]
    assert _asked(world, built) == [[(ids[0],), (ids[1],)], [(ids[2],)], [(ids[0],), (ids[1],)]]
    # Each of three readers asks twice.
    assert built.times == 6


def test_the_condition_of_a_base() -> None:
    one = Base('SELECT "a"."id" FROM "a" WHERE "a"."owner_id" = %s', (1,))
    two = replace(one, sql='SELECT "a"."id" FROM "a" WHERE ("a"."owner_id" = %s AND NOT ("a"."b" = %s))')
    assert (one.condition, two.condition) == (
        '"a"."owner_id" = %s',
        '"a"."owner_id" = %s AND NOT ("a"."b" = %s)',
    )
