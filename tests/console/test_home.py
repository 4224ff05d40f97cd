"""작업현황: each number is the number of rows behind its link."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.operations import edit_product
from rocket3pl.console.work import waiting
from rocket3pl.shared.rights import RIGHTS, Role
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.console.conftest import text_of
from tests.console.helpers import ask_inbound, ask_outbound
from tests.factories import NOW, World, facts, make_products, make_stock


def _busy(world: World) -> None:
    a, b = make_products(world.ara, 2)
    make_products(world.ara, 2, approved=False)
    make_stock(world.ara, [a, b], 20)
    for state in ("requested", "accepted", "arrived"):
        ask_inbound(world.ara, (a, 1), state=state)
    for state in ("requested", "accepted", "picking", "packing", "ready"):
        ask_outbound(world.ara, (a, 1), (b, 1), state=state)
    with owner_scope(world.ara.pk):
        sku = Sku.objects.get(public_id=a.public_id)
        edit_product(
            a.public_id,
            facts(fnsku=sku.fnsku, seller_sku=sku.seller_sku, has_battery=True),
            version=sku.version,
            now=NOW,
        )


def test_every_number_is_that_of_its_list(dan: Client, world: World) -> None:
    _busy(world)
    page = text_of(dan.get("/console/"))
    cards = re.findall(r'href="(/console/[^"]+)"><span class="l">.*?<span class="v d-block">([0-9,]+)<', page)
    assert len(cards) == 16
    assert sum(int(n) for _url, n in cards) > 10
    for address, n in cards:
        assert f"검색결과 {n}건" in text_of(dan.get(address)), address


def test_numbers_cost_the_same_with_more_work(world: World) -> None:
    def cost() -> int:
        with operator_scope(), CaptureQueriesContext(connection) as caught:
            waiting(RIGHTS[Role.MANAGER])
        return len(caught)

    before = cost()
    _busy(world)
    assert cost() == before <= 4


def test_workers_and_billing_see_their_own_work(eun: Client, world: World, at) -> None:
    page = text_of(eun.get("/console/"))
    assert "승인 대기 상품" not in page
    assert "출고 접수 대기" in page
    bill = text_of(at("bill").get("/console/"))
    assert "출고 접수 대기" not in bill
    assert "재고부족" in bill
