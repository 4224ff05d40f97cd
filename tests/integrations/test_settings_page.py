"""연동: keys go in and never come out, and the list tells how connections are."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.urls import reverse

from rocket3pl.integrations.credentials import hint, operator_keys
from rocket3pl.integrations.health import healths
from rocket3pl.integrations.models import OperatorCredential
from rocket3pl.outside.models import Connection
from rocket3pl.shared.models import AuditEvent
from tests.console.conftest import text_of
from tests.factories import NOW, World
from tests.integrations.conftest import give_keys
from tests.support import changed, everything

LIST = "/console/connectors/"
PAPAGO = "/console/connectors/papago/"
SENT = {"version": "0", "enabled": "on", "key_id": "client-id-0001", "key": "very-secret-9876"}


def test_keys_are_kept_sealed_and_never_shown(world: World, at: Any) -> None:
    dan = at("dan")
    response = dan.post(PAPAGO, SENT)
    assert (response.status_code, response["Location"]) == (302, LIST)
    row = OperatorCredential.objects.get()
    assert (row.connector, row.enabled, row.version) == ("papago", True, 1)
    stored = str(OperatorCredential.objects.extra(select={"raw": 'CAST("values" AS TEXT)'}).values("raw")[0])
    assert "very-secret-9876" not in stored
    assert operator_keys("papago").values == {"key_id": "client-id-0001", "key": "very-secret-9876"}
    page = text_of(dan.get(PAPAGO))
    assert "very-secret" not in page
    assert "저장된 값: ••••9876. 바꿀 때만 입력해 주세요" in page
    assert 'value="client-id-0001"' in page
    event = AuditEvent.objects.get(action="credential.saved")
    assert (event.before, event.after, event.owner_id) == (
        {"enabled": False}, {"connector": "papago", "enabled": True, "changed": ["key", "key_id"]}, None,
    )  # fmt: skip


def test_an_empty_secret_keeps_the_old_one(world: World, at: Any) -> None:
    dan = at("dan")
    dan.post(PAPAGO, SENT)
    assert dan.post(PAPAGO, {"version": "1", "key_id": "other", "key": ""}).status_code == 302
    keys = operator_keys("papago")
    assert keys.values == {"key_id": "other", "key": "very-secret-9876"}
    assert (keys.enabled, keys.version) == (False, 2)
    assert AuditEvent.objects.filter(action="credential.saved").last().after["changed"] == ["key_id"]


@pytest.mark.parametrize(
    ("sent", "words", "status"),
    [
        ({"key": ""}, "입력해 주세요", 422),
        ({"key_id": "a b"}, "형식을 확인해 주세요", 422),
        ({"key": "ключ"}, "형식을 확인해 주세요", 422),
        ({"key": "a\r\nX-Evil: 1"}, "형식을 확인해 주세요", 422),
        ({"key": "a" * 201}, "200", 422),
        ({"version": "7"}, "다른 사용자가 먼저 변경했습니다", 409),
        ({"version": "x"}, "다른 사용자가 먼저 변경했습니다", 409),
    ],
)
def test_what_is_refused(world: World, at: Any, sent: dict[str, str], words: str, status: int) -> None:
    dan = at("dan")
    before = everything()
    response = dan.post(PAPAGO, SENT | sent)
    assert response.status_code == status
    page = text_of(response)
    assert words in page
    assert "very-secret-9876" not in page
    assert OperatorCredential.objects.count() == 0
    assert changed(before) == set()


def test_lost_seal_keys_are_said(world: World, at: Any, settings: Any) -> None:
    at("dan").post(PAPAGO, SENT)
    settings.SEAL_KEYS = [Fernet.generate_key().decode()]
    page = text_of(at("dan").get(PAPAGO))
    assert "저장된 키를 읽을 수 없습니다" in page
    assert not operator_keys("papago").enabled
    assert at("dan").post(PAPAGO, SENT | {"version": "1"}).status_code == 302
    assert operator_keys("papago")["key"] == "very-secret-9876"


def test_unknown_connectors_do_not_exist(world: World, at: Any) -> None:
    assert at("dan").get("/console/connectors/nothing/").status_code == 404
    assert at("ara").get("/connectors/papago/").status_code == 404
    assert at("ara").post("/connectors/papago/", SENT).status_code == 404
    assert OperatorCredential.objects.count() == 0


def test_the_list_tells_how_connections_are(world: World, at: Any) -> None:
    give_keys(world, "papago", key_id="a", key="b")
    give_keys(world, "deepl", key="c")
    Connection.objects.filter(name="papago").delete()
    Connection.objects.create(
        name="papago", calls=9, errors=6, failures=6, last_error="http_429", last_error_at=NOW,
        open_until=NOW + timedelta(days=3650),
    )  # fmt: skip
    codes = ("papago", "deepl", "google")
    found = healths({code: operator_keys(code) for code in codes}, now=NOW)
    assert {code: (str(h.state.label), h.failures, h.last_error) for code, h in found.items()} == {
        "papago": ("일시 중단", 6, "호출 한도를 초과했습니다"),
        "deepl": ("호출 전", 0, ""),
        "google": ("사용 안 함", 0, ""),
    }
    page = text_of(at("dan").get(LIST))
    assert reverse("integrations:connector", args=["papago"]) in page
    assert "까지 호출하지 않습니다" in page


@pytest.mark.once
def test_hints_give_little_away() -> None:
    assert [hint(v) for v in ("", "short", "elevensigns", "twelve-signs")] == [
        "", "••••", "••••", "••••igns",
    ]  # fmt: skip
