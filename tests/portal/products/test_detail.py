"""A product's page, 상품정보수정 and 재신청."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from rocket3pl.catalog.approval import decide_change
from rocket3pl.catalog.models import Sku
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import World, make_products
from tests.portal.products.support import HTMX, client_of, fields, refused, sku_of, text_of
from tests.support import changed, everything


def _same(world: World, public_id: str, **changes: str) -> dict[str, str]:
    """Return the popup's fields as they stand, with some changed."""
    sku = sku_of(world.ara, public_id)
    stood = {
        "fnsku": sku.fnsku,
        "image": str(sku.image.public_id),
        "seller_sku": sku.seller_sku,
        "name_zh": sku.name_zh,
        "name_en": sku.name_en,
        "name_ko": sku.name_ko,
        "origin": sku.origin,
        "declared_price": str(sku.declared_price),
        "hs_code": sku.hs_code,
        "option_text": sku.option_text,
        "color": sku.color,
        "product_url": sku.product_url,
        "weight_kg": str(sku.weight_kg),
        "width_cm": str(sku.width_cm),
        "depth_cm": str(sku.depth_cm),
        "height_cm": str(sku.height_cm),
    }
    return {"version": str(sku.version), **fields(world.ara, "e", **{**stood, **changes})}


def _edit(public_id: str) -> str:
    return reverse("portal:product_edit", args=[public_id])


def test_an_application_changes_at_once(world: World) -> None:
    public_id = make_products(world.ara, approved=False)[0].public_id
    client = client_of(world.people["ara"])
    response = client.post(_edit(public_id), _same(world, public_id, weight_kg="1.5", name_ko="새 이름"))
    assert (response.status_code, response["Location"]) == (302, f"/products/{public_id}/")
    sku = sku_of(world.ara, public_id)
    assert (sku.weight_kg, sku.name_ko, sku.status, sku.pending) == (
        Decimal("1.5"),
        "새 이름",
        "requested",
        {},
    )
    assert "상품정보를 저장했습니다" in text_of(client.get("/products/"))


def test_after_approval_some_facts_wait(world: World) -> None:
    public_id = make_products(world.ara)[0].public_id
    client = client_of(world.people["ara"])
    popup = text_of(client.get(_edit(public_id), headers=HTMX))
    assert popup.lstrip().startswith("<dialog")
    assert "상품정보수정" in popup
    assert popup.count("창고 승인 후 반영됩니다") == 10
    data = _same(world, public_id, weight_kg="1.5", has_battery="yes", name_ko="새 이름")
    response = client.post(_edit(public_id), data, headers=HTMX)
    assert (response.status_code, response["HX-Refresh"]) == (204, "true")
    sku = sku_of(world.ara, public_id)
    assert (sku.weight_kg, sku.has_battery, sku.name_ko) == (Decimal("0.42"), False, "새 이름")
    assert sku.pending == {"weight_kg": "1.500", "has_battery": "True"}
    page = text_of(client.get(f"/products/{public_id}/"))
    assert "창고 승인 후 반영되는 항목: 무게, 배터리포함여부" in page
    assert "무게: 0.42 KG → 1.5 KG" in page
    assert "<dd>5.20</dd>" in page
    assert "배터리포함여부: 포함안함 → 포함" in page
    assert "한글상품명: 라운드 니트 → 새 이름" in page
    again = text_of(client.get(_edit(public_id), headers=HTMX))
    assert 'name="e-weight_kg" value="1.5"' in again

    # Saving another field keeps what waits.
    data = _same(world, public_id, weight_kg="1.5", has_battery="yes", color="검정")
    assert client.post(_edit(public_id), data, headers=HTMX).status_code == 204
    assert set(sku_of(world.ara, public_id).pending) == {"weight_kg", "has_battery"}
    with operator_scope():
        decide_change(public_id, accept=True, version=sku_of_any(public_id).version, now=sku.requested_at)
    assert sku_of(world.ara, public_id).weight_kg == Decimal("1.5")


def sku_of_any(public_id: str) -> Any:
    from rocket3pl.catalog.models import Sku

    return Sku.objects.get(public_id=public_id)


def test_two_tabs(world: World) -> None:
    public_id = make_products(world.ara)[0].public_id
    client = client_of(world.people["ara"])
    old = _same(world, public_id, name_ko="두 번째 탭")
    assert client.post(_edit(public_id), _same(world, public_id, name_ko="첫 번째 탭")).status_code == 302
    response = client.post(_edit(public_id), old, headers=HTMX)
    page = text_of(response)
    assert response.status_code == 409
    assert "다른 사용자가 먼저 변경했습니다" in page
    assert "한글상품명: 입력한 값 두 번째 탭, 저장된 값 첫 번째 탭" in page
    assert 'value="두 번째 탭"' in page
    current = sku_of(world.ara, public_id)
    assert current.name_ko == "첫 번째 탭"
    assert f'name="version" value="{current.version}"' in page
    assert client.post(_edit(public_id), {**old, "version": str(current.version)}).status_code == 302
    assert sku_of(world.ara, public_id).name_ko == "두 번째 탭"


