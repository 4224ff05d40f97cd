"""배송현황: the exact calls, their words in ours, and what follows for the documents."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from rocket3pl.integrations.couriers import fake, sweettracker, tracker_delivery
from rocket3pl.integrations.couriers.tracking import Refreshed, refresh_tracking
from rocket3pl.integrations.models import ParcelStatus
from rocket3pl.jobs import work
from rocket3pl.jobs.models import Job
from rocket3pl.outbound.models import Outbound
from rocket3pl.outside.calls import Heard, Said
from rocket3pl.reference.models import Courier
from rocket3pl.shared.days import SEOUL
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.web import exports
from tests.console.conftest import text_of
from tests.console.helpers import ask_outbound, outbound
from tests.factories import NOW, World, make_products, make_stock
from tests.integrations.conftest import give_keys, service
from tests.support import changed, everything, sheet

NO = "123456789012"  # what tests.console.helpers ships with
KEYS: dict[str, dict[str, str]] = {
    "tracker": {"client_id": "id-1", "client_secret": "secret-1"},
    "sweettracker": {"key": "sweet-key"},
}
AT = "2026-11-22T10:30:00+09:00"


@pytest.fixture
def parcel(world: World) -> str:
    Courier.objects.create(
        code="CJ", name_ko="CJ대한통운", name_zh="CJ", name_en="CJ", sweettracker_code="04",
        tracker_delivery_id="kr.cjlogistics",
    )  # fmt: skip
    goods = make_products(world.ara, 1)
    make_stock(world.ara, goods, 100)
    return ask_outbound(world.ara, (goods[0], 1), state="shipped")


def statuses() -> list[dict[str, Any]]:
    with operator_scope():
        return list(ParcelStatus.objects.order_by("id").values())


def says(**parcels: Any) -> Any:
    return partial(fake.answers, {name.lstrip("n"): journey for name, journey in parcels.items()})


def test_without_keys_nothing_happens(world: World, parcel: str) -> None:
    before = everything()
    with service(says()) as heard:
        assert refresh_tracking(now=NOW) == Refreshed()
    assert heard == []
    assert changed(before) == set()


def test_the_open_tracker_is_asked_exactly_so(world: World, parcel: str) -> None:
    give_keys(world, "tracker", **KEYS["tracker"])
    with service(says(n123456789012=("IN_TRANSIT", AT, "옥천HUB", "간선상차"))) as heard:
        assert refresh_tracking(now=NOW) == Refreshed(asked=1, changed=1)
    assert [(h.method, h.url) for h in heard] == [("POST", "https://apis.tracker.delivery/graphql")]
    assert heard[0].headers["authorization"] == "TRACKQL-API-KEY id-1:secret-1"
    assert heard[0].json() == {
        "query": tracker_delivery.QUERY,
        "variables": {"carrierId": "kr.cjlogistics", "trackingNumber": NO},
    }
    (row,) = statuses()
    assert row == {
        "id": row["id"], "owner_id": world.ara.pk, "outbound_id": outbound(parcel).pk,
        "status": "in_transit", "last_event_at": datetime.fromisoformat(AT), "place": "옥천HUB",
        "description": "간선상차", "source": "tracker", "checked_at": NOW,
        "next_check_at": NOW + timedelta(hours=3), "failures": 0,
    }  # fmt: skip
    assert outbound(parcel).status == "in_delivery"


def test_sweettracker_is_asked_exactly_so(world: World, parcel: str) -> None:
    give_keys(world, "sweettracker", **KEYS["sweettracker"])
    with service(says(n123456789012=(5, "2026-11-22 10:30:00", "강남", "배송출발"))) as heard:
        assert refresh_tracking(now=NOW) == Refreshed(asked=1, changed=1)
    address = urlsplit(heard[0].url)
    assert (heard[0].method, address.netloc, address.path) == (
        "GET", "info.sweettracker.co.kr", "/api/v1/trackingInfo",
    )  # fmt: skip
    assert parse_qsl(address.query) == [("t_key", "sweet-key"), ("t_code", "04"), ("t_invoice", NO)]
    (row,) = statuses()
    assert (row["status"], row["place"], row["last_event_at"], row["next_check_at"]) == (
        "out_for_delivery", "강남", datetime(2026, 11, 22, 10, 30, tzinfo=SEOUL), NOW + timedelta(hours=1),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "ours", "document"),
    [
        ("UNKNOWN", "unknown", "shipped"), ("INFORMATION_RECEIVED", "information_received", "shipped"),
        ("AT_PICKUP", "at_pickup", "in_delivery"), ("IN_TRANSIT", "in_transit", "in_delivery"),
        ("OUT_FOR_DELIVERY", "out_for_delivery", "in_delivery"),
        ("ATTEMPT_FAIL", "attempt_fail", "in_delivery"), ("DELIVERED", "delivered", "delivered"),
        ("AVAILABLE_FOR_PICKUP", "available_for_pickup", "in_delivery"),
        ("EXCEPTION", "exception", "shipped"), ("SOMETHING_NEW", "unknown", "shipped"),
    ],
)  # fmt: skip
def test_every_status_of_the_open_tracker(
    world: World, parcel: str, code: str, ours: str, document: str
) -> None:
    give_keys(world, "tracker", **KEYS["tracker"])
    with service(says(n123456789012=(code, AT, "", ""))):
        refresh_tracking(now=NOW)
    assert [row["status"] for row in statuses()] == [ours]
    assert outbound(parcel).status == document


@pytest.mark.parametrize(
    ("level", "ours"),
    [(1, "information_received"), (2, "at_pickup"), (3, "in_transit"), (4, "in_transit"),
     (5, "out_for_delivery"), (6, "delivered"), (9, "unknown")],
)  # fmt: skip
def test_every_level_of_sweettracker(world: World, parcel: str, level: int, ours: str) -> None:
    give_keys(world, "sweettracker", **KEYS["sweettracker"])
    with service(says(n123456789012=(level, "2026-11-22 10:30:00", "", ""))):
        refresh_tracking(now=NOW)
    assert [row["status"] for row in statuses()] == [ours]
    assert set(sweettracker.LEVELS) == set(range(1, 7))


def test_what_is_not_scanned_yet_is_no_failure(world: World, parcel: str) -> None:
    give_keys(world, "tracker", **KEYS["tracker"])
    with service(says()):
        assert refresh_tracking(now=NOW) == Refreshed(asked=1, changed=1)
    (row,) = statuses()
    assert (row["status"], row["failures"], row["next_check_at"]) == ("unknown", 0, NOW + timedelta(hours=6))
    assert outbound(parcel).status == "shipped"


def test_a_parcel_is_asked_about_when_it_is_due_and_no_more_when_it_arrived(
    world: World, parcel: str
) -> None:
    give_keys(world, "tracker", **KEYS["tracker"])
    with service(says(n123456789012=("IN_TRANSIT", AT, "", ""))) as heard:
        refresh_tracking(now=NOW)
        assert refresh_tracking(now=NOW + timedelta(hours=2)) == Refreshed()
        assert refresh_tracking(now=NOW + timedelta(hours=3)) == Refreshed(asked=1)
    assert len(heard) == 2
    with service(says(n123456789012=("DELIVERED", AT, "", ""))):
        refresh_tracking(now=NOW + timedelta(hours=6))
    with service(says()) as heard:
        assert refresh_tracking(now=NOW + timedelta(days=2)) == Refreshed()
    assert heard == []
    assert outbound(parcel).status == "delivered"


def _broken(status: int, body: bytes) -> Any:
    def answers(_heard: Heard) -> Said:
        return status, {}, body

    return answers


@pytest.mark.parametrize(
    "answers",
    [
        _broken(500, b""), _broken(404, b"{}"), _broken(200, b"<html>"), _broken(200, b"[]"),
        _broken(200, b"{}"), _broken(200, b'{"data": {"track": {"lastEvent": {"time": "yesterday"}}}}'),
        _broken(200, b'{"errors": [{"extensions": {"code": "INTERNAL"}}]}'),
    ],
)  # fmt: skip
def test_a_failing_service_changes_no_document(world: World, parcel: str, answers: Any) -> None:
    give_keys(world, "tracker", **KEYS["tracker"])
    before = everything()
    with service(answers):
        assert refresh_tracking(now=NOW) == Refreshed(asked=1, failed=1)
    (row,) = statuses()
    assert (row["status"], row["failures"]) == ("unknown", 1)
    assert NOW + timedelta(minutes=30) <= row["next_check_at"] <= NOW + timedelta(hours=1)
    assert changed(before) == {"integrations_parcelstatus"}


def test_a_service_that_keeps_failing_is_left_alone(world: World, parcel: str) -> None:
    give_keys(world, "tracker", **KEYS["tracker"])
    goods = make_products(world.ara, 1)
    make_stock(world.ara, goods, 100)
    for _ in range(7):
        ask_outbound(world.ara, (goods[0], 1), state="shipped")
    with service(_broken(503, b"")) as heard:
        assert refresh_tracking(now=NOW) == Refreshed(asked=5, failed=5, stopped=True)
    assert len(heard) == 5


def test_the_limit_holds_and_the_longest_unasked_come_first(world: World, parcel: str) -> None:
    give_keys(world, "tracker", **KEYS["tracker"])
    goods = make_products(world.ara, 1)
    make_stock(world.ara, goods, 100)
    second = ask_outbound(world.ara, (goods[0], 1), state="shipped")
    with operator_scope():
        Outbound.objects.filter(number=second).update(tracking_no="2222222222")
    with service(says()) as heard:
        refresh_tracking(now=NOW, limit=1)
        refresh_tracking(now=NOW, limit=1)
    assert [h.json()["variables"]["trackingNumber"] for h in heard] == [NO, "2222222222"]


def test_a_courier_that_the_service_does_not_know_is_not_asked_about(world: World, parcel: str) -> None:
    Courier.objects.update(tracker_delivery_id="")
    give_keys(world, "tracker", **KEYS["tracker"])
    with service(says()) as heard:
        assert refresh_tracking(now=NOW) == Refreshed()
    assert heard == []


def test_both_sides_see_their_parcels(world: World, parcel: str, at: Any) -> None:
    give_keys(world, "tracker", **KEYS["tracker"])
    with service(says(n123456789012=("IN_TRANSIT", AT, "옥천HUB", ""))):
        refresh_tracking(now=NOW)
    for who, address in (("eun", "/console/couriers/parcels/"), ("bom", "/parcels/")):
        page = text_of(at(who).get(address))
        assert parcel in page
        assert "이동중" in page
        assert "옥천HUB" in page
        assert parcel in text_of(at(who).get(address, {"q": "1234-5678-9012"}))
        assert parcel not in text_of(at(who).get(address, {"q": "1234-5678-9013"}))
    assert parcel not in text_of(at("chae").get("/parcels/"))


@pytest.mark.parametrize(
    ("who", "address", "jobs"),
    [("eun", "/console/couriers/parcels/", "/console/jobs/"), ("bom", "/parcels/", "/jobs/")],
)
def test_a_long_list_of_parcels_is_written_in_the_background(
    world: World, parcel: str, at: Any, monkeypatch: pytest.MonkeyPatch, who: str, address: str, jobs: str
) -> None:
    give_keys(world, "tracker", **KEYS["tracker"])
    with service(says()):
        refresh_tracking(now=NOW)
    direct = sheet(at(who).get(address, {"export": "xlsx"}))
    assert direct[1][0] == parcel
    monkeypatch.setattr(exports, "MOST_DIRECT", 0)
    assert at(who).get(address, {"export": "xlsx"})["Location"] == jobs
    work.work_off("w")
    file = f"{jobs}{Job.objects.get().public_id}/file/"
    assert sheet(at(who).get(file)) == direct
    assert at("chae").get(file).status_code == 404


def parcel_part(page: str) -> str:
    """Return what an outbound's page says after its tracking number."""
    return page.partition(f">{NO}<")[2].partition("<dt>신청일")[0]


