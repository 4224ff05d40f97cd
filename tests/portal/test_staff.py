"""직원 관리: a seller's administrator looks after the seller's own people, and nobody else's."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import translation

from rocket3pl.owners.models import User
from rocket3pl.owners.people import MAX_OWN_PEOPLE, PersonDetails, change_person
from rocket3pl.shared.errors import NotPermitted
from rocket3pl.shared.models import AuditEvent
from rocket3pl.shared.rights import Role
from tests.factories import World, make_user
from tests.portal.products.support import HTMX, client_of, text_of
from tests.support import acting, changed, everything, sheet

URL = "/staff/"
NEW = {
    "login_id": "ara.new", "name": "새 직원", "role": "owner_staff", "language": "zh-hans",
    "submission_key": "k" * 24,
}  # fmt: skip
WROTE = {"owners_user", "shared_auditevent"}


@pytest.fixture(autouse=True)
def _korean() -> Any:
    with translation.override("ko"):
        yield


@pytest.fixture
def ara(world: World) -> Client:
    return client_of(world.people["ara"])


def page_of(user: User) -> str:
    return f"{URL}person/{user.login_id}/"


def told(user: User, **changes: str) -> dict[str, str]:
    return {"name": user.name, "role": user.role, "language": "", "active": "on", "version": "1", **changes}


def test_the_list_holds_the_sellers_own_people(ara: Client, world: World) -> None:
    page = text_of(ara.get(URL))
    assert {name for name in world.people if page_of(world.people[name]) in page} == {"ara", "bom"}
    assert "직원 관리" in page and "화주 담당자" in page
    found = text_of(ara.get(URL, {"q": "봄"}, headers=HTMX))
    assert page_of(world.people["bom"]) in found and page_of(world.people["ara"]) not in found
    User.objects.filter(pk=world.people["bom"].pk).update(is_active=False)
    for tab, there in (("active", "ara"), ("inactive", "bom")):
        page = text_of(ara.get(URL, {"tab": tab}))
        assert {n for n in ("ara", "bom") if page_of(world.people[n]) in page} == {there}
    rows = sheet(ara.get(URL, {"export": "xlsx", "sort": "-name"}))
    assert rows[0] == ["아이디", "이름", "역할", "상태", "언어", "최근 로그인", "등록일"]
    assert [row[1:4] for row in rows[1:]] == [["아라", "화주", "사용중"], ["봄", "화주 담당자", "중지"]]


def test_a_person_is_added_once(ara: Client, world: World) -> None:
    before = everything()
    done = ara.post(URL + "new/", NEW, follow=True)
    assert "직원을 등록했습니다: ara.new" in text_of(done)
    assert changed(before) == {*WROTE, "shared_operationkey"}
    made = User.objects.get(login_id="ara.new")
    assert (made.owner_id, made.role, made.language, made.has_usable_password()) == (
        world.ara.pk, "owner_staff", "zh-hans", False,
    )  # fmt: skip
    event = AuditEvent.objects.get(action="user.added")
    assert (event.owner_id, event.actor_id, event.actor_name) == (
        world.ara.pk,
        world.people["ara"].pk,
        "아라",
    )
    before = everything()
    # Pressed twice it is one person, and another one needs another 아이디.
    assert ara.post(URL + "new/", NEW).status_code == 302
    again = ara.post(URL + "new/", {**NEW, "login_id": "ARA.new", "submission_key": "m" * 24})
    assert again.status_code == 422 and "이미 사용 중인 값입니다: ARA.new" in text_of(again)
    assert everything() == before


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"login_id": ""}, "입력해 주세요"),
        ({"login_id": "ab"}, "3~64자를 입력해 주세요"),
        ({"login_id": "공백 있음"}, "3~64자를 입력해 주세요"),
        ({"name": ""}, "입력해 주세요"),
        ({"name": "a\x00"}, "사용할 수 없는 문자"),
        ({"role": "manager"}, "올바르게 선택해 주세요"),
        ({"role": ""}, "입력해 주세요"),
        ({"language": "fr"}, "올바르게 선택해 주세요"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(ara: Client, changes: dict[str, str], said: str) -> None:
    before = everything()
    page = ara.post(URL + "new/", {**NEW, **changes})
    assert page.status_code == 422
    assert "오류: " in text_of(page)
    assert re.search(r'value="새 직원"', text_of(page)) or "name" in changes
    assert everything() == before


def test_no_owner_can_be_slipped_in(ara: Client, world: World) -> None:
    assert ara.post(URL + "new/", {**NEW, "owner": world.chae.code, "password": "x"}).status_code == 302
    assert User.objects.get(login_id="ara.new").owner_id == world.ara.pk


def test_there_is_an_end_to_people(ara: Client, world: World) -> None:
    User.objects.bulk_create(
        User(login_id=f"many{n}", name="n", role=Role.OWNER_STAFF, owner=world.ara)
        for n in range(MAX_OWN_PEOPLE - 2)
    )
    page = ara.post(URL + "new/", NEW)
    assert page.status_code == 422 and "직원은 200명까지 등록할 수 있습니다" in text_of(page)
    assert User.objects.filter(owner=world.ara).count() == MAX_OWN_PEOPLE


def test_a_person_is_changed_and_their_sessions_end(ara: Client, world: World) -> None:
    bom = world.people["bom"]
    working = client_of(bom)
    assert working.get("/products/").status_code == 200
    before = everything()
    off = told(bom, name="새봄", language="en")
    del off["active"]
    done = ara.post(page_of(bom), off, follow=True)
    assert "저장했습니다" in text_of(done) and "중지" in text_of(done)
    assert changed(before) == WROTE
    bom.refresh_from_db()
    assert (bom.name, bom.role, bom.language, bom.is_active, bom.version) == (
        "새봄",
        "owner_staff",
        "en",
        False,
        2,
    )
    assert working.get("/products/").status_code == 302
    event = AuditEvent.objects.get(action="user.changed")
    assert (event.owner_id, event.before["is_active"], event.after["is_active"]) == (
        world.ara.pk,
        True,
        False,
    )


def test_a_stale_page_is_told_and_keeps_what_was_typed(ara: Client, world: World) -> None:
    bom = world.people["bom"]
    ara.post(page_of(bom), told(bom, role="owner_admin"))
    before = everything()
    late = ara.post(page_of(bom), told(bom, name="늦은 이름"))
    assert late.status_code == 409
    text = text_of(late)
    assert 'value="늦은 이름"' in text and 'name="version" value="2"' in text and "오류: " in text
    assert ara.post(page_of(bom), {"name": "n", "role": "owner_staff"}).status_code == 409
    assert everything() == before


def test_nobody_locks_themself_out(ara: Client, world: World) -> None:
    me = world.people["ara"]
    page = text_of(ara.get(page_of(me)))
    assert "본인의 역할과 사용 여부는 다른 관리자가 변경할 수 있습니다" in page
    sent = told(me, name="아라 대표", role="owner_staff")
    del sent["active"]
    assert ara.post(page_of(me), sent).status_code == 302
    me.refresh_from_db()
    assert (me.name, me.role, me.is_active) == ("아라 대표", "owner_admin", True)


def test_of_two_who_take_each_others_access_one_stays(world: World) -> None:
    """The second one's request began while she still was an administrator."""
    other = make_user(Role.OWNER_ADMIN, world.ara, "둘째")
    me = world.people["ara"]
    with acting(me):
        change_person(other.login_id, PersonDetails("둘째", "owner_staff"), version=1)
    with acting(other), pytest.raises(NotPermitted):
        change_person(me.login_id, PersonDetails("아라", "owner_staff"), version=1)
    me.refresh_from_db()
    assert (me.role, me.is_active) == ("owner_admin", True)


