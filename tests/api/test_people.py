"""People over the API: everybody for the warehouse's keys, a seller's own staff for the seller's."""

import json
from typing import Any

import pytest
from django_otp.plugins.otp_totp.models import TOTPDevice

from rocket3pl.api.models import ApiAnswer
from rocket3pl.owners.api_keys import create_api_key
from rocket3pl.owners.models import User
from rocket3pl.shared.models import AuditEvent, OperationKey
from rocket3pl.shared.rights import Role
from tests.api.conftest import Program, Programs, business, new_key
from tests.api.test_key_screens import browser
from tests.factories import NOW, World
from tests.support import acting, changed, everything

PASSWORD = "zQ7!kd02-x"
STAFF = {"login_id": "new.worker", "name": "새 작업자", "role": "worker", "password": PASSWORD}
SELLER = {"login_id": "ara.new", "name": "새 직원", "role": "owner_staff"}
PASSING = {"owners_apikey", "api_apianswer"}


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(e["path"], e["code"]) for e in answer.json()["errors"]]


def test_a_seller_lists_and_reads_its_own_people(world: World, programs: Programs) -> None:
    seller = programs("ara", people="read")
    found = seller.get("/people").json()
    assert [p["login_id"] for p in found["items"]] == [
        world.people["bom"].login_id, world.people["ara"].login_id,
    ]  # fmt: skip
    one = seller.get(f"/people/{world.people['bom'].login_id}")
    assert one["ETag"] == '"1"'
    assert one.json() == found["items"][0]
    assert {**one.json(), "created_at": ""} == {
        "login_id": world.people["bom"].login_id, "name": "봄", "role": "owner_staff",
        "owner": world.ara.code, "language": "", "active": True, "last_login": None, "created_at": "",
        "version": 1,
    }  # fmt: skip
    part = seller.get("/people?limit=1").json()
    rest = seller.get(f"/people?limit=1&cursor={part['next_cursor']}").json()
    assert [*part["items"], *rest["items"]] == found["items"]
    everybody = programs("dan").get("/people").json()["items"]
    assert len(everybody) == len(world.people)
    staff = programs("dan").get("/people?status=staff&role=manager").json()["items"]
    assert [p["login_id"] for p in staff] == [world.people["dan"].login_id]


def test_a_seller_adds_one_of_its_own_and_the_key_is_named_as_who_did(
    world: World, programs: Programs
) -> None:
    seller, key = programs("ara"), new_key()
    before = everything()
    first = seller.post("/people", SELLER, idempotency_key=key)
    assert (first.status_code, first.json()) == (201, {"login_id": "ara.new"})
    assert changed(before) - PASSING == {"owners_user", "shared_auditevent", "shared_operationkey"}
    made = User.objects.get(login_id="ara.new")
    assert (made.owner_id, made.role, made.has_usable_password()) == (world.ara.pk, "owner_staff", False)
    event = AuditEvent.objects.get(action="user.added")
    assert (event.owner_id, event.actor_name, event.actor_role) == (world.ara.pk, "API ara's", "owner_admin")
    before = business()
    again = seller.post("/people", SELLER, idempotency_key=key)
    assert (again.status_code, again.json()) == (201, {"login_id": "ara.new"})
    other = seller.post("/people", {**SELLER, "login_id": "ara.other"}, idempotency_key=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")
    assert business() == before


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"role": "manager"}, [("role", "role_mismatch")]),
        ({"role": "worker"}, [("role", "role_mismatch")]),
        ({"owner": "NOBODY00"}, [("owner", "unknown")]),
        ({"password": PASSWORD}, [("password", "no_password")]),
        ({"login_id": "a b"}, [("login_id", "bad_login_id")]),
        ({"name": ""}, [("name", "required")]),
        ({"name": "x" * 101}, [("name", "too_long")]),
        ({"language": "fr"}, [("language", "unknown")]),
    ],
)
def test_what_a_seller_cannot_add(programs: Programs, changes: dict[str, str], found: Any) -> None:
    seller = programs("ara")
    before = business()
    answer = seller.post("/people", {**SELLER, **changes})
    assert (answer.status_code, codes(answer)) == (422, found)
    assert business() == before


def test_a_seller_adds_nobody_elsewhere(world: World, programs: Programs) -> None:
    seller = programs("ara")
    before = business()
    answer = seller.post("/people", {**SELLER, "owner": world.chae.code})
    assert codes(answer) == [("owner", "unknown")]
    assert business() == before
    assert seller.post("/people", {**SELLER, "owner": world.ara.code}).status_code == 201


