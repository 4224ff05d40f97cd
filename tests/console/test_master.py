"""기준정보: owners and keys, people, warehouses, centres, couriers, the glossary; the second factor."""

import html
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from rocket3pl.console.master.qr import picture
from rocket3pl.owners.models import MarketplaceKey, Owner, User
from rocket3pl.reference.models import CoupangCentre, Courier, GlossaryTerm
from rocket3pl.shared.models import AuditEvent
from rocket3pl.warehouses.models import Warehouse
from tests.console.conftest import browser, text_of
from tests.console.helpers import HOSTILE, events
from tests.factories import World

PASSWORD = "zQ7!kd02-x"


def _owner(**changes: Any) -> dict[str, Any]:
    return {
        "name": "새 화주",
        "business_no": "220-81-62517",
        "default_language": "ko",
        "active": "on",
        **changes,
    }


def test_add_and_change_an_owner(dan: Client, world: World) -> None:
    answer = dan.post("/console/master/owners/new/", _owner())
    owner = Owner.objects.get(name="새 화주")
    assert answer["Location"] == f"/console/master/owners/row/{owner.code}/"
    assert (len(owner.code), owner.business_no, owner.status) == (8, "2208162517", "active")
    page = answer["Location"]
    assert (
        dan.post(
            page, {**_owner(name="이름 바꿈"), "version": 1, "auto_approve": "on", "active": ""}
        ).status_code
        == 302
    )
    owner.refresh_from_db()
    assert (owner.name, owner.auto_approve, owner.status, owner.version) == (
        "이름 바꿈",
        True,
        "suspended",
        2,
    )
    stale = dan.post(page, {**_owner(name="늦음"), "version": 1})
    assert stale.status_code == 409
    assert 'value="늦음"' in text_of(stale)
    owner.refresh_from_db()
    assert owner.name == "이름 바꿈"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"name": "a" * 101},
        {"name": "a\x00"},
        {"business_no": "1234567890"},
        {"business_no": "12"},
        {"default_language": "fr"},
        *({"business_no": bad} for bad in HOSTILE[2:]),
    ],
)
def test_owners_that_make_no_sense(dan: Client, world: World, changes: dict[str, str]) -> None:
    before = events()
    answer = dan.post("/console/master/owners/new/", _owner(**changes))
    assert answer.status_code == 422
    page = dan.post(f"/console/master/owners/row/{world.ara.code}/", {**_owner(**changes), "version": 1})
    assert page.status_code == 422
    assert "입력 내용을 확인해 주세요" in text_of(page)
    assert (Owner.objects.count(), events()) == (2, before)


def _login(user: User, key: str) -> Any:
    return authenticate(
        RequestFactory().post("/"), username=user.login_id, login_id=user.login_id, api_key=key
    )


def test_the_key_is_replaced_taken_back_and_never_shown(dan: Client, world: World) -> None:
    url = f"/console/master/owners/row/{world.ara.code}/key/"
    for key in ("first-key-123", "second-key-456"):
        assert dan.post(url, {"api_key": f" {key} "}).status_code == 302
    user = world.people["ara"]
    assert _login(user, "second-key-456") == user
    assert _login(user, "first-key-123") is None
    assert "second-key-456" not in text_of(dan.get(f"/console/master/owners/row/{world.ara.code}/"))
    stored = MarketplaceKey.objects.filter(revoked_at=None).get()
    assert "second" not in stored.key_hash
    assert not AuditEvent.objects.filter(after__icontains="second-key").exists()
    assert dan.post(url + "revoke/").status_code == 302
    assert _login(user, "second-key-456") is None


@pytest.mark.parametrize(
    "key", ["", "short", "a" * 201, "with space inside", "한글한글한글한글", "a\x00bcdefghij", *HOSTILE[2:4]]
)
def test_keys_that_make_no_sense(dan: Client, world: World, key: str) -> None:
    before = events()
    answer = dan.post(f"/console/master/owners/row/{world.ara.code}/key/", {"api_key": key})
    assert answer.status_code == 422
    assert not key or len(key) < 5 or key not in text_of(answer)
    assert (MarketplaceKey.objects.count(), events()) == (0, before)


def _staff(**changes: Any) -> dict[str, Any]:
    return {
        "login_id": "new.worker",
        "name": "새 작업자",
        "role": "worker",
        "language": "",
        "password": PASSWORD,
        **changes,
    }


