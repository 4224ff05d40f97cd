"""The platform vouches at the login for keys that nobody entered here."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone
from django.utils.datastructures import CaseInsensitiveMapping

from rocket3pl.integrations.import1688.fake import Platform
from rocket3pl.outside.calls import Heard, Said, stand_in, through
from rocket3pl.outside.models import Connection
from rocket3pl.owners.models import MarketplaceKey, Owner, User
from rocket3pl.owners.operations import revoke_key
from rocket3pl.shared.models import AuditEvent
from tests.factories import World
from tests.integrations.import1688.conftest import SECRET
from tests.support import acting, changed, everything

OLD, NEW = "mypick-0123456789abcdef", "mypick-fedcba9876543210"
WRONG = "아이디 또는 API KEY가 맞지 않습니다"


@contextmanager
def told(answers: Callable[[Heard], Said]) -> Iterator[list[Heard]]:
    heard: list[Heard] = []

    def listen(call: Heard) -> Said:
        heard.append(call)
        return answers(call)

    with through(stand_in(listen)):
        yield heard


@pytest.fixture
def ara(world: World, settings: Any) -> User:
    settings.IMPORT1688_URL = "https://platform.example"
    MarketplaceKey.objects.create(owner=world.ara, key_hash=make_password(OLD))
    return world.people["ara"]


@pytest.fixture
def platform(ara: User, world: World) -> Callable[[Heard], Said]:
    """The platform, which knows Ara's new key, and Chae's under Ara's code."""
    keys = {ara.login_id: (world.ara.code, NEW), world.people["chae"].login_id: (world.ara.code, NEW)}
    made = Platform(SECRET, keys)

    def answer(heard: Heard) -> Said:
        status, body = made.answer(
            heard.method, heard.path, CaseInsensitiveMapping(heard.headers), heard.body
        )
        return status, {}, body

    return answer


def enter(login_id: str, key: str, client: Client | None = None) -> Any:
    return (client or Client()).post("/login/", {"login_id": login_id, "api_key": key})


def in_force(owner: Owner) -> int:
    return MarketplaceKey.objects.filter(owner=owner, revoked_at=None).count()


def test_a_new_key_is_taken_and_takes_the_place_of_the_old(ara: User, world: World, platform: Any) -> None:
    with told(platform) as heard:
        answer = enter(ara.login_id, NEW)
        assert (answer.status_code, answer["Location"]) == (302, "/")
        # Now it is known here: nobody is asked again, and the old one is over.
        assert enter(ara.login_id, NEW).status_code == 302
    assert [(h.method, h.url, h.json()) for h in heard] == [
        ("POST", "https://platform.example/v1/sellers/verify", {"login_id": ara.login_id, "api_key": NEW})
    ]
    with told(platform):
        assert enter(ara.login_id, OLD).status_code == 422
    assert in_force(world.ara) == 1
    event = AuditEvent.objects.get(action="owner.key_issued")
    assert (event.actor_id, event.actor_name, event.owner_id, event.after) == (
        None, "system", world.ara.pk, {"replaced": 1, "vouched": True},
    )  # fmt: skip
    assert NEW not in str(list(MarketplaceKey.objects.values()))


def test_what_the_old_key_opened_ends_with_it(ara: User, platform: Any) -> None:
    before, now = Client(), Client()
    with told(platform):
        assert enter(ara.login_id, OLD, before).status_code == 302
        assert before.get("/inventory/").status_code == 200
        assert enter(ara.login_id, NEW, now).status_code == 302
    assert (before.get("/inventory/").status_code, now.get("/inventory/").status_code) == (302, 200)


def test_a_first_key_comes_from_the_platform_alone(ara: User, world: World, platform: Any) -> None:
    MarketplaceKey.objects.all().delete()
    with told(platform):
        assert enter(ara.login_id, NEW).status_code == 302
    assert in_force(world.ara) == 1


def test_a_known_key_asks_nobody(ara: User, platform: Any) -> None:
    with told(platform) as heard:
        assert enter(ara.login_id, OLD).status_code == 302
    assert heard == []


def _body(response: Any, login_id: str) -> str:
    text = response.content.decode().partition("<main")[2]
    return text.replace(login_id, "WHO")


