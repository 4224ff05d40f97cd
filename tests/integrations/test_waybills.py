"""택배 송장: the courier's file heading by heading, and numbers that come back, also twice."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rocket3pl.integrations.couriers.numbers import (
    Given,
    apply_numbers,
    check_digit_fits,
    check_numbers,
    read_numbers,
)
from rocket3pl.integrations.couriers.profiles import PROFILES
from rocket3pl.reference.models import Courier
from rocket3pl.shared.errors import Invalid, NotPermitted
from rocket3pl.shared.models import AuditEvent
from rocket3pl.shared.spreadsheet import SheetColumn, SpreadsheetUnreadable, write
from rocket3pl.shared.tenancy import operator_scope
from tests.console.conftest import text_of
from tests.console.helpers import ask_outbound, outbound
from tests.factories import NOW, World, make_products, make_stock
from tests.support import acting, assert_books_hold, changed, everything, sheet

FILE, NUMBERS, APPLY = (
    "/console/couriers/waybills/file/", "/console/couriers/numbers/", "/console/couriers/numbers/apply/",
)  # fmt: skip
NUMBER = "123456789016"
SHIPS = {
    "outbound_outbound", "shared_auditevent", "shared_outboxmessage", "inventory_stockposting",
    "inventory_stockentry", "inventory_stocklevel", "inventory_binstock", "inventory_reservation",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _couriers(world: World) -> None:
    for code, name, pattern in (
        ("CJ", "CJ대한통운", r"^(\d{10}|\d{12})$"), ("HANJIN", "한진택배", ""), ("LOTTE", "롯데택배", ""),
        ("LOGEN", "로젠택배", ""), ("EPOST", "우체국택배", ""),
    ):  # fmt: skip
        Courier.objects.create(code=code, name_ko=name, name_zh=name, name_en=code, number_pattern=pattern)


@pytest.fixture
def goods(world: World) -> list[Any]:
    found = make_products(world.ara, 2)
    make_stock(world.ara, found, 100)
    return found


def book(rows: list[list[object]], heads: list[str]) -> bytes:
    file = io.BytesIO()
    kinds = ["number" if rows and isinstance(cell, int) else "text" for cell in rows[0]]
    columns = [SheetColumn(h, k) for h, k in zip(heads, kinds, strict=True)]  # type: ignore[arg-type]
    write(columns, rows, file)
    return file.getvalue()


HEADS = {
    "cj": ["받는분성명", "받는분전화번호", "받는분기타연락처", "받는분우편번호", "받는분주소(전체, 분할)",
           "품목명", "내품수량", "사용안함", "배송메세지1"],
    "hanjin": ["받으시는 분", "받으시는 분 전화", "받는분핸드폰", "받는분우편번호", "받는분총주소", "수량",
               "품목명", "메모1(주문번호)"],
    "lotte": ["수하인명", "수하인주소", "수하인전화", "수하인휴대폰", "택배수량", "택배운임", "운임구분",
              "품목명", "배송메세지"],
    "logen": ["수하인명", "수하인주소", "수하인전화", "수하인휴대폰", "택배수량", "택배운임", "운임구분",
              "품목명", "배송메세지"],
    "epost": ["작업ID", "방문일", "보내는분", "받는분", "받는분전화", "받는분우편번호", "받는분주소",
              "받는분상세주소", "품목명", "중량코드", "크기코드", "내용품코드", "요청사항"],
}  # fmt: skip


@pytest.mark.once
def test_every_profile_is_known_here() -> None:
    assert {p.code: [h.label for h in p.headings] for p in PROFILES} == HEADS


@pytest.mark.parametrize("profile", list(HEADS))
def test_the_couriers_file(world: World, goods: list[Any], at: Any, profile: str) -> None:
    number = ask_outbound(world.ara, (goods[0], 2), (goods[1], 3), state="ready", memo="=1+1 문 앞")
    ask_outbound(world.ara, (goods[0], 1), state="accepted")
    dan = at("dan")
    before = everything()
    rows = sheet(dan.post(FILE, {"profile": profile, "state": "ready", "warehouse": "ICN1"}))
    assert rows[0] == HEADS[profile]
    goods_text, address = "라운드 니트 외 1종", "서울특별시 강남구 테헤란로 152"
    both = f"{goods_text} [{number}]"
    lotte = ["홍길동", address, "010-1234-5678", None, 1, None, None, both, "=1+1 문 앞"]
    assert rows[1:] == [
        {
            "cj": ["홍길동", "010-1234-5678", None, "06236", address, both, 5, None, "=1+1 문 앞"],
            "hanjin": ["홍길동", "010-1234-5678", None, "06236", address, 1, goods_text, number],
            "lotte": lotte,
            "logen": lotte,
            "epost": [number, None, "아라", "홍길동", "010-1234-5678", "06236", address, None, goods_text,
                      None, None, None, "=1+1 문 앞"],
        }[profile]
    ]  # fmt: skip
    assert changed(before) == {"shared_auditevent"}
    event = AuditEvent.objects.get(action="outbound.waybill_exported")
    assert (event.subject_id, event.owner_id, event.after) == (
        outbound(number).pk, world.ara.pk, {"profile": profile},
    )  # fmt: skip


def test_which_parcels_are_in_the_file(world: World, goods: list[Any], at: Any) -> None:
    numbers = {s: ask_outbound(world.ara, (goods[0], 1), state=s) for s in ("packing", "ready", "shipped")}
    dan = at("dan")

    def found(**sent: str) -> list[str]:
        rows = sheet(dan.post(FILE, {"profile": "hanjin", **sent}))
        return [str(row[7]) for row in rows[1:]]

    assert found(state="ready") == [numbers["ready"]]
    assert found(state="packing") == [numbers["packing"], numbers["ready"]]
    with operator_scope():
        type(outbound(numbers["ready"])).objects.filter(number=numbers["ready"]).update(
            cancel_requested_at=NOW
        )
    assert found(state="packing") == [numbers["packing"]]
    assert dan.post(FILE, {"profile": "hanjin", "state": "ready"}).status_code == 302
    for sent in ({"profile": "nothing", "state": "ready"}, {"profile": "cj", "state": "x"}, {}):
        assert dan.post(FILE, sent).status_code == 422


def test_workers_upload_numbers_but_do_not_take_addresses_out(world: World, at: Any) -> None:
    eun = at("eun")
    assert eun.post(FILE, {"profile": "cj", "state": "ready"}).status_code == 403
    page = text_of(eun.get("/console/couriers/waybills/"))
    assert FILE not in page
    assert NUMBERS in page


@pytest.mark.once
@pytest.mark.parametrize(
    ("heads", "row"),
    [
        (["고객주문번호", "운송장번호"], ["{ours}", NUMBER]),
        (["운송장 번호", "품목명"], [NUMBER, "니트 [{ours}]"]),
        (["메모1(주문번호)", "운송장번호"], ["{ours}", int(NUMBER)]),
        (["작업ID", "등기번호"], ["{ours}", f"{NUMBER[:4]}-{NUMBER[4:]}"]),
    ],
)
def test_our_number_is_found_in_any_column(heads: list[str], row: list[object]) -> None:
    ours = "EO123456789012"
    cells = [str(c).format(ours=ours) if isinstance(c, str) else c for c in row]
    found = read_numbers(io.BytesIO(book([cells], heads)))
    assert [(g.line, g.number, g.tracking_no.replace("-", "")) for g in found] == [(2, ours, NUMBER)]


@pytest.mark.once
def test_files_that_say_nothing() -> None:
    for rows, heads, code in (
        ([["a", "b"]], ["출고번호", "택배사"], "no_number_column"),
        ([["a", ""]], ["품목명", "운송장번호"], "no_rows"),
    ):
        with pytest.raises(Invalid) as caught:
            read_numbers(io.BytesIO(book(rows, heads)))  # type: ignore[arg-type]
        assert [p.code for p in caught.value.problems] == [code]
    with pytest.raises(SpreadsheetUnreadable):
        read_numbers(io.BytesIO(b"no excel"))


@pytest.mark.once
@pytest.mark.parametrize(
    ("courier", "number", "fits"),
    [
        ("CJ", "000000000070", True), ("CJ", "001000000001", False),
        ("CJ", "0000000070", True), ("HANJIN", "000000000070", True), ("HANJIN", "000000000071", False),
        ("LOTTE", "000000000081", True), ("LOGEN", "00000000070", True), ("LOGEN", "00000000075", False),
        ("EPOST", "1234567890123", True), ("CJ", "ABC", True), ("CJ", "１２３４５６７８９０", True),
    ],
)  # fmt: skip
def test_check_digits(courier: str, number: str, fits: bool) -> None:
    assert check_digit_fits(courier, number) is fits


def test_what_is_said_of_each_row(world: World, goods: list[Any]) -> None:
    ready, packing, shipped, twin = (
        ask_outbound(world.ara, (goods[0], 1), state=s) for s in ("ready", "packing", "shipped", "ready")
    )
    milkrun = "EO000000000000"
    rows = [
        Given(2, ready, "0000-0000-70"),
        Given(3, packing, "0000000070"),
        Given(4, shipped, "123456789012"),
        Given(5, shipped, "999999999999"),
        Given(6, milkrun, "0000000070"),
        Given(7, "", "0000000070"),
        Given(8, ready, "0000000070"),
        Given(9, twin, "0000000070"),
        Given(10, twin, ""),
        Given(11, twin, "!!"),
        Given(12, "EO999999999999", "12345"),
    ]
    before = everything()
    with acting(world.people["eun"]):
        found = check_numbers(rows, "CJ")
    assert [(c.line, c.state, c.code, c.warnings) for c in found] == [
        (2, "ready", "", ()),
        (3, "refused", "not_ready", ()),
        (4, "done", "", ()),
        (5, "refused", "twice_in_file", ()),
        (6, "refused", "unknown_outbound", ()),
        (7, "refused", "no_outbound_no", ()),
        (8, "refused", "twice_in_file", ()),
        (9, "ready", "", ("number_used_twice",)),
        (10, "refused", "no_tracking_no", ()),
        (11, "refused", "bad_tracking_no", ()),
        (12, "refused", "unknown_outbound", ()),
    ]
    assert (found[0].tracking_no, found[0].owner_name, found[0].recipient) == ("0000000070", "아라", "홍*동")
    assert changed(before) == set()
    with acting(world.people["ara"]), pytest.raises(NotPermitted):
        check_numbers(rows, "CJ")


def test_a_file_is_looked_at_and_then_applied_and_twice_is_harmless(
    world: World, goods: list[Any], at: Any
) -> None:
    first, second = (ask_outbound(world.ara, (goods[0], 1), state="ready") for _ in range(2))
    packing = ask_outbound(world.ara, (goods[0], 1), state="packing")
    eun = at("eun")
    data = book(
        [[first, "000000000000"], [second, NUMBER], [packing, "1111111111"]], ["고객주문번호", "운송장번호"]
    )

    def upload() -> str:
        file = SimpleUploadedFile("numbers.xlsx", data)
        response = eun.post(NUMBERS, {"courier": "CJ", "file": file})
        assert response.status_code == 200
        return text_of(response)

    before = everything()
    page = upload()
    assert f'value="{first}|000000000000"' in page
    assert f'value="{second}|{NUMBER}"' in page
    assert f'value="{packing}|' not in page
    assert "검증번호가 맞지 않습니다" in page
    assert changed(before) == set()

    sent = {"courier": "CJ", "row": [f"{first}|000000000000", f"{second}|{NUMBER}"]}
    assert eun.post(APPLY, sent).status_code == 302
    after = [outbound(n) for n in (first, second)]
    assert [(o.status, o.tracking_no, o.courier and o.courier.code) for o in after] == [
        ("shipped", "000000000000", "CJ"),
        ("shipped", NUMBER, "CJ"),
    ]
    assert outbound(packing).status == "packing"
    assert changed(before) <= SHIPS
    assert_books_hold()

    stand = everything()
    assert 'name="row"' not in upload()
    eun.post(APPLY, sent)
    assert "2건은 이미 반영되어 있습니다" in text_of(eun.get("/console/couriers/waybills/"))
    assert changed(stand) == set()


def test_one_row_that_fails_stops_no_other(world: World, goods: list[Any]) -> None:
    ready = ask_outbound(world.ara, (goods[0], 1), state="ready")
    with acting(world.people["eun"]):
        applied = apply_numbers(
            [Given(1, "EO000000000000", "12345"), Given(2, ready, "0000000070")], "CJ", now=NOW
        )
        assert (applied.shipped, applied.done, [r.code for r in applied.refused]) == (
            [ready], [], ["unknown_outbound"],
        )  # fmt: skip
        before = everything()
        with pytest.raises(Invalid):
            apply_numbers([Given(1, ready, "0000000070")], "NOBODY", now=NOW)
        assert changed(before) == set()


@pytest.mark.parametrize(
    "row", ["", "|", "EO1|2", "x" * 500, "\x00|\x00", "EO000000000000|<script>", "|0000000070"]
)
def test_odd_rows_change_nothing(world: World, at: Any, row: str) -> None:
    eun = at("eun")
    before = everything()
    assert eun.post(APPLY, {"courier": "CJ", "row": [row]}).status_code == 302
    assert "<script>" not in text_of(eun.get("/console/couriers/waybills/"))
    assert eun.post(APPLY, {"courier": "x", "row": [row]}).status_code == 422
    assert changed(before) == set()


def test_files_that_are_refused(world: World, at: Any) -> None:
    eun = at("eun")
    cases = [
        (b"no excel", "지원하지 않는 형식입니다"),
        (book([["a"]], ["출고번호"]), "운송장번호 열을 찾을 수 없습니다"),
        (b"", "파일을 선택해 주세요. 빈 파일은 올릴 수 없습니다"),
    ]
    for data, words in cases:
        file = SimpleUploadedFile("a.xlsx", data)
        response = eun.post(NUMBERS, {"courier": "CJ", "file": file})
        assert (response.status_code, words in text_of(response)) == (422, True), words
    response = eun.post(NUMBERS, {"courier": ""})
    assert (response.status_code, "파일을 선택해 주세요" in text_of(response)) == (422, True)