def test_a_person_is_changed(world: World, programs: Programs) -> None:
    seller, bom = programs("ara"), world.people["bom"]
    working = browser(world, "bom")
    assert working.get("/products/").status_code == 200
    sent = {"name": "새봄", "role": "owner_admin", "language": "en", "active": False}
    done = seller.put(f"/people/{bom.login_id}", sent, if_match='"1"')
    assert (done.status_code, done["ETag"]) == (200, '"2"')
    assert {name: done.json()[name] for name in sent} == sent
    assert working.get("/products/").status_code == 302
    before = business()
    late = seller.put(f"/people/{bom.login_id}", sent, if_match='"1"')
    assert (late.status_code, late.json()["code"]) == (409, "stale_document")
    for them in ("chae", "dan"):
        assert seller.put(f"/people/{world.people[them].login_id}", sent).status_code == 404
    assert business() == before


def test_a_key_does_not_lock_its_maker_out(world: World, programs: Programs) -> None:
    sent = {"name": "n", "language": "", "active": True}
    for maker, role in (("ara", "owner_staff"), ("dan", "worker")):
        program = programs(maker)
        before = business()
        address = f"/people/{world.people[maker].login_id}"
        assert codes(program.put(address, {**sent, "role": role})) == [("role", "own_account")]
        off = {**sent, "role": world.people[maker].role, "active": False}
        assert codes(program.put(address, off)) == [("active", "own_account")]
        assert business() == before


def test_a_key_manages_people_only_as_long_as_its_maker_may(world: World, programs: Programs) -> None:
    seller, ara = programs("ara"), world.people["ara"]
    calls = [
        lambda: seller.get("/people"),
        lambda: seller.get(f"/people/{world.people['bom'].login_id}"),
        lambda: seller.post("/people", SELLER),
    ]
    for changes in ({"role": "owner_staff"}, {"role": "owner_admin", "is_active": False}):
        User.objects.filter(pk=ara.pk).update(**changes)
        before = business()
        assert [call().status_code for call in calls] == [403, 403, 403]
        assert business() == before
    # All else a key goes on doing: it belongs to the seller.
    assert seller.get("/products").status_code == 200
    User.objects.filter(pk=ara.pk).update(role="owner_admin", is_active=True)
    assert [call().status_code for call in calls] == [200, 200, 201]


def test_no_key_gives_what_its_role_does_not_hold(world: World) -> None:
    """Keys that manage people need the area and the role: neither alone is enough."""
    for who, role in (("ara", Role.OWNER_STAFF), ("dan", Role.WORKER), ("dan", Role.BILLING)):
        with acting(world.people[who]):
            token = create_api_key("k", {"people": "write"}, role=role, now=NOW)
        before = business()
        for sent in (STAFF, {**STAFF, "role": "manager"}, SELLER):
            answer = Program(token).post("/people", sent)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_permitted")
        assert business() == before
    with acting(world.people["dan"]):
        token = create_api_key("k", {"settings": "write"}, role=Role.MANAGER, now=NOW)
    assert Program(token).post("/people", STAFF).json()["code"] == "area_missing"


def test_the_warehouse_adds_people_of_both_sides(world: World, programs: Programs) -> None:
    warehouse, key = programs("dan"), new_key()
    first = warehouse.post("/people", STAFF, idempotency_key=key)
    again = warehouse.post("/people", STAFF, idempotency_key=key)
    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    made = User.objects.get(login_id="new.worker")
    assert (made.owner_id, made.role, made.check_password(PASSWORD)) == (None, "worker", True)
    assert warehouse.post("/people", {**SELLER, "owner": world.chae.code}).status_code == 201
    assert User.objects.get(login_id="ara.new").owner_id == world.chae.pk
    # As on the screen, whoever may manage users makes managers too.
    assert warehouse.post("/people", {**STAFF, "login_id": "boss", "role": "manager"}).status_code == 201


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"password": ""}, [("password", "required")]),
        ({"password": "short"}, [("password", "password_too_short")]),
        ({"password": "password1234"}, [("password", "password_too_common")]),
        ({"password": "new.worker"}, [("password", "password_too_similar")]),
        ({"role": "owner_admin"}, [("role", "role_mismatch")]),
        ({"owner": "NOBODY00", "role": "owner_admin", "password": ""}, [("owner", "unknown")]),
    ],
)
def test_what_the_warehouse_cannot_add(programs: Programs, changes: dict[str, str], found: Any) -> None:
    warehouse = programs("dan")
    before = business()
    answer = warehouse.post("/people", {**STAFF, **changes})
    assert (answer.status_code, codes(answer)) == (422, found)
    assert PASSWORD not in answer.content.decode()
    assert business() == before


