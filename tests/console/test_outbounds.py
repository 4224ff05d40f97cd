"""출고작업: every step from request to the customer, and the ways back."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rocket3pl.inventory.lists import available_now
from rocket3pl.outbound.models import Outbound
from rocket3pl.outbound.operations import cancel_outbound
from rocket3pl.owners.models import Owner
from rocket3pl.reference.loading import load_reference
from rocket3pl.reference.models import CoupangCentre
from rocket3pl.shared.models import AuditEvent
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.console.conftest import text_of
from tests.console.helpers import BAD_NUMBERS, HOSTILE, ask_outbound, books_agree, events, lines_of, outbound
from tests.factories import NOW, World, make_file, make_products, make_stock


@pytest.fixture(autouse=True)
def _reference(db: None) -> None:
    load_reference()


@pytest.fixture
def goods(world: World) -> list[Any]:
    found = make_products(world.ara, 2)
    make_stock(world.ara, found, 20)
    return found


def _url(number: str, step: str = "") -> str:
    return f"/console/outbounds/{number}/{step}"


def _post(client: Client, number: str, step: str, **data: Any) -> Any:
    return client.post(_url(number, step), {"version": outbound(number).version, **data})


def _stock(goods: Any) -> int:
    with operator_scope():
        return available_now([goods.public_id])[goods.public_id]


def _milkrun(owner: Owner, goods: Any, state: str) -> str:
    file = make_file(owner, "coupang_label")
    centre = CoupangCentre.objects.first()
    assert centre is not None
    more = {"method": "milkrun", "centre": centre.code, "files": (str(file.public_id),)}
    return ask_outbound(owner, (goods, 2), state=state, **more)


def test_a_parcel_from_request_to_the_door(dan: Client, eun: Client, world: World, goods: list[Any]) -> None:
    a, b = goods
    number = ask_outbound(world.ara, (a, 3), (b, 2))
    assert _post(dan, number, "accept/")["Location"] == _url(number)
    assert _post(eun, number, "start/").status_code == 302
    page = text_of(eun.get(_url(number)))
    assert page.count("피킹 수량 〈라운드 니트〉") >= 2
    assert "A-01" in page
    assert _post(eun, number, "pick/", **{"pick1-quantity": "1", "pick2-quantity": "2"}).status_code == 302
    assert [n.picked for n in lines_of(outbound(number))] == [1, 2]
    assert outbound(number).status == "picking"
    assert _post(eun, number, "pick/", all="1").status_code == 302
    assert outbound(number).status == "packing"
    assert _post(eun, number, "pack/", box_count="2").status_code == 302
    assert _post(eun, number, "ship/", courier="CJ", tracking_no="1234-5678-9012").status_code == 302
    shipped = outbound(number)
    assert (shipped.status, shipped.tracking_no, shipped.box_count) == ("shipped", "123456789012", 2)
    assert _post(eun, number, "journey/dispatch/").status_code == 302
    assert _post(eun, number, "journey/deliver/").status_code == 302
    assert outbound(number).status == "delivered"
    assert (_stock(a), _stock(b)) == (17, 18)
    page = text_of(eun.get(_url(number)))
    assert "배송을 완료했습니다" in page
    assert "상품을 피킹했습니다" in page
    assert books_agree()


def test_a_milk_run_by_truck(eun: Client, world: World, goods: list[Any]) -> None:
    number = _milkrun(world.ara, goods[0], "ready")
    page = text_of(eun.get(_url(number)))
    assert "트럭번호" in page
    assert "운송장번호" not in page
    assert re.search(r'href="/files/[0-9a-f-]{36}/"', page)
    assert _post(eun, number, "ship/").status_code == 422
    assert _post(eun, number, "ship/", truck_no="a" * 41).status_code == 422
    assert _post(eun, number, "ship/", truck_no="서울 80바 1234").status_code == 302
    assert outbound(number).truck_no == "서울 80바 1234"
    assert _post(eun, number, "journey/dispatch/").status_code == 409
    assert _post(eun, number, "journey/coupang_receive/").status_code == 302
    assert outbound(number).status == "coupang_received"
    assert books_agree()


def test_buttons_follow_state_and_role(dan: Client, eun: Client, world: World, goods: list[Any]) -> None:
    def steps(client: Client, number: str) -> set[str]:
        return set(re.findall(rf'action="{_url(number)}([a-z/-]+)/"', text_of(client.get(_url(number)))))

    number = ask_outbound(world.ara, (goods[0], 1))
    assert steps(dan, number) == {"accept", "reject", "hold"}
    assert steps(eun, number) == {"hold"}
    _post(dan, number, "accept/")
    assert steps(dan, number) == {"start", "reject", "hold"}
    _post(dan, number, "start/")
    assert steps(eun, number) == {"pick", "short", "hold"}
    _post(dan, number, "pick/", all="1")
    assert steps(eun, number) == {"pack", "hold"}


def test_accept_ticked_rows(dan: Client, world: World, goods: list[Any]) -> None:
    numbers = [ask_outbound(world.ara, (goods[0], 1)) for _ in range(2)]
    held = ask_outbound(world.ara, (goods[0], 1), state="picking")
    answer = dan.post("/console/outbounds/accept/", {"ids": [*numbers, held]}, follow=True)
    assert "출고 2건을 접수했습니다" in text_of(answer)
    assert "1건은 신청 상태가 아니어서 제외했습니다" in text_of(answer)
    assert [outbound(n).status for n in (*numbers, held)] == ["accepted", "accepted", "picking"]
    fresh = ask_outbound(world.ara, (goods[0], 1))
    for bad in ("EO000000000000", *HOSTILE):
        assert dan.post("/console/outbounds/accept/", {"ids": [fresh, bad]}).status_code == 404
    assert outbound(fresh).status == "requested"


@pytest.mark.parametrize("bad", [*BAD_NUMBERS, "4", *HOSTILE[2:]])
def test_picks_that_make_no_sense(eun: Client, world: World, goods: list[Any], bad: str) -> None:
    number = ask_outbound(world.ara, (goods[0], 3), (goods[1], 2), state="picking")
    before = events()
    answer = _post(eun, number, "pick/", **{"pick1-quantity": bad, "pick2-quantity": "2"})
    assert answer.status_code == 422
    assert "aria-invalid" in text_of(answer)
    assert ([n.picked for n in lines_of(outbound(number))], events()) == ([0, 0], before)


def test_nothing_picked_is_said(eun: Client, world: World, goods: list[Any]) -> None:
    number = ask_outbound(world.ara, (goods[0], 3), state="picking")
    answer = _post(eun, number, "pick/", **{"pick1-quantity": "0"})
    assert answer.status_code == 422
    assert "수량을 1개 이상 입력해 주세요" in text_of(answer)


def test_report_what_is_not_there(eun: Client, world: World, goods: list[Any]) -> None:
    a, b = goods
    number = ask_outbound(world.ara, (a, 3), (b, 2), state="picking")
    page = text_of(eun.get(_url(number)))
    assert page.count("부족 수량 〈라운드 니트〉") == 2
    data = {"short1-quantity": "1", "short1-state": "gone", "short2-quantity": "2", "short2-state": "broken"}
    assert _post(eun, number, "short/", **data).status_code == 302
    assert [n.short for n in lines_of(outbound(number))] == [1, 2]
    assert (_stock(a), _stock(b)) == (17, 18)
    _post(eun, number, "pick/", all="1")
    assert outbound(number).status == "packing"
    assert books_agree()


def test_all_short_cancels_with_a_reason(eun: Client, world: World, goods: list[Any]) -> None:
    number = ask_outbound(world.ara, (goods[0], 3), state="picking")
    _post(eun, number, "short/", **{"short1-quantity": "3"})
    assert outbound(number).status == "cancelled"
    assert "남은 상품이 없어 취소되었습니다" in text_of(eun.get(_url(number)))
    assert books_agree()


@pytest.mark.parametrize(
    "data",
    [
        {"short1-quantity": "4"},
        {"short1-quantity": ""},
        {"short1-quantity": "-1"},
        {"short1-quantity": "1", "short1-state": "eaten"},
    ],
)
def test_shortages_that_make_no_sense(
    eun: Client, world: World, goods: list[Any], data: dict[str, str]
) -> None:
    number = ask_outbound(world.ara, (goods[0], 3), state="picking")
    before = events()
    answer = _post(eun, number, "short/", **data)
    assert answer.status_code == 422
    assert (lines_of(outbound(number))[0].short, events()) == (0, before)


@pytest.mark.parametrize("bad", [*BAD_NUMBERS, "0", "", "10001", *HOSTILE])
def test_boxes_that_make_no_sense(eun: Client, world: World, goods: list[Any], bad: str) -> None:
    number = ask_outbound(world.ara, (goods[0], 1), state="packing")
    before = events()
    assert _post(eun, number, "pack/", box_count=bad).status_code == 422
    assert (outbound(number).status, events()) == ("packing", before)


@pytest.mark.parametrize(
    ("courier", "tracking_no"),
    [
        ("", "123456789012"),
        ("CJ", ""),
        ("NOBODY", "123456789012"),
        ("CJ", "12"),
        ("CJ", "송장"),
        ("CJ", "1" * 61),
        ("\x00", "\x00"),
        *(("CJ", h) for h in HOSTILE),
    ],
)
def test_a_handover_that_makes_no_sense(
    eun: Client, world: World, goods: list[Any], courier: str, tracking_no: str
) -> None:
    number = ask_outbound(world.ara, (goods[0], 1), state="ready")
    before = events()
    answer = _post(eun, number, "ship/", courier=courier, tracking_no=tracking_no)
    assert answer.status_code == 422
    assert (outbound(number).status, events()) == ("ready", before)


def test_an_unusual_tracking_number_is_asked_about_once(eun: Client, world: World, goods: list[Any]) -> None:
    number = ask_outbound(world.ara, (goods[0], 1), state="ready")
    answer = _post(eun, number, "ship/", courier="CJ", tracking_no="12345")
    page = text_of(answer)
    assert answer.status_code == 422
    assert "운송장번호 형식과 다릅니다" in page
    assert 'name="sure" value="CJ:12345"' in page
    # Another number is asked about again.
    again = _post(eun, number, "ship/", courier="CJ", tracking_no="54321", sure="CJ:12345")
    assert again.status_code == 422
    assert _post(eun, number, "ship/", courier="CJ", tracking_no="54321", sure="CJ:54321").status_code == 302
    assert outbound(number).tracking_no == "54321"


@pytest.mark.parametrize(("step", "state"), [("reject/", "requested"), ("hold/", "picking")])
def test_reasons_are_needed(dan: Client, world: World, goods: list[Any], step: str, state: str) -> None:
    number = ask_outbound(world.ara, (goods[0], 1), state=state)
    before = events()
    for reason in ("", " ", "a" * 501, "\x00"):
        answer = _post(dan, number, step, reason=reason)
        assert answer.status_code == 422
        assert "data-open" in text_of(answer)
    assert (outbound(number).status, events()) == (state, before)
    assert _post(dan, number, step, reason="서류 확인").status_code == 302
    assert "서류 확인" in text_of(dan.get(_url(number)))


def test_hold_and_go_on(eun: Client, world: World, goods: list[Any]) -> None:
    number = ask_outbound(world.ara, (goods[0], 1), state="picking")
    _post(eun, number, "hold/", reason="주소 확인")
    assert outbound(number).status == "on_hold"
    _post(eun, number, "resume/")
    assert outbound(number).status == "picking"


def test_refuse_gives_the_stock_back(dan: Client, world: World, goods: list[Any]) -> None:
    number = ask_outbound(world.ara, (goods[0], 5))
    assert _stock(goods[0]) == 15
    _post(dan, number, "reject/", reason="부착서 없음")
    assert _stock(goods[0]) == 20
    assert books_agree()


@pytest.mark.parametrize("agree", [True, False])
def test_a_cancel_that_the_seller_asked_for(eun: Client, world: World, goods: list[Any], agree: bool) -> None:
    number = ask_outbound(world.ara, (goods[0], 5), state="packing")
    with owner_scope(world.ara.pk):
        cancel_outbound(number, version=None, now=NOW)
    page = text_of(eun.get(_url(number)))
    assert "화주가 출고 취소를 요청했습니다" in page
    if agree:
        assert _post(eun, number, "confirm-cancel/").status_code == 302
        assert (outbound(number).status, _stock(goods[0])) == ("cancelled", 20)
    else:
        assert _post(eun, number, "refuse-cancel/", reason="").status_code == 422
        assert _post(eun, number, "refuse-cancel/", reason="이미 포장됨").status_code == 302
        assert (outbound(number).status, outbound(number).cancel_requested_at) == ("packing", None)
    assert books_agree()


def test_the_second_tab_is_told(dan: Client, world: World, goods: list[Any]) -> None:
    number = ask_outbound(world.ara, (goods[0], 1))
    version = outbound(number).version
    assert dan.post(_url(number, "accept/"), {"version": version}).status_code == 302
    before = events()
    answer = dan.post(_url(number, "hold/"), {"version": version, "reason": "주소 확인"})
    page = text_of(answer)
    assert answer.status_code == 409
    assert "다른 사용자가 먼저 변경했습니다" in page
    assert "주소 확인</textarea>" in page
    assert (outbound(number).status, events()) == ("accepted", before)


def test_a_step_out_of_turn(dan: Client, world: World, goods: list[Any]) -> None:
    number = ask_outbound(world.ara, (goods[0], 1))
    for step in ("start/", "resume/", "journey/deliver/", "confirm-cancel/"):
        answer = _post(dan, number, step)
        assert answer.status_code == 409
        assert "현재 상태에서는 할 수 없는 작업입니다" in text_of(answer)
    assert _post(dan, number, "journey/fly/").status_code == 422
    assert outbound(number).status == "requested"


def test_the_address_is_masked_until_asked_for(
    dan: Client, eun: Client, world: World, goods: list[Any]
) -> None:
    number = ask_outbound(world.ara, (goods[0], 1))
    for client in (dan, eun):
        page = text_of(client.get(_url(number)))
        assert "홍*동" in page
        assert "010-****-5678" in page
        assert "테헤란로 ***" in page
        assert "홍길동" not in page
    assert "recipient/" not in text_of(eun.get(_url(number)))
    assert eun.post(_url(number, "recipient/")).status_code == 403
    before = events()
    answer = dan.post(_url(number, "recipient/"))
    page = text_of(answer)
    assert answer["Cache-Control"] == "private, no-store"
    assert all(words in page for words in ("홍길동", "010-1234-5678", "테헤란로 152"))
    seen = AuditEvent.objects.get(action="outbound.recipient_seen")
    assert (seen.actor_id, events()) == (world.people["dan"].pk, before + 1)
    assert "홍길동" not in text_of(dan.get(_url(number)))
    assert dan.get(_url(number, "recipient/")).status_code == 405


def test_the_picking_list(eun: Client, world: World, goods: list[Any]) -> None:
    numbers = [
        ask_outbound(world.ara, (goods[0], 3), (goods[1], 2), state="picking"),
        ask_outbound(world.ara, (goods[1], 1)),
    ]
    page = text_of(eun.get("/console/outbounds/picking-list/", {"ids": numbers}))
    assert all(n in page for n in numbers)
    assert "A-01" in page
    assert page.count("tickbox") == 3
    fnskus = [n.sku.fnsku for n in lines_of(outbound(numbers[0]))]
    assert all(code in page for code in fnskus)
    assert "홍길동" not in page

    def cost(asked: list[str]) -> int:
        with CaptureQueriesContext(connection) as caught:
            eun.get("/console/outbounds/picking-list/", {"ids": asked})
        return len(caught)

    assert cost(numbers[:1]) == cost(numbers)
    for bad in (["EO000000000000"], [*numbers, "x"], [], ["\x00"]):
        assert eun.get("/console/outbounds/picking-list/", {"ids": bad}).status_code == 404


def test_a_page_of_many_lines_takes_the_same_statements(eun: Client, world: World) -> None:
    goods = make_products(world.ara, 4)
    make_stock(world.ara, goods, 9)
    one = ask_outbound(world.ara, (goods[0], 1), state="picking")
    many = ask_outbound(world.ara, *((g, 1) for g in goods[1:]), state="picking")

    def cost(number: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert eun.get(_url(number)).status_code == 200
        return len(caught)

    assert cost(one) == cost(many)


def test_unknown_outbounds_are_not_there(dan: Client, world: World) -> None:
    steps = ["accept/", "reject/", "start/", "pick/", "short/", "pack/", "ship/", "hold/", "resume/",
             "confirm-cancel/", "refuse-cancel/", "recipient/", "journey/deliver/"]  # fmt: skip
    data = {"version": "1", "reason": "x", "box_count": "1", "all": "1"}
    assert dan.get(_url("EO000000000000")).status_code == 404
    for step in steps:
        assert dan.post(_url("EO000000000000", step), data).status_code == 404, step
    with operator_scope():
        assert not Outbound.objects.exists()
