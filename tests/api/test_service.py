"""The whole way of goods by API alone, and what every call has in common."""

from typing import Any

import pytest

from rocket3pl.reference.models import Courier
from rocket3pl.shared.models import OperationKey
from tests.api.conftest import Programs, business, new_key
from tests.factories import World, make_file, make_products, make_stock
from tests.support import assert_books_hold, levels


def product_body(image: str, **changes: Any) -> dict[str, Any]:
    return {
        "warehouse": "ICN1",
        "fnsku": "D1111536562010114",
        "seller_sku": "KNIT-1",
        "name_zh": "纯色圆领毛衣",
        "name_en": "Round-neck knit",
        "name_ko": "라운드 니트",
        "declared_price": "5.20",
        "weight_kg": "0.420",
        "width_cm": "36.5",
        "depth_cm": "34.1",
        "height_cm": "4.1",
        "image": image,
        **changes,
    }


def order_body(product: str, quantity: int, **changes: Any) -> dict[str, Any]:
    return {
        "lines": [{"product": product, "quantity": quantity}],
        "method": "parcel",
        "order_no": "ORD-9001",
        "po_no": "P261122ABCDEF",
        "recipient": "홍길동",
        "phone": "010-1234-5678",
        "postcode": "06236",
        "region": "서울특별시",
        "city": "강남구",
        "address": "테헤란로 1",
        **changes,
    }


def test_the_whole_way_of_goods(world: World, programs: Programs) -> None:
    seller, warehouse = programs("ara"), programs("dan")
    Courier.objects.create(code="CJ", name_ko="CJ대한통운", name_zh="CJ", name_en="CJ")
    image = str(make_file(world.ara).public_id)
    made = seller.post("/products", {"items": [product_body(image)]})
    assert made.status_code == 201, made.content
    (product,) = made.json()["products"]
    assert warehouse.post(f"/products/{product}/approve").json()["status"] == "approved"

    number = seller.post("/inbounds", {"lines": [{"product": product, "quantity": 20}]}).json()["number"]
    for step in ("accept", "arrive"):
        assert warehouse.post(f"/inbounds/{number}/{step}").status_code == 200
    counted = warehouse.post(
        f"/inbounds/{number}/receive", {"lines": [{"product": product, "good": 19, "damaged": 1}]}
    )
    assert counted.status_code == 200, counted.content
    assert warehouse.post(f"/inbounds/{number}/close", {}).json()["status"] == "completed"
    (level,) = seller.get("/inventory").json()["items"]
    assert (level["available"], level["damaged"], level["on_hand"]) == (19, 1, 20)

    asked = seller.post("/outbounds", {"items": [order_body(product, 5)]})
    assert asked.status_code == 201, asked.content
    (outbound,) = asked.json()["numbers"]
    for step in ("accept", "start-picking"):
        assert warehouse.post(f"/outbounds/{outbound}/{step}").status_code == 200
    assert warehouse.post(f"/outbounds/{outbound}/pick", {"lines": {"1": 5}}).status_code == 200
    assert warehouse.post(f"/outbounds/{outbound}/pack", {"box_count": 1}).status_code == 200
    sent = warehouse.post(f"/outbounds/{outbound}/ship", {"courier": "CJ", "tracking_no": "123456789012"})
    assert sent.status_code == 200, sent.content
    assert (sent.json()["status"], sent.json()["recipient"]["name"]) == ("shipped", "홍*동")
    (level,) = seller.get("/inventory").json()["items"]
    assert (level["available"], level["reserved"], level["on_hand"]) == (14, 0, 15)
    proved = warehouse.get("/operator/invariants").json()
    assert proved["holds"] and [i["code"] for i in proved["items"]] == [
        "A1",
        "A2",
        "A3",
        "A4",
        "A5",
        "A6",
        "A7",
    ]


def test_a_call_without_a_key(programs: Programs) -> None:
    answer = programs("").get("/products")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer.json()["code"] == "unauthenticated"


