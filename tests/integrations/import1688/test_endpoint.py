"""The webhook over HTTP: who is let in, what is answered, and that it is kept once."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from rocket3pl.integrations.import1688.models import PlatformEvent
from rocket3pl.integrations.import1688.signing import signed_headers
from rocket3pl.shared.models import OutboxMessage
from tests.integrations.import1688.conftest import SECRET
from tests.integrations.import1688.events import event, product, raw, shipped
from tests.integrations.import1688.helpers import send, states
from tests.support import everything

pytestmark = pytest.mark.django_db
URL = "/api/v1/integrations/import1688/events"


def post(body, *, event_id="evt_1", secret=SECRET, **changes):
    headers = signed_headers(secret, event_id=event_id, kind="k", body=body, now=timezone.now())
    headers.update(changes)
    return Client(enforce_csrf_checks=True).post(
        URL,
        body,
        content_type="application/json",
        headers=headers,
    )


def test_new_then_known_then_another_body():
    body = raw(event("cn.warehouse.received", "AAAAAAAA", event_id="evt_1"))
    first, second = post(body), post(body)
    assert (first.status_code, first.json()) == (202, {"accepted": True, "event_id": "evt_1"})
    assert (second.status_code, second.json()) == (200, {"accepted": True, "event_id": "evt_1"})
    # The same said with other spaces is the same.
    assert post(json.dumps(json.loads(body), indent=3).encode()).status_code == 200
    other = post(raw(event("cn.warehouse.received", "AAAAAAAA", event_id="evt_1", hours=1)))
    assert (other.status_code, other.json()["code"]) == (409, "other_body")
    assert PlatformEvent.objects.count() == 1
    assert OutboxMessage.objects.filter(topic="import1688.event").count() == 1


@pytest.mark.parametrize(
    ("status", "code", "body", "how"),
    [
        (401, "bad_signature", b"{}", {"secret": "wrong"}),
        (401, "bad_signature", b"{}", {"X-R3PL-Timestamp": "1"}),
        (401, "bad_signature", b"{}", {"X-R3PL-Signature": "v1=" + "0" * 64}),
        (401, "bad_signature", b"{}", {"X-R3PL-Event-Id": "../x"}),
        (400, "bad_json", b"", {}),
        (400, "bad_json", b"[]", {}),
        (400, "bad_json", b"null", {}),
        (400, "bad_json", b'{"a": NaN}', {}),
        (400, "bad_json", b'{"a": Infinity}', {}),
        (400, "bad_json", b"\xff\xfe", {}),
        (400, "bad_json", "한글".encode("euc-kr"), {}),
        (400, "bad_json", b"[" * 100_000, {}),
        (400, "wrong_id", b'{"id": "evt_2"}', {}),
        (400, "wrong_id", b'{"id": 7}', {}),
    ],
)
def test_what_cannot_be_taken_leaves_nothing(status, code, body, how):
    before = everything()
    response = post(body, **how)
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert everything() == before
    assert not PlatformEvent.objects.exists()


def test_only_post_and_no_session_helps():
    assert Client().get(URL).status_code == 405
    assert Client().post(URL, b"{}", content_type="application/json").status_code == 401


ODD = [
    None,
    "",
    0,
    -1,
    1.5,
    True,
    [],
    {},
    "\x00",
    "\ud800",
    "😀" * 5000,
    "NaN",
    10**400,
    {"a": [1]},
    "' OR 1=1",
]


@pytest.mark.parametrize("odd", ODD, ids=lambda v: repr(v)[:20])
def test_odd_values_anywhere_break_nothing(seller, odd):
    """Each place of an event in turn holds the odd value: it is answered, handled, and never repeated."""
    whole = shipped(seller, (3, product(1)))
    places = [(name,) for name in whole if name != "id"]
    places += [("shipment", n) for n in whole["shipment"]] + [("lines", 0, n) for n in whole["lines"][0]]
    places += [("lines", 0, "product", n) for n in whole["lines"][0]["product"]]
    for n, place in enumerate(places):
        body = json.loads(json.dumps({**whole, "id": f"e{n}"}))
        inner = body
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = odd
        data = json.dumps(body).encode()
        response = post(data, event_id=f"e{n}")
        assert response.status_code in {202, 400}, (place, response.content)
    send(event("cn.warehouse.received", seller, event_id="last"))
    open_rows = OutboxMessage.objects.filter(done_at=None, topic="import1688.event")
    assert list(open_rows.values_list("last_error", flat=True)) == []
    assert states()["last"] == "done"
    assert "received" not in states().values()
