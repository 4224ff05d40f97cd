"""상품신청실패목록, 자동 등록: seen, corrected and sent again, tried again, dropped."""

import pytest
from django.test import Client

from rocket3pl.catalog.models import Sku
from rocket3pl.inbound.models import InboundLine
from rocket3pl.owners.models import Owner
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.shipments.models import ShipmentLine
from tests.integrations.import1688.events import product, shipped
from tests.integrations.import1688.helpers import expected, send
from tests.support import body, everything, sheet

pytestmark = pytest.mark.django_db
LIST = "/products/failed/automatic/"
A, B = "D0000000000000001", "D0000000000000002"


@pytest.fixture
def failed(world):
    Owner.objects.filter(pk=world.ara.pk).update(auto_approve=True)
    send(shipped(world.ara.code, (40, product(1)), (7, product(2, weight_kg=None, hs_code="12"))))
    with operator_scope():
        return ShipmentLine.objects.get(state="failed")


def client(world, who="ara"):
    made = Client()
    made.force_login(world.people[who], backend="rocket3pl.owners.login.MarketplaceKeyBackend")
    return made


def typed(line, **changes):
    values = {
        "fnsku": line.product["fnsku"], "seller_sku": line.product["seller_sku"], "name_zh": "毛衣",
        "name_en": "Knit", "declared_price": "5.20", "declared_currency": "USD", "weight_kg": "0.3",
        "width_cm": "1", "depth_cm": "2", "height_cm": "3", "has_battery": "no", "image": "",
        **changes,
    }  # fmt: skip
    return {f"e-{name}": value for name, value in values.items()}


def image_of(world):
    """Return the public id of a picture that Ara has."""
    with operator_scope():
        return str(Sku.objects.get(fnsku=A).image.public_id)


def test_the_list_says_what_is_wrong(world, failed):
    page = body(client(world).get(LIST)).decode()
    assert "무게: 필수 항목이 없습니다" in page
    assert f"{LIST}{failed.public_id}/" in page
    rows = sheet(client(world).get(LIST + "?export=xlsx"))
    assert [cell for cell in rows[1] if cell in (7, "CN20260102-0001")] == [7, "CN20260102-0001"]
    assert "검색결과 0건" in body(client(world).get(LIST + "?q=nothing")).decode()
    assert "검색결과 1건" in body(client(world).get(LIST + f"?q={B}&field=fnsku")).decode()


def test_the_other_list_says_how_many_there_are(world, failed):
    """Who opens 상품신청실패목록 sees the applications first, and would not look further."""
    link = 'href="/products/failed/automatic/">자동 등록'
    assert f'{link} <span class="n">1</span></a>' in body(client(world).get("/products/failed/")).decode()
    assert f"{link}</a>" in body(client(world, "chae").get("/products/failed/")).decode()


def test_corrected_it_is_registered_and_expected(world, failed):
    ara = client(world)
    page = body(ara.get(f"{LIST}{failed.public_id}/")).decode()
    assert 'value="D0000000000000002"' in page
    answer = ara.post(f"{LIST}{failed.public_id}/", typed(failed, image=image_of(world)))
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    with operator_scope():
        made = Sku.objects.get(fnsku=B)
        line = InboundLine.objects.get(sku=made)
    assert (made.status, made.source, str(made.weight_kg), line.announced) == (
        "approved",
        "automatic",
        "0.300",
        7,
    )
    assert expected() == [("in_transit", "2026-11-30", {A: 40, B: 7})]
    assert ara.get(f"{LIST}{failed.public_id}/").status_code == 404


def test_what_is_still_wrong_stands_at_its_field_and_changes_nothing(world, failed):
    before = everything(but=("owners_user",))
    ara = client(world)
    empty = ara.post(f"{LIST}{failed.public_id}/", {})
    assert empty.status_code == 422
    taken = ara.post(f"{LIST}{failed.public_id}/", typed(failed, fnsku="!!", image=image_of(world)))
    assert taken.status_code == 422
    chinese = ara.post(
        f"{LIST}{failed.public_id}/", typed(failed, name_en="knit 毛衣", image=image_of(world))
    )
    assert chinese.status_code == 422
    assert "영문으로 바꿔 주세요: 毛衣<" in body(chinese).decode()
    assert everything(but=("owners_user",)) == before


def test_the_same_correction_twice_is_one(world, failed):
    ara, form = client(world), typed(failed, image=image_of(world))
    assert ara.post(f"{LIST}{failed.public_id}/", form).status_code == 302
    before = everything(but=("owners_user",))
    assert ara.post(f"{LIST}{failed.public_id}/", form).status_code == 404
    assert everything(but=("owners_user",)) == before


def test_tried_again_as_it_came_it_fails_as_before(world, failed):
    before = everything(but=("owners_user",))
    answer = client(world).post(f"{LIST}{failed.public_id}/retry/")
    assert answer["Location"] == f"{LIST}{failed.public_id}/"
    assert everything(but=("owners_user",)) == before


def test_dropped_it_is_expected_no_more_and_out_of_the_list(world, failed):
    ara = client(world)
    assert ara.post(f"{LIST}{failed.public_id}/delete/")["Location"] == LIST
    assert "자동 등록에 실패한 상품이 없습니다" in body(ara.get(LIST)).decode()
    assert expected() == [("in_transit", "2026-11-30", {A: 40})]


@pytest.mark.parametrize("step", ["", "retry/", "delete/"])
def test_a_rival_finds_nothing(world, failed, step):
    before = everything(but=("owners_user",))
    chae = client(world, "chae")
    assert chae.post(f"{LIST}{failed.public_id}/{step}", typed(failed)).status_code == 404
    assert everything(but=("owners_user",)) == before
    page = body(chae.get(LIST)).decode()
    assert "검색결과 0건" in page or "자동 등록에 실패한 상품이 없습니다" in page
    assert B not in page


def test_no_picture_is_said(world, failed):
    answer = client(world).post(f"{LIST}{failed.public_id}/", typed(failed))
    assert answer.status_code == 422


def test_one_that_waits_for_its_picture_is_not_called_registered(world):
    Owner.objects.filter(pk=world.ara.pk).update(auto_approve=True)
    send(shipped(world.ara.code, (40, product(1, image_data="!!!"))))
    with operator_scope():
        line = ShipmentLine.objects.get(state="failed")
    page = body(client(world).post(f"{LIST}{line.public_id}/retry/", follow=True)).decode()
    assert "상품이미지를 가져오고 있습니다" in page
    assert "입고예정에 반영했습니다" not in page
    with operator_scope():
        assert (ShipmentLine.objects.get().state, Sku.objects.count()) == ("waiting", 0)
