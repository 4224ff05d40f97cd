"""출고신청목록 and one outbound: what they show, who may, and cancelling."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rocket3pl.catalog.queries import Stockable
from rocket3pl.outbound.fulfilment import (
    Handover,
    accept_outbound,
    hold_outbound,
    pack_outbound,
    pick_lines,
    ship_outbound,
    start_picking,
)
from rocket3pl.outbound.models import Outbound
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.reference.models import Courier
from rocket3pl.shared.models import AuditEvent
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import NOW, World, make_products, make_stock, new_key, order
from tests.portal.orders import (
    BAD_IDS,
    available,
    label,
    orders_of,
    product,
    reference,
    seller,
    staff,
    text_of,
)
from tests.support import sheet

LIST = "/outbounds/"


@pytest.fixture
def ara(world: World) -> Client:
    reference()
    return seller(world)


@pytest.fixture
def goods(world: World) -> list[Stockable]:
    found = make_products(world.ara, 2)
    make_stock(world.ara, found, 20)
    return found


def submitted(world: World, *orders: Any, name: str = "ara") -> list[str]:
    """Submit orders as a person; returns their numbers."""
    person = world.people[name]
    with owner_scope(person.owner_id, actor=person.actor):
        return list(submit_outbounds(orders, key=new_key(), now=NOW)["numbers"])


def worked_on(world: World, number: str, until: str) -> None:
    """Take an outbound on its way, up to the state."""
    with operator_scope(actor=world.people["dan"].actor):
        accept_outbound(number, version=None, now=NOW)
        if until == "accepted":
            return
        start_picking(number, version=None, now=NOW)
        if until == "picking":
            return
        lines = Outbound.objects.get(number=number).lines.values_list("line_no", "quantity")
        pick_lines(number, dict(lines), version=None, now=NOW)
        pack_outbound(number, box_count=1, version=None, now=NOW)


def shipped(world: World, number: str) -> None:
    """Ship a parcel."""
    worked_on(world, number, "ready")
    with operator_scope(actor=world.people["dan"].actor):
        courier = Courier.objects.first()
        assert courier is not None
        ship_outbound(number, Handover(courier.code, "123456789012"), version=None, now=NOW)


def cells(response: Any) -> list[list[str]]:
    """Return the texts of the list's rows."""
    html = response.content.decode()
    body = html.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in html else ""
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [
            re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", td)).strip()
            for td in re.findall(r"<td.*?</td>", row, re.DOTALL)
        ]
        for row in rows
    ]


def numbers(response: Any) -> list[str]:
    """Return the outbound numbers of the list, in order."""
    return [row[1] for row in cells(response)]


def test_a_row_says_what_it_is(world: World, ara: Client, goods: list[Stockable]) -> None:
    one, two = goods
    paper = str(label(world.ara).public_id)
    (number,) = submitted(
        world,
        order((one, 3), (two, 4), method="milkrun", centre="고양1", files=(paper,), order_no="MR-1",
              po_no="129640835", recipient="쿠팡 고양1"),
    )  # fmt: skip
    (row,) = cells(ara.get(LIST))
    assert row[1:] == [
        number, "쿠팡 고양1", "아라", world.ara.code, "纯色圆领毛衣女 라운드 니트 · 외 1건", "7", "밀크런",
        "고양1", "MR-1",
        "129640835", "신청", "-", "-", "2026-11-22 12:00", "-",
    ]  # fmt: skip
    text = text_of(ara.get(LIST))
    assert "검색결과 1건" in text
    assert re.search(r"전체 1 신청 1 접수 0 .*취소 0 취소요청 0", text)
    for words in ("검색어선택", "20개씩 보기", "엑셀다운로드", "기간", "신청일", "출고일"):
        assert words in text


