"""The other ways in lead to the same door: asking, comparing, files; and what the platform hears from us."""

import io
import json
import threading
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import timezone

from rocket3pl.catalog.approval import Refusal, refuse_product
from rocket3pl.catalog.models import Sku
from rocket3pl.inbound.models import Inbound
from rocket3pl.inbound.receiving import complete_as_announced, mark_arrived
from rocket3pl.integrations.import1688 import client, fake, files
from rocket3pl.integrations.import1688.contract import BadEvent
from rocket3pl.integrations.import1688.models import PlatformEvent, PollState
from rocket3pl.integrations.import1688.polling import Taken, poll, reconcile
from rocket3pl.integrations.import1688.stories import STORIES, Teller
from rocket3pl.jobs import work
from rocket3pl.jobs.handlers import GiveUp
from rocket3pl.outside.calls import stand_in, through
from rocket3pl.outside.errors import Unknown
from rocket3pl.owners.models import Owner, User
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.spreadsheet import SheetColumn, write
from rocket3pl.shared.tenancy import operator_scope
from tests.factories import NOW, make_warehouse
from tests.integrations.import1688.conftest import SECRET
from tests.integrations.import1688.events import event, picture, product, shipped
from tests.integrations.import1688.helpers import expected, lines, products, send, states

pytestmark = pytest.mark.django_db


def off():
    return work.work_off("w", clock=timezone.now)


