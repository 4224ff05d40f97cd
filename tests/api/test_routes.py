"""Routes that the whole way of goods does not go by."""

from datetime import timedelta
from typing import Any

import pytest

from rocket3pl.documents.models import StoredFile
from rocket3pl.inventory.operations import Adjustment, AdjustStock, Reason, adjust_stock
from rocket3pl.outbound.fulfilment import accept_outbound, start_picking
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.reference.models import GlossaryTerm
from rocket3pl.shared.models import AuditEvent
from tests.api.conftest import Programs, business, new_key
from tests.api.test_service import order_body, product_body
from tests.documents.test_files import picture
from tests.factories import NOW, World, make_products, make_stock, order
from tests.support import acting, body, changed, everything, levels

ZEROS = dict.fromkeys(
    ("on_hand", "available", "reserved", "picked", "receiving", "hold", "damaged", "incoming"), 0
)


@pytest.fixture
def picking(world: World) -> str:
    """An outbound of seven pieces that is being picked, of ten there are."""
    (goods,) = make_products(world.ara)
    make_stock(world.ara, [goods], 10)
    with acting(world.people["ara"]):
        number: str = submit_outbounds([order((goods, 7))], key=new_key(), now=NOW)["numbers"][0]
    with acting(world.people["dan"]):
        accept_outbound(number, version=None, now=NOW)
        start_picking(number, version=None, now=NOW)
    return number


def test_a_file_goes_in_and_comes_out(programs: Programs) -> None:
    seller = programs("ara")
    made = seller.upload("product_image", "../정면.png", picture())
    assert made.status_code == 201, made.content
    facts = made.json()
    assert (facts["kind"], facts["name"], facts["content_type"]) == (
        "product_image",
        "정면.png",
        "image/webp",
    )
    assert seller.get(f"/files/{facts['id']}").json() == facts
    content = seller.get(f"/files/{facts['id']}/content")
    data = body(content)
    assert (len(data), data[:4], content["Content-Type"]) == (facts["size"], b"RIFF", "image/webp")
    assert content["X-Content-Type-Options"] == "nosniff"
    for path in (f"/files/{facts['id']}", f"/files/{facts['id']}/content"):
        assert programs("chae").get(path).status_code == 404
    made = seller.post("/products", {"items": [product_body(facts["id"])]})
    assert made.status_code == 201, made.content


