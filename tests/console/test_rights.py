"""Who may open which page: every route of the room, every role, and strangers."""

from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from rocket3pl.console.urls import urlpatterns
from rocket3pl.shared.rights import RIGHTS, Role
from tests.console.conftest import browser
from tests.factories import World

_UUID = "00000000-0000-4000-8000-000000000000"
_SAMPLES = {
    "public_id": _UUID,
    "number": "EO000000000000",
    "posting": 1,
    "action": "dispatch",
    "code": "NOBODY00",
    "login_id": "nobody",
    "prefix": "0123456789",
    "key": "nothing",
    "message": 1,
}


def _routes() -> list[URLPattern]:
    return [p for p in urlpatterns if isinstance(p, URLPattern)]


def _address(pattern: URLPattern) -> str:
    names = pattern.pattern.converters
    return reverse(f"console:{pattern.name}", kwargs={n: _SAMPLES[n] for n in names})


def _both(client: Client, address: str) -> set[int]:
    return {client.get(address).status_code, client.post(address, {}).status_code}


@pytest.mark.parametrize("pattern", _routes(), ids=lambda p: str(p.name))
def test_every_route_is_marked_for_staff(pattern: URLPattern) -> None:
    view: Any = pattern.callback
    assert view.audience == "staff"


def test_strangers_go_to_the_login_and_sellers_find_nothing(world: World) -> None:
    stranger, seller = Client(), browser(world.people["ara"])
    for pattern in _routes():
        answer = stranger.get(_address(pattern))
        assert answer.status_code == 302, pattern.name
        assert answer["Location"].startswith("/login/staff/"), pattern.name
        assert _both(seller, _address(pattern)) == {404}, pattern.name


@pytest.mark.parametrize("name", ["dan", "eun", "bill"])
def test_a_role_without_the_right_is_refused(world: World, name: str) -> None:
    client, rights = browser(world.people[name]), RIGHTS[Role(world.people[name].role)]
    for pattern in _routes():
        right = pattern.callback.right  # type: ignore[attr-defined]
        found = _both(client, _address(pattern))
        if right is None or right in rights:
            assert not found & {403, 500}, (pattern.name, found)
        else:
            assert found == {403}, (pattern.name, found)


def test_the_menu_shows_what_the_role_may_open(world: World) -> None:
    def menu(name: str) -> set[str]:
        page = browser(world.people[name]).get("/console/").content.decode()
        words = ("상품승인", "입고작업", "출고작업", "재고관리", "장부 점검", "기준정보", "용어집")
        return {w for w in words if f">{w}<" in page.split("</nav>")[0]}

    assert menu("dan") == {"상품승인", "입고작업", "출고작업", "재고관리", "장부 점검", "기준정보", "용어집"}
    assert menu("eun") == {"입고작업", "출고작업", "재고관리"}
    assert menu("bill") == {"재고관리"}
