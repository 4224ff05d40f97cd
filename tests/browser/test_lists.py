"""Lists: search, tabs, paging, order, the address that holds it all, and the Excel file."""

import datetime as dt
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from rocket3pl.shared.spreadsheet import read_rows
from tests.browser.conftest import PHONE
from tests.browser.steps import found, heading, lines, menu, search, table

# The reader's own name of a product stands first; the file has all three.
FILE_COLUMN = {"상품명": "한글상품명"}


def heads(page: Page, caption: str) -> list[str]:
    return [head.strip() for head in table(page, caption).get_by_role("columnheader").all_inner_texts()]


def column(page: Page, caption: str, head: str) -> list[str]:
    return [line[head] for line in lines(page, caption)]


def as_shown(value: object) -> str:
    """Return a cell of the file as the page writes it."""
    if value is None:
        return "-"
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def download(page: Page, folder: Path) -> list[dict[str, str]]:
    """Press 엑셀다운로드; return the file's rows as the page would write them."""
    with page.expect_download() as taken:
        page.get_by_role("button", name="엑셀다운로드").click()
    path = folder / taken.value.suggested_filename
    taken.value.save_as(path)
    assert re.fullmatch(r"[a-z-]+_\d{8}\.xlsx", path.name)
    with path.open("rb") as file:
        head, *rows = read_rows(file)
    return [dict(zip(map(str, head), map(as_shown, row), strict=True)) for row in rows]


def assert_file_is_page(page: Page, caption: str, folder: Path, *, loose: tuple[str, ...] = ()) -> int:
    """Compare every cell that both have, row by row; return how many rows there were."""
    shown, filed = lines(page, caption), download(page, folder)
    assert len(shown) == len(filed)
    compared = set()
    for line, row in zip(shown, filed, strict=True):
        for head, text in line.items():
            key = FILE_COLUMN.get(head, head)
            if key in row and head not in loose:
                assert row[key] == text, (head, line)
                compared.add(head)
    missing = (
        {head for head in heads(page, caption) if head} - compared - {"이미지", "작업", "선택"} - set(loose)
    )
    assert missing == set()
    return len(shown)


@pytest.mark.parametrize(
    ("who", "section", "words"),
    [
        ("tester", "상품정보목록", "니트"),
        ("tester", "재고관리", "毛衣"),
        ("tester", "입고신청목록", ""),
        ("tester", "출고신청목록", ""),
        ("hanbit", "상품신청실패목록", ""),
        ("manager", "상품승인", "tumbler"),
        ("manager", "재고관리", "텀블러"),
        ("manager", "입고작업", "EI"),
        ("manager", "출고작업", ""),
        ("manager", "쿠팡창고", "광주"),
        ("manager", "용어집", "毛衣"),
    ],
)
def test_the_excel_file_says_what_the_page_says(visit, tmp_path, who, section, words):
    page = visit(who)
    menu(page, section)
    page.get_by_role("combobox", name="페이지당 표시 수").select_option("200")
    expect(page).to_have_url(re.compile("size=200"))
    if words:
        search(page, words, section)
    assert assert_file_is_page(page, section, tmp_path) > 0


def test_the_file_has_the_ticked_rows_only(visit, tmp_path):
    page = visit("tester")
    menu(page, "재고관리")
    skus = column(page, "재고관리", "Seller Sku")[:2]
    for sku in skus:
        page.get_by_role("checkbox", name=f"{sku} 선택").check()
    expect(page.get_by_role("region", name="선택 작업")).to_contain_text("2개 선택됨")
    assert [row["Seller Sku"] for row in download(page, tmp_path)] == skus


def test_search_finds_by_every_name_and_code(visit):
    page = visit("tester")
    menu(page, "재고관리")
    first = lines(page, "재고관리")[0]
    sku = first["Seller Sku"]
    barcode = (
        table(page, "재고관리").get_by_role("row").nth(1).get_by_text(re.compile("^바코드 ")).inner_text()
    )
    for words, by in (
        ("라운드넥 니트", ""),
        ("圆领毛衣", ""),
        ("round-neck KNIT", ""),
        (sku, ""),
        (barcode.removeprefix("바코드 "), ""),
        ("니트", "상품명"),
        (sku, "Seller Sku"),
        (barcode.removeprefix("바코드 "), "Fnsku"),
        ("均码", "옵션"),
    ):
        search(page, words, "재고관리", by=by)
        shown = lines(page, "재고관리")
        assert shown, words
        if by in ("", "상품명") and not re.search(r"\d", words):
            assert {bool(re.search("니트", line["상품명"])) for line in shown} == {True}, words
        if re.search(r"\d{6}", words):
            assert [line["Seller Sku"] for line in shown] == [sku]
    search(page, "없는 상품 이름", "재고관리")
    expect(page.get_by_role("heading", name="검색 결과가 없습니다")).to_be_visible()
    page.get_by_role("button", name="검색 조건 초기화").click()
    expect(page.get_by_label("검색어", exact=True)).to_have_value("")
    assert lines(page, "재고관리")[0]["Seller Sku"] == sku


def test_tabs_count_their_rows(visit):
    page = visit("tester")
    for section, state in (("상품정보목록", "상태"), ("재고관리", "상태"), ("출고신청목록", "출고상태")):
        menu(page, section)
        tabs = page.get_by_role("navigation", name="상태").get_by_role("link")
        checked = 0
        for n in range(1, tabs.count()):
            words = re.match(r"\D+", tabs.nth(n).inner_text()).group().strip()  # type: ignore[union-attr]
            count = int(re.sub(r"\D", "", tabs.nth(n).inner_text()))
            tabs.nth(n).click()
            expect(tabs.nth(n)).to_have_attribute("aria-current", "page")
            found(page, section, count)
            if words == "품절":
                # A product of which nothing is left counts as short too, where that is switched on.
                assert set(column(page, section, "가용재고")) <= {"0"}
            elif count and words not in ("입고예정", "취소요청", "변경승인대기"):
                assert set(column(page, section, state)) == {words}
                checked += 1
        assert checked >= 2


