"""상품승인."""

import re
import uuid
from decimal import Decimal

import pytest
from django.test import Client

from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.operations import edit_product
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.console.conftest import text_of
from tests.console.helpers import HOSTILE, events
from tests.factories import NOW, World, facts, make_products


def sku_of(public_id: str) -> Sku:
    with operator_scope():
        return Sku.objects.get(public_id=public_id)


def _url(public_id: str, step: str = "") -> str:
    return f"/console/products/{public_id}/{step}"


def test_approve_and_the_second_tab_is_told(dan: Client, world: World) -> None:
    (goods,) = make_products(world.ara, 1, approved=False)
    page = text_of(dan.get(_url(goods.public_id)))
    assert 'action="' + _url(goods.public_id, "approve/") in page
    assert "라운드 니트" in page
    assert "纯色圆领毛衣女" in page
    first = dan.post(_url(goods.public_id, "approve/"), {"version": "1"})
    assert first["Location"] == _url(goods.public_id)
    assert sku_of(goods.public_id).status == "approved"
    before = events()
    second = dan.post(_url(goods.public_id, "approve/"), {"version": "1"})
    assert second.status_code == 409
    assert "다른 사용자가 먼저 변경했습니다" in text_of(second)
    assert events() == before


def test_approve_ticked_rows(dan: Client, world: World) -> None:
    waiting = make_products(world.ara, 2, approved=False)
    (done,) = make_products(world.chae, 1)
    ids = [g.public_id for g in [*waiting, done]]
    answer = dan.post("/console/products/approve/", {"ids": ids}, follow=True)
    assert "상품 2건을 승인했습니다" in text_of(answer)
    assert "1건은 신청 상태가 아니어서 제외했습니다" in text_of(answer)
    assert {sku_of(i).status for i in ids} == {"approved"}
    before = events()
    assert dan.post("/console/products/approve/", {"ids": ids}).status_code == 302
    assert events() == before


@pytest.mark.parametrize("bad", ["00000000-0000-4000-8000-000000000000", "nonsense", *HOSTILE])
def test_ticked_rows_that_do_not_exist_change_nothing(dan: Client, world: World, bad: str) -> None:
    (goods,) = make_products(world.ara, 1, approved=False)
    answer = dan.post("/console/products/approve/", {"ids": [goods.public_id, bad]})
    assert answer.status_code == 404
    assert sku_of(goods.public_id).status == "requested"


def test_refuse_with_reasons(dan: Client, world: World) -> None:
    (goods,) = make_products(world.ara, 1, approved=False)
    data = {"version": "1", "reasons": ["wrong_measure", "other"], "note": "무게를 다시 확인해 주세요"}
    assert dan.post(_url(goods.public_id, "refuse/"), data).status_code == 302
    sku = sku_of(goods.public_id)
    assert sku.status == "rejected"
    assert sku.refusal["reasons"] == [
        {"code": "wrong_measure", "note": "", "field": ""},
        {"code": "other", "note": "무게를 다시 확인해 주세요", "field": ""},
    ]
    assert "무게를 다시 확인해 주세요" in text_of(dan.get(_url(goods.public_id)))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"reasons": ["unknown"]},
        {"reasons": ["other"], "note": "a" * 301},
        {"reasons": ["other"], "note": "a\x00b"},
        *({"reasons": [bad]} for bad in HOSTILE),
    ],
)
def test_a_refusal_that_makes_no_sense(dan: Client, world: World, data: dict[str, object]) -> None:
    (goods,) = make_products(world.ara, 1, approved=False)
    before = events()
    answer = dan.post(_url(goods.public_id, "refuse/"), {"version": "1", **data})
    assert answer.status_code == 422
    page = text_of(answer)
    assert "data-open" in page
    assert "입력 내용을 확인해 주세요" in page
    assert (sku_of(goods.public_id).status, events()) == ("requested", before)


def _change(world: World, public_id: str) -> None:
    sku = sku_of(public_id)
    with owner_scope(world.ara.pk):
        asked = facts(fnsku=sku.fnsku, seller_sku=sku.seller_sku, has_battery=True, origin="CN")
        edit_product(public_id, asked, version=sku.version, now=NOW)


def test_what_waits_is_written_like_what_is_in_force(dan: Client, world: World) -> None:
    (goods,) = make_products(world.ara, 1)
    sku = sku_of(goods.public_id)
    with owner_scope(world.ara.pk):
        asked = facts(
            fnsku=sku.fnsku,
            seller_sku=sku.seller_sku,
            weight_kg=Decimal("1250.5"),
            width_cm=Decimal(40),
            declared_price=Decimal("1234.5"),
        )
        edit_product(goods.public_id, asked, version=sku.version, now=NOW)
    page = text_of(dan.get(_url(goods.public_id)))
    found = re.findall(r"<del>([^<]*)</del></td><td><ins><strong>([^<]*)</strong>", page)
    assert sorted(found) == [("0.42 KG", "1,250.5 KG"), ("36.5 cm", "40 cm"), ("5.20", "1,234.50")]


@pytest.mark.parametrize(("accept", "battery"), [("yes", True), ("no", False)])
def test_decide_a_change(dan: Client, world: World, accept: str, battery: bool) -> None:
    (goods,) = make_products(world.ara, 1)
    _change(world, goods.public_id)
    page = text_of(dan.get(_url(goods.public_id)))
    assert "<del>포함안함</del>" in page
    assert "<strong>포함</strong>" in page
    version = sku_of(goods.public_id).version
    answer = dan.post(_url(goods.public_id, "change/"), {"version": version, "accept": accept})
    assert answer.status_code == 302
    sku = sku_of(goods.public_id)
    assert (sku.pending, sku.has_battery) == ({}, battery)
    again = dan.post(_url(goods.public_id, "change/"), {"version": sku.version, "accept": accept})
    assert again.status_code == 422
    assert "승인을 기다리는 변경 내용이 없습니다" in text_of(again)


def test_stop_and_use_again(dan: Client, world: World) -> None:
    (goods,) = make_products(world.ara, 1)
    version = sku_of(goods.public_id).version
    dan.post(_url(goods.public_id, "use/"), {"version": version, "in_use": "no"})
    assert sku_of(goods.public_id).status == "inactive"
    dan.post(_url(goods.public_id, "use/"), {"version": version + 1, "in_use": "yes"})
    assert sku_of(goods.public_id).status == "approved"
    wrong = dan.post(_url(goods.public_id, "use/"), {"version": version + 2, "in_use": "yes"})
    assert wrong.status_code == 409
    assert "현재 상태에서는 할 수 없는 작업입니다" in text_of(wrong)


@pytest.mark.parametrize("version", ["", "x", "-1", "999999999999999999999", "1\x00", "１", "99"])
def test_a_senseless_version_is_a_stale_one(dan: Client, world: World, version: str) -> None:
    (goods,) = make_products(world.ara, 1, approved=False)
    assert dan.post(_url(goods.public_id, "approve/"), {"version": version}).status_code == 409
    assert sku_of(goods.public_id).status == "requested"


def test_unknown_products_are_not_there(dan: Client, world: World) -> None:
    for step in ("", "approve/", "refuse/", "change/", "use/"):
        method = dan.get if not step else dan.post
        assert method(_url(str(uuid.uuid4()), step)).status_code == 404
    assert dan.get("/console/products/not-an-id/").status_code == 404
