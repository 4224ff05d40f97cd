"""쿠팡 재고 and 쿠팡 상품 연결, as sellers see them."""

from typing import Any

import pytest

from rocket3pl.integrations.models import CoupangMapping, CoupangStock
from rocket3pl.outside.models import Connection
from rocket3pl.shared.models import AuditEvent
from rocket3pl.shared.tenancy import owner_scope
from tests.console.conftest import text_of
from tests.factories import NOW, World
from tests.integrations.conftest import give_keys, products_of
from tests.support import changed, everything, sheet

STOCK, UNMATCHED, SETTINGS = "/coupang/stock/", "/coupang/unmatched/", "/connectors/coupang/"
ITEM = 70_000_000_000
KEYS = {"vendor_id": "A00012345", "access_key": "access", "secret_key": "very-secret-1234"}


@pytest.fixture
def goods(world: World) -> list[Any]:
    """Two options of Ara's, the first one connected, and one of Chae's with the same number."""
    found = products_of(world.ara, 2)
    for owner, pieces in ((world.ara, 10), (world.chae, 77)):
        with owner_scope(owner.pk):
            for n in (1, 2):
                CoupangStock.objects.create(
                    owner=owner, vendor_item_id=ITEM + n, orderable=pieces * n, sold_30_days=15, seen_at=NOW
                )
                CoupangMapping.objects.create(
                    owner=owner, vendor_item_id=ITEM + n, product_name=f"{owner.name} {n}", updated_at=NOW,
                    sku_id=found[0].pk if owner == world.ara and n == 1 else None,
                    matched_by="seller_sku" if owner == world.ara and n == 1 else "",
                )  # fmt: skip
    return found


def test_sellers_see_their_own_stock_only(world: World, goods: list[Any], at: Any) -> None:
    rows = sheet(at("bom").get(STOCK, {"export": "xlsx", "sort": "vendor_item_id"}))
    # Ours: 0 in stock here, none sold by the orders that were read; 15 in thirty days by Coupang's count.
    assert [row[0:2] + row[3:10] for row in rows[1:]] == [
        [f"{ITEM + 1}", "아라 1", goods[0].seller_sku, "연결됨", 10, 0, 0, 15, 20],
        [f"{ITEM + 2}", "아라 2", None, "연결 필요", 20, None, 0, 15, 40],
    ]
    chae = text_of(at("chae").get(STOCK))
    assert "채 1" in chae
    assert "아라" not in chae
    assert goods[0].seller_sku not in chae


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"tab": "unmatched"}, [2]), ({"tab": "none"}, []), ({"tab": "gone"}, []), ({"q": "아라 1"}, [1]),
        ({"q": "70000000002"}, [2]), ({"q": "채"}, []), ({"sort": "-orderable"}, [2, 1]),
    ],
)  # fmt: skip
def test_the_list_finds(
    world: World, goods: list[Any], at: Any, asked: dict[str, str], found: list[int]
) -> None:
    rows = sheet(at("ara").get(STOCK, {"export": "xlsx", **asked}))
    seen = [int(row[0]) - ITEM for row in rows[1:]]
    assert seen == found
    assert at("ara").get(STOCK, asked).status_code == 200


def test_the_list_says_when_coupang_fails(world: World, at: Any) -> None:
    ara = at("ara")
    assert "쿠팡 연동이 꺼져 있어" in text_of(ara.get(STOCK))
    give_keys(world, "coupang", "ara", **KEYS)
    assert "쿠팡 연동이 꺼져 있어" not in text_of(ara.get(STOCK))
    Connection.objects.create(
        name=f"coupang:{world.ara.code}", calls=1, failures=1, last_error="http_403", last_error_at=NOW
    )
    page = text_of(ara.get(STOCK))
    assert "쿠팡에서 가져오지 못했습니다: 권한이 없거나 등록되지 않은 IP입니다" in page


def test_a_person_connects_options(world: World, goods: list[Any], at: Any) -> None:
    bom = at("bom")
    page = text_of(bom.get(UNMATCHED))
    assert f'name="item-{ITEM + 2}"' in page
    assert f'name="item-{ITEM + 1}"' not in page
    before = everything()
    assert bom.post(UNMATCHED, {f"item-{ITEM + 2}": goods[1].seller_sku}).status_code == 302
    with owner_scope(world.ara.pk):
        row = CoupangMapping.objects.get(vendor_item_id=ITEM + 2)
    assert (row.sku_id, row.matched_by) == (goods[1].pk, "person")
    assert changed(before) == {"integrations_coupangmapping", "shared_auditevent"}
    event = AuditEvent.objects.get(action="coupang.matched")
    assert event.after == {"vendor_item_id": ITEM + 2, "sku": goods[1].seller_sku}
    assert "연결할 쿠팡 상품이 없습니다" in text_of(bom.get(UNMATCHED))


@pytest.mark.parametrize("code", ["nothing", "D9999999999999999", "<script>", "a" * 100, "\x00"])
def test_what_cannot_be_connected(world: World, goods: list[Any], at: Any, code: str) -> None:
    bom = at("bom")
    before = everything()
    response = bom.post(UNMATCHED, {f"item-{ITEM + 2}": code})
    assert response.status_code == 422
    assert "<script>" not in text_of(response)
    assert changed(before) == set()
    with owner_scope(world.ara.pk):
        assert CoupangMapping.objects.get(vendor_item_id=ITEM + 2).sku_id is None


def test_anothers_product_cannot_be_named(world: World, goods: list[Any], at: Any) -> None:
    chae = at("chae")
    response = chae.post(
        UNMATCHED, {f"item-{ITEM + 1}": goods[0].seller_sku, f"item-{ITEM + 2}": goods[0].fnsku}
    )
    assert response.status_code == 422
    assert text_of(response).count("승인된 상품을 찾을 수 없습니다") >= 2
    with owner_scope(world.chae.pk):
        assert set(CoupangMapping.objects.values_list("sku", flat=True)) == {None}


def test_empty_forms_and_unknown_fields_do_nothing(world: World, goods: list[Any], at: Any) -> None:
    bom = at("bom")
    before = everything()
    for sent in (
        {},
        {f"item-{ITEM + 2}": ""},
        {"item-999": goods[0].seller_sku},
        {f"item-{ITEM + 1}": goods[1].seller_sku},
    ):
        assert bom.post(UNMATCHED, sent).status_code == 302
    assert changed(before) == set()


def test_the_settings_of_a_seller(world: World, at: Any, settings: Any) -> None:
    settings.OUTBOUND_IP = "203.0.113.7"
    ara = at("ara")
    assert "203.0.113.7" in text_of(ara.get(SETTINGS))
    sent = {"version": "0", "enabled": "on", **KEYS}
    assert ara.post(SETTINGS, sent | {"vendor_id": "12345"}).status_code == 422
    assert ara.post(SETTINGS, sent).status_code == 302
    page = text_of(ara.get(SETTINGS))
    assert "••••1234" in page
    assert "very-secret" not in page
    assert 'value="A00012345"' in page
    assert 'value="A00012345"' not in text_of(at("chae").get(SETTINGS))
    assert at("bom").get(SETTINGS).status_code == 403
    staff = text_of(at("dan").get("/console/connectors/"))
    assert world.ara.code in staff
    assert "very-secret" not in staff
    assert at("dan").get("/console/connectors/coupang/").status_code == 404