def test_a_password_is_reset_and_leaves_no_trace(world: World, programs: Programs) -> None:
    warehouse, eun = programs("dan"), world.people["eun"]
    working = browser(world, "eun")
    secret = f" {PASSWORD} "
    sent = {"password": secret}
    address = f"/people/{eun.login_id}/password"
    done = warehouse.put(address, sent, if_match='"1"', idempotency_key=new_key())
    assert (done.status_code, done.content) == (204, b"")
    eun.refresh_from_db()
    # The spaces at its ends are a part of it.
    assert (eun.check_password(secret), eun.check_password(PASSWORD), eun.version) == (True, False, 2)
    assert working.get("/console/").status_code == 302
    assert warehouse.put(address, sent, if_match='"1"').status_code == 409
    assert codes(warehouse.put(f"/people/{world.people['bom'].login_id}/password", sent)) == [
        ("password", "no_password")
    ]
    warehouse.post("/people", {**STAFF, "password": secret}, idempotency_key=new_key())
    assert PASSWORD not in json.dumps(everything(), default=str, ensure_ascii=False)
    # Nor a hash of the body, by which passwords could be tried: OperationKey's is made without it.
    assert ApiAnswer.objects.count() == 0
    assert OperationKey.objects.filter(operation="add_person").count() == 1
    assert programs("ara").put(address, sent).status_code == 403


def test_a_second_factor_is_cleared(world: World, programs: Programs) -> None:
    eun = world.people["eun"]
    TOTPDevice.objects.create(user=eun, name="totp", confirmed=True)
    address = f"/people/{eun.login_id}/second-factor"
    assert programs("ara").send("DELETE", address).status_code == 403
    assert programs("eun").send("DELETE", address).status_code == 403
    assert TOTPDevice.objects.count() == 1
    assert programs("dan").send("DELETE", address, if_match='"2"').status_code == 409
    assert programs("dan").send("DELETE", address, if_match='"1"').status_code == 204
    assert not TOTPDevice.objects.exists()
    assert AuditEvent.objects.get(action="user.second_factor_cleared").actor_name == "API dan's"


def test_nobody_takes_off_their_own_second_factor_without_a_number(world: World, programs: Programs) -> None:
    """Nor does a key its maker's: whoever finds it has no telephone."""
    dan = world.people["dan"]
    TOTPDevice.objects.create(user=dan, name="totp", confirmed=True)
    warehouse, page = programs("dan"), browser(world, "dan")
    before = everything(but=("owners_apikey", "api_apianswer"))
    for headers in ({}, {"if_match": '"1"'}):
        refused = warehouse.send("DELETE", f"/people/{dan.login_id}/second-factor", **headers)
        assert refused.status_code == 422
        assert [(e["path"], e["code"]) for e in refused.json()["errors"]] == [("", "own_second_factor")]
        assert "인증번호를 입력해" in refused.json()["errors"][0]["message"]
    answer = page.post(f"/console/master/users/row/{dan.login_id}/second-factor/", {"version": 1})
    assert answer.status_code == 422
    assert "인증번호를 입력해 끌 수 있습니다" in answer.content.decode()
    assert everything(but=("owners_apikey", "api_apianswer")) == before
    assert TOTPDevice.objects.get().confirmed


def test_a_key_for_people_is_made_on_the_screen(world: World) -> None:
    """It acts as an administrator, and no other key of a seller does."""
    ara = browser(world, "ara")
    roles = {}
    for areas in ({"people": "write"}, {"people": "read", "products": "write"}, {"products": "write"}):
        page = ara.post("/api-keys/", {"name": "k", **areas}).content.decode()
        token = page.split('id="new-token" value="')[1].split('"')[0]
        roles[str(areas)] = Program(token).get("/me").json()["role"]
    assert list(roles.values()) == ["owner_admin", "owner_admin", "owner_staff"]
    assert browser(world, "bom").post("/api-keys/", {"name": "k", "people": "write"}).status_code == 403