def test_a_repeated_upload_is_one_file(programs: Programs) -> None:
    seller, key = programs("ara"), new_key()
    first = seller.upload("product_image", "a.png", picture(), idempotency_key=key)
    # The border between the parts is another one in each request.
    again = seller.upload("product_image", "a.png", picture(), idempotency_key=key)
    assert (first.status_code, again.content) == (201, first.content)
    other = seller.upload("coupang_label", "a.png", picture(), idempotency_key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert StoredFile._base_manager.count() == 1


@pytest.mark.parametrize(
    ("kind", "data", "code"),
    [
        ("product_image", b"", "file_empty"),
        ("product_image", b"MZ rubbish", "file_type"),
        ("nonsense", b"%PDF-", "unknown_kind"),
        ("coupang_label", b"%PDF-1.7 broken", "file_broken"),
    ],
)
def test_files_that_are_refused(programs: Programs, kind: str, data: bytes, code: str) -> None:
    seller = programs("ara")
    before = business()
    answer = seller.upload(kind, "a.png", data)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    assert business() == before


def test_the_setting_of_low_stock(world: World, programs: Programs) -> None:
    seller, warehouse = programs("ara"), programs("dan")
    found = seller.get("/settings/low-stock")
    assert found.json() == {"threshold": 0, "enabled": False, "version": 1}
    assert found["ETag"] == '"1"'
    done = seller.put("/settings/low-stock", {"threshold": 5, "enabled": True}, if_match='"1"')
    assert (done.status_code, done["ETag"]) == (200, '"2"')
    assert done.json() == {"threshold": 5, "enabled": True, "version": 2}
    before = business()
    late = seller.put("/settings/low-stock", {"threshold": 6, "enabled": True}, if_match='"1"')
    assert (late.status_code, late.json()["code"]) == (409, "stale_document")
    wrong = seller.put("/settings/low-stock", {"threshold": -1, "enabled": True})
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (422, "out_of_range")
    assert warehouse.get("/settings/low-stock").status_code == 403
    assert business() == before


def test_a_product_has_a_low_number_of_its_own(world: World, programs: Programs) -> None:
    """Null is the number of all products; its version is the product's."""
    seller, rival = programs("ara"), programs("chae")
    product = make_products(world.ara, 1)[0].public_id
    path = f"/settings/low-stock/{product}"
    found = seller.get(path)
    version = found.json()["version"]
    assert found.json() == {"threshold": None, "version": version}
    done = seller.put(path, {"threshold": 7}, if_match=found["ETag"])
    assert (done.status_code, done.json()) == (200, {"threshold": 7, "version": version + 1})
    before = business()
    assert seller.put(path, {"threshold": 8}, if_match=found["ETag"]).json()["code"] == "stale_document"
    assert seller.put(path, {"threshold": -1}).status_code == 422
    assert seller.put(path, {}).status_code == 422
    assert (rival.get(path).status_code, rival.put(path, {"threshold": 1}).status_code) == (404, 404)
    assert business() == before
    assert seller.put(path, {"threshold": None}).json() == {"threshold": None, "version": version + 2}


def test_what_is_short_is_written_off(picking: str, world: World, programs: Programs) -> None:
    warehouse = programs("dan")
    sent = {"lines": {"1": {"quantity": 2, "broken": True}}}
    answer = warehouse.post(f"/outbounds/{picking}/report-short", sent)
    assert answer.status_code == 200, answer.content
    (line,) = answer.json()["lines"]
    assert (line["quantity"], line["picked"], line["short"]) == (7, 0, 2)
    (level,) = programs("bom").get("/inventory").json()["items"]
    assert (level["available"], level["reserved"], level["damaged"], level["on_hand"]) == (3, 5, 2, 10)
    before = business()
    more = warehouse.post(f"/outbounds/{picking}/report-short", {"lines": {"1": {"quantity": 6}}})
    assert (more.status_code, more.json()["errors"][0]["code"]) == (422, "too_many")
    assert business() == before


def test_the_journey_after_sending(picking: str, programs: Programs) -> None:
    warehouse = programs("eun")
    early = warehouse.post(f"/outbounds/{picking}/journey", {"action": "deliver"})
    assert (early.status_code, early.json()["code"]) == (409, "illegal_transition")
    assert warehouse.post(f"/outbounds/{picking}/journey", {"action": "ship"}).status_code == 422
    from rocket3pl.reference.models import Courier

    Courier.objects.create(code="CJ", name_ko="CJ대한통운", name_zh="CJ", name_en="CJ")
    warehouse.post(f"/outbounds/{picking}/pick", {"lines": {"1": 7}})
    warehouse.post(f"/outbounds/{picking}/pack", {"box_count": 1})
    sent = {"courier": "CJ", "tracking_no": "1234-5678 9012"}
    assert warehouse.post(f"/outbounds/{picking}/ship", sent).json()["tracking_no"] == "123456789012"
    for action, status in (("dispatch", "in_delivery"), ("deliver", "delivered")):
        done = warehouse.post(f"/outbounds/{picking}/journey", {"action": action})
        assert (done.status_code, done.json()["status"]) == (200, status)


def test_the_recipient_in_full_is_written_down_and_not_kept(picking: str, programs: Programs) -> None:
    seller, key = programs("bom"), new_key()
    assert seller.get(f"/outbounds/{picking}").json()["recipient"]["name"] == "홍*동"
    before = everything()
    shown = seller.post(f"/outbounds/{picking}/recipient", idempotency_key=key)
    assert shown.json() == {
        "name": "홍길동",
        "phone": "010-1234-5678",
        "postcode": "06236",
        "region": "서울특별시",
        "city": "강남구",
        "address": "테헤란로 152",
    }
    assert changed(before) == {"shared_auditevent"}
    assert AuditEvent.objects.filter(action="outbound.recipient_seen").count() == 1
    assert programs("dan").post(f"/outbounds/{picking}/recipient").status_code == 200
    assert programs("eun").post(f"/outbounds/{picking}/recipient").status_code == 403
    assert programs("chae").post(f"/outbounds/{picking}/recipient").status_code == 404


def test_an_adjustment_is_undone_once(world: World, programs: Programs) -> None:
    warehouse, worker = programs("dan"), programs("eun")
    (goods,) = make_products(world.ara)
    make_stock(world.ara, [goods], 10)
    sent = {
        "product": goods.public_id,
        "warehouse": "ICN1",
        "what": "loss",
        "quantity": 4,
        "reason": "lost",
    }
    posting = warehouse.post("/inventory/adjustments", sent).json()["posting"]
    assert levels(goods.sku_id) == {"available": 6}
    (latest, *_rest) = warehouse.get(f"/inventory/{goods.public_id}/movements").json()["items"]
    assert (latest["posting"], latest["kind"], latest["quantity"]) == (posting, "count_loss", 4)
    undone = warehouse.post(f"/inventory/postings/{posting}/reverse", {"note": "found again"})
    assert (undone.status_code, undone.json()) == (201, {"posting": posting + 1})
    assert levels(goods.sku_id) == {"available": 10}
    before = business()
    for path, status, code in (
        (f"/inventory/postings/{posting}/reverse", 422, "already_reversed"),
        (f"/inventory/postings/{posting - 1}/reverse", 422, "not_reversible"),
    ):
        again = warehouse.post(path, {})
        assert (again.status_code, again.json()["errors"][0]["code"]) == (status, code)
    assert warehouse.post("/inventory/postings/987654/reverse", {}).status_code == 404
    assert warehouse.post(f"/inventory/postings/{10**30}/reverse", {}).status_code == 422
    assert worker.post(f"/inventory/postings/{posting}/reverse", {}).status_code == 403
    assert business() == before


def test_levels_now_and_as_they_were(world: World, programs: Programs) -> None:
    seller = programs("ara")
    (goods,) = make_products(world.ara)
    path = f"/inventory/{goods.public_id}"
    empty = {"product": goods.public_id, "as_of": None, "items": [{"warehouse": "ICN1", **ZEROS}]}
    assert seller.get(path).json() == empty
    make_stock(world.ara, [goods], 10)
    moments = [NOW + timedelta(hours=n) for n in (1, 2, 3)]
    with acting(world.people["dan"]):
        for what, quantity, at in (("loss", 2, 0), ("hold", 3, 1), ("damage", 1, 2)):
            asked = AdjustStock(
                goods.public_id, world.warehouse.pk, Adjustment(what), quantity, Reason.COUNTED
            )
            adjust_stock(asked, key=new_key(), now=moments[at])

    def at(moment: Any) -> dict[str, int]:
        asked = f"?as_of={moment.isoformat().replace('+00:00', 'Z')}"
        (row,) = seller.get(path + asked).json()["items"]
        return {name: n for name, n in row.items() if n and name != "warehouse"}

    assert at(NOW - timedelta(seconds=1)) == {}
    assert at(NOW) == {"on_hand": 10, "available": 10}
    assert at(moments[0] - timedelta(microseconds=1)) == {"on_hand": 10, "available": 10}
    assert at(moments[0]) == {"on_hand": 8, "available": 8}
    assert at(moments[1]) == {"on_hand": 8, "available": 5, "hold": 3}
    assert at(moments[2]) == {"on_hand": 8, "available": 4, "hold": 3, "damaged": 1}
    (now,) = seller.get(path).json()["items"]
    assert {k: v for k, v in now.items() if v and k != "warehouse"} == at(moments[2])
    for odd in ("2026-11-22T03:00:00", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-12:00", "soon"):
        assert seller.get(f"{path}?as_of={odd}").status_code == 422, odd


def test_the_regions(programs: Programs) -> None:
    assert programs("ara").get("/reference/regions").json()["items"] == [
        {
            "code": "11",
            "name": {"zh": "首尔", "ko": "서울특별시", "en": "Seoul"},
            "zip_from": "01",
            "zip_to": "09",
        }
    ]


def test_the_warehouse_reads_its_owners(world: World, programs: Programs) -> None:
    manager = programs("dan")
    first = manager.get("/operator/owners?limit=1").json()
    rest = manager.get(f"/operator/owners?limit=1&cursor={first['next_cursor']}").json()
    assert [o["name"] for o in (*first["items"], *rest["items"])] == ["채", "아라"]
    assert rest["next_cursor"] is None
    (rival,) = first["items"]
    assert manager.get(f"/operator/owners/{rival['code']}").json() == rival
    assert manager.get("/operator/owners/NOBODY00").status_code == 404
    for who in ("ara", "eun", "bill"):
        assert programs(who).get("/operator/owners").status_code == 403
        assert programs(who).get(f"/operator/owners/{rival['code']}").status_code == 403


def test_what_a_key_is(world: World, programs: Programs) -> None:
    assert programs("ara", products="read").get("/me").json() == {
        "name": "ara's",
        "owner": {"code": world.ara.code, "name": "아라"},
        "role": "owner_admin",
        "areas": {"products": "read"},
        "expires_at": None,
    }
    assert programs("eun", inbound="write").get("/me").json() == {
        "name": "eun's",
        "owner": None,
        "role": "worker",
        "areas": {"inbound": "write"},
        "expires_at": None,
    }
    assert programs("").get("/me").status_code == 401


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"fnsku": "a b"}, "0.fnsku", "bad_fnsku"),
        ({"seller_sku": ""}, "0.seller_sku", "required"),
        ({"name_en": "니트"}, "0.name_en", "no_english_word"),
        ({"name_en": "knit 毛衣"}, "0.name_en", "not_english"),
        ({"weight_kg": "0"}, "0.weight_kg", "out_of_range"),
        ({"weight_kg": "-1"}, "0.weight_kg", "out_of_range"),
        ({"weight_kg": "0.0001"}, "0.weight_kg", "not_a_number"),
        ({"declared_price": "10000000000"}, "0.declared_price", "out_of_range"),
        ({"declared_currency": "EUR"}, "0.declared_currency", "unknown"),
        ({"origin": "k1"}, "0.origin", "unknown"),
        ({"color": "x" * 61}, "0.color", "too_long"),
        ({"product_url": "javascript:alert(1)"}, "0.product_url", "bad_url"),
        ({"hs_code": "12"}, "0.hs_code", "bad_hs_code"),
    ],
)
def test_products_are_held_to_the_rules_of_the_form(
    world: World, programs: Programs, changes: dict[str, Any], path: str, code: str
) -> None:
    from tests.factories import make_file

    seller = programs("ara")
    sent = product_body(str(make_file(world.ara).public_id), **changes)
    before = business()
    answer = seller.post("/products", {"items": [sent]})
    assert answer.status_code == 422
    assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [(path, code)]
    assert business() == before


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"phone": "12"}, "0.phone", "bad_phone"),
        ({"postcode": "123-456"}, "0.postcode", "old_postcode"),
        ({"region": "Seoul"}, "0.region", "unknown"),
        ({"order_no": "x" * 61}, "0.order_no", "too_long"),
        ({"method": "ship"}, "0.method", "required"),
        ({"method": "milkrun"}, "0.centre", "required"),
    ],
)
def test_orders_are_held_to_the_rules_of_the_form(
    world: World, programs: Programs, changes: dict[str, Any], path: str, code: str
) -> None:
    seller = programs("ara")
    (goods,) = make_products(world.ara)
    make_stock(world.ara, [goods], 10)
    before = business()
    answer = seller.post("/outbounds", {"items": [order_body(goods.public_id, 2, **changes)]})
    assert answer.status_code == 422
    assert next((e["path"], e["code"]) for e in answer.json()["errors"]) == (path, code)
    assert business() == before