@pytest.mark.parametrize(
    ("field", "typed"),
    [("", "毛衣特别"), ("", "특별한"), ("", "special"), ("", "zz-sku-1"), ("", "dzz0001"), ("", "ord-find"),
     ("", "ordernumber-find"), ("name", "特别"), ("seller_sku", "ZZ-SKU"), ("fnsku", "DZZ0001"),
     ("order_no", "ORDERNUMBER"), ("po_no", "PO-FIND"), ("recipient", "성춘향"), ("number", "{number}"),
     ("", "{number}")],
)  # fmt: skip
def test_search(world: World, ara: Client, goods: list[Stockable], field: str, typed: str) -> None:
    special = product(
        world.ara,
        name_zh="毛衣特别",
        name_ko="특별한 니트",
        name_en="Special knit",
        seller_sku="ZZ-SKU-1",
        fnsku="DZZ0001",
        option_text="颜色:ORD-FIND",
    )
    make_stock(world.ara, [special], 5)
    found, other = submitted(
        world,
        order((special, 1), order_no="ORDERNUMBER-FIND", po_no="PO-FIND", recipient="성춘향"),
        order((goods[1], 1)),
    )
    typed = typed.format(number=found)
    assert numbers(ara.get(LIST, {"q": typed, "field": field})) == [found]
    assert other in numbers(ara.get(LIST))


def test_periods_tabs_method_and_order(world: World, ara: Client, goods: list[Stockable]) -> None:
    first, second, third = submitted(
        world,
        order((goods[0], 1), order_no="B"),
        order((goods[0], 1), order_no="A"),
        order((goods[0], 1), order_no="C"),
    )
    shipped(world, second)
    assert numbers(ara.get(LIST)) == [third, second, first]
    assert numbers(ara.get(LIST, {"sort": "order_no"})) == [second, first, third]
    assert numbers(ara.get(LIST, {"tab": "shipped"})) == [second]
    assert numbers(ara.get(LIST, {"tab": "requested"})) == [third, first]
    assert numbers(ara.get(LIST, {"method": "milkrun"})) == []
    assert numbers(ara.get(LIST, {"basis": "shipped", "from": "2026-11-22", "to": "2026-11-22"})) == [second]
    assert numbers(ara.get(LIST, {"basis": "requested", "from": "2026-11-23"})) == []
    assert len(numbers(ara.get(LIST, {"basis": "requested", "to": "2026-11-22"}))) == 3


def test_the_file_says_what_the_page_says(world: World, ara: Client, goods: list[Stockable]) -> None:
    first, second = submitted(
        world, order((goods[0], 1), (goods[1], 2)), order((goods[0], 1), order_no="=1+1")
    )
    response: Any = ara.get(LIST, {"export": "xlsx"})
    rows = sheet(response)
    head = rows[0]
    assert head == [
        "출고번호", "받는 분 이름", "화주명", "화주코드", "중문상품명", "한글상품명", "상품 종류", "수량",
        "운송방식", "쿠팡창고",
        "주문번호", "발주번호", "출고상태", "택배사", "운송장번호", "신청일", "출고일",
    ]  # fmt: skip
    page = cells(ara.get(LIST))
    assert [row[0] for row in rows[1:]] == [row[1] for row in page] == [second, first]
    by_name = [dict(zip(head, row, strict=False)) for row in rows[1:]]
    assert by_name[0]["주문번호"] == "=1+1"
    assert (by_name[1]["수량"], by_name[1]["상품 종류"], by_name[1]["받는 분 이름"]) == (3, 2, "홍*동")
    ticked: Any = ara.get(LIST, {"export": "xlsx", "ids": [first]})
    rows = sheet(ticked)
    assert [row[0] for row in rows[1:]] == [first]


