"""The warehouse's pages of the platform: seen, tried again, taken from files, played."""

import io
import json
import re

import pytest
from django.test import Client
from django.utils import timezone

from rocket3pl.inbound.models import Inbound
from rocket3pl.integrations.import1688 import demo
from rocket3pl.integrations.import1688.intake import accept
from rocket3pl.integrations.import1688.models import PlatformEvent
from rocket3pl.jobs import work
from rocket3pl.owners.models import Owner
from rocket3pl.reference.models import Courier
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.shipments.queries import carrier_of
from tests.factories import NOW, make_owner
from tests.integrations.import1688.events import event, product, shipped
from tests.integrations.import1688.helpers import expected, send, states
from tests.support import acting, body, everything

pytestmark = pytest.mark.django_db
HERE = "/console/import1688/"


@pytest.fixture
def dan(world):
    made = Client()
    made.force_login(world.people["dan"], backend="rocket3pl.owners.login.StaffPasswordBackend")
    return made


def test_events_are_listed_by_what_became_of_them(world, dan):
    send(
        event("cn.warehouse.received", world.ara.code, event_id="good"),
        event("cn.warehouse.received", "NOBODY00", event_id="early"),
        event("what.is.this", world.ara.code, event_id="odd"),
    )
    assert states() == {"good": "done", "early": "unknown_seller", "odd": "failed"}
    page = body(dan.get(HERE + "?tab=failed")).decode()
    assert "알 수 없는 종류의 이벤트입니다" in page
    assert ">early<" not in page
    assert "시연" not in page
    shown = body(dan.get(HERE + "events/odd/")).decode()
    assert "what.is.this" in shown
    assert "다시 시도" in shown
    assert dan.get(HERE + "events/nothing/").status_code == 404


def test_tried_again_when_its_cause_is_gone(world, dan):
    send(shipped("NEWCOMER", (40, product(1))))
    assert states() == {"evt_1": "unknown_seller"}
    newcomer = make_owner("새 화주")
    Owner.objects.filter(pk=newcomer.pk).update(code="NEWCOMER", auto_approve=True)
    answer = dan.post(HERE + "again/", {"ids": ["evt_1", "unknown"]}, follow=True)
    assert "이벤트 1건을 다시 처리합니다" in answer.content.decode()
    work.work_off("w", clock=timezone.now)
    assert states() == {"evt_1": "done"}
    assert expected() == [("in_transit", "2026-11-30", {"D0000000000000001": 40})]
    before = everything()
    dan.post(HERE + "again/", {"ids": ["evt_1"]})
    assert everything() == before


@pytest.mark.parametrize(
    "told",
    ['"lines": 7', '"lines": true', '"lines": {"a": 1}', '"lines": [7, {"product": 7}]', '"n": "\\ud800"'],
)
def test_an_event_of_odd_types_can_be_looked_at(world, dan, told):
    data = f'{{"id": "odd", "type": "cn.outbound.shipped", {told}}}'.encode()
    accept(data, event_id="odd", via="webhook", now=NOW)
    work.work_off("w", clock=timezone.now)
    assert states() == {"odd": "failed"}
    assert "cn.outbound.shipped" in body(dan.get(HERE + "events/odd/")).decode()


def test_ids_that_nobody_types_are_no_events(world, dan):
    before = everything()
    answer = dan.post(HERE + "again/", {"ids": ["\x00", "a\x00b"]}, follow=True)
    assert "다시 처리할 수 있는 이벤트가 없습니다" in answer.content.decode()
    assert everything() == before


def file(name, data):
    made = io.BytesIO(data)
    made.name = name
    return {"file": made}


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("events.json", b"", "파일을 선택해 주세요"),
        ("events.json", b"nonsense", "JSON 형식이 아닙니다"),
        ("events.xlsx", b"nonsense", "엑셀 파일(.xlsx)을 읽을 수 없습니다"),
        ("events.json", b"[" * 9_000_000, "파일이 너무 큽니다"),
    ],
)
def test_a_wrong_file_is_told_and_changes_nothing(world, dan, name, data, says):
    answer = dan.post(HERE + "file/", file(name, data), follow=True)
    assert says in answer.content.decode()
    assert not PlatformEvent.objects.exists()


def test_a_file_is_taken(world, dan):
    data = json.dumps(event("cn.warehouse.received", world.ara.code, event_id="f")).encode()
    page = dan.post(HERE + "file/", file("events.json", data), follow=True).content.decode()
    assert "새 이벤트 1건, 이미 받은 이벤트 0건, 받을 수 없는 이벤트 0건" in page
    assert body(dan.get(HERE + "template/"))[:2] == b"PK"


