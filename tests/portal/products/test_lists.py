"""상품정보목록 and 상품신청실패목록: true counts, every search, files that say what the page says."""

from decimal import Decimal

import pytest
from django.urls import reverse

from rocket3pl.catalog.approval import set_in_use
from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.operations import edit_product
from rocket3pl.catalog.queries import proposed
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import NOW, World, make_products
from tests.portal.products.support import client_of, counted, form, refused, sku_of, text_of
from tests.support import sheet

URL = "/products/"
FAILED = "/products/failed/"


def _with_waiting_change(world: World) -> str:
    public_id = make_products(world.ara)[0].public_id
    sku = sku_of(world.ara, public_id)
    with owner_scope(world.ara.pk):
        facts = proposed(sku)
        changed = type(facts)(
            **{f: getattr(facts, f) for f in facts.__dataclass_fields__} | {"weight_kg": Decimal(2)}
        )
        assert edit_product(public_id, changed, version=sku.version, now=NOW) == ("weight_kg",)
    return public_id


def test_tabs_tell_how_many(world: World) -> None:
    make_products(world.ara, 2, approved=False)
    waiting = _with_waiting_change(world)
    stopped = make_products(world.ara)[0].public_id
    with operator_scope():
        set_in_use(stopped, in_use=False, version=None, now=NOW)
    refused(world.ara)
    make_products(world.chae, 5)
    client = client_of(world.people["ara"])
    page = " ".join(text_of(client.get(URL)).split())
    for label, n in [("전체", 5), ("신청", 2), ("승인", 1), ("변경승인대기", 1), ("반려", 1), ("중지", 1)]:
        assert f'>{label}<span class="n' in page
        assert f'{label}<span class="n {"bad" if label in ("변경승인대기", "반려") else ""}">{n}<' in page
    only = text_of(client.get(URL, {"tab": "pending"}))
    assert "검색결과 1건" in only
    assert reverse("portal:product", args=[waiting]) in only
    assert "변경승인대기" in only


@pytest.mark.parametrize("address", [URL, FAILED])
def test_the_number_of_queries_does_not_grow(world: World, address: str) -> None:
    client = client_of(world.people["ara"])

    def queries() -> int:
        client.get(address)
        with counted() as found:
            assert client.get(address).status_code == 200
        return len(found)

    refused(world.ara)
    one = queries()
    refused(world.ara, 2)
    assert queries() == one


@pytest.mark.parametrize(
    ("q", "field", "hit"),
    [
        ("고유한 니트", "", True),
        ("独特毛衣", "", True),
        ("unique KNIT", "", True),
        ("find-me-1", "", True),
        ("dfind0001", "", True),
        ("独特", "name", True),
        ("find-me", "seller_sku", True),
        ("DFIND", "fnsku", True),
        ("PLAT-9", "platform_sku", True),
        ("尺码:特大", "option", True),
        ("find-me", "name", False),
        ("%", "", False),
        ("없는 말", "", False),
    ],
)
def test_search(world: World, q: str, field: str, hit: bool) -> None:
    client = client_of(world.people["ara"])
    make_products(world.ara, 2)
    data = form(
        world.ara,
        {
            "name_ko": "고유한 니트",
            "name_zh": "独特毛衣",
            "name_en": "Unique knit",
            "seller_sku": "FIND-ME-1",
            "fnsku": "DFIND0001",
            "platform_sku": "PLAT-9",
            "option_text": "尺码:特大",
        },
    )
    assert client.post("/products/apply/", data).status_code == 302
    page = text_of(client.get(URL, {"q": q, "field": field}))
    assert ("검색결과 1건" in page) == hit
    assert ("검색결과 0건" in page) == (not hit)
    assert ("FIND-ME-1 선택" in page) == hit


