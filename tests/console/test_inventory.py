"""재고관리: movements, adjustments with a reason, and their undoing."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from rocket3pl.inventory.lists import STOCK
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.tenancy import operator_scope
from tests.console.conftest import text_of
from tests.console.helpers import BAD_NUMBERS, HOSTILE, ask_outbound, books_agree, events
from tests.factories import World, make_products, make_stock


@pytest.fixture
def goods(world: World) -> Any:
    (found,) = make_products(world.ara, 1)
    make_stock(world.ara, [found], 20)
    return found


def _url(goods: Any, step: str = "") -> str:
    return f"/console/inventory/{goods.public_id}/{step}"


def _stock(goods: Any) -> dict[str, int]:
    with operator_scope():
        row = STOCK.page(ListQuery(ids=(goods.public_id,))).rows[0]
    return {part: row[part] for part in ("available", "hold", "damaged", "on_hand")}


def _good(**changes: Any) -> dict[str, Any]:
    return {"what": "loss", "quantity": "3", "reason": "lost", "note": "", **changes}


def test_movements_lead_to_their_documents(dan: Client, at: Any, world: World, goods: Any) -> None:
    number = ask_outbound(world.ara, (goods, 2))
    page = text_of(dan.get(_url(goods)))
    assert f'href="/console/outbounds/{number}/"' in page
    assert "출고 예약" in page
    assert "가용재고 → 할당(출고예정)" in page
    bill = text_of(at("bill").get(_url(goods)))
    assert number in bill
    assert f'href="/console/outbounds/{number}/"' not in bill
    assert "재고조정</button>" not in bill


def test_adjust_once_and_undo(dan: Client, world: World, goods: Any) -> None:
    data = _good(submission_key="k" * 20)
    assert dan.post(_url(goods, "adjust/"), data).status_code == 302
    assert dan.post(_url(goods, "adjust/"), data).status_code == 302
    assert _stock(goods) == {"available": 17, "hold": 0, "damaged": 0, "on_hand": 17}
    page = text_of(dan.get(_url(goods)))
    (undo,) = re.findall(r'href="([^"]+/reverse/)"', page)
    assert "재고 감소" in text_of(dan.get(undo))
    assert dan.post(undo, {"note": "잘못 입력"}).status_code == 302
    assert _stock(goods)["available"] == 20
    again = dan.post(undo, {"note": ""})
    assert again.status_code == 422
    assert "이미 정정한 내역입니다" in text_of(again)
    page = text_of(dan.get(_url(goods)))
    assert "정정됨" in page
    assert "/reverse/" not in page
    assert books_agree()


def test_the_same_key_with_another_body_is_refused(dan: Client, goods: Any) -> None:
    dan.post(_url(goods, "adjust/"), _good(submission_key="k" * 20))
    answer = dan.post(_url(goods, "adjust/"), _good(submission_key="k" * 20, quantity="4"))
    assert answer.status_code == 422
    assert "이미 처리된 신청입니다" in text_of(answer)
    assert _stock(goods)["available"] == 17


def test_more_than_there_is(dan: Client, goods: Any) -> None:
    before = events()
    answer = dan.post(_url(goods, "adjust/"), _good(quantity="21", note="없음"))
    page = text_of(answer)
    assert answer.status_code == 409
    assert "재고가 부족합니다" in page
    assert "필요 21개, 현재 20개" in page
    assert 'value="21"' in page
    assert (_stock(goods)["available"], events()) == (20, before)


@pytest.mark.parametrize(
    "changes",
    [
        {"what": ""},
        {"what": "eat"},
        {"reason": ""},
        {"reason": "because"},
        {"quantity": ""},
        {"quantity": "0"},
        {"note": "a" * 301},
        {"note": "a\x00"},
        *({"quantity": bad} for bad in BAD_NUMBERS),
        *({"quantity": bad} for bad in HOSTILE),
        *({"what": bad} for bad in HOSTILE),
    ],
)
def test_adjustments_that_make_no_sense(dan: Client, goods: Any, changes: dict[str, str]) -> None:
    before = events()
    answer = dan.post(_url(goods, "adjust/"), _good(**changes))
    assert answer.status_code == 422
    assert "data-open" in text_of(answer)
    assert (_stock(goods)["available"], events()) == (20, before)


def test_only_adjustments_are_undone(dan: Client, world: World, goods: Any) -> None:
    with operator_scope():
        page = text_of(dan.get(_url(goods)))
    assert "/reverse/" not in page
    for posting in (1, 2, 3):
        answer = dan.post(_url(goods, f"movements/{posting}/reverse/"), {"note": ""})
        assert answer.status_code in (404, 422)
    for posting in (10**6, 10**30):
        assert dan.get(_url(goods, f"movements/{posting}/reverse/")).status_code == 404
    assert _stock(goods)["available"] == 20


def test_unknown_and_unapproved_products_have_no_stock(dan: Client, world: World) -> None:
    (waiting,) = make_products(world.ara, 1, approved=False)
    assert dan.get(_url(waiting)).status_code == 404
    assert dan.get(f"/console/inventory/{uuid.uuid4()}/").status_code == 404
    assert dan.post(f"/console/inventory/{uuid.uuid4()}/adjust/", _good()).status_code == 404
