"""The list class: addresses never break it, files say what the page says."""

import datetime as dt
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation

from rocket3pl.shared.listing import ListQuery, Page, Row, Source
from rocket3pl.web.exports import sheet_columns
from rocket3pl.web.list_page import names
from rocket3pl.web.lists import Column, ListSpec, Select, Tab, Tag, list_view, parse, render_list
from tests.support import sheet

SPEC = ListSpec(
    name="stock",
    caption="재고관리",
    columns=(
        Column("image", "이미지", "image"),
        Column("name", "상품명", "name"),
        Column("sku", "Seller Sku", "mono", sort_key="sku"),
        Column("n", "가용재고", "num", sort_key="n", css="m-qty"),
        Column("state", "상태", "tag", tags={"low": Tag("재고부족", "warn")}),
        Column("at", "신청일", "datetime", sort_key="at"),
    ),
    tabs=(Tab("", "전체"), Tab("low", "재고부족")),
    search_fields=(("sku", "Seller Sku"),),
    period_bases=(("requested", "신청일"), ("received", "입고일")),
    selects=(Select("warehouse", "창고", (("ICN1", "仁川仓"),)),),
    row_label="sku",
    filename="stock",
)
ROWS: list[Row] = [
    {
        "id": f"id-{i}",
        "name_zh": "毛衣",
        "name_ko": "니트",
        "name_en": "",
        "sku": f"000{i}" if i else "=1+1",
        "n": i,
        "state": "low",
        "at": dt.datetime(2026, 11, 22, 16, 0, tzinfo=dt.UTC),
        "image": None,
    }
    for i in range(45)
]


def _every(query: ListQuery) -> Iterator[Row]:
    return (row for row in ROWS if not query.ids or row["id"] in query.ids)


def _none_after(_query: ListQuery, _last: int | None, _limit: int) -> tuple[list[Row], None]:
    return [], None


SOURCE = Source(
    lambda q: Page(ROWS[q.offset : q.offset + q.size], len(ROWS), {"": 45, "low": 45}), _every, _none_after
)
NOTHING = Source(lambda _q: Page([], 0, {"": 0}), lambda _q: iter([]), _none_after)


@pytest.mark.parametrize(
    "address",
    [
        "page=abc&size=7&sort=nope&tab=x&field=y&basis=z",
        "page=-1&size=-20",
        "page=" + "9" * 5000,
        "page=٣&size=２０",
        "q=%00%00&from=2026-13-01&to=x",
        "from=0001-01-01&to=9999-12-31",
        "ids=%00&ids=" + "a" * 100 + "&ids=a b",
        "warehouse='; drop table&sort=--n",
        "q=%01%1f&from=20260101x",
        "export=",
        "count=all",
    ],
)
def test_a_senseless_address_is_a_neutral_one(address: str) -> None:
    query = parse(QueryDict(address), SPEC)
    assert query.page >= 1
    assert query == ListQuery(basis="requested", page=query.page)


def test_an_address_is_read() -> None:
    query = parse(
        QueryDict(
            "tab=low&q=%20ab%00c&field=sku&basis=received&from=2026-11-03&to=2026-11-01&sort=-n&page=3&size=50"
            "&warehouse=ICN1&ids=a&ids=b&ids=a"
        ),
        SPEC,
    )
    assert (query.tab, query.q, query.field, query.basis) == ("low", "abc", "sku", "received")
    assert (query.since, query.until) == (dt.date(2026, 11, 1), dt.date(2026, 11, 3))
    assert (query.sort, query.page, query.size, query.ids) == ("-n", 3, 50, ("a", "b"))
    assert query.where == {"warehouse": "ICN1"}


def test_a_page_beyond_the_end_is_the_last_one() -> None:
    view = list_view(RequestFactory().get("/x/?page=9999999"), SPEC, SOURCE)
    assert view.query.page == 3
    assert len(view.page.rows) == 5
    assert view.range_text == "45건 중 41–45"


def _common(query: ListQuery) -> Page:
    """Return a page of a search that is counted to its end for who asks, and to 40 for others."""
    whole = query.to_the_end
    count = 45 if whole else 40
    rows = ROWS[query.offset : query.offset + query.size]
    return Page(rows, count, {"": count, "low": count}, at_least=not whole, first_hits=not whole)


COMMON = Source(_common, _every, _none_after)