def test_the_file_says_what_the_page_says(world: World) -> None:
    client = client_of(world.people["ara"])
    made = make_products(world.ara, 3)
    client.post("/products/apply/", form(world.ara, {"seller_sku": "ZZZ", "has_battery": "yes"}))
    rows = sheet(client.get(URL, {"export": "xlsx", "tab": "approved", "sort": "seller_sku"}))
    shown = text_of(client.get(URL, {"tab": "approved", "sort": "seller_sku"}))
    head = rows[0]
    skus = [str(row[head.index("Seller Sku")]) for row in rows[1:]]
    assert len(skus) == 3
    assert skus == sorted(skus)
    places = [shown.index(f"{sku} 선택") for sku in skus]
    assert places == sorted(places)
    row = dict(zip(head, rows[1], strict=True))
    stored = sku_of(
        world.ara, next(g.public_id for g in made if sku_of(world.ara, g.public_id).seller_sku == skus[0])
    )
    assert row["창고"] == "인천창고"
    assert (row["중문상품명"], row["한글상품명"], row["영문상품명"]) == (
        stored.name_zh,
        stored.name_ko,
        stored.name_en,
    )
    assert (row["Fnsku"], row["화주명"], row["화주코드"]) == (stored.fnsku, "아라", world.ara.code)
    assert (row["세관신고가격"], row["통화"], row["무게"], row["가로"]) == (5.2, "USD", 0.42, 36.5)
    assert (row["배터리포함여부"], row["상태"]) == ("포함안함", "승인")
    ticked = sheet(client.get(URL, {"export": "xlsx", "ids": [made[0].public_id]}))
    assert len(ticked) == 2
    assert "재고" not in head


def test_languages(world: World) -> None:
    make_products(world.ara)
    client = client_of(world.people["ara"])
    zh = text_of(client.get(URL, headers={"Accept-Language": "zh-CN"}))
    assert "仁川仓" in zh
    assert "商品信息列表" in zh
    en = text_of(client.get(URL, headers={"Accept-Language": "en"}))
    assert "Incheon" in en
    assert "Round-neck knit" in en


def test_nobody_sees_a_rivals_products(world: World) -> None:
    foreign = make_products(world.chae)[0].public_id
    bad = refused(world.chae)[0]
    client = client_of(world.people["ara"])
    for address in (URL, FAILED):
        for query in ("", f"?ids={foreign}&ids={bad}", "?q=니트"):
            page = text_of(client.get(address + query))
            assert "검색결과 0건" in page
            assert f'value="{foreign}"' not in page
    assert len(sheet(client.get(URL, {"export": "xlsx", "ids": [foreign]}))) == 1


def test_failed_ones_stand_with_their_reasons(world: World) -> None:
    make_products(world.ara)
    bad = refused(world.ara)[0]
    client = client_of(world.people["ara"])
    page = text_of(client.get(FAILED))
    assert "검색결과 1건" in page
    assert "Fnsku가 올바르지 않습니다 – 바코드가 다릅니다" in page
    assert reverse("portal:product_edit", args=[bad]) in page
    rows = sheet(client.get(FAILED, {"export": "xlsx"}))
    row = dict(zip(rows[0], rows[1], strict=True))
    assert len(rows) == 2
    assert row["실패사유"] == "Fnsku가 올바르지 않습니다 – 바코드가 다릅니다"
    # A ticked id that did not fail is no row of this list.
    good = make_products(world.ara)[0].public_id
    assert len(sheet(client.get(FAILED, {"export": "xlsx", "ids": [good, bad]}))) == 2


def test_failed_ones_are_deleted_all_or_none(world: World) -> None:
    bad = refused(world.ara, 2)
    good = make_products(world.ara)[0].public_id
    foreign = refused(world.chae)[0]
    client = client_of(world.people["ara"])

    def send(*ids: str) -> str:
        response = client.post("/products/failed/delete/", {"ids": ids})
        assert (response.status_code, response["Location"]) == (302, FAILED)
        return text_of(client.get(FAILED))

    assert "현재 상태에서는 할 수 없는 작업입니다" in send(*bad, good)
    assert "찾으시는 내용이 없습니다" in send(*bad, foreign)
    assert "찾으시는 내용이 없습니다" in send("x")
    assert "삭제할 상품을 선택해 주세요" in send()
    with operator_scope():
        assert Sku.objects.filter(status="withdrawn").count() == 0
    assert "상품신청 2건을 삭제했습니다" in send(*bad)
    with operator_scope():
        assert Sku.objects.filter(status="withdrawn").count() == 2
        assert Sku.objects.get(public_id=foreign).status == "rejected"
    assert client.get("/products/failed/delete/").status_code == 405
