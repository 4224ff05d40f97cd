"""Owners, their keys, and the warehouse's master data over the API."""

from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import RequestFactory
from django.utils import timezone

from rocket3pl.api.models import ApiAnswer
from rocket3pl.owners.models import MarketplaceKey, Owner
from rocket3pl.reference.models import CoupangCentre, Courier, GlossaryTerm
from rocket3pl.shared.models import AuditEvent
from rocket3pl.warehouses.models import Location, Warehouse
from tests.api.conftest import Programs, business, new_key
from tests.api.test_people import codes
from tests.factories import World
from tests.support import changed, everything

OWNER = {
    "name": "새 화주", "business_no": "220-81-62517", "default_language": "ko", "auto_approve": True,
    "active": True,
}  # fmt: skip


def test_an_owner_is_added_once_and_changed(programs: Programs) -> None:
    warehouse, key = programs("dan"), new_key()
    first = warehouse.post("/operator/owners", OWNER, idempotency_key=key)
    assert first.status_code == 201
    again = warehouse.post("/operator/owners", OWNER, idempotency_key=key)
    assert (again.content, again["Idempotent-Replayed"]) == (first.content, "true")
    # An answer that was lost in a crash: the operation itself remembers.
    ApiAnswer.objects.all().delete()
    assert warehouse.post("/operator/owners", OWNER, idempotency_key=key).content == first.content
    owner = Owner.objects.get(name="새 화주")
    assert first.json() == {"code": owner.code}
    address = f"/operator/owners/{owner.code}"
    shown = warehouse.get(address)
    assert (shown["ETag"], shown.json()["business_no"], shown.json()["has_key"]) == (
        '"1"', "2208162517", False,
    )  # fmt: skip
    done = warehouse.put(address, {**OWNER, "name": "이름", "active": False}, if_match='"1"')
    assert (done.status_code, done["ETag"]) == (200, '"2"')
    assert (done.json()["name"], done.json()["status"]) == ("이름", "suspended")
    before = business()
    assert warehouse.put(address, OWNER, if_match='"1"').status_code == 409
    assert warehouse.put("/operator/owners/NOBODY00", OWNER).status_code == 404
    assert business() == before


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"name": ""}, [("name", "required")]),
        ({"name": "가" * 101}, [("name", "too_long")]),
        ({"business_no": "12"}, [("business_no", "bad_business_no")]),
        ({"default_language": "fr"}, [("default_language", "unknown")]),
    ],
)
def test_owners_that_make_no_sense(world: World, programs: Programs, changes: Any, found: Any) -> None:
    warehouse = programs("dan")
    before = business()
    for answer in (
        warehouse.post("/operator/owners", {**OWNER, **changes}, idempotency_key=new_key()),
        warehouse.put(f"/operator/owners/{world.ara.code}", {**OWNER, **changes}),
    ):
        assert (answer.status_code, codes(answer)) == (422, found)
    assert business() == before


def test_the_key_of_an_owner_is_set_replaced_and_cleared(world: World, programs: Programs) -> None:
    warehouse, seller, ara = programs("dan"), programs("ara"), world.people["ara"]
    address = f"/operator/owners/{world.ara.code}/key"

    def enters(key: str) -> bool:
        return authenticate(RequestFactory().post("/"), username=ara.login_id, api_key=key) == ara

    for key in ("first-key-123", "second-key-456"):
        done = warehouse.put(address, {"api_key": key}, idempotency_key=new_key())
        assert (done.status_code, done.content) == (204, b"")
    assert (enters("first-key-123"), enters("second-key-456")) == (False, True)
    assert MarketplaceKey.objects.filter(revoked_at=None).count() == 1
    assert not AuditEvent.objects.filter(after__icontains="second-key").exists()
    # Not even a hash of the call that brought it.
    assert ApiAnswer.objects.count() == 0
    before = business()
    for bad in ("short", "with space inside", "한글한글한글한글"):
        answer = warehouse.put(address, {"api_key": bad})
        assert (answer.status_code, codes(answer)) == (422, [("api_key", "bad_key")])
        assert bad not in answer.content.decode()
    assert seller.put(address, {"api_key": "third-key-789"}).status_code == 403
    assert warehouse.put("/operator/owners/NOBODY00/key", {"api_key": "third-key-789"}).status_code == 404
    assert business() == before
    assert warehouse.send("DELETE", address).status_code == 204
    assert not enters("second-key-456")


