"""입고신청, 입고신청목록 and one inbound."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from rocket3pl.catalog.queries import Stockable
from rocket3pl.inbound.models import Inbound
from rocket3pl.inbound.operations import InboundRequest, RequestedLine, request_inbound
from rocket3pl.inbound.receiving import (
    CountedLine,
    accept_inbound,
    close_inbound,
    mark_arrived,
    receive,
    reject_inbound,
)
from rocket3pl.inventory.pickable import goods as goods_now
from rocket3pl.reference.models import Courier
from rocket3pl.shared.days import business_day
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from rocket3pl.warehouses.models import Warehouse
from tests.factories import NOW, World, make_products, make_warehouse, new_key
from tests.portal.orders import (
    BAD_IDS,
    BAD_NUMBERS,
    BAD_TEXTS,
    inbound_fields,
    reference,
    seller,
    staff,
    text_of,
)
from tests.portal.test_outbounds import cells, numbers
from tests.support import sheet

REQUEST, LIST = "/inbounds/request/", "/inbounds/"


@pytest.fixture
def ara(world: World) -> Client:
    reference()
    return seller(world)


@pytest.fixture
def goods(world: World) -> list[Stockable]:
    return make_products(world.ara, 2)


def inbounds_of(world: World) -> list[Inbound]:
    """Return Ara's inbounds, oldest first."""
    with owner_scope(world.ara.pk):
        return list(Inbound.objects.select_related("courier").order_by("id"))


def incoming(world: World, *goods: Stockable) -> list[int]:
    """Return how many pieces are announced."""
    with owner_scope(world.ara.pk):
        found = goods_now([g.public_id for g in goods])
    return [found[g.public_id]["incoming"] for g in goods]


def requested(world: World, *lines: tuple[Stockable, int], name: str = "ara", **more: Any) -> str:
    """Ask for an inbound as a person; returns its number."""
    person = world.people[name]
    with owner_scope(person.owner_id, actor=person.actor):
        request = InboundRequest(tuple(RequestedLine(g.public_id, n) for g, n in lines), **more)
        return str(request_inbound(request, key=new_key(), now=NOW)["number"])


def received(world: World, number: str, *counts: tuple[Stockable, int, int]) -> None:
    """Receive and close an inbound."""
    with operator_scope(actor=world.people["dan"].actor):
        accept_inbound(number, version=None, now=NOW)
        mark_arrived(number, version=None, now=NOW)
        receive(
            number,
            [CountedLine(g.public_id, good, bad) for g, good, bad in counts],
            version=None,
            key=new_key(),
            now=NOW,
        )
        close_inbound(number, version=None, now=NOW)


def test_lines_for_ticked_products(world: World, ara: Client, goods: list[Stockable]) -> None:
    waiting = make_products(world.ara, 1, approved=False)[0]
    foreign = make_products(world.chae, 1)[0]
    ids = [g.public_id for g in (*goods, waiting, foreign)]
    html = ara.get(REQUEST, {"ids": ids}).content.decode()
    assert html.count("data-line ") == 2
    assert html.count('aria-label="수량 纯色圆领毛衣女"') == 2
    part = ara.get("/inbounds/lines/", {"ids": ids}).content.decode()
    assert part.strip().startswith("<tr")
    assert part.count("data-line ") == 2


def test_an_inbound_is_asked_for(world: World, ara: Client, goods: list[Stockable]) -> None:
    day = business_day(timezone.now())
    courier = Courier.objects.get(name_ko="CJ대한통운")
    sent = ara.post(
        REQUEST,
        inbound_fields(
            (goods[0], "1,200"),
            (goods[1], "３"),
            expected_on=day.isoformat(),
            courier=courier.code,
            tracking_no="1234-5678-9012",
            box_count="3",
            memo="파손 주의",
        ),
        follow=True,
    )
    (inbound,) = inbounds_of(world)
    assert sent.redirect_chain == [("/inbounds/", 302)]
    assert f"입고를 신청했습니다: {inbound.number}" in text_of(sent)
    assert (inbound.expected_on, inbound.tracking_no, inbound.box_count, inbound.memo, inbound.status) == (
        day, "123456789012", 3, "파손 주의", "requested",
    )  # fmt: skip
    assert inbound.courier == courier
    assert incoming(world, *goods) == [1200, 3]