def test_somebody_logged_in_beside_a_key_plays_no_part(world: World, programs: Programs) -> None:
    from django.test import Client

    token = programs("chae").token
    browser = Client()
    browser.force_login(world.people["ara"], backend="rocket3pl.owners.login.MarketplaceKeyBackend")
    me = browser.get("/api/v1/me", headers={"authorization": f"Bearer {token}"})
    assert me.json()["owner"]["code"] == world.chae.code
    assert browser.get("/api/v1/me").status_code == 401


def test_a_chinese_name_is_translated(world: World, programs: Programs) -> None:
    """By the glossary; what is not known is said to be nothing, and the name of another is no help."""
    GlossaryTerm.objects.create(zh="毛衣", ko="니트", en="knit")
    seller, warehouse = programs("ara"), programs("dan")
    before = business()
    assert seller.get("/products/translation?name_zh=毛衣").json() == {
        "name_ko": "니트", "name_en": "knit", "note": "", "untranslated": [],
    }  # fmt: skip
    assert seller.get("/products/translation?name_zh=魑毛衣魅").json() == {
        "name_ko": "魑 니트 魅", "name_en": "魑 knit 魅", "note": "", "untranslated": ["魑", "魅"],
    }  # fmt: skip
    assert seller.get("/products/translation").json() == {
        "name_ko": "", "name_en": "", "note": "", "untranslated": [],
    }  # fmt: skip
    assert warehouse.get("/products/translation?name_zh=毛衣").status_code == 403
    assert seller.get("/products/translation?name_zh=" + "毛" * 301).status_code == 422
    assert business() == before
