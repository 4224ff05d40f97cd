"""통합검색: to the one thing meant, else a short list of each kind."""

import pytest
from django.urls import NoReverseMatch, reverse

from rocket3pl.catalog.models import SkuBarcode
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.portal.products import search as portal_search
from rocket3pl.shared.tenancy import owner_scope
from tests.factories import NOW, World, make_products, make_stock, new_key, order
from tests.portal.products.support import client_of, sku_of, text_of
from tests.support import make_common


def _address(route: str, number: str) -> str | None:
    try:
        return reverse(route, args=[number])
    except NoReverseMatch:
        return None


def test_a_barcode_leads_to_its_product(world: World) -> None:
    goods = make_products(world.ara, 2)
    sku = sku_of(world.ara, goods[0].public_id)
    with owner_scope(world.ara.pk):
        SkuBarcode.objects.create(owner=world.ara, sku=sku, kind="gtin", code="8801234567893")
    client = client_of(world.people["ara"])
    page = f"/products/{sku.public_id}/"
    # D is ㅇ when the scanner types with the Korean keys on.
    for typed in (sku.fnsku, sku.fnsku.lower(), f" {sku.fnsku} ", "ㅇ" + sku.fnsku[1:], "8801234567893"):
        response = client.get("/search/", {"q": typed})
        assert (response.status_code, response.get("Location")) == (302, page), typed
    assert client_of(world.people["chae"]).get("/search/", {"q": sku.fnsku}).status_code == 200


def test_numbers_of_documents(world: World) -> None:
    goods = make_products(world.ara)
    inbound = make_stock(world.ara, goods, 5)
    with owner_scope(world.ara.pk):
        outbound = submit_outbounds([order((goods[0], 1), order_no="ORD-X")], key=new_key(), now=NOW)[
            "numbers"
        ][0]
    client, rival = client_of(world.people["ara"]), client_of(world.people["chae"])
    for route, number in (("portal:inbound", inbound), ("portal:outbound", outbound)):
        response = client.get("/search/", {"q": number.lower()})
        if target := _address(route, number):
            assert (response.status_code, response["Location"]) == (302, target)
        else:
            assert number in text_of(response)
        assert "검색 결과가 없습니다" in text_of(rival.get("/search/", {"q": number}))
    found = text_of(client.get("/search/", {"q": "ord-x"}))
    assert outbound in found
    assert "출고" in found


def test_words(world: World) -> None:
    make_products(world.ara, 12)
    make_products(world.chae, 1)
    client = client_of(world.people["ara"])
    for q in ("라운드 니트", "圆领毛衣", "round-neck"):
        page = text_of(client.get("/search/", {"q": q}))
        assert page.count('class="pname" href') == 10, q
        assert "모두 보기" in page
        assert '<span class="tag">12</span>' in page


def test_what_was_not_counted_to_the_end_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    make_products(world.ara, 5)
    client = client_of(world.people["ara"])
    assert '<span class="tag">5</span>' in text_of(client.get("/search/", {"q": "니트"}))
    make_common(monkeypatch, 3)
    monkeypatch.setattr(portal_search, "HITS", 2)
    assert '<span class="tag">3+</span>' in text_of(client.get("/search/", {"q": "니트"}))


def test_nothing_asked_and_nothing_found(world: World) -> None:
    client = client_of(world.people["ara"])
    assert "찾을 내용을 입력해 주세요" in text_of(client.get("/search/"))
    for q in ("없는 것", "\x00", "%", "😀" * 300, "' OR 1=1 --"):
        response = client.get("/search/", {"q": q})
        assert response.status_code == 200
    assert client_of(world.people["eun"]).get("/search/").status_code == 404