@pytest.mark.parametrize(
    "said",
    [
        (200, {}, b'{"valid": false}'),
        (200, {}, b'{"valid": "true", "seller": {"code": "T"}}'),
        (200, {}, b'{"valid": true, "seller": {"code": 1}}'),
        (200, {}, b"[]"),
        (200, {}, b"<html>"),
        (404, {}, b""),
        (429, {}, b""),
        (503, {}, b""),
    ],
)
def test_no_answer_is_a_wrong_key(ara: User, world: World, said: Said) -> None:
    before = everything()
    with told(lambda _heard: said) as heard:
        wrong, unknown = enter(ara.login_id, NEW), enter("nobody", NEW)
    assert (wrong.status_code, unknown.status_code, len(heard)) == (422, 422, 1)
    assert WRONG in wrong.content.decode()
    assert wrong.headers.keys() == unknown.headers.keys()
    assert changed(before) == set()
    assert MarketplaceKey.objects.get().revoked_at is None


def test_a_platform_that_keeps_failing_is_left_alone(ara: User, world: World, platform: Any) -> None:
    Connection.objects.create(name="import1688", failures=9, open_until=timezone.now() + timedelta(days=1))
    with told(platform) as heard:
        assert enter(ara.login_id, NEW).status_code == 422
        assert enter(ara.login_id, OLD).status_code == 302
    assert heard == []


def test_another_sellers_key_opens_nothing(ara: User, world: World, platform: Any) -> None:
    chae = world.people["chae"]
    with told(platform) as heard:
        assert enter(chae.login_id, NEW).status_code == 422
    assert len(heard) == 1
    assert (in_force(world.ara), in_force(world.chae)) == (1, 0)


@pytest.mark.parametrize("key", ["short", "with a space", "한글-열쇠-한글-열쇠", "x" * 201])
def test_what_cannot_be_a_key_is_not_sent(ara: User, platform: Any, key: str) -> None:
    with told(platform) as heard:
        assert enter(ara.login_id, key).status_code == 422
    assert heard == []


def test_only_people_who_may_log_in_are_asked_about(ara: User, world: World, platform: Any) -> None:
    staff = world.people["dan"].login_id
    with told(platform) as heard:
        assert enter("nobody", NEW).status_code == 422
        assert enter(staff, NEW).status_code == 422
        Owner.objects.filter(pk=world.ara.pk).update(status=Owner.Status.SUSPENDED)
        assert enter(ara.login_id, NEW).status_code == 422
        Owner.objects.filter(pk=world.ara.pk).update(status=Owner.Status.ACTIVE)
        User.objects.filter(pk=ara.pk).update(is_active=False)
        assert enter(ara.login_id, NEW).status_code == 422
    assert heard == []


def test_what_the_warehouse_took_back_stays_so(ara: User, world: World, platform: Any) -> None:
    with acting(world.people["dan"]):
        revoke_key(world.ara.code, now=timezone.now())
    with told(platform) as heard:
        assert [enter(ara.login_id, key).status_code for key in (OLD, NEW)] == [422, 422]
    assert (heard, in_force(world.ara)) == ([], 0)


def test_it_is_taken_back_while_the_platform_thinks(ara: User, world: World, platform: Any) -> None:
    def answer(heard: Heard) -> Said:
        MarketplaceKey.objects.update(revoked_at=timezone.now())
        return platform(heard)

    with told(answer) as heard:
        assert enter(ara.login_id, NEW).status_code == 422
    assert (len(heard), in_force(world.ara)) == (1, 0)


def test_failures_are_counted_and_the_locked_are_not_asked_about(ara: User, platform: Any) -> None:
    with told(platform) as heard:
        answers = [enter(ara.login_id, f"wrong-key-{n}").status_code for n in range(5)]
        assert answers == [422, 422, 422, 422, 429]
        assert enter(ara.login_id, NEW).status_code == 429
    assert [json.loads(h.body)["api_key"] for h in heard] == [f"wrong-key-{n}" for n in range(5)]


def test_a_session_of_another_is_no_hindrance(ara: User, world: World, platform: Any) -> None:
    client = Client()
    client.force_login(world.people["chae"], backend="rocket3pl.owners.login.MarketplaceKeyBackend")
    with told(platform):
        assert enter(ara.login_id, NEW, client).status_code == 302
    assert client.session["_auth_user_id"] == str(ara.pk)


@pytest.mark.parametrize("off", [{"KEY_VERIFIER": ""}, {"IMPORT1688_URL": ""}, {"IMPORT1688_SECRETS": []}])
def test_without_a_platform_nothing_is_asked(
    ara: User, world: World, platform: Any, settings: Any, off: dict[str, Any]
) -> None:
    for name, value in off.items():
        setattr(settings, name, value)
    with told(platform) as heard:
        assert enter(ara.login_id, NEW).status_code == 422
    assert (heard, in_force(world.ara)) == ([], 1)
