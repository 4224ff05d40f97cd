"""Endpoints: whose they are, where they may lead, what is kept of their secrets."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from rocket3pl.jobs import work
from rocket3pl.messages import housekeeping
from rocket3pl.messages.endpoints import (
    MAX_ENDPOINTS,
    EndpointDetails,
    change_endpoint,
    create_endpoint,
    endpoint_of,
    rotate_secret,
    set_enabled,
)
from rocket3pl.messages.facts import Topic
from rocket3pl.messages.lists import DELIVERIES, attempts_of, endpoints
from rocket3pl.messages.models import Attempt, Delivery, Endpoint
from rocket3pl.messages.replaying import delivery_of, replay, send_test
from rocket3pl.messages.targets import checked_url
from rocket3pl.outside.models import Connection
from rocket3pl.shared.errors import IdempotencyConflict, Invalid, NotFound, NotPermitted, StaleDocument
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.models import AuditEvent
from rocket3pl.shared.tenancy import operator_scope
from tests.factories import NOW, World, new_key
from tests.support import acting, changed, everything

pytestmark = pytest.mark.django_db
URL = "https://1.1.1.1/hooks/stock"


@pytest.fixture(autouse=True)
def _no_insiders(settings: Any) -> None:
    settings.WEBHOOKS_INSIDE_ALLOWED = False


def make(person: Any, url: str = URL, **more: Any) -> Any:
    with acting(person):
        return create_endpoint(EndpointDetails(url, **more), key=new_key(), now=NOW)


def codes(url: str, *addresses: str) -> list[str]:
    """Return what is wrong with an address whose name leads to these."""
    try:
        checked_url(url, resolve=(lambda _host, _port: addresses) if addresses else _system)
    except Invalid as error:
        return [p.code for p in error.problems]
    return []


def _system(host: str, port: int) -> list[str]:
    from rocket3pl.outside.addresses import system_addresses

    return system_addresses(host, port)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "0", "0.0.0.0",
        "10.0.0.7", "172.16.3.4", "192.168.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1",
        "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[fe80::1]", "[fc00::1]",
        "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "255.255.255.255",
    ],
)  # fmt: skip
def test_inside_addresses_are_refused_in_every_spelling(host: str) -> None:
    assert codes(f"https://{host}/hook") == ["inside_address"]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("", ["required"]),
        ("   ", ["required"]),
        ("x", ["bad_url"]),
        ("ftp://1.1.1.1/", ["bad_url"]),
        ("javascript:alert(1)", ["bad_url"]),
        ("https://", ["bad_url"]),
        ("https://user:word@1.1.1.1/", ["bad_url"]),
        ("https://@1.1.1.1/", ["bad_url"]),
        ("https://1.1.1.1/a b", ["bad_url"]),
        ("https://1.1.1.1/\x00", ["bad_url"]),
        ("https://1.1.1.1/#part", ["bad_url"]),
        ("https://1.1.1.1:99999/", ["bad_url"]),
        ("https://[::1/", ["bad_url"]),
        ("http://1.1.1.1/", ["https_only"]),
        ("https://1.1.1.1:8443/", ["bad_port"]),
        ("https://1.1.1.1:22/", ["bad_port"]),
        ("https://1.1.1.1/" + "a" * 500, ["too_long"]),
        (URL, []),
    ],
)
def test_addresses_that_make_no_sense(url: str, found: list[str]) -> None:
    assert codes(url) == found


def test_a_name_is_judged_by_all_it_leads_to(settings: Any) -> None:
    assert codes("https://shop.example/", "1.1.1.1", "2606:4700::1111") == []
    assert codes("https://shop.example/", "1.1.1.1", "10.0.0.1") == ["inside_address"]
    settings.WEBHOOKS_HTTP_ALLOWED = True
    assert codes("http://shop.example/", "1.1.1.1") == []
    assert codes("http://shop.example/", "127.0.0.1") == ["inside_address"]


def test_what_leads_inside_by_now_is_refused_when_it_is_sent(world: World) -> None:
    """Entered while it was fine, or by other means: the check at sending stands alone."""
    made = make(world.people["ara"])
    with operator_scope():
        Endpoint.objects.update(url="http://127.0.0.1:9/")
    with acting(world.people["ara"]):
        key = send_test(made.public_id, key=new_key(), now=NOW)
    work.work_off("w", clock=lambda: NOW)
    with acting(world.people["ara"]):
        found = delivery_of(key)
        assert (found.status, found.last_reason, found.attempts) == ("waiting", "inside_address", 1)
        assert [(a.status, a.reason) for a in attempts_of(found)] == [(None, "inside_address")]


def test_a_secret_is_shown_once_and_kept_sealed(world: World) -> None:
    key = new_key()
    with acting(world.people["ara"]):
        before = everything()
        made = create_endpoint(EndpointDetails(URL), key=key, now=NOW)
        assert changed(before) == {"webhooks_endpoint", "shared_auditevent", "shared_operationkey"}
        again = create_endpoint(EndpointDetails(URL), key=key, now=NOW)
        assert (again.public_id, again.secret) == (made.public_id, None)
        with pytest.raises(IdempotencyConflict):
            create_endpoint(EndpointDetails(URL + "/other"), key=key, now=NOW)
        fresh = rotate_secret(made.public_id, version=1, now=NOW)
    assert made.secret.startswith("whsec_") and len(made.secret) == 50 and fresh != made.secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret, previous_secret FROM webhooks_endpoint")
        stored = str(cursor.fetchall())
    for secret in (made.secret, fresh):
        for place in (stored, str(everything()), str(list(AuditEvent.objects.values()))):
            assert secret not in place and secret.removeprefix("whsec_") not in place


def test_topics_are_kept_in_order_and_all_of_them_are_none(world: World) -> None:
    some = make(world.people["ara"], topics=("outbound.shipped", "product.approved", "outbound.shipped"))
    every = make(world.people["ara"], topics=tuple(Topic))
    with acting(world.people["ara"]):
        assert endpoint_of(some.public_id).topics == ["product.approved", "outbound.shipped"]
        assert endpoint_of(every.public_id).topics == []
        with pytest.raises(Invalid) as error:
            create_endpoint(EndpointDetails("x", "a" * 101, ("nope",)), key=new_key(), now=NOW)
    assert [(p.path, p.code) for p in error.value.problems] == [
        ("url", "bad_url"),
        ("description", "too_long"),
        ("topics", "unknown"),
    ]


def test_a_version_that_is_old_changes_nothing(world: World) -> None:
    made = make(world.people["ara"])
    before = everything()
    with acting(world.people["ara"]):
        for step in (
            lambda: change_endpoint(made.public_id, EndpointDetails(URL), version=9, now=NOW),
            lambda: rotate_secret(made.public_id, version=9, now=NOW),
            lambda: set_enabled(made.public_id, on=False, version=9, now=NOW),
        ):
            with pytest.raises(StaleDocument):
                step()
    assert everything() == before


def test_changed_and_switched_it_begins_anew(world: World) -> None:
    made = make(world.people["ara"])
    with acting(world.people["ara"]):
        name = endpoint_of(made.public_id).connection_name
        Connection.objects.create(name=name, failures=7, open_until=NOW)
        Endpoint.objects.update(failing_since=NOW)
        change_endpoint(made.public_id, EndpointDetails(URL + "/2", "새 주소"), version=1, now=NOW)
        found = endpoint_of(made.public_id)
        assert (found.url, found.description, found.version, found.failing_since) == (
            URL + "/2",
            "새 주소",
            2,
            None,
        )
        assert Connection.objects.get().open_until is None
        set_enabled(made.public_id, on=False, version=2, now=NOW)
        set_enabled(made.public_id, on=False, version=3, now=NOW)
        assert (endpoint_of(made.public_id).disabled_reason, endpoint_of(made.public_id).version) == (
            "off",
            3,
        )
        with pytest.raises(Invalid):
            send_test(made.public_id, key=new_key(), now=NOW)
        set_enabled(made.public_id, on=True, version=3, now=NOW)
        assert (endpoint_of(made.public_id).disabled_reason, endpoint_of(made.public_id).enabled) == (
            "",
            True,
        )
    trail = AuditEvent.objects.filter(action__startswith="webhook.").order_by("id")
    assert [e.action for e in trail] == [
        "webhook.created", "webhook.changed", "webhook.disabled", "webhook.enabled",
    ]  # fmt: skip
    assert {(e.owner_id, e.actor_id) for e in trail} == {(world.ara.pk, world.people["ara"].pk)}


def test_there_is_an_end_to_them(world: World) -> None:
    for _ in range(MAX_ENDPOINTS):
        make(world.people["ara"])
    with pytest.raises(Invalid) as error:
        make(world.people["ara"])
    assert [(p.code, p.params) for p in error.value.problems] == [
        ("too_many_endpoints", {"max": MAX_ENDPOINTS})
    ]
    make(world.people["chae"])


def test_another_owner_finds_none_of_it(world: World) -> None:
    made = make(world.people["ara"], description="CANARY")
    with acting(world.people["ara"]):
        sent = send_test(made.public_id, key=new_key(), now=NOW)
    before = everything()
    with acting(world.people["chae"]):
        assert endpoints() == []
        assert DELIVERIES.page(ListQuery()).rows == []
        assert DELIVERIES.page(ListQuery(ids=(sent,))).rows == []
        for step in (
            lambda: endpoint_of(made.public_id),
            lambda: change_endpoint(made.public_id, EndpointDetails(URL), version=1, now=NOW),
            lambda: rotate_secret(made.public_id, version=1, now=NOW),
            lambda: set_enabled(made.public_id, on=False, version=1, now=NOW),
            lambda: send_test(made.public_id, key=new_key(), now=NOW),
            lambda: delivery_of(sent),
            lambda: replay(sent, now=NOW),
            lambda: endpoint_of("no-uuid"),
            lambda: delivery_of("no-uuid"),
        ):
            with pytest.raises(NotFound):
                step()
    assert everything() == before


@pytest.mark.parametrize("who", ["dan", "eun", "bill"])
def test_the_warehouse_has_no_part_in_it(world: World, who: str) -> None:
    made = make(world.people["ara"])
    with acting(world.people[who]):
        for step in (
            endpoints,
            lambda: endpoint_of(made.public_id),
            lambda: create_endpoint(EndpointDetails(URL), key=new_key(), now=NOW),
            lambda: DELIVERIES.page(ListQuery()),
        ):
            with pytest.raises(NotPermitted):
                step()


def test_old_deliveries_go_and_former_secrets_too(world: World) -> None:
    made = make(world.people["ara"])
    with acting(world.people["ara"]):
        old, waiting, young = (send_test(made.public_id, key=new_key(), now=NOW) for _ in range(3))
        rotate_secret(made.public_id, version=1, now=NOW - timedelta(days=2))
    with operator_scope():
        Delivery.objects.exclude(public_id=waiting).update(status="delivered")
        Delivery.objects.exclude(public_id=young).update(created_at=NOW - timedelta(days=31))
        row = Delivery.objects.get(public_id=old)
        Attempt.objects.create(owner=world.ara, delivery=row, at=NOW, duration_ms=1)
        housekeeping.drop_old_deliveries(None, NOW)  # type: ignore[arg-type]
        left = {str(k) for k in Delivery.objects.values_list("public_id", flat=True)}
        assert (left, Attempt.objects.count()) == ({waiting, young}, 0)
        assert Endpoint.objects.get().previous_secret is None


def test_the_list_is_found_by_state_topic_and_words(world: World) -> None:
    made = make(world.people["ara"])
    with acting(world.people["ara"]):
        send_test(made.public_id, key=new_key(), now=NOW)
        message = Delivery.objects.get().message_id
        for query, count in (
            (ListQuery(), 1),
            (ListQuery(tab="waiting"), 1),
            (ListQuery(tab="failed"), 0),
            (ListQuery(where={"topic": "test.ping"}), 1),
            (ListQuery(where={"topic": "product.approved"}), 0),
            (ListQuery(where={"endpoint": made.public_id}), 1),
            (ListQuery(where={"endpoint": "nonsense"}), 0),
            (ListQuery(q=message[4:]), 1),
            (ListQuery(q="nothing"), 0),
        ):
            assert DELIVERIES.page(query).total == count, query
        assert json.loads(Delivery.objects.get().body)["data"] == {"endpoint": made.public_id}