@pytest.mark.parametrize("version", ["", "x", "-1", "0", "9" * 30, "٣"])
def test_a_senseless_version_is_a_stale_one(world: World, version: str) -> None:
    public_id = make_products(world.ara)[0].public_id
    data = {**_same(world, public_id, name_ko="바꿈"), "version": version}
    assert client_of(world.people["ara"]).post(_edit(public_id), data).status_code == 409
    assert sku_of(world.ara, public_id).name_ko == "라운드 니트"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("seller_sku", "", "입력해 주세요"),
        ("name_en", "毛衣", "영문 단어를"),
        ("name_en", "knit 毛衣", "영문으로 바꿔 주세요: 毛衣<"),
        ("weight_kg", "NaN", "0보다 큰 숫자로"),
        ("image", "", "상품이미지를 올려 주세요"),
        ("option_text", "😀" * 301, "300자 이하로"),
    ],
)
def test_bad_values_stay_in_the_popup(world: World, name: str, typed: str, said: str) -> None:
    public_id = make_products(world.ara)[0].public_id
    before = sku_of(world.ara, public_id)
    data = _same(world, public_id, color="파랑")
    data[f"e-{name}"] = typed
    response = client_of(world.people["ara"]).post(_edit(public_id), data, headers=HTMX)
    page = text_of(response)
    assert response.status_code == 422
    assert said in page
    assert 'value="파랑"' in page
    assert f'name="version" value="{before.version}"' in page
    assert sku_of(world.ara, public_id).version == before.version


def test_a_half_translated_name_that_came_by_itself_is_marked(world: World) -> None:
    public_id = make_products(world.ara)[0].public_id
    client = client_of(world.people["ara"])
    assert "번역되지 않은" not in text_of(client.get(_edit(public_id), headers=HTMX))
    with owner_scope(world.ara.pk):
        Sku.objects.filter(public_id=public_id).update(name_en="加绒 knit", name_en_draft=True)
    page = text_of(client.get(_edit(public_id), headers=HTMX))
    assert 'data-draft-mark="id_e-name_en"' in page
    assert "번역되지 않은 부분이 있습니다. 영문으로 바꿔 주세요: 加绒<" in page


@pytest.mark.parametrize("approved", [True, False])
def test_a_code_that_is_taken(world: World, approved: bool) -> None:
    taken = sku_of(world.chae, make_products(world.chae)[0].public_id).fnsku
    public_id = make_products(world.ara, approved=approved)[0].public_id
    response = client_of(world.people["ara"]).post(_edit(public_id), _same(world, public_id, fnsku=taken))
    assert response.status_code == 422
    assert f"Fnsku: 이미 등록된 Fnsku입니다: {taken}" in text_of(response)
    assert sku_of(world.ara, public_id).fnsku != taken


def test_a_taken_code_is_told_together_with_what_makes_no_sense(world: World) -> None:
    taken = sku_of(world.chae, make_products(world.chae)[0].public_id).fnsku
    public_id = make_products(world.ara)[0].public_id
    before = everything()
    data = _same(world, public_id, fnsku=taken, weight_kg="0")
    page = text_of(client_of(world.people["ara"]).post(_edit(public_id), data))
    assert f"Fnsku: 이미 등록된 Fnsku입니다: {taken}" in page
    assert "무게: 0보다 큰 숫자로 입력해 주세요" in page
    assert "입력 내용을 확인해 주세요 (2건)" in page
    assert changed(before) <= {"owners_user"}


def test_a_refused_one_is_corrected_and_sent_again(world: World) -> None:
    public_id = refused(world.ara)[0]
    client = client_of(world.people["ara"])
    popup = text_of(client.get(_edit(public_id), headers=HTMX))
    assert "Fnsku가 올바르지 않습니다 – 바코드가 다릅니다" in popup
    assert ">재신청</button>" in popup
    assert "창고 승인 후" not in popup
    response = client.post(_edit(public_id), _same(world, public_id, fnsku="DNEW0001"), headers=HTMX)
    assert response.status_code == 204
    sku = sku_of(world.ara, public_id)
    assert (sku.status, sku.fnsku, sku.refusal) == ("requested", "DNEW0001", {})
    assert "상품 등록을 다시 신청했습니다" in text_of(client.get("/products/failed/"))
    page = text_of(client.get(f"/products/{public_id}/"))
    for event in ("상품 등록을 신청했습니다", "상품을 반려했습니다", "상품 등록을 다시 신청했습니다"):
        assert event in page


@pytest.mark.parametrize("route", ["product", "product_edit", "movements"])
def test_a_rivals_product_is_an_unknown_one(world: World, route: str) -> None:
    foreign = make_products(world.chae)[0].public_id
    client = client_of(world.people["ara"])
    answers = [
        client.get(reverse(f"portal:{route}", args=[i]))
        for i in (foreign, "00000000-0000-4000-8000-000000000000", "x", "😀", "9" * 300)
    ]
    assert {a.status_code for a in answers} == {404}
    said = [text_of(a).partition("<h1>")[2].partition('<form class="plain-langs"')[0] for a in answers]
    assert set(said) == {said[0]}
    assert "찾으시는 내용이 없습니다" in said[0]
    if route == "product_edit":
        before = sku_of(world.chae, foreign).version
        assert client.post(_edit(foreign), {"version": str(before)}).status_code == 404
        assert sku_of(world.chae, foreign).version == before


def test_without_htmx_the_popup_is_a_page(world: World) -> None:
    public_id = make_products(world.ara)[0].public_id
    page = text_of(client_of(world.people["ara"]).get(_edit(public_id)))
    assert page.startswith("<!doctype html>")
    assert 'name="e-fnsku"' in page