def test_a_search_is_counted_to_its_end_for_who_asks() -> None:
    """And stays so on its other pages, tabs and orders; what is looked for next does not begin so."""

    def shown(address: str) -> str:
        response: Any = render_list(RequestFactory().get(address), SPEC, COMMON)
        return str(response.content.decode())

    def leading(html: str) -> dict[bool, set[str]]:
        """Return what links of the list do, by whether they count to the end."""
        found: dict[bool, set[str]] = {True: set(), False: set()}
        for address in re.findall(r'href="/x/([^"]*)"', html):
            query = parse(QueryDict(unescape(address).removeprefix("?")), SPEC)
            found[query.to_the_end].add(unescape(address))
        return found

    first = shown("/x/?q=a&tab=low&page=2")
    assert "검색결과 40+건" in first
    assert "40+건 중 21–40" in first
    link = "?tab=low&q=a&page=2&count=all"
    assert leading(first)[True] == {link}
    assert re.findall(r'<a [^>]*href="([^"]*)"[^>]*>모두 세기</a>', first) == [
        "/x/" + link.replace("&", "&amp;")
    ]
    whole = shown("/x/" + link)
    assert "검색결과 45건" in whole
    assert "45건 중 21–40" in whole
    assert "모두 세기" not in whole
    panel, listed = whole.split('id="list"')
    assert leading(panel)[True] == set()
    assert "count" not in panel.split("<form", 1)[1]
    assert leading(listed)[False] == set()
    # The form of the number of rows, and that of the file.
    assert listed.count('<input type="hidden" name="count" value="all">') == 2


def test_a_tab_beside_says_how_far_it_was_counted() -> None:
    page = Page(ROWS[:20], 45, {"": 45, "low": 40}, beyond=frozenset({"low"}))
    source = Source(lambda _query: page, _every, _none_after)
    response: Any = render_list(RequestFactory().get("/x/"), SPEC, source)
    html = response.content.decode()
    assert re.findall(r'<span class="n ">([^<]*)</span>', html) == ["45", "40+"]
    assert "모두 세기" not in html


def test_a_tab_of_which_nothing_is_known_has_no_number() -> None:
    def numbers(**more: Any) -> list[str]:
        page = Page(ROWS[:20], 45, {"": 45, "low": 0}, **more)
        source = Source(lambda _query: page, _every, _none_after)
        response: Any = render_list(RequestFactory().get("/x/?q=a"), SPEC, source)
        return re.findall(r'<span class="n ">([^<]*)</span>', response.content.decode())

    assert numbers(at_least=True, first_hits=True) == ["45+"]
    assert numbers() == ["45", "0"]


def test_sorting_turns_round_and_starts_at_page_one() -> None:
    view = list_view(RequestFactory().get("/x/?page=2&sort=-n&q=a"), SPEC, SOURCE)
    number = SPEC.columns[3]
    assert view.sorted_as(number) == "descending"
    assert view.sort_url(number) == "/x/?q=a&sort=n"


@pytest.mark.parametrize(("language", "first"), [("ko", "니트"), ("zh-hans", "毛衣"), ("en", "毛衣")])
def test_the_readers_name_comes_first(language: str, first: str) -> None:
    with translation.override(language):
        assert names(SPEC.columns[1], ROWS[0])[0][0] == first


def test_page_and_fragment() -> None:
    whole = render_list(RequestFactory().get("/x/"), SPEC, SOURCE)
    text = whole.content.decode()  # type: ignore[attr-defined]
    assert text.startswith("<!doctype html>")
    assert "0001 선택" in text
    assert "검색결과 45건" in text
    assert "style=" not in text
    assert "<script>" not in text
    part = render_list(
        RequestFactory().get("/x/", headers={"HX-Request": "true", "HX-Target": "list"}), SPEC, SOURCE
    )
    fragment = part.content.decode().strip()  # type: ignore[attr-defined]
    assert fragment.startswith('<section class="panel list" id="list"')
    assert fragment.endswith("</section>")


def test_two_kinds_of_empty() -> None:
    def shown(address: str) -> str:
        response: Any = render_list(RequestFactory().get(address), SPEC, NOTHING)
        return str(response.content.decode())

    assert "등록된 내용이 없습니다" in shown("/x/")
    assert "검색 결과가 없습니다" in shown("/x/?q=a")


def test_the_file_says_what_the_page_says() -> None:
    response = render_list(RequestFactory().get("/x/?export=xlsx"), SPEC, SOURCE)
    rows = sheet(response)
    assert rows[0] == [column.label for column in sheet_columns(SPEC)]
    assert rows[0] == ["중문상품명", "한글상품명", "영문상품명", "Seller Sku", "가용재고", "상태", "신청일"]
    assert rows[1] == ["毛衣", "니트", None, "=1+1", 0, "재고부족", dt.datetime(2026, 11, 23, 1, 0)]  # noqa: DTZ001
    assert rows[2][3] == "0001"
    assert len(rows) == 46


def test_the_file_holds_the_ticked_rows() -> None:
    response = render_list(RequestFactory().get("/x/?export=xlsx&ids=id-3&ids=id-4"), SPEC, SOURCE)
    assert len(sheet(response)) == 3


def test_the_browser_gets_the_short_address() -> None:
    headers = {"HX-Request": "true", "HX-Target": "list"}
    request = RequestFactory().get("/x/?q=a&from=&to=&field=&size=20&page=2", headers=headers)
    assert render_list(request, SPEC, SOURCE)["HX-Push-Url"] == "/x/?q=a&page=2"
