"""Logging in: the key is exchanged for a session, failures are counted, answers tell nothing."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hasher, make_password
from django.test import Client
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from rocket3pl.owners.models import MarketplaceKey, Owner, User
from rocket3pl.owners.operations import issue_key, revoke_key
from rocket3pl.shared.rights import Role
from tests.factories import World
from tests.support import acting

KEY = "mypick-0123456789abcdef"
PASSWORD = "a long pass phrase 26"
WRONG = "아이디 또는 API KEY가 맞지 않습니다"


@pytest.fixture
def ara(world: World) -> User:
    MarketplaceKey.objects.create(owner=world.ara, key_hash=make_password(KEY))
    return world.people["ara"]


@pytest.fixture
def dan(world: World) -> User:
    return User.objects.create_user(login_id="dan", role=Role.MANAGER, name="단", password=PASSWORD)


def seller(login_id: str, key: str = KEY, client: Client | None = None, **more: str) -> Any:
    return (client or Client()).post("/login/", {"login_id": login_id, "api_key": key, **more})


def staff(login_id: str, password: str = PASSWORD, token: str = "", client: Client | None = None) -> Any:
    sent = {"login_id": login_id, "password": password, "otp_token": token}
    return (client or Client()).post("/login/staff/", sent)


def logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_page_has_the_words_of_the_manual() -> None:
    page = Client().get("/login/").content.decode()
    for label in ("아이디", "1688상품관 API KEY"):
        assert re.search(rf'<label[^>]*for="(\w+)"[^>]*>\s*{label}\s*</label>', page), label
    assert re.search(r"<button[^>]*>\s*(<svg.*?</svg>)?\s*로그인", page)


def test_the_key_is_exchanged_for_a_session(ara: User) -> None:
    client = Client()
    client.get("/login/")
    answer = seller(ara.login_id, client=client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert logged_in(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert KEY not in "".join(c.OutputString() for c in client.cookies.values())
    assert KEY not in str(dict(client.session.items()))
    assert client.get("/inventory/").status_code == 200


def test_a_session_of_before_is_not_taken_over(ara: User) -> None:
    client = Client()
    client.get("/login/")
    client.session["planted"] = 1
    client.session.save()
    before = client.session.session_key
    seller(ara.login_id, client=client)
    assert client.session.session_key != before


def test_everybody_of_the_owner_uses_the_owners_key(ara: User, world: World) -> None:
    assert seller(world.people["bom"].login_id).status_code == 302
    assert seller(world.people["chae"].login_id).status_code == 422


def _body(response: Any, login_id: str) -> str:
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return text.replace(login_id, "WHO")


def test_unknown_names_and_wrong_keys_get_the_same_answer(ara: User) -> None:
    wrong, unknown = seller(ara.login_id, "nonsense"), seller("nobody", "nonsense")
    assert wrong.status_code == unknown.status_code == 422
    assert WRONG in wrong.content.decode()
    assert _body(wrong, ara.login_id) == _body(unknown, "nobody")
    assert wrong.headers.keys() == unknown.headers.keys()


@pytest.mark.parametrize("known", [True, False])
def test_five_failures_lock_the_name(ara: User, known: bool) -> None:
    name = ara.login_id if known else "nobody"
    answers = [seller(name, f"wrong-{n}").status_code for n in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    locked = seller(name)
    assert locked.status_code == 429
    assert locked["Retry-After"] == "900"
    # Others are not kept out.
    assert seller(ara.login_id if not known else "bom").status_code in (302, 422)


def test_a_right_key_forgets_earlier_failures(ara: User) -> None:
    for _ in range(3):
        assert [seller(ara.login_id, "wrong").status_code for _ in range(3)] == [422] * 3
        assert seller(ara.login_id).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [
        {"login_id": "", "api_key": ""},
        {"login_id": "x" * 65, "api_key": KEY},
        {"login_id": "a\x00b", "api_key": KEY},
        {"login_id": "😀", "api_key": "x" * 201},
        {"login_id": "ara", "api_key": "\ud800".encode("utf-8", "surrogatepass")},
        {},
    ],
)
def test_odd_input_is_refused_in_the_form(ara: User, sent: dict[str, Any]) -> None:
    assert Client().post("/login/", sent).status_code == 422


def test_suspended_owners_and_revoked_keys(ara: User, world: World, dan: User) -> None:
    client = Client()
    seller(ara.login_id, client=client)
    Owner.objects.filter(pk=world.ara.pk).update(status=Owner.Status.SUSPENDED)
    assert seller(ara.login_id).status_code == 422
    # A session that is open ends too.
    assert client.get("/inventory/").status_code == 302
    Owner.objects.filter(pk=world.ara.pk).update(status=Owner.Status.ACTIVE)
    with acting(dan):
        assert revoke_key(world.ara.code, now=timezone.now()) == 1
    assert seller(ara.login_id).status_code == 422


@pytest.mark.parametrize("how", ["replaced", "taken back"])
def test_a_key_ends_with_the_sessions_it_opened(ara: User, world: World, dan: User, how: str) -> None:
    """Whoever has somebody else's key must not stay in once the warehouse has changed it."""
    theirs, others, warehouse = Client(), Client(), Client()
    MarketplaceKey.objects.create(owner=world.chae, key_hash=make_password("chae-0123456789"))
    seller(ara.login_id, client=theirs)
    seller(world.people["chae"].login_id, "chae-0123456789", client=others)
    staff("dan", client=warehouse)
    with acting(dan):
        if how == "replaced":
            issue_key(world.ara.code, "another-0123456789", now=timezone.now())
        else:
            revoke_key(world.ara.code, now=timezone.now())
    assert theirs.get("/inventory/").status_code == 302
    assert (others.get("/inventory/").status_code, warehouse.get("/console/").status_code) == (200, 200)
    assert not User.objects.get(pk=ara.pk).has_usable_password()
    again = Client()
    assert seller(ara.login_id, "another-0123456789", client=again).status_code == (
        302 if how == "replaced" else 422
    )
    assert again.get("/inventory/").status_code == (200 if how == "replaced" else 302)


