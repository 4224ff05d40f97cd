"""API 키 on the screens: made, shown once, taken back; each side its own."""

import re
from typing import Any

import pytest
from django.test import Client

from rocket3pl.owners.api_keys import create_api_key
from rocket3pl.owners.models import ApiKey
from rocket3pl.shared.models import OperationKey
from rocket3pl.shared.rights import Role
from tests.api.conftest import Program
from tests.factories import NOW, World
from tests.support import acting, changed, everything

SELLER, WAREHOUSE = "/api-keys/", "/console/master/api-keys/"
SENT = {"name": "주문 연동", "outbound": "write", "products": "read", "submission_key": "k" * 20}


def browser(world: World, who: str) -> Client:
    person = world.people[who]
    backend = "MarketplaceKeyBackend" if person.owner_id else "StaffPasswordBackend"
    made = Client()
    made.force_login(person, backend=f"rocket3pl.owners.login.{backend}")
    return made


def _token(page: Any) -> str:
    found = re.findall(r'id="new-token" value="(r3pl_[0-9a-f]{10}_[\w-]{43})"', page.content.decode())
    assert len(found) == 1
    return str(found[0])


def test_a_seller_makes_a_key_that_works_and_is_shown_once(world: World) -> None:
    ara = browser(world, "ara")
    before = everything()
    page = ara.post(SELLER, SENT)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    token = _token(page)
    assert changed(before) == {"owners_apikey", "shared_auditevent", "shared_operationkey"}
    me = Program(token).get("/me").json()
    assert me == {
        "name": "주문 연동",
        "owner": {"code": world.ara.code, "name": "아라"},
        "role": "owner_staff",
        "areas": {"outbound": "write", "products": "read"},
        "expires_at": None,
    }
    # The same form sent again makes nothing and shows nothing.
    before = everything()
    again = ara.post(SELLER, SENT, follow=True)
    assert "이미 만든 키입니다" in again.content.decode()
    listed = ara.get(SELLER).content.decode()
    assert "주문 연동" in listed and "출고 쓰기" in listed
    assert token not in again.content.decode() + listed
    assert everything() == before
    secret = token.split("_", 2)[2]
    assert all(secret not in str(rows) for rows in everything().values())
    assert OperationKey.objects.get(operation="create_api_key").result == {"prefix": token.split("_")[1]}


def test_a_key_is_taken_back(world: World) -> None:
    ara = browser(world, "ara")
    token = _token(ara.post(SELLER, SENT))
    prefix = token.split("_")[1]
    done = ara.post(f"{SELLER}{prefix}/revoke/", follow=True)
    page = done.content.decode()
    assert "API 키를 회수했습니다" in page and "회수됨" in page
    assert f"/{prefix}/revoke/" not in page
    assert Program(token).get("/me").status_code == 401
    assert ara.post(f"{SELLER}{prefix}/revoke/").status_code == 404


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": "", "products": "read"}, "입력해 주세요"),
        ({"name": "이름", "products": "none"}, "권한을 1개 이상 선택해 주세요"),
        ({"name": "이름", "products": "all"}, "products"),
        ({"name": "x" * 61, "products": "read"}, "60자 이하로 입력해 주세요"),
        ({"name": "a\x00b", "products": "read"}, "사용할 수 없는 문자"),
    ],
)
def test_keys_that_are_refused(world: World, sent: dict[str, str], words: str) -> None:
    ara = browser(world, "ara")
    before = everything()
    page = ara.post(SELLER, sent)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert everything() == before


def test_there_is_an_end_to_keys(world: World) -> None:
    ara = browser(world, "ara")
    with acting(world.people["ara"]):
        for n in range(50):
            create_api_key(f"k{n}", {"products": "read"}, role=Role.OWNER_STAFF, now=NOW)
    page = ara.post(SELLER, SENT)
    assert page.status_code == 422
    assert "API 키는 50개까지 만들 수 있습니다" in page.content.decode()
    assert ApiKey.objects.count() == 50


@pytest.mark.parametrize("role", ["worker", "manager", "billing"])
def test_the_warehouse_chooses_a_role(world: World, role: str) -> None:
    page = browser(world, "dan").post(WAREHOUSE, {**SENT, "role": role})
    me = Program(_token(page)).get("/me").json()
    assert (me["owner"], me["role"]) == (None, role)


def test_no_role_of_the_other_side(world: World) -> None:
    dan = browser(world, "dan")
    assert dan.post(WAREHOUSE, {**SENT, "role": "owner_admin"}).status_code == 422
    assert dan.post(WAREHOUSE, SENT).status_code == 422
    # A seller's key never gets a role that was not offered.
    token = _token(browser(world, "ara").post(SELLER, {**SENT, "role": "manager"}))
    assert Program(token).get("/me").json()["role"] == "owner_staff"


def test_each_side_sees_and_takes_back_its_own(world: World) -> None:
    made = {}
    for who in ("ara", "chae", "dan"):
        with acting(world.people[who]):
            role = Role.WORKER if who == "dan" else Role.OWNER_STAFF
            made[who] = create_api_key(f"key of {who}", {"products": "read"}, role=role, now=NOW)
    for who, page in (("ara", SELLER), ("chae", SELLER), ("dan", WAREHOUSE)):
        visitor = browser(world, who)
        text = visitor.get(page).content.decode()
        assert {other for other in made if f"key of {other}" in text} == {who}
        before = everything()
        for other in set(made) - {who}:
            assert visitor.post(f"{page}{made[other].split('_')[1]}/revoke/").status_code == 404
        assert everything() == before


def test_the_menu_leads_there(world: World) -> None:
    for who, page, there in (("ara", SELLER, True), ("bom", SELLER, False), ("dan", WAREHOUSE, True)):
        visitor = browser(world, who)
        home = "/console/" if who == "dan" else "/products/"
        assert (f'href="{page}"' in visitor.get(home, follow=True).content.decode()) == there
        assert visitor.get(page).status_code == (200 if there else 403)


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "API 密钥"), ("en", "API keys")])
def test_the_page_in_other_languages(world: World, language: str, title: str) -> None:
    page = browser(world, "ara").get(SELLER, headers={"accept-language": language}).content.decode()
    assert f"<h1>{title}</h1>" in page
    main = page.split('<main id="main"', 1)[1].split("</main>", 1)[0]
    assert not re.search("[가-힣]", main)