@pytest.mark.parametrize("who", ["chae", "dan"])
def test_people_of_others_do_not_exist(ara: Client, world: World, who: str) -> None:
    them = world.people[who]
    before = everything()
    assert ara.get(page_of(them)).status_code == 404
    assert ara.post(page_of(them), told(them, name="빼앗음")).status_code == 404
    assert everything() == before


@pytest.mark.parametrize(("who", "status"), [("bom", 403), ("dan", 404), ("eun", 404)])
def test_who_may_not_is_refused(world: World, who: str, status: int) -> None:
    visitor = client_of(world.people[who])
    before = everything()
    for address in (URL, URL + "new/", page_of(world.people["ara"])):
        assert visitor.get(address).status_code == status
        assert visitor.post(address, NEW).status_code in (status, 405)
    assert (f'href="{URL}"' in text_of(visitor.get("/products/" if who == "bom" else "/console/"))) is False
    assert everything() == before


def test_the_menu_leads_there(ara: Client) -> None:
    assert f'href="{URL}"' in text_of(ara.get("/products/"))


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "员工管理"), ("en", "Staff")])
def test_the_pages_in_other_languages(ara: Client, world: World, language: str, title: str) -> None:
    User.objects.filter(owner=world.ara).update(name="Name")
    for address in (URL, URL + "new/", page_of(world.people["bom"])):
        page = text_of(ara.get(address, headers={"accept-language": language}))
        main = page.split('<main id="main"', 1)[1].split("</main>", 1)[0]
        assert title in main
        assert not re.search("[가-힣]", main.replace("1688상품관", "").replace("한국어", "")), address