def test_add_people(dan: Client, world: World) -> None:
    assert dan.post("/console/master/users/new/staff/", _staff()).status_code == 302
    user = User.objects.get(login_id="new.worker")
    assert (user.role, user.owner_id, user.check_password(PASSWORD)) == ("worker", None, True)
    seller = {
        "login_id": "new-seller",
        "name": "새 셀러",
        "role": "owner_staff",
        "owner": world.ara.code,
        "language": "zh-hans",
    }
    assert dan.post("/console/master/users/new/seller/", seller).status_code == 302
    user = User.objects.get(login_id="new-seller")
    assert (user.owner_id, user.has_usable_password(), user.language) == (world.ara.pk, False, "zh-hans")


@pytest.mark.parametrize(
    "changes",
    [
        {"login_id": ""},
        {"login_id": "ab"},
        {"login_id": "a" * 65},
        {"login_id": "공백 있음"},
        {"login_id": "a/b/c"},
        {"login_id": "a\x00bc"},
        {"name": ""},
        {"role": "owner_admin"},
        {"role": ""},
        {"role": "king"},
        {"language": "fr"},
        {"password": ""},
        {"password": "short"},
        {"password": "password1234"},
        {"password": "new.worker"},
        *({"login_id": bad} for bad in HOSTILE),
    ],
)
def test_people_that_make_no_sense(dan: Client, world: World, changes: dict[str, str]) -> None:
    before, people = events(), User.objects.count()
    answer = dan.post("/console/master/users/new/staff/", _staff(**changes))
    assert answer.status_code == 422
    assert "입력 내용을 확인해 주세요" in text_of(answer)
    assert PASSWORD not in text_of(answer)
    assert (User.objects.count(), events()) == (people, before)


def test_an_id_is_taken_once_whatever_its_case(dan: Client, world: World) -> None:
    dan.post("/console/master/users/new/staff/", _staff())
    answer = dan.post("/console/master/users/new/staff/", _staff(login_id="New.Worker"))
    assert answer.status_code == 422
    assert "이미 사용 중인 값입니다: New.Worker" in text_of(answer)


def _person(user: User) -> str:
    return f"/console/master/users/row/{user.login_id}/"


def test_change_a_person(dan: Client, world: World) -> None:
    eun = world.people["eun"]
    working = browser(eun)
    assert working.get("/console/").status_code == 200
    data = {"version": 1, "name": "은영", "role": "billing", "language": "en"}
    assert dan.post(_person(eun), data).status_code == 302
    eun.refresh_from_db()
    assert (eun.name, eun.role, eun.is_active, eun.version) == ("은영", "billing", False, 2)
    assert working.get("/console/").status_code == 302
    assert dan.post(_person(eun), {**data, "active": "on"}).status_code == 409
    assert dan.post(_person(eun), {**data, "version": 2, "role": "owner_admin"}).status_code == 422


def test_nobody_locks_themself_out(dan: Client, world: World) -> None:
    me = world.people["dan"]
    for changes in ({"role": "worker", "active": "on"}, {"role": "manager"}):
        answer = dan.post(_person(me), {"version": 1, "name": "단", **changes})
        assert answer.status_code == 422
        assert "다른 관리자가 변경할 수 있습니다" in text_of(answer)
    me.refresh_from_db()
    assert (me.role, me.is_active) == ("manager", True)


def test_a_new_password_ends_sessions(dan: Client, world: World) -> None:
    eun = world.people["eun"]
    working = browser(eun)
    assert dan.post(_person(eun) + "password/", {"version": 1, "password": PASSWORD}).status_code == 302
    eun.refresh_from_db()
    assert eun.check_password(PASSWORD)
    assert working.get("/console/").status_code == 302
    for bad in ("", "short", "password1234"):
        answer = dan.post(_person(eun) + "password/", {"version": 2, "password": bad})
        assert answer.status_code == 422
    assert (
        dan.post(_person(world.people["ara"]) + "password/", {"version": 1, "password": PASSWORD}).status_code
        == 422
    )


