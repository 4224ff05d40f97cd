"""통합검색 and 장부 점검."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rocket3pl.catalog.models import Sku
from rocket3pl.console import search
from rocket3pl.console.words import CHECKS
from rocket3pl.inventory.audit import CHECKS as RUN
from rocket3pl.inventory.models import StockLevel
from rocket3pl.shared.tenancy import operator_scope
from tests.console.conftest import text_of
from tests.console.helpers import HOSTILE, ask_inbound, ask_outbound
from tests.factories import World, make_products, make_stock
from tests.support import make_common

# What the two-set Hangul keyboard makes of the letters of a scanned code.
_HANGUL = str.maketrans({"D": "ㅇ", "S": "ㄴ", "E": "ㄷ", "O": "ㅐ", "I": "ㅑ"})


@pytest.fixture
def goods(world: World) -> Any:
    (found,) = make_products(world.ara, 1)
    return found


def _find(client: Client, q: str) -> Any:
    return client.get("/console/search/", {"q": q})


def test_a_scanned_code_opens_its_page(dan: Client, world: World, goods: Any) -> None:
    inbound = make_stock(world.ara, [goods], 5)
    outbound = ask_outbound(world.ara, (goods, 1), order_no="KR-77", po_no="PO-99")
    parcel = ask_inbound(world.ara, (goods, 1), tracking_no="680123456789")
    with operator_scope():
        sku = Sku.objects.get()
    stock = f"/console/inventory/{goods.public_id}/"
    expected = {
        sku.fnsku: stock,
        sku.fnsku.translate(_HANGUL): stock,
        f" {sku.fnsku.lower()} ": stock,
        sku.seller_sku: stock,
        inbound: f"/console/inbounds/{inbound}/",
        outbound: f"/console/outbounds/{outbound}/",
        "680123456789": f"/console/inbounds/{parcel}/",
        "6801-2345-6789": f"/console/inbounds/{parcel}/",
        "KR-77": f"/console/outbounds/{outbound}/",
        "PO-99": f"/console/outbounds/{outbound}/",
        world.chae.code: f"/console/master/owners/row/{world.chae.code}/",
    }
    for q, address in expected.items():
        answer = _find(dan, q)
        assert (answer.status_code, answer.get("Location")) == (302, address), q


def test_names_list_what_they_find(dan: Client, eun: Client, at: Any, world: World, goods: Any) -> None:
    make_stock(world.ara, [goods], 5)
    ask_outbound(world.ara, (goods, 1))
    for q in ("라운드", "毛衣", "Round-neck"):
        page = text_of(_find(dan, q))
        assert all(f">{group}</h2>" in page for group in ("상품 · 재고", "입고", "출고")), q
    assert ">화주</h2>" in text_of(_find(dan, "아라"))
    assert ">화주</h2>" not in text_of(_find(eun, "아라"))
    bill = text_of(_find(at("bill"), "라운드"))
    assert ">상품 · 재고</h2>" in bill
    assert ">출고</h2>" not in bill


def test_what_was_not_counted_to_the_end_says_so(
    dan: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_products(world.ara, 5)
    assert ">5건<" in text_of(_find(dan, "니트"))
    make_common(monkeypatch, 3)
    monkeypatch.setattr(search, "SHOWN", 2)
    assert ">3+건<" in text_of(_find(dan, "니트"))


def test_a_number_that_a_role_may_not_open(at: Any, world: World, goods: Any) -> None:
    number = make_stock(world.ara, [goods], 5)
    assert "검색 결과가 없습니다" in text_of(_find(at("bill"), number))


def test_hyphens_alone_are_no_tracking_number(dan: Client, world: World, goods: Any) -> None:
    """The inbound has none, which is not the number that was asked for."""
    number = ask_inbound(world.ara, (goods, 1))
    for q in ("-", ". -", "－"):
        assert _find(dan, q).status_code == 200
    assert _find(dan, number).status_code == 302


@pytest.mark.parametrize("q", [*HOSTILE, "ㄸㅐ", "%", "_", "(((", "a" * 201])
def test_odd_words_find_nothing_and_break_nothing(dan: Client, world: World, q: str) -> None:
    assert _find(dan, q).status_code == 200


def test_more_rows_cost_the_same(dan: Client, world: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert _find(dan, "라운드").status_code == 200
        return len(caught)

    make_products(world.ara, 1)
    # What PostgreSQL's statistics say is asked for once a minute.
    cost()
    few = cost()
    make_products(world.ara, 3)
    assert cost() == few


def test_the_audit_explains_and_proves(dan: Client, world: World, goods: Any) -> None:
    make_stock(world.ara, [goods], 5)
    page = text_of(dan.get("/console/audit/"))
    assert [code for code, _sql, _table in RUN] == list(CHECKS)
    assert all(str(words) in page for words in CHECKS.values())
    assert "이상 없음" not in page
    ran = text_of(dan.post("/console/audit/"))
    assert ran.count("이상 없음") == 7
    assert "모든 항목이 장부와 일치합니다" in ran


def test_the_audit_names_what_does_not_agree(dan: Client, world: World, goods: Any) -> None:
    make_stock(world.ara, [goods], 5)
    with operator_scope():
        StockLevel.objects.update(available=4)
        sku = Sku.objects.get()
    page = text_of(dan.post("/console/audit/"))
    assert "불일치 1건" in page
    assert f'<a class="mono" href="/console/inventory/{goods.public_id}/">{sku.seller_sku}</a>' in page
    assert "ledger=5" in page