def test_without_anything_but_lines(world: World, ara: Client, goods: list[Stockable]) -> None:
    assert ara.post(REQUEST, inbound_fields((goods[0], 1))).status_code == 302
    assert incoming(world, goods[0]) == [1]


def test_everything_wrong_is_told_at_once_and_kept(world: World, ara: Client, goods: list[Stockable]) -> None:
    yesterday = business_day(timezone.now()) - timedelta(days=1)
    answer = ara.post(
        REQUEST,
        inbound_fields(
            (goods[0], "0"), (goods[1], "7"), expected_on=yesterday.isoformat(), tracking_no="!",
            box_count="99999",
            courier="none", memo="그대로",
        ),
    )  # fmt: skip
    text = text_of(answer)
    assert answer.status_code == 422
    for words in (
        "입고예정일: 오늘 이후의 날짜를 선택해 주세요",
        "택배사: 택배사를 다시 선택해 주세요",
        "운송장번호: 운송장번호는 영문과 숫자 5~40자로 입력해 주세요",
        "박스 수: 10,000개 이하로 입력해 주세요",
        "수량: 1 이상의 정수로 입력해 주세요",
        "(5건)",
    ):
        assert words in text
    html = answer.content.decode()
    for typed in ("그대로", 'value="99999"', 'value="7"', f'value="{yesterday.isoformat()}"'):
        assert typed in html
    assert inbounds_of(world) == []
    assert incoming(world, *goods) == [0, 0]


@pytest.mark.parametrize("bad", BAD_TEXTS)
@pytest.mark.parametrize(
    "name",
    ["expected_on", "courier", "tracking_no", "box_count", "memo", "line", "l0-product", "l0-quantity"],
)
def test_bad_texts(world: World, ara: Client, goods: list[Stockable], name: str, bad: str) -> None:
    bad = bad.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    answer = ara.post(REQUEST, inbound_fields((goods[0], 1)) | {name: bad})
    control = any(sign in bad for sign in "\x00\x07")
    if name == "memo" and len(bad) <= 500 and not control:
        assert answer.status_code == 302
    else:
        assert answer.status_code == 422
        assert "<script>alert" not in answer.content.decode()
        assert inbounds_of(world) == []
        assert incoming(world, goods[0]) == [0]


@pytest.mark.parametrize("bad", BAD_NUMBERS)
@pytest.mark.parametrize("name", ["l0-quantity", "box_count"])
def test_bad_numbers(world: World, ara: Client, goods: list[Stockable], name: str, bad: str) -> None:
    if name == "box_count" and not bad:
        return
    assert ara.post(REQUEST, inbound_fields((goods[0], 1)) | {name: bad}).status_code == 422
    assert inbounds_of(world) == []


@pytest.mark.parametrize("bad", ["2026-02-30", "0001-01-01", "9999-12-31", "22/11/2026", "NaN", "今天"])
def test_bad_days(world: World, ara: Client, goods: list[Stockable], bad: str) -> None:
    answer = ara.post(REQUEST, inbound_fields((goods[0], 1), expected_on=bad))
    assert answer.status_code == 422
    assert inbounds_of(world) == []


def test_goods_that_cannot_be_asked_for(world: World, ara: Client, goods: list[Stockable]) -> None:
    foreign = make_products(world.chae, 1)[0]
    waiting = make_products(world.ara, 1, approved=False)[0]
    for lines, words in (
        ([(foreign, 1)], "상품을 찾을 수 없습니다"),
        ([(waiting, 1)], "승인된 상품만 신청할 수 있습니다"),
        ([(goods[0], 1), (goods[0], 2)], "같은 상품이 두 번 들어 있습니다"),
        ([], "상품을 1개 이상 추가해 주세요"),
    ):
        answer = ara.post(REQUEST, inbound_fields(*lines))
        assert answer.status_code == 422
        assert words in text_of(answer)
    assert inbounds_of(world) == []


def test_one_inbound_goes_to_one_warehouse(world: World, ara: Client, goods: list[Stockable]) -> None:
    from rocket3pl.catalog.models import Sku

    make_warehouse("PUS1")
    with operator_scope():
        Sku.objects.filter(pk=goods[1].sku_id).update(warehouse=Warehouse.objects.get(code="PUS1"))
    answer = ara.post(REQUEST, inbound_fields((goods[0], 1), (goods[1], 1)))
    assert answer.status_code == 422
    assert "한 번에 한 창고의 상품만 신청할 수 있습니다" in text_of(answer)


