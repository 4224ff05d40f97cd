"""신규상품정보등록: all blocks or none, every problem at its field, nothing typed is lost."""

from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from rocket3pl.catalog.models import LearnedTranslation, Sku
from rocket3pl.portal.models import Draft
from rocket3pl.reference.loading import load_reference
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import World, make_file, make_products
from tests.portal.products.support import HTMX, client_of, fields, form, sku_of, skus, text_of
from tests.support import acting, changed, everything

URL = "/products/apply/"


def test_two_products_in_one_go(world: World) -> None:
    client = client_of(world.people["bom"])
    client.post(reverse("portal:draft", args=["product"]), {"block": "0", "p0-fnsku": "D1"})
    data = form(
        world.ara,
        {"fnsku": "d1111536562010114", "has_battery": "yes", "hs_code": ""},
        {"declared_currency": "CNY", "declared_price": "1,284.5", "name_ko": "", "name_en_draft": "1"},
    )
    response = client.post(URL, data)
    assert (response.status_code, response["Location"]) == (302, "/products/")
    first, second = skus(world.ara)
    assert (first.fnsku, first.has_battery, first.hs_code) == ("D1111536562010114", True, "")
    assert (first.status, first.warehouse_id, first.origin) == ("requested", world.warehouse.pk, "CN")
    assert str(first.image.public_id) == data["p0-image"]
    assert (second.hs_code, second.declared_price) == ("6110300000", Decimal("1284.50"))
    assert (second.declared_currency, second.name_en_draft, second.name_ko) == ("CNY", True, "")
    assert (second.width_cm, second.depth_cm, second.height_cm) == (
        Decimal("36.5"),
        Decimal("34.1"),
        Decimal("4.0"),
    )
    with owner_scope(world.ara.pk):
        assert not Draft.objects.exists()
    assert "상품 2건을 신청했습니다" in text_of(client.get("/products/"))


def test_what_people_wrote_is_learned(world: World) -> None:
    client = client_of(world.people["ara"])
    client.post(URL, form(world.ara, {"name_ko_draft": "1"}))
    with owner_scope(world.ara.pk):
        known = LearnedTranslation.objects.get()
    assert (known.text_zh, known.name_en, known.name_ko) == ("纯色圆领毛衣女", "Round-neck knit", "")


def test_all_or_none(world: World) -> None:
    taken = sku_of(world.chae, make_products(world.chae)[0].public_id).fnsku
    client = client_of(world.people["ara"])
    data = form(world.ara, {"name_zh": "第一"}, {"fnsku": taken, "description": "적어 둔 설명"})
    response = client.post(URL, data)
    page = text_of(response)
    assert response.status_code == 422
    assert skus(world.ara) == []
    assert f"#2 Fnsku: 이미 등록된 Fnsku입니다: {taken}" in page
    assert 'href="#id_p1-fnsku"' in page
    assert "#1 Fnsku" not in page
    assert 'value="적어 둔 설명"' in page
    assert 'value="第一"' in page
    assert "<title>오류: " in page
    assert data["submission_key"] in page


def test_codes_that_meet_inside_the_request(world: World) -> None:
    client = client_of(world.people["ara"])
    same = {"fnsku": "DSAME1", "seller_sku": "SAME"}
    page = text_of(client.post(URL, form(world.ara, same, same)))
    assert "#2 Fnsku: 이번 신청 안에서 값이 겹칩니다: DSAME1" in page
    assert "#2 Seller sku: 이번 신청 안에서 값이 겹칩니다: SAME" in page
    assert skus(world.ara) == []


def test_taken_codes_are_told_together_with_what_makes_no_sense(world: World) -> None:
    taken = sku_of(world.chae, make_products(world.chae)[0].public_id).fnsku
    mine = sku_of(world.ara, make_products(world.ara)[0].public_id)
    client = client_of(world.people["ara"])
    before = everything()
    page = text_of(
        client.post(
            URL,
            form(
                world.ara,
                {"fnsku": taken, "weight_kg": "0"},
                {"fnsku": "DSAME1", "seller_sku": mine.seller_sku, "option_text": mine.option_text},
                {"fnsku": "dsame1", "hs_code": "1"},
                {"fnsku": "!", "seller_sku": ""},
                {"fnsku": "!", "seller_sku": ""},
            ),
        )
    )
    summary = page.partition("data-error-summary")[2].partition("</ul>")[0]
    assert [line.partition("</a>")[0].rpartition(">")[2] for line in summary.split("<li>")[1:]] == [
        f"#1 Fnsku: 이미 등록된 Fnsku입니다: {taken}",
        "#1 무게: 0보다 큰 숫자로 입력해 주세요",
        f"#2 Seller sku: 같은 Seller sku와 옵션의 상품이 이미 있습니다: {mine.seller_sku}",
        "#3 Fnsku: 이번 신청 안에서 값이 겹칩니다: DSAME1",
        "#3 hscode: 숫자 6~10자리로 입력해 주세요. 예: 6110300000",
        "#4 Fnsku: 영문 대문자와 숫자, - _ . 로 4~32자를 입력해 주세요",
        "#4 Seller sku: 입력해 주세요",
        "#5 Fnsku: 영문 대문자와 숫자, - _ . 로 4~32자를 입력해 주세요",
        "#5 Seller sku: 입력해 주세요",
    ]
    # The pictures of the form are all that is new.
    assert changed(before) == {"documents_storedfile"}


