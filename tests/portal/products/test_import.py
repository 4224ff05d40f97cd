"""엑셀 업로드: the template comes back as blocks; files that make no sense are told so."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rocket3pl.shared.spreadsheet import SheetColumn, write
from tests.factories import World, make_file, make_products
from tests.portal.products.support import client_of, sku_of, skus, text_of
from tests.support import sheet

URL = "/products/import/"
HEADER = ["* Fnsku", "상품이미지", "입고창고", "* Seller sku", "중문상품명", "영문상품명", "세관신고가격"]
HEADER += ["통화", "무게", "가로", "세로", "높이", "배터리포함여부", "원산지", "모르는 열"]
GOOD: list[Any] = ["D1111536562010114", "a.png", "仁川仓", 118024465402, "毛衣", "Knit", 5.2]
GOOD += ["", 0.42, 36.5, 34, 4, "포함", "중국", "무시"]


def _file(*rows: list[Any], header: list[str] | None = None) -> SimpleUploadedFile:
    out = io.BytesIO()
    columns = [
        SheetColumn(label, "number" if label in ("무게", "가로", "세로") else "text")
        for label in header or HEADER
    ]
    write(columns, rows, out)
    return SimpleUploadedFile("상품.xlsx", out.getvalue())


def test_the_template_has_every_field(world: World) -> None:
    client = client_of(world.people["ara"])
    head = sheet(client.get("/products/import/template/"))[0]
    assert head[:4] == ["* Fnsku", "* 상품이미지", "* 입고창고", "* Seller sku"]
    assert len(head) == 21
    zh = sheet(client.get("/products/import/template/", headers={"Accept-Language": "zh-CN"}))[0]
    response = client.post(URL, {"file": _file(["D1", *[""] * 20], header=[str(h) for h in zh])})
    assert response.status_code == 200


def test_rows_become_blocks(world: World) -> None:
    image = make_file(world.ara)
    make_file(world.chae)
    client = client_of(world.people["ara"])
    second = ["", "none.png", "", "S2", "衣", "", "x", "krw", "", "", "", "", "글쎄", "ZZ", ""]
    response = client.post(URL, {"file": _file(GOOD, second)})
    page = text_of(response)
    assert response.status_code == 200
    assert "엑셀에서 상품 2건을 읽었습니다" in page
    for name, value in [
        ("fnsku", "D1111536562010114"),
        ("seller_sku", "118024465402"),
        ("weight_kg", "0.42"),
        ("declared_price", "5.2"),
    ]:
        assert f'name="p0-{name}" value="{value}"' in page
    assert f'name="p0-image" value="{image.public_id}"' in page
    assert '<option value="ICN1" selected>' in page
    assert '<option value="CN" selected>' in page
    assert "#1 " not in page.partition("data-error-summary")[2].partition("</div>")[0]
    for words in (
        "#2 Fnsku: 입력해 주세요",
        "#2 상품이미지: 상품이미지를 올려 주세요",
        "#2 세관신고가격: 0보다 큰 숫자로",
        "#2 배터리포함여부: 목록에서 다시 선택해 주세요",
        "#2 원산지: 목록에서 다시 선택해 주세요",
    ):
        assert words in page
    assert skus(world.ara) == []


def test_taken_codes_are_told_with_the_rows(world: World) -> None:
    make_file(world.ara)
    taken = sku_of(world.chae, make_products(world.chae)[0].public_id).fnsku
    wrong = [taken, *GOOD[1:]]
    wrong[HEADER.index("무게")] = 0
    page = text_of(client_of(world.people["ara"]).post(URL, {"file": _file(GOOD, wrong)}))
    assert "#1 " not in page.partition("data-error-summary")[2].partition("</div>")[0]
    assert f"#2 Fnsku: 이미 등록된 Fnsku입니다: {taken}" in page
    assert "#2 Seller sku: 이번 신청 안에서 값이 겹칩니다: 118024465402" in page
    assert "#2 무게: 0보다 큰 숫자로 입력해 주세요" in page
    assert skus(world.ara) == []


def test_one_picture_for_all(world: World) -> None:
    image, foreign = make_file(world.ara), make_file(world.chae)
    client = client_of(world.people["ara"])
    row = [*GOOD[:1], "", *GOOD[2:]]
    page = text_of(client.post(URL, {"file": _file(row), "image": str(image.public_id)}))
    assert f'name="p0-image" value="{image.public_id}"' in page
    assert "data-error-summary" not in page
    page = text_of(client.post(URL, {"file": _file(row), "image": str(foreign.public_id)}))
    assert f'name="p0-image" value="{foreign.public_id}"' not in page


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "파일을 선택해 주세요"),
        (SimpleUploadedFile("a.xlsx", b""), "파일을 선택해 주세요"),
        (SimpleUploadedFile("a.xlsx", b"no excel"), "열 수 없습니다"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04" + b"\x00" * 100), "열 수 없습니다"),
        (_file(), "상품이 없습니다"),
        (_file(header=["아무", "열"]), "열이 없습니다: Fnsku"),
        (_file(*[GOOD] * 5_001), "한 번에 5,000행까지"),
    ],
)
def test_files_that_make_no_sense(world: World, file: Any, said: str) -> None:
    client = client_of(world.people["ara"])
    response = client.post(URL, {"file": file} if file else {})
    assert response.status_code == 422
    assert said in text_of(response)
    assert skus(world.ara) == []


def test_who_may(world: World) -> None:
    client = client_of(world.people["dan"])
    assert client.get(URL).status_code == 404
    assert client.get("/products/import/template/").status_code == 404