def test_a_person_who_left_is_out_at_once(ara: User) -> None:
    client = Client()
    seller(ara.login_id, client=client)
    User.objects.filter(pk=ara.pk).update(is_active=False)
    assert client.get("/inventory/").status_code == 302
    assert seller(ara.login_id).status_code == 422


def test_the_key_is_kept_as_argon2(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    hashed = make_password(KEY)
    assert hashed.startswith("argon2$argon2id$")
    assert KEY not in hashed
    assert get_hasher().verify(KEY, hashed)


def test_each_side_has_its_own_door(ara: User, dan: User) -> None:
    assert staff(ara.login_id, KEY).status_code == 422
    assert seller("dan", PASSWORD).status_code == 422
    assert staff("dan").status_code == 302


def test_a_second_factor_is_asked_for(dan: User) -> None:
    device = TOTPDevice.objects.create(user=dan, name="totp", confirmed=True)
    assert staff("dan").status_code == 422
    device.refresh_from_db()
    device.throttle_reset()
    client = Client()
    token = f"{totp(device.bin_key):06d}"
    assert staff("dan", token=token, client=client).status_code == 302
    assert logged_in(client)
    # The same number does not count twice.
    assert staff("dan", token=token).status_code == 422


def test_wrong_second_factors_lock_too(dan: User) -> None:
    TOTPDevice.objects.create(user=dan, name="totp", confirmed=True)
    answers = [staff("dan", token="000000").status_code for _ in range(6)]
    assert answers[-1] == 429


def test_logging_out_ends_the_session(ara: User) -> None:
    client = Client()
    seller(ara.login_id, client=client)
    old = client.session.session_key
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").status_code == 302
    assert not logged_in(client)
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = old
    assert stolen.get("/inventory/").status_code == 302


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_nobody_is_sent_elsewhere_after_login(ara: User, back: str) -> None:
    assert seller(ara.login_id, next=back)["Location"] == "/"


def test_back_to_where_one_wanted_to_go(ara: User) -> None:
    asked = Client().get("/outbounds/?tab=requested")
    assert asked["Location"] == "/login/?next=%2Foutbounds%2F%3Ftab%3Drequested"
    assert seller(ara.login_id, next="/outbounds/?tab=requested")["Location"] == "/outbounds/?tab=requested"


def test_what_was_sent_without_a_session_is_told_lost(ara: User) -> None:
    def sent(**headers: str) -> str:
        return str(Client().post("/inbounds/request/", {"memo": "x"}, headers=headers)["Location"])

    assert sent() == "/login/?lost=1"
    here = sent(Referer="http://testserver/inbounds/request/?ids=1")
    assert here == "/login/?next=%2Finbounds%2Frequest%2F%3Fids%3D1&lost=1"
    assert sent(Referer="http://evil.example/inbounds/") == "/login/?lost=1"
    words = "보내신 내용이 저장되지 않았습니다"
    page = Client().get(here).content.decode()
    assert words in page
    assert 'name="next" value="/inbounds/request/?ids=1"' in page
    assert words not in Client().get("/login/").content.decode()
    assert sent(Referer="http://testserver//evil.example/") == "/login/?lost=1"


def test_security_headers_are_on_every_page(ara: User) -> None:
    client = Client()
    seller(ara.login_id, client=client)
    for address in ("/login/", "/inventory/", "/nothing-here/"):
        response = (Client() if address == "/login/" else client).get(address)
        assert "default-src 'self'" in response["Content-Security-Policy"]
        assert "unsafe" not in response["Content-Security-Policy"]
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"


def test_a_form_without_protection_is_refused(ara: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/login/", {"login_id": ara.login_id, "api_key": KEY}).status_code == 403