def test_one_row_costs_as_many_statements_as_three(
    world: World, ara: Client, goods: list[Stockable], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    submitted(world, order((goods[0], 1)))
    with django_assert_num_queries(5):  # session, person, counts, rows, lines
        ara.get(LIST)
    numbers_ = submitted(world, order((goods[0], 1), (goods[1], 1)), order((goods[0], 1)))
    with django_assert_num_queries(5):
        ara.get(LIST)
    with django_assert_num_queries(6):  # session, person, outbound, lines, papers, timeline
        ara.get(f"{LIST}{numbers_[0]}/")


def test_nobody_elses(world: World, ara: Client, goods: list[Stockable]) -> None:
    theirs = make_products(world.chae, 1)
    make_stock(world.chae, theirs, 5)
    (number,) = submitted(world, order((theirs[0], 1)), name="chae")
    assert numbers(ara.get(LIST)) == []
    assert "출고신청이 없습니다" in text_of(ara.get(LIST))
    assert numbers(ara.get(LIST, {"ids": [number]})) == []
    unknown = ara.get(f"{LIST}EO000000000000/")
    foreign = ara.get(f"{LIST}{number}/")
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    for action in ("cancel", "reveal"):
        assert ara.post(f"{LIST}{number}/{action}/", {"version": "1"}).status_code == 404
    (mine,) = submitted(world, order((goods[0], 1)))
    assert ara.post("/outbounds/cancel/", {"ids": [mine, number]}).status_code == 404
    with operator_scope():
        assert set(Outbound.objects.values_list("status", flat=True)) == {"requested"}
        assert not AuditEvent.objects.filter(action="outbound.recipient_seen").exists()


@pytest.mark.parametrize("bad", BAD_IDS[1:])
def test_senseless_numbers(ara: Client, bad: str) -> None:
    assert ara.get(f"{LIST}{quote(bad)}/").status_code == 404
    assert ara.post("/outbounds/cancel/", {"ids": [bad]}).status_code == 404
    assert ara.get(LIST, {"ids": bad, "q": bad, "page": bad}).status_code == 200


def test_cancel_at_once_or_ask(world: World, ara: Client, goods: list[Stockable]) -> None:
    fresh, accepted, picking = submitted(world, *(order((goods[0], 2)) for _ in range(3)))
    worked_on(world, accepted, "accepted")
    worked_on(world, picking, "picking")
    assert available(world.ara, goods[0]) == [14]
    answer = ara.post(
        "/outbounds/cancel/",
        {"ids": [fresh, accepted, picking], "next": "/outbounds/?tab=requested"},
        follow=True,
    )
    assert answer.redirect_chain == [("/outbounds/?tab=requested", 302)]
    text = text_of(answer)
    assert f"출고 2건을 취소했습니다: {', '.join(sorted([fresh, accepted]))}" in text
    assert f"출고 1건의 취소를 창고에 요청했습니다: {picking}" in text
    assert [(o.status, o.cancel_requested_at is not None) for o in orders_of(world.ara)] == [
        ("cancelled", False),
        ("cancelled", False),
        ("picking", True),
    ]
    assert available(world.ara, goods[0]) == [18]
    assert numbers(ara.get(LIST, {"tab": "cancel_requested"})) == [picking]
    assert "취소요청" in cells(ara.get(LIST, {"tab": "cancel_requested"}))[0][11]


def test_all_or_none_are_cancelled(world: World, ara: Client, goods: list[Stockable]) -> None:
    fresh, gone, asked = submitted(world, *(order((goods[0], 2)) for _ in range(3)))
    shipped(world, gone)
    before = available(world.ara, goods[0])
    text = text_of(ara.post("/outbounds/cancel/", {"ids": [fresh, gone]}, follow=True))
    assert (
        f"{gone}: 출고상태가 &#39;출고완료&#39;이므로 취소할 수 없습니다. 아무것도 삭제하지 않았습니다."
        in text
    )
    worked_on(world, asked, "picking")
    ara.post("/outbounds/cancel/", {"ids": [asked]})
    text = text_of(ara.post("/outbounds/cancel/", {"ids": [asked, fresh]}, follow=True))
    assert f"{asked}: 이미 취소를 요청했습니다" in text
    assert [o.status for o in orders_of(world.ara)] == ["requested", "shipped", "picking"]
    assert available(world.ara, goods[0]) == before
    assert "삭제할 항목을 선택해 주세요" in text_of(ara.post("/outbounds/cancel/", follow=True))
    assert ara.get("/outbounds/cancel/").status_code == 405


@pytest.mark.parametrize(
    "address", ["//evil.example/", "https://evil.example/outbounds/", "/inbounds/", "\x00"]
)
def test_only_the_list_is_returned_to(ara: Client, address: str) -> None:
    answer = ara.post("/outbounds/cancel/", {"next": address})
    assert answer["Location"] == "/outbounds/"


def test_the_address_of_an_action_leads_to_its_page(ara: Client) -> None:
    """For who reads; programs are told that it is none to be read."""
    reads = {"Accept": "text/html,*/*;q=0.8"}
    for address, page in {
        "/outbounds/EO000000000001/cancel/": "/outbounds/EO000000000001/",
        "/outbounds/cancel/": "/outbounds/",
    }.items():
        answer = ara.get(address, headers=reads)
        assert (answer.status_code, answer["Location"]) == (302, page)
        assert ara.get(address).status_code == 405
    assert ara.get("/api/v1/outbounds/EO000000000001/cancel", headers=reads).status_code == 405
    assert ara.put("/outbounds/cancel/", headers=reads).status_code == 405


def test_one_outbound_is_shown_masked(world: World, ara: Client, goods: list[Stockable]) -> None:
    paper = label(world.ara)
    (number,) = submitted(
        world,
        order(
            (goods[0], 3),
            (goods[1], 4),
            method="milkrun",
            centre="고양1",
            files=(str(paper.public_id),),
            memo="조심",
        ),
    )
    page = ara.get(f"{LIST}{number}/")
    text = text_of(page)
    for words in (
        "홍*동",
        "010-****-5678",
        "테헤란로 ***",
        "고양1",
        "조심",
        "2 종 · 7 개",
        "출고를 신청했습니다",
        "아라 (화주)",
    ):
        assert words in text
    for secret in ("홍길동", "1234-5678", "테헤란로 152"):
        assert secret not in text
    assert f'href="/files/{paper.public_id}/"' in page.content.decode()


def test_looking_at_a_person_is_recorded(world: World, ara: Client, goods: list[Stockable]) -> None:
    (number,) = submitted(world, order((goods[0], 1)))
    answer = ara.post(f"{LIST}{number}/reveal/")
    text = text_of(answer)
    for words in ("홍길동", "010-1234-5678", "테헤란로 152", "06236"):
        assert words in text
    assert answer["Cache-Control"] == "private, no-store"
    with operator_scope():
        event = AuditEvent.objects.get(action="outbound.recipient_seen")
    assert (event.actor_name, event.owner_id, event.after) == ("아라", world.ara.pk, {})
    assert ara.get(f"{LIST}{number}/reveal/").status_code == 405
    assert "홍길동" not in text_of(ara.get(f"{LIST}{number}/"))


def test_cancel_from_its_page(world: World, ara: Client, goods: list[Stockable]) -> None:
    fresh, picking = submitted(world, order((goods[0], 1)), order((goods[0], 1)))
    page = ara.get(f"{LIST}{fresh}/").content.decode()
    assert 'name="version" value="1"' in page
    for version in ("2", "0", "", "x", "-1", "1.0", "9" * 40, "\x00"):
        stale = ara.post(f"{LIST}{fresh}/cancel/", {"version": version})
        assert stale.status_code == 409
        assert "다른 사용자가 먼저 변경했습니다" in text_of(stale)
        assert (
            '<div class="note bad" role="alert" tabindex="-1" data-error-summary>' in stale.content.decode()
        )
    assert ara.post(f"{LIST}{fresh}/cancel/", {"version": "1"}).status_code == 302
    again = ara.post(f"{LIST}{fresh}/cancel/", {"version": "2"})
    assert again.status_code == 409
    assert "취소할 수 없습니다" in text_of(again)
    worked_on(world, picking, "picking")
    assert "취소요청" in text_of(ara.get(f"{LIST}{picking}/"))
    with operator_scope():
        version = Outbound.objects.get(number=picking).version
    asked = ara.post(f"{LIST}{picking}/cancel/", {"version": version}, follow=True)
    assert "취소를 창고에 요청했습니다" in text_of(asked)
    assert [(o.status, o.cancel_requested_at is not None) for o in orders_of(world.ara)] == [
        ("cancelled", False),
        ("picking", True),
    ]


def test_a_hold_says_why(world: World, ara: Client, goods: list[Stockable]) -> None:
    (number,) = submitted(world, order((goods[0], 1)))
    with operator_scope(actor=world.people["dan"].actor):
        hold_outbound(
            number, reason="주소를 <확인>해 주세요", version=None, now=timezone.now() - timedelta(days=1)
        )
    html = ara.get(f"{LIST}{number}/").content.decode()
    assert "창고의 사유" in html
    assert "주소를 &lt;확인&gt;해 주세요" in html


def test_staff_do_not_come_here(world: World) -> None:
    reference()
    assert staff(world).get(LIST).status_code == 404
    assert Client().get(LIST)["Location"] == "/login/?next=%2Foutbounds%2F"