def test_sent_twice_happens_once(world: World, ara: Client, goods: list[Stockable]) -> None:
    fields = inbound_fields((goods[0], 2))
    assert [ara.post(REQUEST, fields).status_code for _ in range(2)] == [302, 302]
    assert len(inbounds_of(world)) == 1
    assert incoming(world, goods[0]) == [2]
    other = ara.post(REQUEST, fields | {"memo": "바뀜"})
    assert other.status_code == 422
    assert "이미 처리된 신청입니다" in text_of(other)


def test_the_draft_comes_back(world: World, ara: Client, goods: list[Stockable]) -> None:
    ara.post("/drafts/inbound/", inbound_fields((goods[0], "5"), memo="작성 중"))
    assert "작성 중인 신청이 있습니다" in text_of(ara.get(REQUEST))
    html = ara.get(REQUEST, {"draft": "1"}).content.decode()
    assert "작성 중</textarea>" in html
    assert 'value="5"' in html


def test_the_list(world: World, ara: Client, goods: list[Stockable]) -> None:
    first = requested(world, (goods[0], 10), (goods[1], 5), tracking_no="123456789")
    second = requested(world, (goods[0], 3))
    received(world, first, (goods[0], 8, 1), (goods[1], 6, 0))
    rows = cells(ara.get(LIST))
    assert rows[1][1:10] == [
        "인천창고", first, "纯色圆领毛衣女 라운드 니트 · 외 1건", "15", "15", "0 차이 있음", "입고완료", "-",
        "123456789",
    ]  # fmt: skip
    assert rows[0][1:8] == ["인천창고", second, "纯色圆领毛衣女 라운드 니트", "3", "0", "-", "신청"]
    text = text_of(ara.get(LIST))
    for words in (
        "입고신청일",
        "입고일",
        "입고예정일",
        "전체 2",
        "입고완료 1",
        "예정수량",
        "입고수량",
        "차이",
    ):
        assert words in text
    assert [r[2] for r in cells(ara.get(LIST, {"tab": "completed"}))] == [first]
    assert [r[2] for r in cells(ara.get(LIST, {"basis": "received", "from": "2026-11-22"}))] == [first]
    assert [r[2] for r in cells(ara.get(LIST, {"q": "123456789"}))] == [first]


@pytest.mark.parametrize("typed", ["毛衣", "니트", "knit", "{sku}", "{number}"])
def test_search(world: World, ara: Client, goods: list[Stockable], typed: str) -> None:
    number = requested(world, (goods[0], 1))
    with owner_scope(world.ara.pk):
        sku = goods_now([goods[0].public_id])[goods[0].public_id]["seller_sku"]
    typed = typed.format(sku=sku, number=number)
    assert [r[2] for r in cells(ara.get(LIST, {"q": typed}))] == [number]
    assert cells(ara.get(LIST, {"q": "없는 말"})) == []


def test_the_file_says_what_the_page_says(world: World, ara: Client, goods: list[Stockable]) -> None:
    number = requested(world, (goods[0], 10), memo="=cmd()")
    received(world, number, (goods[0], 8, 1))
    response: Any = ara.get(LIST, {"export": "xlsx"})
    rows = sheet(response)
    found = dict(zip(rows[0], rows[1], strict=False))
    assert (found["입고번호"], found["예정수량"], found["입고수량"], found["차이"], found["메모"]) == (
        number, 10, 9, -1, "=cmd()",
    )  # fmt: skip
    assert len(rows) == 2