def test_the_demonstration_exists_in_sample_data_only(world, dan, settings):
    play = {"story": "normal", "seller": world.ara.code}
    assert dan.post(HERE + "demo/", play).status_code == 404
    settings.DEMO = True
    assert "상품 출고 시연" in body(dan.get(HERE)).decode()
    assert dan.post(HERE + "demo/", {**play, "story": "../x"}).status_code == 404
    assert dan.post(HERE + "demo/", play).status_code == 302
    work.work_off("w", clock=timezone.now)
    assert set(states().values()) == {"done"}
    assert [sum(announced.values()) for _s, _d, announced in expected()] == [77]


def test_two_presses_in_one_moment_are_two_shipments(world, settings):
    settings.DEMO = True
    with acting(world.people["dan"]):
        numbers = {demo.play("missing_fields", seller=world.ara.code, now=NOW) for _ in range(2)}
    assert len(numbers) == 2
    assert set(PlatformEvent.objects.values_list("shipment_no", flat=True)) == numbers


def test_the_way_says_its_weight_in_kilograms(world, dan):
    send(
        shipped(world.ara.code, (40, product(1))),
        event(
            "cn.inspection.completed", world.ara.code, event_id="w", inspection={"gross_weight_kg": "18.4"}
        ),
    )
    with operator_scope():
        number = Inbound.objects.get(automatic=True).number
    assert '<div class="sub">18.4 kg</div>' in dan.get(f"/console/inbounds/{number}/").content.decode()


def test_who_brings_an_inbound_is_shown_and_found(world, dan):
    """On the page and in the list of both sides, as the way says; the last news rules."""
    seller = world.ara.code
    Courier.objects.create(code="CJ", name_ko="CJ대한통운", name_zh="CJ大韩通运", name_en="CJ Logistics")
    send(shipped(seller, (40, product(1))))
    with operator_scope():
        number = Inbound.objects.get(automatic=True).number
    ara = Client()
    ara.force_login(world.people["ara"], backend="rocket3pl.owners.login.MarketplaceKeyBackend")
    sides = ((ara, "/inbounds/"), (dan, "/console/inbounds/"))

    def told():
        facts = []
        for client, address in sides:
            page = " ".join(client.get(f"{address}{number}/").content.decode().split())
            facts.append(re.findall(r"<dt>(?:택배사|운송장번호)</dt> ?<dd[^>]*>([^<]*)</dd>", page))
        return facts

    def found(tracking_no):
        return [
            number in client.get(address, {"q": tracking_no}).content.decode() for client, address in sides
        ]

    def written():
        with operator_scope():
            one = Inbound.objects.select_related("courier").get(number=number)
        return one.courier.code if one.courier else "", one.tracking_no, one.version, one.status

    assert told() == [["-", "-"], []]
    before = written()
    left = {"courier": "CJ대한통운", "tracking_no": "123456789012"}
    as_told = left | {"tracking_no": "1234-5678-9012"}
    send(event("kr.delivery.dispatched", seller, event_id="d", hours=9, delivery=as_told))
    assert told() == [["CJ대한통운", "123456789012"]] * 2
    assert written() == ("CJ", "123456789012", *before[2:])
    assert (found("456789012"), found("777000")) == ([True] * 2, [False] * 2)
    # A courier that is none of ours, under its own name on the page.
    other = {"courier": "새벽특송", "tracking_no": "777000777000"}
    send(event("kr.delivery.dispatched", seller, event_id="e", hours=10, delivery=other))
    send(event("kr.delivery.dispatched", seller, event_id="c", hours=8, delivery=left))
    assert told() == [["새벽특송", "777000777000"]] * 2
    assert written() == ("", "777000777000", *before[2:])
    assert (found("456789012"), found("777000")) == ([False] * 2, [True] * 2)


@pytest.mark.parametrize(
    ("legs", "found"),
    [
        ([], ("", "")),
        ([{}, {"vessel": "GOLDEN"}], ("", "")),
        ([{"courier": "A", "tracking_no": "1"}, {"port": "KRINC"}], ("A", "1")),
        ([{"courier": "A", "tracking_no": "1"}, {"courier": "B", "tracking_no": "2"}], ("B", "2")),
        ([{"courier": "A", "tracking_no": "1"}, {"courier": "B"}], ("A", "1")),
        ([{"courier": "A"}, {"tracking_no": "2"}], ("", "2")),
    ],
)
def test_the_last_leg_that_names_both_counts(legs, found):
    assert carrier_of({"steps": [{"detail": leg} for leg in legs]}) == found
    assert carrier_of(None) == ("", "")
