"""What arrives at a seller's system: exactly signed, told once, tried again, ended at last."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from rocket3pl.catalog.approval import Refusal, approve_product, refuse_product
from rocket3pl.jobs import claims
from rocket3pl.messages.delivering import FAILS_FOR
from rocket3pl.messages.endpoints import BOTH_SECRETS, Made, rotate_secret, set_enabled
from rocket3pl.messages.models import Attempt, Delivery, Endpoint
from rocket3pl.messages.replaying import STUCK_AFTER, may_replay, replay, send_test
from rocket3pl.outside.sealed import Secret
from rocket3pl.shared.errors import IllegalTransition, Invalid
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.tenancy import operator_scope
from tests.factories import NOW, World, make_products, new_key
from tests.messages.conftest import ANSWERS, off, parts, quiet
from tests.outside.conftest import Server
from tests.support import acting

pytestmark = pytest.mark.django_db
Make = Callable[..., Made]


def ping(world: World, made: Made, who: str = "ara") -> str:
    with acting(world.people[who]):
        return send_test(made.public_id, key=new_key(), now=NOW)


def deliveries(**which: Any) -> list[Delivery]:
    with operator_scope():
        return list(Delivery.objects.filter(**which).select_related("endpoint").order_by("id"))


def attempts() -> list[tuple[Any, ...]]:
    with operator_scope():
        return list(Attempt.objects.order_by("id").values_list("status", "reason", "answer"))


def endpoint(made: Made) -> Endpoint:
    with operator_scope():
        return Endpoint.objects.get(public_id=made.public_id)


def test_a_fact_arrives_signed_and_is_told_once(world: World, server: Server, make: Make) -> None:
    made = make()
    (goods,) = make_products(world.ara, 1)
    off()
    bodies = [json.loads(parts(h)[1]) for h in server.heard]
    assert [b["type"] for b in bodies] == ["product.requested", "product.approved"]
    assert bodies[1]["timestamp"] == "2026-11-22T03:00:00.000Z"
    data = bodies[1]["data"]
    assert data.pop("fnsku").startswith("D") and data.pop("seller_sku").startswith("S")
    assert data == {
        "id": goods.public_id,
        "status": "approved",
        "warehouse": "ICN1",
        "name": {"zh": "纯色圆领毛衣女", "ko": "라운드 니트", "en": "Round-neck knit"},
        "option_text": "颜色:白色>尺码:均码",
    }
    for heard in server.heard:
        headers, body = parts(heard)
        assert heard.startswith(b"POST /hook HTTP/1.1\r\n")
        assert headers["content-type"] == "application/json"
        assert Webhook(made.secret).verify(body, headers) == json.loads(body)
        with pytest.raises(WebhookVerificationError):
            Webhook(made.secret).verify(body + b" ", headers)
    found = deliveries()
    assert [(d.status, d.attempts, d.last_status) for d in found] == [("delivered", 1, 200)] * 2
    assert attempts() == [(200, "", "ok")] * 2
    assert [d.message_id for d in found] == [parts(h)[0]["webhook-id"] for h in server.heard]
    # Worked off again, and with the facts' messages once more as they were: nothing is told twice.
    OutboxMessage.objects.filter(topic__startswith="product.").update(done_at=None)
    OutboxMessage.objects.filter(topic="webhook.deliver").update(done_at=None)
    off()
    assert (len(server.heard), len(deliveries())) == (2, 2)


def test_only_what_is_wanted_by_endpoints_that_are_on(world: World, server: Server, make: Make) -> None:
    make(topics=("product.approved",))
    other = make(topics=("outbound.shipped",))
    silent = make()
    with acting(world.people["ara"]):
        set_enabled(silent.public_id, on=False, version=1, now=NOW)
    make_products(world.ara, 1)
    off()
    assert [(d.topic, str(d.endpoint.public_id) == other.public_id) for d in deliveries()] == [
        ("product.approved", False)
    ]
    assert len(server.heard) == 1


def test_two_endpoints_get_the_same_message(world: World, server: Server, make: Make) -> None:
    first, second = make(topics=("product.approved",)), make(topics=("product.approved",))
    make_products(world.ara, 1)
    off()
    one, two = server.heard
    assert parts(one)[0]["webhook-id"] == parts(two)[0]["webhook-id"]
    assert first.secret != second.secret
    assert {d.endpoint.public_id for d in deliveries()} == {endpoint(e).public_id for e in (first, second)}


def test_a_refused_product_names_its_reasons_but_no_text(world: World, server: Server, make: Make) -> None:
    make(topics=("product.rejected",))
    (goods,) = make_products(world.ara, 1, approved=False)
    with acting(world.people["dan"]):
        refuse_product(goods.public_id, [Refusal("other", "홍길동 고객 요청")], version=None, now=NOW)
    off()
    body = parts(server.heard[0])[1].decode()
    assert json.loads(body)["data"]["reasons"] == ["other"] and "홍길동" not in body


def test_it_is_tried_again_ten_times_over_a_day(world: World, server: Server, make: Make) -> None:
    server.says(ANSWERS[500])
    ping(world, make())
    quiet()
    OutboxMessage.objects.filter(topic="webhook.deliver").update(done_at=None)
    now, waits = NOW, []
    for _ in range(claims.MAX_ATTEMPTS):
        assert off(now) == 1
        row = OutboxMessage.objects.get(topic="webhook.deliver")
        waits.append(int((row.due_at - now).total_seconds()))
        (found,) = deliveries()
        assert found.next_at == (row.due_at if found.status == "waiting" else None)
        now = row.due_at
    factor = 1 + (row.pk * 7_919 % 100) / 1_000
    assert waits[:9] == [int(s * factor) for s in (5, 30, 120, 600, 1_800, 3_600, 10_800, 21_600, 43_200)]
    assert (found.status, found.attempts, found.last_status, found.last_reason) == (
        "failed",
        10,
        500,
        "http_500",
    )
    assert attempts() == [(500, "http_500", "broken")] * 10
    # The seller's trouble is not the warehouse's: nothing is set aside.
    assert (row.parked_at, row.done_at is not None) == (None, True)
    assert {parts(h)[0]["webhook-id"] for h in server.heard} == {found.message_id}
    assert len({parts(h)[0]["webhook-timestamp"] for h in server.heard}) == 10


def test_both_secrets_sign_for_a_day(world: World, server: Server, make: Make) -> None:
    made = make()
    now = timezone.now()
    with acting(world.people["ara"]):
        fresh = rotate_secret(made.public_id, version=1, now=now)
    ping(world, made)
    off()
    headers, body = parts(server.heard[0])
    assert [s[:3] for s in headers["webhook-signature"].split(" ")] == ["v1,", "v1,"]
    for secret in (made.secret, fresh):
        Webhook(secret).verify(body, headers)
    with operator_scope():
        Endpoint.objects.update(previous_until=now - timedelta(seconds=1))
    ping(world, made)
    off()
    headers, body = parts(server.heard[1])
    Webhook(fresh).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(made.secret).verify(body, headers)
    assert timedelta(hours=24) == BOTH_SECRETS


def test_sent_anew_it_has_the_same_id_and_new_attempts(world: World, server: Server, make: Make) -> None:
    key = ping(world, make())
    with acting(world.people["ara"]), pytest.raises(IllegalTransition):
        replay(key, now=NOW)
    off()
    with acting(world.people["ara"]):
        replay(key, now=NOW)
        with pytest.raises(IllegalTransition):
            replay(key, now=NOW)
    assert deliveries()[0].status == "waiting"
    off()
    (found,) = deliveries()
    assert (found.status, found.round, found.attempts) == ("delivered", 2, 2)
    first, second = server.heard
    assert parts(first)[0]["webhook-id"] == parts(second)[0]["webhook-id"] == found.message_id
    assert parts(first)[1] == parts(second)[1]


def test_what_nobody_sends_any_more_is_sent_anew(world: World, server: Server, make: Make) -> None:
    """Its message was put aside, since workers died at it; late work on that message then does nothing."""
    key = ping(world, make())
    message = OutboxMessage.objects.get(topic="webhook.deliver")
    OutboxMessage.objects.filter(pk=message.pk).update(parked_at=NOW)
    (found,) = deliveries()
    at = NOW + STUCK_AFTER
    assert [may_replay(found, now=at + timedelta(seconds=s)) for s in (0, 1)] == [False, True]
    with acting(world.people["ara"]):
        with pytest.raises(IllegalTransition):
            replay(key, now=at)
        replay(key, now=at + timedelta(seconds=1))
    off()
    OutboxMessage.objects.filter(pk=message.pk).update(parked_at=None)
    off()
    assert ([d.status for d in deliveries()], len(server.heard)) == (["delivered"], 1)


def test_a_worker_that_died_leaves_it_to_the_next(world: World, server: Server, make: Make) -> None:
    ping(world, make())
    now = timezone.now()
    dead = claims.claim("dead", now=now)
    assert dead is not None
    assert off(now) == 0
    assert off(now + claims.LEASE) == 1
    (found,) = deliveries()
    assert (found.status, len(server.heard)) == ("delivered", 1)
    assert parts(server.heard[0])[0]["webhook-id"] == found.message_id


def test_an_answer_that_was_lost_has_it_sent_again_with_the_same_id(
    world: World, server: Server, make: Make
) -> None:
    server.answer = lambda _connection: None  # heard, and hung up
    ping(world, make())
    now = timezone.now()
    off(now)
    assert deliveries()[0].last_reason == "broken_answer"
    server.says(ANSWERS[204])
    off(now + timedelta(minutes=1))
    (found,) = deliveries()
    assert (found.status, found.attempts, found.last_status) == ("delivered", 2, 204)
    assert [parts(h)[0]["webhook-id"] for h in server.heard] == [found.message_id] * 2


def test_who_says_gone_is_told_nothing_more(world: World, server: Server, make: Make) -> None:
    server.says(ANSWERS[410])
    made = make()
    ping(world, made)
    off()
    found = endpoint(made)
    assert (found.enabled, found.disabled_reason, found.version) == (False, "gone", 2)
    assert [(d.status, d.last_status) for d in deliveries()] == [("failed", 410)]
    key = str(deliveries()[0].public_id)
    with acting(world.people["ara"]), pytest.raises(Invalid):
        replay(key, now=NOW)
    make_products(world.ara, 1)
    off()
    assert len(server.heard) == 1


def test_who_fails_for_five_days_is_switched_off(world: World, server: Server, make: Make) -> None:
    server.says(ANSWERS[500])
    made = make()
    start = timezone.now()
    ping(world, made)
    off(start)
    assert endpoint(made).failing_since == start
    ping(world, made)
    off(start + FAILS_FOR - timedelta(seconds=1))
    assert endpoint(made).enabled is True
    ping(world, made)
    off(start + FAILS_FOR)
    found = endpoint(made)
    assert (found.enabled, found.disabled_reason, found.disabled_at) == (False, "failing", start + FAILS_FOR)
    # What still waited for it ends too.
    off(start + FAILS_FOR + timedelta(days=2))
    assert {d.status for d in deliveries()} == {"failed"}


def test_one_success_and_the_five_days_begin_anew(world: World, server: Server, make: Make) -> None:
    server.says(ANSWERS[500])
    made = make()
    start = timezone.now()
    ping(world, made)
    off(start)
    server.says(ANSWERS[204])
    off(start + timedelta(minutes=1))
    assert endpoint(made).failing_since is None


def test_a_redirect_is_not_followed(world: World, server: Server, make: Make) -> None:
    server.says(f"HTTP/1.1 302 Found\r\nLocation: {server.url}/else\r\nContent-Length: 0\r\n\r\n".encode())
    ping(world, make())
    off()
    assert len(server.heard) == 1
    assert [(d.status, d.last_status) for d in deliveries()] == [("waiting", 302)]


def test_switched_off_while_it_waits_it_ends(world: World, server: Server, make: Make) -> None:
    made = make()
    ping(world, made)
    with acting(world.people["ara"]):
        set_enabled(made.public_id, on=False, version=1, now=NOW)
    off()
    assert [(d.status, d.last_reason, d.attempts) for d in deliveries()] == [("failed", "endpoint_off", 0)]
    assert server.heard == []


def test_a_poisoned_endpoint_does_not_hold_up_others(world: World, server: Server, make: Make) -> None:
    nowhere = "http://127.0.0.1:9/hook"  # nobody listens there
    bad, good = make(url=nowhere), make("chae")
    for _ in range(8):
        ping(world, bad)
    ping(world, good, "chae")
    off()
    with operator_scope():
        mine = Delivery.objects.filter(owner=world.ara).order_by("id")
        # After five failures in a row it is left alone: the others wait without a call.
        reasons = list(mine.values_list("last_reason", "attempts"))
    assert reasons == [("no_connection", 1)] * 5 + [("circuit_open", 0)] * 3
    assert [d.status for d in deliveries(owner=world.chae)] == ["delivered"]


def test_an_owner_hears_of_nothing_of_anothers(world: World, server: Server, make: Make) -> None:
    make("ara"), make("chae")
    make_products(world.ara, 1)
    off()
    assert {d.owner_id for d in deliveries()} == {world.ara.pk}
    (theirs,) = make_products(world.chae, 1)
    off()
    assert all(theirs.public_id in d.body for d in deliveries(owner=world.chae))
    assert not any(theirs.public_id in d.body for d in deliveries(owner=world.ara))


def test_a_product_withdrawn_before_it_was_told_is_told_in_short(
    world: World, server: Server, make: Make
) -> None:
    from rocket3pl.catalog.operations import withdraw_products

    make()
    (goods,) = make_products(world.ara, 1, approved=False)
    with acting(world.people["ara"]):
        withdraw_products([goods.public_id], now=NOW)
    off()
    assert [json.loads(d.body)["data"] for d in deliveries()] == [
        {"id": goods.public_id, "status": "requested"}
    ]


def test_an_odd_answer_is_kept_as_text(world: World, server: Server, make: Make) -> None:
    odd = b"a\x00b\xff\x1b" + "가".encode() * 600
    server.says(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(odd), odd))
    ping(world, make())
    off()
    ((status, reason, kept),) = attempts()
    assert (status, reason, len(kept)) == (200, "", 500)
    assert kept.startswith("a b\ufffd 가")


def test_an_answer_without_end_is_a_failure(world: World, server: Server, make: Make) -> None:
    server.says(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + b"x" * 200_000)
    ping(world, make())
    off()
    assert [(d.status, d.last_reason) for d in deliveries()] == [("waiting", "too_large")]


def test_a_secret_that_cannot_be_opened_is_said_and_others_go_on(
    world: World, server: Server, make: Make
) -> None:
    bad, good = make(), make("chae")
    with operator_scope():
        Endpoint.objects.filter(public_id=bad.public_id).update(secret=Secret("other keys"))
    ping(world, bad)
    ping(world, good, "chae")
    off()
    assert [(d.status, d.last_reason) for d in deliveries()] == [
        ("waiting", "secret_unreadable"),
        ("delivered", ""),
    ]


def test_approved_later_it_is_another_fact(world: World, server: Server, make: Make) -> None:
    make(topics=("product.approved",))
    (goods,) = make_products(world.ara, 1, approved=False)
    with acting(world.people["dan"]):
        approve_product(goods.public_id, version=None, now=NOW + timedelta(minutes=5))
    off()
    assert json.loads(deliveries()[0].body)["timestamp"] == "2026-11-22T03:05:00.000Z"