def test_one_row_costs_as_many_statements_as_three(
    world: World, ara: Client, goods: list[Stockable], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    number = requested(world, (goods[0], 1))
    for more in (0, 2):
        for _ in range(more):
            number = requested(world, (goods[0], 1), (goods[1], 1))
        with django_assert_num_queries(5):  # session, person, counts, rows, lines
            ara.get(LIST)
        # session, person, inbound, lines, differences, timeline, way
        with django_assert_num_queries(7):
            ara.get(f"{LIST}{number}/")


def test_one_inbound(world: World, ara: Client, goods: list[Stockable]) -> None:
    number = requested(world, (goods[0], 10), (goods[1], 5), memo="조심")
    received(world, number, (goods[0], 8, 1), (goods[1], 6, 0))
    text = text_of(ara.get(f"{LIST}{number}/"))
    for words in (
        "부족",
        "초과",
        "파손",
        "조심",
        "입고를 신청했습니다",
        "아라 (화주)",
        "입고를 완료했습니다",
        "단 (창고관리자)",
    ):
        assert words in text
    assert "합계 15 14 1 0" in text
    other = requested(world, (goods[0], 1))
    with operator_scope(actor=world.people["dan"].actor):
        reject_inbound(other, reason="포장 <불량>", version=None, now=NOW)
    html = ara.get(f"{LIST}{other}/").content.decode()
    assert "포장 &lt;불량&gt;" in html
    assert "cancel-dialog" not in html


def test_cancel_from_its_page(world: World, ara: Client, goods: list[Stockable]) -> None:
    number = requested(world, (goods[0], 4))
    for version in ("2", "", "x", "\x00"):
        assert ara.post(f"{LIST}{number}/cancel/", {"version": version}).status_code == 409
    assert incoming(world, goods[0]) == [4]
    answer = ara.post(f"{LIST}{number}/cancel/", {"version": "1"}, follow=True)
    assert f"입고신청을 삭제했습니다: {number}" in text_of(answer)
    assert incoming(world, goods[0]) == [0]
    again = ara.post(f"{LIST}{number}/cancel/", {"version": "2"})
    assert again.status_code == 409
    assert "도착 전에만 삭제할 수 있습니다" in text_of(again)
    assert '<div class="note bad" role="alert" tabindex="-1" data-error-summary>' in again.content.decode()


def test_cancel_many_or_none(world: World, ara: Client, goods: list[Stockable]) -> None:
    fresh, accepted, done = (requested(world, (goods[0], 4)) for _ in range(3))
    with operator_scope(actor=world.people["dan"].actor):
        accept_inbound(accepted, version=None, now=NOW)
    received(world, done, (goods[0], 4, 0))
    text = text_of(ara.post("/inbounds/cancel/", {"ids": [fresh, done]}, follow=True))
    assert f"{done}: 입고상태가 &#39;입고완료&#39;이므로 삭제할 수 없습니다" in text
    assert "아무것도 삭제하지 않았습니다" in text
    assert incoming(world, goods[0]) == [8]
    text = text_of(ara.post("/inbounds/cancel/", {"ids": [fresh, accepted]}, follow=True))
    assert f"입고신청 2건을 삭제했습니다: {', '.join(sorted([fresh, accepted]))}" in text
    assert [i.status for i in inbounds_of(world)] == ["cancelled", "cancelled", "completed"]
    assert incoming(world, goods[0]) == [0]
    assert "삭제할 항목을 선택해 주세요" in text_of(ara.post("/inbounds/cancel/", follow=True))


def test_nobody_elses(world: World, ara: Client, goods: list[Stockable]) -> None:
    theirs = make_products(world.chae, 1)[0]
    number = requested(world, (theirs, 1), name="chae")
    mine = requested(world, (goods[0], 1))
    assert [r[2] for r in cells(ara.get(LIST))] == [mine]
    assert ara.get(f"{LIST}{number}/").status_code == 404
    assert ara.post(f"{LIST}{number}/cancel/", {"version": "1"}).status_code == 404
    assert ara.post("/inbounds/cancel/", {"ids": [mine, number]}).status_code == 404
    with operator_scope():
        assert set(Inbound.objects.values_list("status", flat=True)) == {"requested"}


@pytest.mark.parametrize("bad", BAD_IDS[1:])
def test_senseless_numbers(ara: Client, bad: str) -> None:
    assert ara.get(f"{LIST}{quote(bad)}/").status_code == 404
    assert ara.post("/inbounds/cancel/", {"ids": [bad]}).status_code == 404
    assert ara.get(LIST, {"ids": bad, "q": bad}).status_code == 200
    for address in (REQUEST, "/inbounds/lines/"):
        assert ara.get(address, {"ids": bad}).status_code == 200


def test_staff_do_not_come_here(world: World) -> None:
    reference()
    for address in (LIST, REQUEST, "/inbounds/lines/"):
        assert staff(world).get(address).status_code == 404
        assert Client().get(address).status_code == 302


def test_an_empty_list_says_what_to_do(ara: Client) -> None:
    page = ara.get(LIST)
    assert "입고신청이 없습니다" in text_of(page)
    assert numbers(page) == []