@pytest.fixture
def platform(settings):
    made = fake.Platform(SECRET, {"tester": ("T0000001", "the-key")})
    server = fake.serve(made, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.IMPORT1688_URL = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()


def told(seller):
    return Teller(seller, 7, datetime(2026, 11, 28, tzinfo=UTC), lambda n: {"image_data": picture()})


def test_asking_reads_all_pages_once_and_goes_on(seller, platform):
    platform.events = [
        event("cn.warehouse.received", seller, event_id=f"e{n}", shipment_no=f"CN-{n}") for n in range(450)
    ]
    poll(None, timezone.now())
    assert (PlatformEvent.objects.count(), PollState.objects.get().cursor) == (450, "450")
    platform.events.append(event("cn.warehouse.received", seller, event_id="new"))
    poll(None, timezone.now())
    assert set(PlatformEvent.objects.values_list("via", flat=True)) == {"poll"}
    assert (PlatformEvent.objects.count(), PollState.objects.get().cursor) == (451, "451")


def test_by_webhook_and_by_asking_it_is_one_event(seller, platform):
    body = shipped(seller, (40, product(1)))
    platform.events = [body]
    send(body)
    poll(None, timezone.now())
    off()
    assert states() == {"evt_1": "done"}
    assert expected() == [("in_transit", "2026-11-30", {"D0000000000000001": 40})]


def test_a_broken_platform_moves_no_cursor(seller, platform):
    platform.events = [event("cn.warehouse.received", seller, event_id="e1")]
    platform.errors = 1
    with pytest.raises(Unknown):
        poll(None, timezone.now())
    assert (PlatformEvent.objects.count(), PollState.objects.get().cursor) == (0, "")
    poll(None, timezone.now())
    assert PlatformEvent.objects.count() == 1


def test_a_platform_that_does_not_know_our_secret_is_given_up(seller, platform, settings):
    settings.IMPORT1688_SECRETS = ["another"]
    with pytest.raises(GiveUp, match="http_401"):
        poll(None, timezone.now())


def test_comparing_takes_what_is_missing(seller, platform):
    way = STORIES["normal"](told(seller))
    platform.events = way
    send(way[0])
    assert reconcile(told(seller).shipment_no, now=timezone.now()) == Taken(new=len(way) - 1, repeated=1)
    assert reconcile("CN-unknown", now=timezone.now()) == Taken()
    off()
    assert [status for status, _day, _lines in expected()] == ["in_transit"]


def test_a_sellers_key_is_known_or_not(platform):
    assert client.verify_seller("tester", "the-key", now=timezone.now()) == "T0000001"
    assert client.verify_seller("tester", "another", now=timezone.now()) is None
    assert client.verify_seller("nobody", "", now=timezone.now()) is None


def test_pictures_come_from_the_platforms_own_address(seller, platform, settings):
    url = settings.IMPORT1688_URL + "/pictures/1.jpg"
    send(shipped(seller, (40, product(1, image_data=None, image_url=url))))
    assert products() == {"D0000000000000001": ("approved", "automatic", "0.420", True, {})}
    send(
        shipped(
            seller,
            (1, product(2, image_data=None, image_url=url + "/none")),
            event_id="e2",
            shipment_no="CN-2",
        )
    )
    waiting = OutboxMessage.objects.get(done_at=None, topic="shipment.picture")
    assert (waiting.last_error, waiting.attempts) == ("picture: http_404", 1)
    for _ in range(4):
        OutboxMessage.objects.filter(pk=waiting.pk).update(due_at=NOW)
        off()
    assert lines()["CN-2", 1] == ("failed", [("image_unreachable", "image")])


def test_an_unreachable_picture_is_fetched_when_the_line_is_tried_again(seller, platform, settings):
    url = settings.IMPORT1688_URL + "/pictures/none"
    send(shipped(seller, (40, product(1, image_data=None, image_url=url))))
    for _ in range(5):
        OutboxMessage.objects.filter(topic="shipment.picture").update(due_at=NOW)
        off()
    assert lines()["CN20260102-0001", 1] == ("failed", [("image_unreachable", "image")])
    again = shipped(
        seller, (40, product(1, image_data=None, image_url=url)), event_id="r2", revision=2, hours=1
    )
    send(again)
    assert lines()["CN20260102-0001", 1] == ("waiting", [])
    waiting = OutboxMessage.objects.get(done_at=None, topic="shipment.picture")
    assert (waiting.last_error, waiting.attempts) == ("picture: http_404", 1)


def test_the_platform_hears_of_products_and_goods_once(seller, platform):
    send(event("seller.linked", seller, event_id="l", shipment_no=""))
    send(shipped(seller, (40, product(1))))
    with operator_scope():
        number = Inbound.objects.get().number
        mark_arrived(number, version=None, now=NOW)
        complete_as_announced(number, version=None, key="k", now=NOW)
    off()
    heard = sorted(platform.heard.values(), key=lambda said: said["type"])
    assert [said["type"] for said in heard] == ["wms.inbound.received", "wms.product.registered"]
    assert heard[0]["inbound"] == {
        "number": number,
        "shipment_no": "CN20260102-0001",
        "lines": [{"fnsku": "D0000000000000001", "announced": 40, "good": 40, "damaged": 0}],
        "differences": [],
    }
    assert heard[1]["product"] == {"fnsku": "D0000000000000001", "seller_sku": "D118024460001"}
    OutboxMessage.objects.filter(topic="import1688.tell").update(done_at=None)
    off()
    assert len(platform.heard) == 2


def test_of_a_seller_who_is_not_linked_it_hears_nothing(seller, platform):
    Owner.objects.update(auto_approve=False)
    send(shipped(seller, (40, product(1))))
    with operator_scope():
        refuse_product(str(Sku.objects.get().public_id), [Refusal("wrong_name")], version=None, now=NOW)
    off()
    assert platform.heard == {}


def test_a_new_seller_is_linked_and_what_came_too_early_is_done():
    make_warehouse()
    send(shipped("NEWSELLR", (40, product(1))))
    assert states() == {"evt_1": "unknown_seller"}
    linked = event("seller.linked", "NEWSELLR", event_id="l", hours=5, shipment_no="")
    linked["seller"] |= {"login_id": "newbie", "name": "새 화주"}
    send(linked)
    assert states() == {"evt_1": "done", "l": "done"}
    owner = Owner.objects.get()
    assert (owner.code, owner.name, owner.auto_approve, owner.status) == (
        "NEWSELLR",
        "새 화주",
        True,
        "active",
    )
    assert list(User.objects.values_list("login_id", "role", "owner__code")) == [
        ("newbie", "owner_admin", "NEWSELLR")
    ]
    assert expected() == [("in_transit", "2026-11-30", {"D0000000000000001": 40})]
    send(event("seller.unlinked", "NEWSELLR", event_id="u", hours=4, shipment_no=""))
    assert (states()["u"], Owner.objects.get().status) == ("ignored", "active")
    send(event("seller.unlinked", "NEWSELLR", event_id="u2", hours=6, shipment_no=""))
    assert (states()["u2"], Owner.objects.get().status) == ("done", "suspended")
    # Under the same 아이디, however it is written now.
    again = event("seller.linked", "NEWSELLR", event_id="l2", hours=7, shipment_no="")
    again["seller"] |= {"login_id": "Newbie", "name": "새 화주"}
    send(again)
    assert (states()["l2"], Owner.objects.get().status) == ("done", "active")
    assert User.objects.count() == 1


def test_whom_the_warehouse_suspended_the_platform_does_not_let_back():
    make_warehouse()
    send(event("seller.linked", "NEWSELLR", event_id="l", hours=1, shipment_no=""))
    Owner.objects.update(status="suspended")
    send(event("seller.linked", "NEWSELLR", event_id="l2", hours=2, shipment_no=""))
    assert (states()["l2"], Owner.objects.get().status) == ("done", "suspended")


def test_a_json_file_is_taken_once(seller):
    data = json.dumps({"events": [shipped(seller, (40, product(1))), {"id": "", "type": "x"}]}).encode()
    with operator_scope():
        assert files.take_json(data, now=NOW) == Taken(new=1, refused=1)
        assert files.take_json(data, now=NOW) == Taken(repeated=1, refused=1)
        for bad in (b"", b"[]", b'{"events": 7}', b'{"events": [1]}'):
            with pytest.raises(BadEvent):
                files.take_json(bad, now=NOW)
    off()
    assert set(PlatformEvent.objects.values_list("event_id", "via")) == {("evt_1", "file")}
    assert expected() == [("in_transit", "2026-11-30", {"D0000000000000001": 40})]


def sheet(*rows):
    out = io.BytesIO()
    names = list(rows[0])
    write([SheetColumn(n) for n in names], [[r.get(n) for n in names] for r in rows], out)
    out.seek(0)
    return out


def test_a_sheet_is_a_shipment_and_taken_once(seller, platform, settings):
    row = {
        "seller_code": seller, "shipment_no": "CN-X", "warehouse_code": "ICN1", "eta": "2026-12-01",
        "qty": "40", "fnsku": "D0000000000000001", "seller_sku": "S1", "name_zh": "毛衣",
        "name_en": "Knit", "weight_kg": "0.42", "image_url": settings.IMPORT1688_URL + "/pictures/0.jpg",
        "declared_price": "5.2", "length_cm": "30", "width_cm": "20", "height_cm": "4", "has_battery": "N",
    }  # fmt: skip
    more = {"qty": "2", "fnsku": "D0000000000000002", "seller_sku": "S2"}
    with operator_scope():
        assert files.take_excel(sheet(row, more), now=NOW) == Taken(new=1)
        assert files.take_excel(sheet(row, more), now=NOW.replace(day=25)) == Taken(repeated=1)
        with pytest.raises(BadEvent, match="bad_columns:shipment_no"):
            files.take_excel(sheet({"seller_code": "x", "qty": "1", "fnsku": "y"}), now=NOW)
        with pytest.raises(BadEvent, match="no_rows"):
            files.take_excel(sheet_of_head(), now=NOW)
    off()
    assert expected() == [("in_transit", "2026-12-01", {"D0000000000000001": 40})]
    assert lines()["CN-X", 2][0] == "failed"


@pytest.mark.parametrize("odd", ["²", "٣", "9" * 5000, "-1", "1.5"])
def test_numbers_of_a_sheet_that_are_none_are_left_out(seller, odd):
    row = {"seller_code": seller, "shipment_no": "CN-X", "fnsku": "D1", "qty": odd}
    with operator_scope():
        taken = files.take_excel(sheet({**row, "revision": odd, "box_count": odd, "line_no": odd}), now=NOW)
    assert taken == Taken(new=1)
    told = json.loads(PlatformEvent.objects.get().body)
    assert (told["revision"], told["shipment"]["box_count"]) == (1, None)
    assert [(line["line_no"], line["qty"]) for line in told["lines"]] == [(1, 0)]


def sheet_of_head():
    out = io.BytesIO()
    files.template(out)
    out.seek(0)
    return out


def to_our_door(heard):
    """Hand what the fake sends to our webhook."""
    headers = {name: value for name, value in heard.headers.items() if name.startswith("x-r3pl")}
    response = Client().post(fake.EVENTS_PATH, heard.body, content_type="application/json", headers=headers)
    return response.status_code, {}, response.content


@pytest.mark.parametrize("story", sorted(STORIES))
def test_every_story_of_the_fake_plays(seller, platform, story):
    with through(stand_in(to_our_door)):
        sent = fake.play(platform, story, told(seller), wms="http://localhost:1")
    statuses = {status for _id, status in sent}
    off()
    if story == "wrong_signature":
        assert statuses == {401}
        assert not PlatformEvent.objects.exists()
        return
    assert statuses <= {200, 202}
    assert set(states()) == {id_ for id_, _status in sent}
    assert set(states().values()) <= {"done", "ignored"}
    assert [status for status, _day, _lines in expected()] == ["in_transit"]
    failed = [key for key, (state, _reasons) in lines().items() if state == "failed"]
    assert len(failed) == (story == "missing_fields")
