"""Every popup: nothing serious in the eyes of axe, inside the window, and closed as it was opened."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import serious_faults
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.steps import dialog

# whose, where it begins, the first link to follow there, the button that opens it, its title
SELLER = (
    ("/products/?tab=approved", "", "상품정보수정", "상품정보수정"),
    ("/inventory/?tab=ok", "", "재고부족상품설정", "재고부족상품설정"),
    ("/inbounds/request/", "", "입고상품추가", "입고상품추가"),
    ("/outbounds/request/", "", "출고상품추가", "출고상품추가"),
    ("/outbounds/request/", "", "엑셀 업로드", "엑셀 업로드"),
    ("/inbounds/?tab=requested", r"^EI\d+$", "삭제", "입고신청 삭제"),
    ("/outbounds/?tab=requested", r"^EO\d+$", "삭제", "출고신청 삭제"),
    ("/outbounds/?tab=picking", r"^EO\d+$", "취소요청", "출고 취소요청"),
)
WAREHOUSE = (
    ("/console/products/?tab=requested", "[가-힣]", "반려", "상품 반려"),
    ("/console/inbounds/?tab=requested", r"^EI\d+$", "반려", "입고 반려"),
    ("/console/inbounds/?tab=receiving", r"^EI\d+$", "입고완료", "입고완료"),
    ("/console/inbounds/?tab=arrived", r"^EI\d+$", "예정 수량대로 입고완료", "예정 수량대로 입고완료"),
    ("/console/outbounds/?tab=requested", r"^EO\d+$", "반려", "출고 반려"),
    ("/console/outbounds/?tab=accepted", r"^EO\d+$", "보류", "출고 보류"),
    ("/console/outbounds/?tab=picking", r"^EO\d+$", "부족 신고", "부족 신고"),
    ("/console/inventory/?tab=ok", "[가-힣]", "재고조정", "재고조정"),
)


def faults_of(page: Page, width: int) -> list[str]:
    """Return what is wrong with the open popup; the page below is looked at elsewhere."""
    found = serious_faults(page, "dialog[open]")
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, *([f"{wide} pixels wide"] if wide > width else [])]


@pytest.mark.parametrize(("scheme", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["desktop", "phone"])
@pytest.mark.parametrize(("who", "popups"), [("tester", SELLER), ("manager", WAREHOUSE)])
def test_every_popup_is_open_to_everybody(visit, who, popups, scheme, size):
    page = visit(who, viewport=size, color_scheme=scheme)
    faults = {}
    for start, link, button, title in popups:
        page.goto(start)
        if link:
            page.get_by_role("cell").get_by_role("link", name=re.compile(link)).first.click()
            page.wait_for_url(re.compile(r"[^?]{14}/$"))
        opener = page.get_by_role("main").get_by_role("button", name=re.compile(f"^{button}")).first
        opener.click()
        popup = dialog(page, re.compile(f"^{title}"))
        box = popup.bounding_box()
        assert box is not None
        seen = faults_of(page, size["width"])
        if box["x"] < 0 or box["x"] + box["width"] > size["width"] or box["height"] > size["height"]:
            seen.append(f"outside the window: {box}")
        if seen:
            faults[title] = seen
        # The two ways out are there, and the focus goes back to where it came from.
        expect(popup.get_by_role("button", name="닫기 (X)")).to_be_visible()
        popup.get_by_role("button", name="닫기", exact=True).click()
        expect(popup).to_be_hidden()
        expect(opener).to_be_focused()
    assert faults == {}
