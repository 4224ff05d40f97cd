"""엑셀 업로드 of orders: the template, cards made of rows, and rows that make no sense."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.queries import Stockable
from rocket3pl.outbound.models import Outbound
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.shared.days import business_day
from rocket3pl.shared.spreadsheet import SheetColumn, read_rows, write
from rocket3pl.shared.tenancy import operator_scope
from tests.factories import NOW, World, make_products, make_stock, new_key, order
from tests.portal.orders import everything, orders_of, reference, seller, staff, text_of
from tests.support import acting

IMPORT = "/outbounds/import/"
HEAD = ("주문번호", "운송방식", "발주번호", "Seller Sku 또는 바코드", "수량", "쿠팡창고", "받는 분 이름",
        "연락처",
        "시/도", "도시명", "우편번호", "주소", "메모")  # fmt: skip


@pytest.fixture
def ara(world: World) -> Client:
    reference()
    return seller(world)


@pytest.fixture
def goods(world: World) -> list[Stockable]:
    found = make_products(world.ara, 2)
    make_stock(world.ara, found, 50)
    return found


def sku_of(goods: Stockable) -> Sku:
    with operator_scope():
        return Sku.objects.get(pk=goods.sku_id)


def parcel(number: Any, product: Any, quantity: Any, **changes: Any) -> list[Any]:
    """Return a row of a valid parcel."""
    row = dict(
        zip(
            HEAD,
            (
                number,
                "택배",
                "",
                product,
                quantity,
                "",
                "홍길동",
                "010-1234-5678",
                "서울",
                "강남구",
                "06236",
                "테헤란로 1",
                "",
            ),
            strict=True,
        )
    )
    return list((row | changes).values())


def sheet(*rows: list[Any], head: tuple[str, ...] = HEAD) -> SimpleUploadedFile:
    """Return an Excel file; numbers are written as numbers."""
    file = io.BytesIO()
    kinds = ["number" if any(isinstance(r[i], int) for r in rows) else "text" for i in range(len(head))]
    write([SheetColumn(h, k) for h, k in zip(head, kinds, strict=True)], rows, file)  # type: ignore[arg-type]
    return SimpleUploadedFile("orders.xlsx", file.getvalue())


def notes(response: Any) -> list[str]:
    """Return what was wrong by row."""
    html = response.content.decode()
    found = re.search(r'<ul class="mb-0">(.*?)</ul>', html, re.DOTALL)
    return (
        [re.sub(r"<[^>]+>", "", li) for li in re.findall(r"<li>(.*?)</li>", found.group(1))] if found else []
    )


def fields(response: Any) -> dict[str, Any]:
    """Return the inputs of the cards as a browser would send them."""
    html = response.content.decode()
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", html):
        at = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" not in at or (at.get("type") == "radio" and " checked" not in tag):
            continue
        found.setdefault(at["name"], []).append(at.get("value", ""))
    for name, body in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', body)
        found[name] = [chosen.group(1) if chosen else ""]
    for name, body in re.findall(r'<textarea name="([^"]+)"[^>]*>\s*(.*?)</textarea>', html, re.DOTALL):
        found[name] = [body]
    return found


def test_the_template_can_be_sent_back(world: World, ara: Client, goods: list[Stockable]) -> None:
    file = ara.get("/outbounds/template/")
    rows = read_rows(io.BytesIO(file.content))
    assert tuple(rows[0]) == HEAD
    assert rows[1][3] == sku_of(goods[1]).seller_sku
    answer = ara.post(IMPORT, {"file": SimpleUploadedFile("t.xlsx", file.content)})
    assert answer.status_code == 200
    assert "엑셀에서 주문 2건을 불러왔습니다" in text_of(answer)
    assert notes(answer) == []
    values = fields(answer)
    first = values["card"][0]
    assert values[f"{first}-recipient"][0].startswith("쿠팡 ")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_headings_of_any_language(world: World, goods: list[Stockable], language: str) -> None:
    reference()
    file = seller(world, language=language).get("/outbounds/template/").content
    answer = seller(world, "bom", language="ko").post(IMPORT, {"file": SimpleUploadedFile("t.xlsx", file)})
    assert "엑셀에서 주문 2건을 불러왔습니다" in text_of(answer)


def test_rows_become_orders_that_can_be_sent(world: World, ara: Client, goods: list[Stockable]) -> None:
    one, two = (sku_of(g) for g in goods)
    answer = ara.post(
        IMPORT,
        {
            "file": sheet(
                parcel("A-1", one.seller_sku, 2),
                parcel("B-1", one.fnsku, 1, 발주번호="PO-9"),
                parcel("A-1", two.fnsku.lower(), 3, **{"받는 분 이름": "", "연락처": ""}),
                parcel("A-1", one.fnsku, 1),
            )
        },
    )
    assert notes(answer) == []
    values = fields(answer)
    assert len(values["card"]) == 2
    sent = ara.post("/outbounds/request/", values | {"submission_key": "x" * 20})
    assert sent.status_code == 302
    first, second = orders_of(world.ara)
    assert (first.order_no, second.order_no, second.po_no) == ("A-1", "B-1", "PO-9")
    assert re.fullmatch(rf"P{business_day(timezone.now()):%y%m%d}[0-9A-Z]{{6}}", first.po_no)
    assert (first.region, first.phone, first.postcode) == ("서울특별시", "01012345678", "06236")
    with operator_scope():
        assert [(n.sku_id, n.quantity) for n in first.lines.all()] == [(one.pk, 3), (two.pk, 3)]


def test_numbers_that_excel_cut(world: World, ara: Client, goods: list[Stockable]) -> None:
    row = parcel(20261122, sku_of(goods[0]).seller_sku, 1, 연락처=1012345678, 우편번호=6236)
    values = fields(ara.post(IMPORT, {"file": sheet(row)}))
    (key,) = values["card"]
    assert (values[f"{key}-order_no"], values[f"{key}-phone"], values[f"{key}-postcode"]) == (
        ["20261122"], ["01012345678"], ["06236"],
    )  # fmt: skip


def test_a_milkrun_is_filled_from_its_centre(world: World, ara: Client, goods: list[Stockable]) -> None:
    row = parcel(
        "M-1", sku_of(goods[0]).seller_sku, 1, 운송방식="밀크런", 쿠팡창고="고양1 (27)", 발주번호="129640835"
    )
    row[6:12] = [""] * 6
    answer = ara.post(IMPORT, {"file": sheet(row)})
    values = fields(answer)
    (key,) = values["card"]
    assert values[f"{key}-centre"] == ["고양1"]
    assert values[f"{key}-recipient"] == ["쿠팡 고양1"]
    assert values[f"{key}-region"] == ["경기도"]
    assert 'data-method="milkrun"' in answer.content.decode()


def test_wrong_rows_are_named_and_their_orders_left_out(
    world: World, ara: Client, goods: list[Stockable]
) -> None:
    one = sku_of(goods[0])
    theirs = sku_of(make_products(world.chae, 1)[0])
    with operator_scope():
        Sku.objects.filter(pk=goods[1].sku_id).update(seller_sku=one.seller_sku, option_text="다른 옵션")
    answer = ara.post(
        IMPORT,
        {
            "file": sheet(
                parcel("GOOD", one.fnsku, "1"),
                parcel("", one.fnsku, "1"),
                parcel("A", theirs.fnsku, "1"),
                parcel("A", one.fnsku, "1"),
                parcel("B", one.fnsku, "0"),
                parcel("C", one.fnsku, "1.5", 운송방식="비행기"),
                parcel("D", "", "1"),
                parcel("E", one.fnsku, "1", 운송방식="밀크런", 쿠팡창고="없는센터"),
                parcel("F", one.fnsku, "1"),
                parcel("F", sku_of(goods[1]).fnsku, "1", 주소="다른 주소"),
                parcel("G", one.seller_sku, "1"),
            )
        },
    )
    assert answer.status_code == 200
    assert [n.split(".")[0] for n in notes(answer)] == [
        "3행: 주문번호를 입력해 주세요",
        f"4행: 승인된 상품을 찾을 수 없습니다: {theirs.fnsku}",
        "6행: 수량은 1 이상의 정수로 입력해 주세요",
        "7행: 운송방식은 밀크런 또는 택배로 입력해 주세요",
        "7행: 수량은 1 이상의 정수로 입력해 주세요",
        "8행: Seller Sku 또는 바코드를 입력해 주세요",
        "9행: 쿠팡창고를 찾을 수 없습니다: 없는센터",
        "11행: 같은 주문번호의 앞 행과 값이 다릅니다: 주소",
        f"12행: 여러 옵션이 쓰는 Seller Sku입니다: {one.seller_sku}",
    ]
    values = fields(answer)
    assert len(values["card"]) == 1
    assert values[f"{values['card'][0]}-order_no"] == ["GOOD"]
    assert everything() == (0, 0)


def test_wrong_fields_stand_in_their_cards(world: World, ara: Client, goods: list[Stockable]) -> None:
    row = parcel(
        "A", sku_of(goods[0]).fnsku, "1", 연락처="12", **{"시/도": "달나라", "받는 분 이름": "홍" * 100}
    )
    text = text_of(ara.post(IMPORT, {"file": sheet(row)}))
    for words in (
        "전화번호를 확인해 주세요",
        "목록에서 다시 선택해 주세요",
        "60자 이하로 입력해 주세요",
        "오류 3",
    ):
        assert words in text


def test_a_taken_order_number_stands_in_its_card(world: World, ara: Client, goods: list[Stockable]) -> None:
    with acting(world.people["ara"]):
        taken = submit_outbounds([order((goods[0], 1), order_no="TAKEN")], key=new_key(), now=NOW)
    (number,) = taken["numbers"]
    code = sku_of(goods[0]).fnsku
    before = everything()
    answer = ara.post(
        IMPORT, {"file": sheet(parcel("TAKEN", code, "1", 연락처="12"), parcel("FREE", code, "1"))}
    )
    text = text_of(answer)
    assert text.count("이미 신청한 주문번호입니다") == 1
    assert f"이미 신청한 주문번호입니다: {number}" in text
    assert f'href="/outbounds/{number}/"' in answer.content.decode()
    assert "오류 2" in text
    assert everything() == before


def _bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 150_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "빈 파일은 올릴 수 없습니다"),
        (b"not a workbook", "읽을 수 없습니다"),
        (b"PK\x03\x04broken", "읽을 수 없습니다"),
        (b"\x00" * 1000, "읽을 수 없습니다"),
        (None, "파일이 너무 큽니다"),
    ],
)
def test_files_that_cannot_be_taken(ara: Client, content: bytes | None, words: str) -> None:
    data = _bomb() if content is None else content
    answer = ara.post(IMPORT, {"file": SimpleUploadedFile("../../x.xlsx", data)})
    assert answer.status_code == 422
    assert answer["HX-Retarget"] == "#import-problem"
    assert words in text_of(answer)


def test_sheets_without_orders(ara: Client) -> None:
    missing = ara.post(IMPORT, {"file": sheet(["A", "1"], head=("주문번호", "수량"))})
    assert missing.status_code == 422
    assert "첫 행에 다음 제목이 없습니다: 운송방식, Seller Sku 또는 바코드" in text_of(missing)
    assert "파일에 주문이 없습니다" in text_of(ara.post(IMPORT, {"file": sheet()}))
    assert ara.post(IMPORT).status_code == 422
    assert ara.post(IMPORT, {"file": "text"}).status_code == 422


def test_too_many_orders(world: World, ara: Client, goods: list[Stockable]) -> None:
    code = sku_of(goods[0]).fnsku
    answer = ara.post(IMPORT, {"file": sheet(*(parcel(f"O{i}", code, 1) for i in range(301)))})
    assert answer.status_code == 422
    assert "한 번에 300건까지 불러올 수 있습니다" in text_of(answer)
    long = ara.post(IMPORT, {"file": sheet(*(parcel("O", code, 1) for _ in range(3_001)))})
    assert "행이 너무 많습니다" in text_of(long)


def test_not_for_staff(world: World) -> None:
    assert staff(world).get("/outbounds/template/").status_code == 404
    assert staff(world).post(IMPORT).status_code == 404
    assert Client().post(IMPORT).status_code == 302
    with operator_scope():
        assert Outbound.objects.count() == 0
