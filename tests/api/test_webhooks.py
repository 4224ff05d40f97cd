"""Webhooks through the API: made, changed, asked for, sent anew."""

import json
from typing import Any

import httpx2
import pytest
from standardwebhooks import Webhook

from rocket3pl.api.models import ApiAnswer
from rocket3pl.jobs.work import work_off
from rocket3pl.messages.facts import Topic
from rocket3pl.outside.calls import through
from rocket3pl.shared.models import OutboxMessage
from tests.api.conftest import Program, Programs, business, new_key
from tests.factories import World

SENT = {"url": "https://1.1.1.1/hook", "description": "재고 연동", "topics": ["outbound.shipped"]}


@pytest.fixture
def ara(programs: Programs) -> Program:
    return programs("ara", settings="write")


def off(status: int = 200) -> list[httpx2.Request]:
    """Work off what is due; return what was sent."""
    heard: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        heard.append(request)
        return httpx2.Response(status, text="heard")

    with through(httpx2.MockTransport(answer)):
        work_off("tests")
    return heard


def test_an_endpoint_from_making_to_switching_off(ara: Program) -> None:
    made = ara.post("/webhooks/endpoints", SENT)
    assert made.status_code == 201
    key, secret = made.json()["id"], made.json()["secret"]
    assert secret.startswith("whsec_")
    shown = ara.get(f"/webhooks/endpoints/{key}")
    assert shown["ETag"] == '"1"'
    facts = shown.json()
    assert secret not in shown.content.decode()
    created = facts.pop("created_at")
    assert facts == {
        "id": key,
        **SENT,
        "enabled": True,
        "disabled_reason": "",
        "disabled_at": None,
        "failing_since": None,
        "previous_secret_until": None,
        "version": 1,
    }
    assert ara.get("/webhooks/endpoints").json() == {"items": [{**facts, "created_at": created}]}
    change = {**SENT, "topics": [], "enabled": False}
    stale = ara.put(f"/webhooks/endpoints/{key}", change, if_match='"9"')
    assert (stale.status_code, stale.json()["code"]) == (409, "stale_document")
    changed = ara.put(f"/webhooks/endpoints/{key}", change, if_match='"1"')
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert (changed.json()["enabled"], changed.json()["disabled_reason"]) == (False, "off")
    refused = ara.post(f"/webhooks/endpoints/{key}/test")
    assert [e["code"] for e in refused.json()["errors"]] == ["endpoint_off"]
    assert ara.put(f"/webhooks/endpoints/{key}", {**change, "enabled": True}).json()["disabled_reason"] == ""


def test_secrets_are_in_no_answer_that_is_kept(ara: Program) -> None:
    key = new_key()
    first = ara.post("/webhooks/endpoints", SENT, idempotency_key=key)
    again = ara.post("/webhooks/endpoints", SENT, idempotency_key=key)
    assert again.json() == {"id": first.json()["id"], "secret": None}
    fresh = ara.post(f"/webhooks/endpoints/{first.json()['id']}/rotate-secret", idempotency_key=new_key())
    assert fresh.json()["secret"] != first.json()["secret"]
    kept = str(list(ApiAnswer.objects.values())) + str(business())
    assert all(secret.json()["secret"] not in kept for secret in (first, fresh))
    assert len(ara.get("/webhooks/endpoints").json()["items"]) == 1


def test_a_test_is_sent_asked_for_and_sent_anew(ara: Program) -> None:
    made = ara.post("/webhooks/endpoints", SENT).json()
    key = new_key()
    tried = ara.post(f"/webhooks/endpoints/{made['id']}/test", idempotency_key=key)
    assert tried.status_code == 201
    assert ara.post(f"/webhooks/endpoints/{made['id']}/test", idempotency_key=key).json() == tried.json()
    address = f"/webhooks/deliveries/{tried.json()['id']}"
    busy = ara.post(f"{address}/replay")
    assert (busy.status_code, busy.json()["code"]) == (409, "illegal_transition")
    (request,) = off()
    shown = ara.get(address).json()
    assert (shown["status"], shown["attempts"], shown["last_status"]) == ("delivered", 1, 200)
    assert [(t["status"], t["answer"]) for t in shown["tries"]] == [(200, "heard")]
    assert request.headers["webhook-id"] == shown["message_id"]
    assert Webhook(made["secret"]).verify(request.content, dict(request.headers)) == json.loads(shown["body"])
    assert ara.post(f"{address}/replay").json()["status"] == "waiting"
    (request,) = off(500)
    assert request.headers["webhook-id"] == shown["message_id"]
    assert [t["status"] for t in ara.get(address).json()["tries"]] == [500, 200]


def test_deliveries_are_listed_by_cursor_and_found(ara: Program, world: World) -> None:
    made = ara.post("/webhooks/endpoints", SENT).json()
    ids = [ara.post(f"/webhooks/endpoints/{made['id']}/test").json()["id"] for _ in range(3)]
    first = ara.get("/webhooks/deliveries?limit=2").json()
    second = ara.get(f"/webhooks/deliveries?limit=2&cursor={first['next_cursor']}").json()
    assert [d["id"] for d in (*first["items"], *second["items"])] == ids[::-1]
    assert {d["endpoint"] for d in first["items"]} == {made["id"]}

    def count(question: str) -> int:
        return len(ara.get(f"/webhooks/deliveries?{question}").json()["items"])

    assert [count(q) for q in ("status=waiting", "status=failed", "topic=test.ping", "topic=x")] == [
        3,
        0,
        3,
        0,
    ]
    assert [count(f"endpoint={e}") for e in (made["id"], ids[0])] == [3, 0]
    assert OutboxMessage.objects.filter(topic="webhook.deliver", owner=world.ara).count() == 3


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"url": "http://1.1.1.1/"}, "url", "https_only"),
        ({"url": "https://127.0.0.1/"}, "url", "inside_address"),
        ({"url": "https://0x7f.1/"}, "url", "inside_address"),
        ({"url": "https://1.1.1.1:8443/"}, "url", "bad_port"),
        ({"url": ""}, "url", "required"),
        ({"description": "a" * 101}, "description", "too_long"),
        ({"topics": ["nope"]}, "topics.0", "malformed"),
    ],
)
def test_what_is_wrong_is_said(ara: Program, changes: dict[str, Any], path: str, code: str) -> None:
    before = business()
    answer = ara.post("/webhooks/endpoints", {**SENT, **changes})
    assert answer.status_code == 422
    assert [(e["path"], e["code"]) for e in answer.json()["errors"]] == [(path, code)]
    assert "%(" not in answer.content.decode()
    assert business() == before


def test_a_key_of_staff_may_and_one_for_reading_may_not(programs: Programs) -> None:
    assert programs("bom", settings="write").post("/webhooks/endpoints", SENT).status_code == 201
    reader = programs("ara", settings="read")
    assert reader.post("/webhooks/endpoints", SENT).status_code == 403
    assert reader.get("/webhooks/endpoints").status_code == 200


def test_there_are_all_topics(ara: Program) -> None:
    sent = {**SENT, "topics": [t.value for t in Topic]}
    key = ara.post("/webhooks/endpoints", sent).json()["id"]
    assert ara.get(f"/webhooks/endpoints/{key}").json()["topics"] == []