@pytest.mark.parametrize(
    ("who", "address"),
    [("eun", "/console/outbounds/{}/"), ("bom", "/outbounds/{}/"), ("ara", "/outbounds/{}/")],
)
def test_the_page_of_an_outbound_says_where_its_parcel_is(
    world: World, parcel: str, at: Any, who: str, address: str
) -> None:
    before = parcel_part(text_of(at(who).get(address.format(parcel))))
    assert "조회 전" in before and "마지막 조회" not in before
    give_keys(world, "tracker", **KEYS["tracker"])
    with service(says(n123456789012=("EXCEPTION", AT, "옥천HUB", "주소 <불명>"))):
        refresh_tracking(now=NOW)
    shown = parcel_part(text_of(at(who).get(address.format(parcel))))
    assert "이상</span>" in shown and "주소 &lt;불명&gt;" in shown
    assert ">2026-11-22 10:30</time> · 옥천HUB" in shown
    assert ">2026-11-22 12:00</time>" in shown
    assert at("chae").get(f"/outbounds/{parcel}/").status_code == 404


def test_only_parcels_cost_a_statement(world: World, parcel: str, at: Any) -> None:
    def cost(number: str, who: str, room: str) -> int:
        browser = at(who)
        browser.get(f"{room}/outbounds/{number}/")
        with CaptureQueriesContext(connection) as caught:
            page = text_of(browser.get(f"{room}/outbounds/{number}/"))
        assert ("배송상태" in page) == (number == parcel)
        return len(caught)

    goods = make_products(world.ara, 1)
    make_stock(world.ara, goods, 100)
    waiting = ask_outbound(world.ara, (goods[0], 1), state="ready")
    for who, room in (("ara", ""), ("eun", "/console")):
        with_parcel = cost(parcel, who, room)
        with override_settings(PARCEL_STATES=""):
            browser = at(who)
            browser.get(f"{room}/outbounds/{parcel}/")
            with CaptureQueriesContext(connection) as caught:
                assert "배송상태" not in text_of(browser.get(f"{room}/outbounds/{parcel}/"))
        assert with_parcel == len(caught) + 1
        cost(waiting, who, room)
