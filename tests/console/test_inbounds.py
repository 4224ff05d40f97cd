"""입고작업: accept, refuse, arrive, count, close."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from rocket3pl.catalog.models import Sku
from rocket3pl.inbound.models import DifferenceCase
from rocket3pl.inventory.lists import available_now
from rocket3pl.shared.tenancy import operator_scope
from tests.console.conftest import text_of
from tests.console.helpers import BAD_NUMBERS, HOSTILE, ask_inbound, books_agree, events, inbound, lines_of
from tests.factories import World, make_products


def _url(number: str, step: str = "") -> str:
    return f"/console/inbounds/{number}/{step}"


def _field(goods: Any, part: str) -> str:
    return f"p{goods.public_id.replace('-', '')}-{part}"


def _version(number: str) -> dict[str, Any]:
    return {"version": inbound(number).version}


def _stock(goods: Any) -> int:
    with operator_scope():
        return available_now([goods.public_id])[goods.public_id]


def test_from_request_to_stock(dan: Client, eun: Client, world: World) -> None:
    a, b = make_products(world.ara, 2)
    number = ask_inbound(world.ara, (a, 10), (b, 5))
    assert dan.post(_url(number, "accept/"), _version(number)).status_code == 302
    assert eun.post(_url(number, "arrive/"), _version(number)).status_code == 302
    page = text_of(eun.get(_url(number)))
    assert page.count("양품 수량 〈라운드 니트〉") == 2
    counted = {
        **_version(number),
        "submission_key": "k" * 20,
        _field(a, "good"): "8",
        _field(a, "damaged"): "1",
        _field(b, "good"): "5",
    }
    assert eun.post(_url(number, "receive/"), counted).status_code == 302
    # The same submission again changes nothing.
    assert eun.post(_url(number, "receive/"), counted).status_code == 302
    assert [(n.good, n.damaged) for n in lines_of(inbound(number))] == [(8, 1), (5, 0)]
    assert (_stock(a), _stock(b)) == (8, 5)
    page = text_of(eun.get(_url(number)))
    assert "부족" in page.split('id="close"')[1]
    answer = eun.post(_url(number, "close/"), {**_version(number), "note": "상자 젖음"})
    assert answer.status_code == 302
    assert inbound(number).status == "completed"
    with operator_scope():
        cases = list(DifferenceCase.objects.order_by("id").values_list("kind", "quantity", "note"))
    assert cases == [("short", 1, "상자 젖음"), ("damaged", 1, "상자 젖음")]
    page = text_of(eun.get(_url(number)))
    assert "수량 차이" in page
    assert "입고를 완료했습니다" in page
    assert books_agree()


def test_buttons_follow_state_and_role(dan: Client, eun: Client, world: World) -> None:
    (goods,) = make_products(world.ara, 1)
    number = ask_inbound(world.ara, (goods, 3))

    def steps(client: Client) -> set[str]:
        page = text_of(client.get(_url(number)))
        return set(re.findall(rf'action="{_url(number)}([a-z]+)/"', page))

    assert steps(dan) == {"accept", "reject"}
    assert steps(eun) == set()
    dan.post(_url(number, "accept/"), _version(number))
    assert steps(dan) == {"arrive", "reject"}
    assert steps(eun) == {"arrive"}
    eun.post(_url(number, "arrive/"), _version(number))
    assert steps(eun) == {"receive", "complete", "close"}


def test_refuse_needs_a_reason(dan: Client, world: World) -> None:
    (goods,) = make_products(world.ara, 1)
    number = ask_inbound(world.ara, (goods, 3))
    before = events()
    for reason in ("", "   ", "a" * 501, "a\x00"):
        answer = dan.post(_url(number, "reject/"), {**_version(number), "reason": reason})
        assert answer.status_code == 422
        assert "data-open" in text_of(answer)
    assert (inbound(number).status, events()) == ("requested", before)
    dan.post(_url(number, "reject/"), {**_version(number), "reason": "서류 없음 <b>"})
    assert inbound(number).refusal == "서류 없음 <b>"
    assert "서류 없음 &lt;b&gt;" in text_of(dan.get(_url(number)))
    assert books_agree()


def test_fill_in_the_announced_quantities(eun: Client, world: World) -> None:
    a, b = make_products(world.ara, 2)
    number = ask_inbound(world.ara, (a, 10), (b, 5), state="arrived")
    eun.post(_url(number, "receive/"), {**_version(number), _field(a, "good"): "4"})
    before = events()
    page = text_of(eun.post(_url(number, "receive/"), {**_version(number), "fill": "1"}))
    filled = dict(re.findall(r'name="(p\w+-good)" value="(\d+)"', page))
    assert filled == {_field(a, "good"): "6", _field(b, "good"): "5"}
    assert events() == before


def test_goods_that_nobody_announced(eun: Client, world: World) -> None:
    a, b = make_products(world.ara, 2)
    (foreign,) = make_products(world.chae, 1)
    number = ask_inbound(world.ara, (a, 10), state="arrived")
    with operator_scope():
        code, other = (Sku.objects.get(public_id=g.public_id).fnsku for g in (b, foreign))
    data = {**_version(number), "add": "1", _field(a, "good"): "7"}
    for bad in (other, "nothing", *HOSTILE):
        answer = eun.post(_url(number, "receive/"), {**data, "code": bad})
        assert answer.status_code == 422, bad
        assert 'value="7"' in text_of(answer)
    added = eun.post(_url(number, "receive/"), {**data, "code": code.lower()})
    assert added.status_code == 200
    assert f'name="extra" value="{b.public_id.replace("-", "")}"' in text_of(added)
    assert "오배송" in text_of(added)
    counted = {**_version(number), "extra": b.public_id.replace("-", ""), _field(b, "good"): "2"}
    assert eun.post(_url(number, "receive/"), counted).status_code == 302
    assert [(n.announced, n.good) for n in lines_of(inbound(number))] == [(10, 0), (0, 2)]
    assert books_agree()


def test_enter_looks_a_code_up_and_stores_nothing(eun: Client, world: World) -> None:
    a, b = make_products(world.ara, 2)
    number = ask_inbound(world.ara, (a, 10), state="arrived")
    with operator_scope():
        code = Sku.objects.get(public_id=b.public_id).fnsku
    before = events()
    data = {**_version(number), "enter": "1", _field(a, "good"): "7"}
    plain = eun.post(_url(number, "receive/"), data)
    assert (plain.status_code, 'value="7"' in text_of(plain)) == (200, True)
    for button in ("enter", "save"):
        found = eun.post(_url(number, "receive/"), {**_version(number), button: "1", "code": code})
        assert (found.status_code, "오배송" in text_of(found)) == (200, True)
    assert events() == before


@pytest.mark.parametrize("extra", ["foreign", "nonsense", "0" * 32, *HOSTILE])
def test_a_foreign_product_is_never_taken_in(eun: Client, world: World, extra: str) -> None:
    (a,) = make_products(world.ara, 1)
    (foreign,) = make_products(world.chae, 1)
    number = ask_inbound(world.ara, (a, 10), state="arrived")
    asked = foreign.public_id.replace("-", "") if extra == "foreign" else extra
    before = events()
    data = {**_version(number), "extra": asked, _field(foreign, "good"): "2"}
    assert eun.post(_url(number, "receive/"), data).status_code == 422
    assert (_stock(foreign), events()) == (0, before)


@pytest.mark.parametrize("bad", [*BAD_NUMBERS, *HOSTILE[2:]])
@pytest.mark.parametrize("part", ["good", "damaged"])
def test_counts_that_make_no_sense(eun: Client, world: World, bad: str, part: str) -> None:
    a, b = make_products(world.ara, 2)
    number = ask_inbound(world.ara, (a, 10), (b, 5), state="arrived")
    before = events()
    data = {**_version(number), _field(a, part): bad, _field(b, "good"): "5"}
    answer = eun.post(_url(number, "receive/"), data)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "aria-invalid" in page
    assert 'value="5"' in page
    assert (inbound(number).status, events(), _stock(b)) == ("arrived", before, 0)


def test_nothing_counted_is_said(eun: Client, world: World) -> None:
    (a,) = make_products(world.ara, 1)
    number = ask_inbound(world.ara, (a, 10), state="arrived")
    for value in ("", "0"):
        answer = eun.post(_url(number, "receive/"), {**_version(number), _field(a, "good"): value})
        assert answer.status_code == 422
        assert "검수한 수량을 1개 이상 입력해 주세요" in text_of(answer)


def test_the_second_tab_keeps_its_numbers(eun: Client, world: World) -> None:
    (a,) = make_products(world.ara, 1)
    number = ask_inbound(world.ara, (a, 10), state="arrived")
    stale = _version(number)
    eun.post(_url(number, "receive/"), {**stale, _field(a, "good"): "4"})
    answer = eun.post(_url(number, "receive/"), {**stale, _field(a, "good"): "6"})
    page = text_of(answer)
    assert answer.status_code == 409
    assert "다른 사용자가 먼저 변경했습니다" in page
    assert 'value="6"' in page
    assert _stock(a) == 4


def test_a_page_of_many_lines_takes_the_same_statements(eun: Client, world: World) -> None:
    goods = make_products(world.ara, 4)
    one = ask_inbound(world.ara, (goods[0], 1), state="arrived")
    many = ask_inbound(world.ara, *((g, 1) for g in goods[1:]), state="arrived")

    def cost(number: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert eun.get(_url(number)).status_code == 200
        return len(caught)

    assert cost(one) == cost(many)


@pytest.mark.parametrize("number", ["EI000000000000", "EO000000000000", "EI1", "x", "%00"])
def test_unknown_inbounds_are_not_there(dan: Client, world: World, number: str) -> None:
    assert dan.get(_url(number)).status_code == 404
    for step in ("accept/", "reject/", "arrive/", "receive/", "close/"):
        assert dan.post(_url(number, step), {"version": "1", "reason": "x"}).status_code == 404