_CENTRE = {"code": "동탄 1/2", "name": "동탄1", "postcode": "18487", "milkrun_basic_krw": "31,200"}
_COURIER = {"code": "XX", "name_ko": "가", "name_zh": "甲", "name_en": "A", "number_pattern": "^[0-9]{12}$"}
_HOUSE = {"code": "BUS1", "name_ko": "부산", "name_zh": "釜山", "name_en": "Busan"}
ROWS: dict[str, tuple[Any, dict[str, str], str]] = {
    "warehouses": (Warehouse, _HOUSE, "code"),
    "centres": (CoupangCentre, _CENTRE, "code"),
    "couriers": (Courier, _COURIER, "code"),
    "glossary": (GlossaryTerm, {"zh": "毛衣", "ko": "니트", "en": "knit"}, "zh"),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_of_reference_data(dan: Client, world: World, name: str) -> None:
    model, data, key = ROWS[name]
    base = f"/console/master/{name}/"
    assert dan.post(base + "new/", {**data, "active": "on"}).status_code == 302
    row = model.objects.get(**{key: data[key]})
    twice = dan.post(base + "new/", {**data, "active": "on"})
    assert twice.status_code == 422
    assert "이미 사용 중인 값입니다" in text_of(twice)
    page = text_of(dan.get(base))
    url = next(
        a.split('"')[0] for a in page.split('href="') if a.startswith(base + "row/") and row_is(a, row, key)
    )
    assert dan.get(url).status_code == 200
    change = {**data, "version": row.version, "verified": "on"}
    assert dan.post(url, change).status_code == 302
    row.refresh_from_db()
    assert (row.active, row.version) == (False, 2)
    if name != "warehouses":
        assert row.verified_at is not None
    stale = dan.post(url, change)
    assert stale.status_code == 409
    row.refresh_from_db()
    assert row.version == 2


def row_is(anchor: str, row: Any, key: str) -> bool:
    """Say whether the link stands on the row: its text names it."""
    text = anchor.split(">", 1)[1].split("<", maxsplit=1)[0]
    return text in (getattr(row, key), getattr(row, "name", ""))


@pytest.mark.parametrize("name", ROWS)
def test_reference_data_that_makes_no_sense(dan: Client, world: World, name: str) -> None:
    model, data, _key = ROWS[name]
    base, before, rows = f"/console/master/{name}/", events(), model.objects.count()
    for field in data:
        for bad in ("a" * 500, "x\x00", "😀" * 300):
            answer = dan.post(base + "new/", {**data, field: bad})
            assert answer.status_code == 422, (field, bad)
    assert dan.post(base + "new/", {}).status_code == 422
    if name == "couriers":
        assert dan.post(base + "new/", {**data, "number_pattern": "(["}).status_code == 422
    if name == "centres":
        for bad in ("-1", "1.5", "NaN"):
            assert dan.post(base + "new/", {**data, "milkrun_basic_krw": bad}).status_code == 422
    assert (model.objects.count(), events()) == (rows, before)
    assert dan.get(base + "row/nothing-here/").status_code == 404


def _token(device: TOTPDevice, drift: int = 0) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, drift)
    return f"{totp.token():06d}"


def test_the_second_factor(dan: Client, world: World) -> None:
    assert "설정 시작" in text_of(dan.get("/console/totp/"))
    assert dan.post("/console/totp/begin/").status_code == 302
    device = TOTPDevice.objects.get()
    page = text_of(dan.get("/console/totp/"))
    assert "otpauth://totp/Rocket3PL" in page
    # The same address as a picture, with words for those who do not see it, and no style of its own.
    drawn = page.split('role="img" aria-label="인증 앱에 등록하는 QR 코드', 1)[1].split("</div>", 1)[0]
    assert drawn.split(">", 1)[1] == str(
        picture(html.unescape(page.split('class="secret" href="')[1].split('"')[0]))
    )
    assert "style" not in drawn and "<script" not in drawn
    for bad in ("", "12345", "abcdef", "000000" if _token(device) != "000000" else "111111"):
        assert dan.post("/console/totp/confirm/", {"token": bad}).status_code == 422
    device.refresh_from_db()
    assert not device.confirmed
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert dan.post("/console/totp/confirm/", {"token": _token(device)}).status_code == 302
    device.refresh_from_db()
    assert device.confirmed
    page = text_of(dan.get("/console/totp/"))
    assert "otpauth://" not in page and 'role="img"' not in page
    assert dan.post("/console/totp/begin/").status_code == 422
    assert dan.post("/console/totp/off/", {"token": "000000"}).status_code == 422
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None, last_t=-1)
    assert dan.post("/console/totp/off/", {"token": _token(device)}).status_code == 302
    assert not TOTPDevice.objects.exists()


def test_wrong_numbers_are_slowed_down(dan: Client, world: World) -> None:
    dan.post("/console/totp/begin/")
    dan.post("/console/totp/confirm/", {"token": "000000"})
    device = TOTPDevice.objects.get()
    assert device.throttling_failure_count == 1
    assert dan.post("/console/totp/confirm/", {"token": _token(device)}).status_code == 422


def test_a_manager_clears_the_second_factor_of_another(dan: Client, world: World) -> None:
    eun = world.people["eun"]
    TOTPDevice.objects.create(user=eun, name="totp", confirmed=True)
    assert "2단계 인증 해제" in text_of(dan.get(_person(eun)))
    assert dan.post(_person(eun) + "second-factor/", {"version": 1}).status_code == 302
    assert not TOTPDevice.objects.exists()
    assert AuditEvent.objects.filter(action="user.second_factor_cleared").count() == 1