def test_the_language_of_problems(programs: Programs) -> None:
    nobody = programs("")
    titles = {
        lang: nobody.get("/products", accept_language=lang).json()["title"] for lang in ("ko", "en", "zh-CN")
    }
    assert titles == {"ko": "API 키가 필요합니다", "en": "An API key is needed", "zh-CN": "需要 API 密钥"}


def test_strangers_see_nothing(world: World, programs: Programs) -> None:
    (goods,) = make_products(world.ara)
    make_stock(world.ara, [goods], 10)
    rival = programs("chae")
    before = business()
    for method, path, body in (
        ("GET", "/products/{}", None),
        ("GET", "/inventory/{}/movements", None),
        ("POST", "/products/{}/withdraw", None),
    ):
        foreign = rival.send(method, path.format(goods.public_id), body)
        unknown = rival.send(method, path.format("01234567-89ab-4def-8123-456789abcdef"), body)
        assert (foreign.status_code, foreign.content) == (unknown.status_code, unknown.content)
        assert foreign.status_code == 404
    assert rival.get("/products").json()["items"] == rival.get("/inventory").json()["items"] == []
    assert business() == before


def test_a_repeat_has_one_effect_and_the_same_answer(world: World, programs: Programs) -> None:
    seller = programs("ara")
    (goods,) = make_products(world.ara)
    make_stock(world.ara, [goods], 10)
    key, body = new_key(), {"items": [order_body(goods.public_id, 2)]}
    first = seller.post("/outbounds", body, idempotency_key=key)
    before = business()
    again = seller.post("/outbounds", body, idempotency_key=key)
    assert (again.status_code, again.content) == (first.status_code, first.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true" and "Idempotent-Replayed" not in first
    other = seller.post("/outbounds", {"items": [order_body(goods.public_id, 3)]}, idempotency_key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert business() == before
    assert OperationKey.objects.filter(key=key).count() == 1


def test_the_longest_key_fits_every_step(world: World, programs: Programs) -> None:
    """Whatever is written beside the caller's key: PostgreSQL counts signs."""
    ara, dan, key = programs("ara"), programs("dan"), "k" * 100
    (goods,) = make_products(world.ara, 1)
    inbound = ara.post("/inbounds", {"lines": [{"product": goods.public_id, "quantity": 9}]}).json()["number"]
    dan.post(f"/inbounds/{inbound}/accept")
    dan.post(f"/inbounds/{inbound}/arrive")
    counted = {"lines": [{"product": goods.public_id, "good": 7, "damaged": 2}]}
    for _ in range(2):
        assert dan.post(f"/inbounds/{inbound}/receive", counted, idempotency_key=key).status_code == 200
    change = {
        "product": goods.public_id,
        "warehouse": "ICN1",
        "what": "loss",
        "quantity": 1,
        "reason": "lost",
    }
    for _ in range(2):
        assert dan.post("/inventory/adjustments", change, idempotency_key=key.upper()).status_code == 201
    assert levels(goods.sku_id) == {"available": 6, "damaged": 2}
    assert_books_hold()


def test_a_stale_version_is_refused(world: World, programs: Programs) -> None:
    seller = programs("ara")
    (goods,) = make_products(world.ara, approved=False)
    found = seller.get(f"/products/{goods.public_id}")
    assert found["ETag"] == f'"{found.json()["version"]}"'
    before = business()
    late = seller.post(f"/products/{goods.public_id}/withdraw", if_match='"99"')
    assert (late.status_code, late.json()["code"]) == (409, "stale_document")
    assert business() == before
    assert seller.post(f"/products/{goods.public_id}/withdraw", if_match=found["ETag"]).status_code == 204


def test_walking_through_a_list(world: World, programs: Programs) -> None:
    seller = programs("ara")
    goods = make_products(world.ara, 5)
    seen, cursor = [], ""
    for _ in range(3):
        part = seller.get(f"/products?limit=2&cursor={cursor}").json()
        seen += [item["id"] for item in part["items"]]
        cursor = part["next_cursor"]
    assert cursor is None
    assert seen == [g.public_id for g in reversed(goods)]
    assert seller.get("/products?cursor=rubbish").json()["errors"][0]["code"] == "bad_cursor"


@pytest.mark.parametrize(
    ("method", "path", "areas", "status"),
    [
        ("GET", "/products", {"products": "read"}, 200),
        ("GET", "/products", {"inventory": "read"}, 403),
        ("POST", "/products", {"products": "read"}, 403),
        ("POST", "/products", {"products": "write"}, 422),
    ],
)
def test_areas(programs: Programs, method: str, path: str, areas: dict[str, str], status: int) -> None:
    assert programs("ara", **areas).send(method, path, {} if method == "POST" else None).status_code == status


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "malformed"),
        (b"{", 400, "unreadable"),
        (b"\xff\xfe", 400, "unreadable"),
        (b'{"items": NaN}', 400, "unreadable"),
        (b'{"items": [{"memo": "\\ud800"}]}', 400, "unreadable"),
        (b"[" * 100_000, 400, "unreadable"),
        (b"[]", 422, "malformed"),
        (b'{"items": [], "more": 1}', 422, "malformed"),
    ],
)
def test_bodies_that_are_none(programs: Programs, body: bytes, status: int, code: str) -> None:
    seller = programs("ara")
    before = business()
    answer = seller.post("/outbounds", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.content
    assert business() == before


def test_too_many_calls(programs: Programs, settings: Any) -> None:
    settings.API_CALLS_PER_MINUTE = 2
    seller = programs("ara")
    answers = [seller.get("/products") for _ in range(3)]
    assert [a.status_code for a in answers] == [200, 200, 429]
    assert [a["RateLimit-Remaining"] for a in answers] == ["1", "0", "0"]
    assert 1 <= int(answers[2]["Retry-After"]) <= 60


def test_a_key_that_was_taken_back(world: World, programs: Programs) -> None:
    from rocket3pl.owners.api_keys import revoke_api_key
    from tests.factories import NOW
    from tests.support import acting

    seller = programs("ara")
    assert seller.get("/products").status_code == 200
    with acting(world.people["ara"]):
        revoke_api_key(seller.token.split("_")[1], now=NOW)
    assert seller.get("/products").status_code == 401


def test_keys_that_are_not_in_force(world: World) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from rocket3pl.owners.api_keys import create_api_key
    from rocket3pl.owners.models import Owner
    from rocket3pl.shared.rights import Role
    from tests.api.conftest import Program
    from tests.support import acting

    now = timezone.now()
    with acting(world.people["ara"]):
        ends = [now - timedelta(seconds=1), now + timedelta(hours=1), None]
        tokens = [
            create_api_key("k", {"products": "read"}, role=Role.OWNER_STAFF, now=now, expires_at=end)
            for end in ends
        ]
    assert [Program(t).get("/me").status_code for t in tokens] == [401, 200, 200]
    Owner.objects.filter(pk=world.ara.pk).update(status=Owner.Status.SUSPENDED)
    assert [Program(t).get("/me").status_code for t in tokens] == [401, 401, 401]
    Owner.objects.filter(pk=world.ara.pk).update(status=Owner.Status.ACTIVE)
    mark, prefix, secret = tokens[2].split("_", 2)
    for wrong in (f"{mark}_{prefix}_{secret[:-1]}", f"{mark}_{'0' * 10}_{secret}", f"x_{prefix}_{secret}"):
        assert Program(wrong).get("/me").status_code == 401


def test_a_method_that_a_route_does_not_know(programs: Programs) -> None:
    seller = programs("ara")
    before = business()
    for method, path in (("DELETE", "/products"), ("PATCH", "/outbounds/EO000000000000"), ("PUT", "/me")):
        answer = seller.send(method, path, {})
        assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json"), path
        assert answer.json()["code"] == "method_not_allowed"
        assert answer["Allow"]
    assert business() == before