def test_a_key_for_settings_lets_nobody_in(world: World, programs: Programs) -> None:
    """Who may log in is an area of its own: keys that were made before it gained nothing."""
    program = programs("dan", settings="write")
    before = business()
    assert program.get(f"/operator/owners/{world.ara.code}").status_code == 200
    for answer in (
        program.post("/operator/owners", OWNER),
        program.put(f"/operator/owners/{world.ara.code}/key", {"api_key": "first-key-123"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "area_missing")
    assert business() == before


_HOUSE = {"name_ko": "부산", "name_zh": "釜山", "name_en": "Busan", "address": "부산항로 1", "active": True}
_CENTRE = {
    "name": "동탄1", "fc_code": "DON1", "bracket_code": "17", "region": "경기도", "city": "화성시",
    "postcode": "18487", "address": "동탄물류로 1", "phone": "070-1234-5678", "milkrun_basic_krw": 31200,
    "milkrun_over_krw": None, "note": "", "active": True,
}  # fmt: skip
_COURIER = {
    "name_ko": "가", "name_zh": "甲", "name_en": "A", "coupang_code": "", "number_pattern": "^[0-9]{12}$",
    "active": True,
}  # fmt: skip
_TERM = {"ko": "니트", "en": "knit", "category": "apparel", "active": True}
# What a row needs; all else has a value of its own when it is new.
LEAST = {
    "warehouses": {"code": "W1", "name_ko": "가", "name_zh": "甲", "name_en": "A"},
    "coupang-centres": {"code": "W1", "name": "가"},
    "couriers": {"code": "W1", "name_ko": "가", "name_zh": "甲", "name_en": "A"},
    "glossary": {"zh": "甲", "ko": "가", "en": "A"},
}
TABLES: dict[str, tuple[Any, str, str, dict[str, Any], str]] = {
    "warehouses": (Warehouse, "code", "BUS1", _HOUSE, "name_ko"),
    "coupang-centres": (CoupangCentre, "code", "동탄 1/2", _CENTRE, "name"),
    "couriers": (Courier, "code", "XX", _COURIER, "name_ko"),
    "glossary": (GlossaryTerm, "zh", "毛衣", _TERM, "ko"),
}


@pytest.mark.parametrize("name", TABLES)
def test_rows_of_master_data(programs: Programs, name: str) -> None:
    model, key, value, facts, text = TABLES[name]
    warehouse, once = programs("dan"), new_key()
    base, sent = f"/operator/{name}", {key: value, **facts}
    others, reader = [programs(who) for who in ("ara", "eun", "bill")], programs("dan", reference="read")
    before = everything()
    made = warehouse.post(base, sent, idempotency_key=once)
    assert (made.status_code, made.json()) == (201, {"key": value})
    again = warehouse.post(base, sent, idempotency_key=once)
    assert (again.content, again["Idempotent-Replayed"]) == (made.content, "true")
    table = model._meta.db_table
    places = {Location._meta.db_table} if model is Warehouse else set()
    assert changed(before) - {"owners_apikey", "api_apianswer"} == {table, "shared_auditevent", *places}
    assert codes(warehouse.post(base, sent)) == [(key, "code_taken")]
    # A slash in a key is written %2F, as it must be in an address.
    address = f"{base}/{value.replace('/', '%2F').replace(' ', '%20')}"
    shown = warehouse.get(address)
    assert shown["ETag"] == '"1"'
    assert {k: shown.json()[k] for k in sent} == sent
    assert warehouse.get(base).json()["items"][0] == shown.json()
    assert warehouse.get(f"{base}?q={facts[text]}").json()["items"] == [shown.json()]
    verified = {} if model is Warehouse else {"verified": True}
    done = warehouse.put(address, {**facts, text: "바꿈", "active": False, **verified}, if_match='"1"')
    assert (done.status_code, done["ETag"]) == (200, '"2"')
    row = model.objects.get(**{key: value})
    assert (getattr(row, text), row.active, row.version) == ("바꿈", False, 2)
    if verified:
        assert row.verified_at is not None and row.verified_at <= timezone.now()
    assert warehouse.get(f"{base}?status=inactive").json()["items"] == [done.json()]
    before = business()
    assert warehouse.put(address, {**facts, **verified}, if_match='"1"').status_code == 409
    assert warehouse.put(f"{base}/nothing-here", {**facts, **verified}).status_code == 404
    assert warehouse.get(f"{base}/nothing-here").status_code == 404
    for other in others:
        assert other.post(base, {**sent, key: "other"}).status_code == 403
        assert other.get(base).status_code == 403
    assert reader.post(base, sent).json()["code"] == "area_missing"
    assert business() == before


@pytest.mark.parametrize(
    ("name", "changes", "found"),
    [
        ("warehouses", {"code": "a/b"}, [("code", "bad_code")]),
        ("warehouses", {"code": "TOOLONG99"}, [("code", "too_long")]),
        ("warehouses", {"name_ko": ""}, [("name_ko", "required")]),
        ("warehouses", {"name_zh": "仓" * 51}, [("name_zh", "too_long")]),
        ("coupang-centres", {"code": ""}, [("code", "required")]),
        ("coupang-centres", {"postcode": "1848"}, [("postcode", "bad_postcode")]),
        ("coupang-centres", {"name": "가" * 41}, [("name", "too_long")]),
        ("coupang-centres", {"milkrun_basic_krw": -1}, [("milkrun_basic_krw", "malformed")]),
        ("couriers", {"code": "한글"}, [("code", "bad_code")]),
        ("couriers", {"number_pattern": "(["}, [("number_pattern", "bad_pattern")]),
        ("couriers", {"name_en": " "}, [("name_en", "required")]),
        ("glossary", {"en": ""}, [("en", "required")]),
        ("glossary", {"zh": "毛" * 61}, [("zh", "too_long")]),
    ],
)
def test_master_data_that_makes_no_sense(
    programs: Programs, name: str, changes: dict[str, Any], found: Any
) -> None:
    _model, key, value, facts, _text = TABLES[name]
    warehouse = programs("dan")
    before = business()
    answer = warehouse.post(f"/operator/{name}", {key: value, **facts, **changes})
    assert (answer.status_code, codes(answer)) == (422, found)
    assert business() == before


@pytest.mark.parametrize("name", TABLES)
def test_a_change_says_everything(programs: Programs, name: str) -> None:
    """What a change left out would be emptied, or a row out of use come back: so nothing is left out."""
    _model, key, _value, facts, _text = TABLES[name]
    warehouse, least = programs("dan"), LEAST[name]
    assert warehouse.post(f"/operator/{name}", least).status_code == 201
    before = business()
    more = {} if name == "warehouses" else {"verified": False}
    for field in (*facts, *more):
        sent = {k: v for k, v in {**facts, **more}.items() if k != field}
        answer = warehouse.put(f"/operator/{name}/{least[key]}", sent)
        assert (answer.status_code, codes(answer)) == (422, [(field, "required")])
    assert business() == before


def test_a_change_of_an_owner_says_everything(world: World, programs: Programs) -> None:
    warehouse = programs("dan")
    before = business()
    for field in OWNER:
        sent = {k: v for k, v in OWNER.items() if k != field}
        answer = warehouse.put(f"/operator/owners/{world.ara.code}", sent)
        assert (answer.status_code, codes(answer)) == (422, [(field, "required")])
    assert business() == before