def test_sent_twice_is_done_once(world: World) -> None:
    client = client_of(world.people["ara"])
    data = form(world.ara, {})
    assert client.post(URL, data).status_code == 302
    assert client.post(URL, data).status_code == 302
    assert len(skus(world.ara)) == 1


def test_the_same_key_with_other_values_keeps_them(world: World) -> None:
    client = client_of(world.people["ara"])
    client.post(URL, form(world.ara, {}))
    response = client.post(URL, form(world.ara, {"seller_sku": "OTHER"}))
    page = text_of(response)
    assert response.status_code == 422
    assert "이미 처리된 신청입니다" in page
    assert 'value="OTHER"' in page
    assert "k" * 24 not in page
    assert len(skus(world.ara)) == 1


REQUIRED = (
    "fnsku",
    "image",
    "warehouse",
    "seller_sku",
    "name_zh",
    "name_en",
    "declared_price",
    "declared_currency",
    "weight_kg",
    "width_cm",
    "depth_cm",
    "height_cm",
    "has_battery",
)


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("typed", ["", None, "  "])
def test_what_is_required(world: World, name: str, typed: str | None) -> None:
    data = form(world.ara, {})
    data.pop(f"p0-{name}")
    if typed is not None:
        data[f"p0-{name}"] = typed
    response = client_of(world.people["ara"]).post(URL, data)
    assert response.status_code == 422
    page = text_of(response)
    assert "입력 내용을 확인해 주세요 (1건)" in page
    assert f'id="id_p0-{name}-err' in page
    assert skus(world.ara) == []


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("fnsku", "D1", "4~32자를"),
        ("fnsku", "D" * 33, "32자 이하로"),
        ("fnsku", "바코드입니다", "4~32자를"),
        ("fnsku", "D😀😀😀😀", "4~32자를"),
        ("fnsku", "D111\x00111", "사용할 수 없는 문자"),
        ("fnsku", "D111\x7f111", "사용할 수 없는 문자"),
        ("image", "nothing", "파일을 찾을 수 없습니다"),
        ("image", "00000000-0000-4000-8000-000000000000", "상품이미지를 올려 주세요"),
        ("warehouse", "XXX", "목록에서 다시 선택해 주세요"),
        ("seller_sku", "a b", "64자까지"),
        ("seller_sku", "S" * 65, "64자 이하로"),
        ("name_zh", "衣" * 301, "300자 이하로"),
        ("name_zh", "毛\x01衣", "사용할 수 없는 문자"),
        ("name_en", "纯色毛衣", "영문 단어를"),
        ("name_en", "加绒 knit 상의 加绒", "영문으로 바꿔 주세요: 加绒, 상의<"),
        ("name_en", "x" * 301, "300자 이하로"),
        ("name_ko", "니" * 301, "300자 이하로"),
        ("platform_sku", "P" * 65, "64자 이하로"),
        ("origin", "China", "목록에서 다시 선택해 주세요"),
        ("declared_price", "0", "0보다 큰 숫자로"),
        ("declared_price", "-1", "0보다 큰 숫자로"),
        ("declared_price", "NaN", "0보다 큰 숫자로"),
        ("declared_price", "1e3", "0보다 큰 숫자로"),
        ("declared_price", "1.234", "2자리까지"),
        ("declared_price", "9" * 19, "이하로 입력해 주세요"),
        ("declared_currency", "BTC", "목록에서 다시 선택해 주세요"),
        ("hs_code", "61103", "숫자 6~10자리로"),
        ("hs_code", "abcdef", "숫자 6~10자리로"),
        ("option_text", "颜" * 301, "300자 이하로"),
        ("product_url", "javascript:alert(1)", "http:// 또는 https://"),
        ("product_url", "http://127.0.0.1/", "http:// 또는 https://"),
        ("product_url", "https://a.example/" + "a" * 2000, "2000자 이하로"),
        ("color", "白" * 61, "60자 이하로"),
        ("description", "설" * 2001, "2000자 이하로"),
        ("weight_kg", "0", "0보다 큰 숫자로"),
        ("weight_kg", "0.0001", "3자리까지"),
        ("weight_kg", "무거움", "0보다 큰 숫자로"),
        ("width_cm", "-3", "0보다 큰 숫자로"),
        ("depth_cm", "1.23", "1자리까지"),
        ("height_cm", "100000", "이하로 입력해 주세요"),
        ("has_battery", "maybe", "목록에서 다시 선택해 주세요"),
    ],
)
def test_bad_values(world: World, name: str, typed: str, said: str) -> None:
    client = client_of(world.people["ara"])
    response = client.post(URL, form(world.ara, {name: typed}))
    page = text_of(response)
    assert response.status_code == 422
    assert "입력 내용을 확인해 주세요 (1건)" in page
    assert said in page
    assert f'id="id_p0-{name}-err"' in page
    assert skus(world.ara) == []