def test_the_period_and_the_method_narrow_the_list(visit):
    page = visit("tester")
    menu(page, "출고신청목록")
    page.get_by_role("group", name="기간선택").get_by_role("link", name="7일").click()
    week_ago = page.get_by_label("시작일").input_value()
    expect(page).to_have_url(re.compile(f"from={week_ago}"))
    assert all(day[:10] >= week_ago for day in column(page, "출고신청목록", "신청일"))
    panel = page.get_by_role("search", name="출고신청목록 검색")
    panel.get_by_label("운송방식").select_option("택배")
    panel.get_by_role("button", name="검색").click()
    expect(page).to_have_url(re.compile("method=parcel"))
    assert set(column(page, "출고신청목록", "운송방식")) == {"택배"}
    # A button of a period asks for it beside what was searched since the page came.
    month = page.get_by_role("group", name="기간선택").get_by_role("link", name="30일")
    month.click()
    expect(month).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("group", name="기간선택").locator("[aria-current]")).to_have_count(1)
    month_ago = page.get_by_label("시작일").input_value()
    assert month_ago < week_ago
    expect(page).to_have_url(re.compile(f"method=parcel.*from={month_ago}"))
    assert set(column(page, "출고신청목록", "운송방식")) == {"택배"}
    # By the day of shipping: what has not been shipped has none.
    page.get_by_role("combobox", name="기간 기준").select_option("출고일")
    page.get_by_label("시작일").fill("2020-01-01")
    panel.get_by_role("button", name="검색").click()
    expect(page).to_have_url(re.compile("basis=shipped.*from=2020-01-01|from=2020-01-01.*basis=shipped"))
    assert "-" not in column(page, "출고신청목록", "출고일")
    panel.get_by_role("button", name="초기화").click()
    expect(page).to_have_url(re.compile(r"/outbounds/\??$"))
    expect(panel.get_by_label("운송방식")).to_have_value("")


def test_paging_shows_every_row_once(visit):
    page = visit("tester")
    menu(page, "상품정보목록")
    total = int(re.sub(r"\D", "", page.get_by_text(re.compile(r"^검색결과 [\d,]+건$")).last.inner_text()))
    assert total > 40
    pages = page.get_by_role("navigation", name="페이지 이동")
    seen: list[str] = []
    for n in range(1, -(-total // 20) + 1):
        if n > 1:
            pages.get_by_role("link", name="다음").click()
            expect(pages.get_by_role("link", name=str(n), exact=True)).to_have_attribute(
                "aria-current", "page"
            )
        last = min(20 * n, total)
        expect(page.get_by_text(f"{total}건 중 {20 * n - 19}–{last}")).to_be_visible()
        seen += column(page, "상품정보목록", "Seller Sku")
    assert len(seen) == total
    options = len(set(seen))
    assert options == total
    pages.get_by_role("link", name="처음").click()
    expect(pages.get_by_role("link", name="1", exact=True)).to_have_attribute("aria-current", "page")


def test_the_order_is_told_and_right(visit):
    page = visit("tester")
    menu(page, "재고관리")
    head = table(page, "재고관리").get_by_role("columnheader", name="가용재고")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    numbers = [int(n.replace(",", "")) for n in column(page, "재고관리", "가용재고")]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 0
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    numbers = [int(n.replace(",", "")) for n in column(page, "재고관리", "가용재고")]
    assert numbers == sorted(numbers)


def test_the_address_holds_everything(visit):
    page = visit("tester")
    menu(page, "재고관리")
    search(page, "니트", "재고관리")
    page.get_by_role("navigation", name="상태").get_by_role("link", name=re.compile("정상")).click()
    expect(page).to_have_url(re.compile("tab=ok"))
    head = table(page, "재고관리").get_by_role("columnheader", name="총재고")
    head.get_by_role("link").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {"q": ["니트"], "tab": ["ok"], "sort": ["-on_hand"]}
    shown = lines(page, "재고관리")

    page.reload()
    assert lines(page, "재고관리") == shown
    expect(page.get_by_label("검색어", exact=True)).to_have_value("니트")
    # The search panel sends the tab and the order along.
    search(page, "양말", "재고관리")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["양말"], "tab": ["ok"], "sort": ["-on_hand"]}
    page.go_back()
    expect(page).to_have_url(re.compile("q=%EB%8B%88%ED%8A%B8"))
    expect(page.get_by_label("검색어", exact=True)).to_have_value("니트")
    assert lines(page, "재고관리") == shown
    page.go_back()
    expect(page).not_to_have_url(re.compile("sort="))
    heading(page, "재고관리")
    page.wait_for_load_state("networkidle")
    page.go_forward()
    expect(page).to_have_url(re.compile("sort=-on_hand"))
    heading(page, "재고관리")
    assert lines(page, "재고관리") == shown


def test_a_phone_tells_where_an_inbound_differs(visit):
    """And leaves the line out where nothing was counted yet."""
    page = visit("tester", "/inbounds/", viewport=PHONE)
    shown = []
    for line in table(page, "입고신청목록").locator("tbody tr").all():
        counted = line.locator("[data-label=차이]")
        shown.append((counted.is_visible(), counted.inner_text() != "-" if counted.is_visible() else None))
        if counted.is_visible():
            expect(line).to_contain_text(re.compile("검수중|입고완료"))
    assert set(shown) == {(True, True), (False, None)}
