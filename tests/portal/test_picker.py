"""입고상품추가 / 출고상품추가: what it offers, what it ticks, and that no tick is lost."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from rocket3pl.catalog.models import Sku, SkuBarcode
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import World, make_products, make_stock
from tests.portal.orders import BAD_IDS, BAD_TEXTS, product, seller, staff, text_of

HTMX = {"HX-Request": "true"}
LIST = {**HTMX, "HX-Target": "picker-list"}


def ticked(response: Any) -> list[str]:
    """Return the ids that the list will send on: of this page and of others."""
    return list(response.context["ticked"]) if response.context else []


@pytest.fixture
def ara(world: World) -> Client:
    return seller(world)


def test_only_approved_products_of_ones_own(world: World, ara: Client) -> None:
    mine = make_products(world.ara, 2)
    make_stock(world.ara, mine[:1], 7)
    waiting = make_products(world.ara, 1, approved=False)
    foreign = make_products(world.chae, 1)
    page = ara.get("/picker/outbound/", headers=HTMX)
    text = page.content.decode()
    assert page.status_code == 200
    assert '<h2 id="picker-h">출고상품추가</h2>' in text
    assert all(g.public_id in text for g in mine)
    assert not any(g.public_id in text for g in waiting + foreign)
    assert "검색결과 2건" in text_of(page)
    assert ">7</span>" in text


def test_titles_and_unknown_kinds(ara: Client) -> None:
    assert "입고상품추가" in ara.get("/picker/inbound/", headers=HTMX).content.decode()
    assert ara.get("/picker/nothing/", headers=HTMX).status_code == 404
    whole = ara.get("/picker/inbound/").content.decode()
    assert whole.startswith("<!doctype html>")


@pytest.mark.parametrize(
    "search", ["毛衣特别", "특별한", "SPECIAL", "zz-1", "dzz000000000001", "특별한 SPECIAL"]
)
def test_search_in_three_languages_and_by_codes(world: World, ara: Client, search: str) -> None:
    other = make_products(world.ara, 1)[0]
    wanted = product(
        world.ara,
        seller_sku="ZZ-1",
        fnsku="DZZ000000000001",
        name_zh="毛衣特别",
        name_ko="특별한 니트",
        name_en="Special knit",
    )
    text = ara.get("/picker/inbound/", {"q": search}, headers=LIST).content.decode()
    assert wanted.public_id in text
    assert other.public_id not in text


@pytest.mark.parametrize("typed", ["{code}", " {code} ", "ㅇ{digits}", "{lower}"])
def test_a_scanned_barcode_ticks_its_product(world: World, ara: Client, typed: str) -> None:
    goods = make_products(world.ara, 3)
    with owner_scope(world.ara.pk):
        code = Sku.objects.get(public_id=goods[1].public_id).fnsku
    text = typed.format(code=code, digits=code[1:], lower=code.lower())
    page = ara.get("/picker/outbound/", {"q": text, "ids": [goods[0].public_id]}, headers=LIST)
    html = page.content.decode()
    assert f'value="{goods[1].public_id}" id="pick-{goods[1].public_id}"' in html
    assert html.count(" checked") == 1
    assert f'<input type="hidden" name="ids" value="{goods[0].public_id}">' in html
    assert "선택했습니다" in html


def test_an_alias_is_a_barcode_too_but_a_foreign_or_old_one_is_not(world: World, ara: Client) -> None:
    mine, foreign = make_products(world.ara, 1)[0], make_products(world.chae, 1)[0]
    with operator_scope():
        SkuBarcode.objects.create(owner=world.ara, sku_id=mine.sku_id, kind="gtin", code="8801234567893")
        SkuBarcode.objects.create(
            owner=world.ara, sku_id=mine.sku_id, kind="gtin", code="8800000000000", active=False
        )
        SkuBarcode.objects.create(owner=world.chae, sku_id=foreign.sku_id, kind="gtin", code="8809999999999")
    assert (
        mine.public_id in ara.get("/picker/outbound/", {"q": "8801234567893"}, headers=LIST).content.decode()
    )
    for code in ("8800000000000", "8809999999999"):
        html = ara.get("/picker/outbound/", {"q": code}, headers=LIST).content.decode()
        assert "검색 결과가 없습니다" in html
        assert "public_id" not in html
        assert foreign.public_id not in html


def test_ticks_survive_paging_searching_and_reset(world: World, ara: Client) -> None:
    goods = make_products(world.ara, 23)
    newest, oldest = goods[-1].public_id, goods[0].public_id
    second = ara.get("/picker/inbound/", {"page": "2", "ids": [newest]}, headers=LIST).content.decode()
    assert f'<input type="hidden" name="ids" value="{newest}">' in second
    assert f'id="pick-{oldest}"' in second
    first = ara.get("/picker/inbound/", {"ids": [newest, oldest]}, headers=LIST).content.decode()
    assert f'<input type="hidden" name="ids" value="{oldest}">' in first
    assert first.count(" checked") == 1
    nothing = ara.get(
        "/picker/inbound/", {"q": "없는것", "ids": [newest, oldest]}, headers=LIST
    ).content.decode()
    assert nothing.count('type="hidden" name="ids"') == 2
    reset = ara.get("/picker/inbound/", {"q": "없는것", "reset": "1", "ids": [newest]}, headers=LIST)
    assert "검색결과 23건" in text_of(reset)


def test_a_card_is_offered_only_its_own_warehouse(world: World, ara: Client) -> None:
    goods = make_products(world.ara, 1)[0].public_id
    here = ara.get("/picker/outbound/", {"card": "c1", "warehouse": "ICN1"}, headers=HTMX).content.decode()
    assert goods in here
    assert 'hx-target="#lines-c1"' in here
    there = ara.get("/picker/outbound/", {"card": "c1", "warehouse": "PUS1"}, headers=HTMX).content.decode()
    assert goods not in there
    assert (
        'hx-target="#cards"' in ara.get("/picker/outbound/", {"card": "<x>"}, headers=HTMX).content.decode()
    )


@pytest.mark.parametrize("bad", [*BAD_TEXTS, *BAD_IDS])
@pytest.mark.parametrize("name", ["q", "ids", "page", "field", "card", "warehouse", "reset"])
def test_senseless_questions_are_answered(ara: Client, name: str, bad: str) -> None:
    if "\ud800" in bad:
        bad = bad.encode("utf-8", "surrogatepass").decode("latin-1")
    assert ara.get("/picker/outbound/", {name: bad}, headers=LIST).status_code == 200


def test_one_row_costs_as_many_statements_as_three(
    world: World, ara: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_products(world.ara, 1)
    with django_assert_num_queries(4):  # session, person, counts, rows
        ara.get("/picker/outbound/", headers=LIST)
    make_products(world.ara, 2)
    with django_assert_num_queries(4):
        ara.get("/picker/outbound/", headers=LIST)


def test_not_for_staff_nor_strangers(world: World) -> None:
    assert staff(world).get("/picker/outbound/").status_code == 404
    answer = Client().get("/picker/outbound/", headers=HTMX)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/login/"
