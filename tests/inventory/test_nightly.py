"""일마감 agrees with the ledger, 장부 점검 speaks up, and sellers hear of what runs low."""

from datetime import date, timedelta

import pytest

from rocket3pl.catalog.models import Sku
from rocket3pl.inventory.history import levels_of
from rocket3pl.inventory.models import StockDaily, StockLevel
from rocket3pl.inventory.nightly import audit, close_day, close_yesterday, tell_low
from rocket3pl.jobs.handlers import GiveUp
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.owners.models import Owner
from rocket3pl.shared.days import day_end
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import NOW, World, make_products, make_stock, order
from tests.support import changed, everything

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
PARTS = ("incoming", "receiving", "available", "reserved", "picked", "hold", "damaged")


def closed(day):
    with operator_scope():
        rows = StockDaily.objects.filter(day=day).order_by("sku_id").values_list("sku_id", *PARTS)
        return {row[0]: row[1:] for row in rows}


def as_of(goods, day):
    """Return what the ledger's entries say of the last moment of the day."""
    found = {}
    with operator_scope():
        for item in goods:
            (row,) = levels_of(
                Sku.objects.get(pk=item.sku_id), as_of=day_end(day) - timedelta(microseconds=1)
            )
            if any(row[p] for p in PARTS):
                found[item.sku_id] = tuple(row[p] for p in PARTS)
    return found


def test_a_day_is_closed_as_it_ended_whenever_that_is_done(world: World):
    goods = make_products(world.ara, 3)
    make_stock(world.ara, goods[:2], 10)
    with owner_scope(world.ara.pk):
        submit_outbounds([order((goods[0], 3), order_no="today")], key="a", now=NOW)
        # After midnight in Seoul: it belongs to the next day.
        late = day_end(TODAY) + timedelta(minutes=3)
        submit_outbounds([order((goods[1], 4), order_no="late")], key="b", now=late)
    assert close_day(TODAY) == 2
    assert closed(TODAY) == as_of(goods, TODAY)
    assert closed(TODAY)[goods[0].sku_id] == (0, 0, 7, 3, 0, 0, 0)
    assert closed(TODAY)[goods[1].sku_id] == (0, 0, 10, 0, 0, 0, 0)
    before = everything()
    assert close_day(TODAY) == 0
    assert everything() == before
    with operator_scope():
        close_yesterday(None, late + timedelta(days=1))
    assert closed(TODAY + timedelta(days=1)) == as_of(goods, TODAY + timedelta(days=1))


def test_a_rival_sees_their_own_days_only(world: World):
    make_stock(world.ara, make_products(world.ara, 1), 10)
    close_day(TODAY)
    with owner_scope(world.chae.pk):
        assert not StockDaily.objects.exists()


def test_books_that_disagree_are_put_before_a_person(world: World):
    goods = make_products(world.ara, 1)
    make_stock(world.ara, goods, 10)
    with operator_scope():
        audit(None, NOW)
        StockLevel.objects.filter(sku_id=goods[0].sku_id).update(available=9)
        with pytest.raises(GiveUp) as given:
            audit(None, NOW)
    assert given.value.reason == "books_disagree: A1 1, A2 1, A6 1"


def test_sellers_who_want_to_know_hear_what_runs_low(world: World):
    mine, theirs = make_products(world.ara, 2), make_products(world.chae, 1)
    make_stock(world.ara, mine[:1], 10)
    make_stock(world.ara, mine[1:], 2)
    make_stock(world.chae, theirs, 1)
    before = everything()
    with operator_scope():
        tell_low(None, NOW)
        assert changed(before) == set()
        Owner.objects.filter(pk=world.ara.pk).update(low_stock_enabled=True, low_stock_threshold=2)
        tell_low(None, NOW)
    told = OutboxMessage.objects.filter(topic="stock.low").values_list("owner_id", "payload")
    assert list(told) == [(world.ara.pk, {"products": [mine[1].public_id], "count": 1})]