def test_lone_surrogates_never_arrive(world: World) -> None:
    client = client_of(world.people["ara"])
    body = "block=0&p0-fnsku=%ED%A0%80abc&p0-name_zh=%FF%FE"
    response = client.post(URL, body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 422
    assert skus(world.ara) == []


def test_a_picture_of_somebody_else_is_no_picture(world: World) -> None:
    foreign = str(make_file(world.chae).public_id)
    wrong_kind = str(make_file(world.ara, "coupang_label").public_id)
    client = client_of(world.people["ara"])
    page = text_of(client.post(URL, form(world.ara, {"image": foreign}, {"image": wrong_kind})))
    assert "#1 상품이미지: 상품이미지를 올려 주세요" in page
    assert "#2 상품이미지: 상품이미지를 올려 주세요" in page
    assert f'href="/files/{foreign}/"' not in page
    assert skus(world.ara) == []


def test_blocks_keep_their_order_and_their_holes(world: World) -> None:
    data: dict[str, Any] = {"submission_key": "z" * 24, "block": ["7", "2", "7", "x", "-1"]}
    data.update(fields(world.ara, "p7", seller_sku="FIRST"))
    data.update(fields(world.ara, "p2", seller_sku="SECOND"))
    data.update(fields(world.ara, "p5", seller_sku="REMOVED"))
    assert client_of(world.people["ara"]).post(URL, data).status_code == 302
    assert [s.seller_sku for s in skus(world.ara)] == ["FIRST", "SECOND"]


@pytest.mark.parametrize(
    ("blocks", "said"),
    [([], "상품을 1개 이상 추가해 주세요"), ([str(i) for i in range(51)], "한 번에 50개까지")],
)
def test_no_block_and_too_many(world: World, blocks: list[str], said: str) -> None:
    response = client_of(world.people["ara"]).post(URL, {"block": blocks})
    assert response.status_code == 422
    assert said in text_of(response)
    assert skus(world.ara) == []


def test_one_more_block(world: World) -> None:
    client = client_of(world.people["ara"])
    page = text_of(
        client.get("/products/apply/block/", {"block": ["0", "4"], "p4-warehouse": "ICN1"}, headers=HTMX)
    )
    assert 'aria-label="#3"' in page
    assert 'name="block" value="5"' in page
    assert 'name="p5-fnsku"' in page
    assert '<option value="ICN1" selected>' in page
    assert "<html" not in page
    full = client.get("/products/apply/block/", {"block": [str(i) for i in range(50)]}, headers=HTMX)
    assert full.status_code == 204


def test_a_draft_is_offered_and_taken_up(world: World) -> None:
    client = client_of(world.people["ara"])
    image = make_file(world.ara)
    kept = {
        "block": ["3", "1"],
        "p3-seller_sku": "KEPT",
        "p3-image": str(image.public_id),
        "p1-weight_kg": "x",
    }
    client.post(
        reverse("portal:draft", args=["product"]), {**kept, "p3-name_en_draft": "1", "p3-name_en": "A"}
    )
    offer = text_of(client.get(URL))
    assert "작성 중인 신청이 있습니다" in offer
    assert "KEPT" not in offer
    page = text_of(client.get(URL + "?draft=1"))
    assert 'value="KEPT"' in page
    assert "a.png" in page
    assert "자동 번역 초안" in page
    assert page.index('name="block" value="3"') < page.index('name="block" value="1"')
    assert "data-error-summary" not in page
    other = text_of(client_of(world.people["bom"]).get(URL + "?draft=1"))
    assert "KEPT" not in other


def test_labels_are_bound_to_their_fields(world: World) -> None:
    page = text_of(client_of(world.people["ara"]).get(URL))
    for label, name in [
        ("Fnsku", "fnsku"),
        ("상품이미지", "image"),
        ("입고창고", "warehouse"),
        ("화주", "owner"),
        ("Seller sku", "seller_sku"),
        ("플랫폼SKU", "platform_sku"),
        ("중문상품명", "name_zh"),
        ("영문상품명", "name_en"),
        ("한글상품명", "name_ko"),
        ("원산지", "origin"),
        ("세관신고가격", "declared_price"),
        ("hscode", "hs_code"),
        ("옵션", "option_text"),
        ("상품URL", "product_url"),
        ("색상", "color"),
        ("설명", "description"),
        ("무게", "weight_kg"),
        ("가로", "width_cm"),
        ("세로", "depth_cm"),
        ("높이", "height_cm"),
    ]:
        assert f'for="id_p0-{name}">{label}</label>' in page, label
    assert '<option value="" selected>창고선택</option>' in page
    assert "style=" not in page
    assert "<script>" not in page


def test_who_may(world: World) -> None:
    assert client_of(world.people["dan"]).get(URL).status_code == 404
    assert client_of(world.people["dan"]).post("/products/translate/").status_code == 404
    assert client_of(world.people["bom"]).get(URL).status_code == 200


def _translate(client: Any, **typed: str) -> Any:
    names = {"name_zh": "", "name_en": "", "name_ko": "", "name_en_draft": "", "name_ko_draft": "", **typed}
    data = {"prefix": "p3", **{f"p3-{k}": v for k, v in names.items()}}
    return client.post("/products/translate/", data, headers=HTMX)


def test_a_draft_keeps_no_sign_that_nobody_types(world: World) -> None:
    """PostgreSQL takes it in no JSON, in names of fields as little as in values."""
    client = client_of(world.people["ara"])
    address = reverse("portal:draft", args=["product"])
    assert client.post(address, {"blo\x00ck": "0", "p0-fnsku": "D\x001"}).status_code == 200
    with acting(world.people["ara"]):
        assert Draft.objects.get().fields == {"block": ["0"], "p0-fnsku": ["D1"]}


def test_translation_fills_empty_fields_and_drafts(world: World) -> None:
    load_reference()
    client = client_of(world.people["ara"])
    page = unescape(text_of(_translate(client, name_zh="纯棉短袖T恤女")))
    assert 'value="pure cotton short-sleeve T-shirt women\'s"' in page
    assert 'value="순면 반팔 티셔츠 여성"' in page
    assert page.count("자동 번역 초안") == 2
    assert 'id="id_p3-name_en_draft" value="1"' in page or 'value="1" id="id_p3-name_en_draft"' in page
    kept = text_of(
        _translate(client, name_zh="毛衣", name_en="My own", name_ko="예전 초안", name_ko_draft="1")
    )
    assert 'value="My own"' in kept
    assert 'value="니트"' in kept
    assert kept.count("자동 번역 초안") == 1


@pytest.mark.parametrize(
    ("language", "status", "beside"),
    [
        ("ko", "일부만 번역했습니다. 영문상품명을 확인해 주세요", "영문으로 바꿔 주세요: 魑魅"),
        ("zh-hans", "只翻译了一部分，请检查英文品名", "请改成英文：魑魅"),
        ("en", "Only partly translated. Check the English name", "Write them in English: 魑魅"),
    ],
)
def test_what_is_not_translated_is_told(world: World, language: str, status: str, beside: str) -> None:
    load_reference()
    client = client_of(world.people["ara"])
    client.post(reverse("web:language"), {"language": language, "next": "/"})
    page = unescape(text_of(_translate(client, name_zh="魑魅毛衣")))
    assert 'value="魑魅 sweater"' in page
    assert "data-draft-mark" in page
    assert status in page
    assert beside in page
    assert 'aria-describedby="id_p3-name_en-hint"' in page
    # What a person wrote instead of it stays, and nothing is left to say at the field.
    assert beside not in unescape(text_of(_translate(client, name_zh="魑魅毛衣", name_en="Goblin knit")))


def test_translation_needs_a_name_and_says_when_it_knows_none(world: World) -> None:
    client = client_of(world.people["ara"])
    empty = _translate(client, name_ko="적은 이름")
    assert empty.status_code == 422
    assert "중문상품명: 입력해 주세요" in text_of(empty)
    assert 'value="적은 이름"' in text_of(empty)
    unknown = _translate(client, name_zh="魑魅")
    assert unknown.status_code == 200
    assert "번역할 수 있는 단어가 없습니다" in text_of(unknown)
    assert client.post("/products/translate/", {"prefix": "x'\""}).status_code == 404
    assert client.get("/products/translate/").status_code == 405


def test_own_words_are_asked_first_and_stay_own(world: World) -> None:
    client_of(world.people["ara"]).post(URL, form(world.ara, {"name_zh": "神奇衣", "name_ko": "신기한 옷"}))
    ara = text_of(_translate(client_of(world.people["bom"]), name_zh="神奇衣"))
    assert 'value="신기한 옷"' in ara
    chae = text_of(_translate(client_of(world.people["chae"]), name_zh="神奇衣"))
    assert "신기한 옷" not in chae
    with operator_scope():
        assert Sku.objects.count() == 1
