"""Everything with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.steps import (
    Goods,
    apply_for,
    approve,
    dialog,
    heading,
    menu,
    open_document,
    order,
    picture,
    request_inbound,
    told,
)
from tests.browser.test_dialogs import faults_of


def test_a_slash_finds_everything(visit):
    for who in ("tester", "manager"):
        page = visit(who)
        box = page.get_by_role("searchbox", name="통합검색")
        page.keyboard.press("/")
        expect(box).to_be_focused()
        expect(box).to_have_value("")
        page.keyboard.type("니트")
        page.keyboard.press("Enter")
        heading(page, "통합검색")
        expect(page.get_by_role("main").get_by_role("link").first).to_be_visible()
        # Inside a field it is a sign like any other.
        page.get_by_role("searchbox").last.press("End")
        page.keyboard.type("/")
        expect(page.get_by_role("searchbox").last).to_have_value(re.compile("/$"))


def keys_told(popup):
    """Return the keys that the help names, as they are read."""
    return [" ".join(text.split()) for text in popup.locator("dt:visible").all_inner_texts()]


def test_a_question_mark_tells_the_keys(visit):
    for who in ("tester", "manager", "worker"):
        page = visit(who)
        page.get_by_role("main").focus()
        page.keyboard.press("?")
        popup = dialog(page, "단축키")
        assert keys_told(popup) == ["/", "?", "Ctrl + Enter", "Esc", "↑ ↓"]
        assert faults_of(page, DESKTOP["width"]) == []
        # Once is enough, and the keys of the page below rest.
        page.keyboard.press("?")
        page.keyboard.press("/")
        expect(popup).to_be_visible()
        page.keyboard.press("Escape")
        expect(popup).to_be_hidden()
        expect(page.get_by_role("main")).to_be_focused()
        # The button does the same, by the keyboard too.
        opener = page.get_by_role("button", name="단축키", exact=True)
        opener.focus()
        page.keyboard.press("Enter")
        expect(popup).to_be_visible()
        popup.get_by_role("button", name="닫기", exact=True).click()
        expect(popup).to_be_hidden()
        expect(opener).to_be_focused()


def test_the_help_names_what_this_page_can_do(visit):
    page = visit("tester", "/outbounds/request/")
    page.get_by_role("main").focus()
    page.keyboard.press("?")
    popup = dialog(page, "단축키")
    assert keys_told(popup) == ["/", "?", "Alt + N", "Ctrl + S", "Ctrl + Enter", "Esc", "↑ ↓"]
    page.keyboard.press("Escape")
    # In a field it is a sign like any other.
    box = page.get_by_role("searchbox", name="통합검색")
    box.focus()
    page.keyboard.type("a?")
    expect(box).to_have_value("a?")
    expect(popup).to_be_hidden()


def test_keys_of_one_sign_can_be_turned_off(visit):
    page = visit("tester")
    opener = page.get_by_role("button", name="단축키", exact=True)
    opener.click()
    popup = dialog(page, "단축키")
    popup.get_by_role("switch", name="한 글자 단축키(/ 와 ?) 사용").uncheck()
    assert keys_told(popup) == ["Ctrl + Enter", "Esc", "↑ ↓"]
    page.keyboard.press("Escape")
    for _visit in range(2):
        page.get_by_role("main").focus()
        page.keyboard.press("?")
        page.keyboard.press("/")
        expect(page.get_by_role("main")).to_be_focused()
        expect(popup).to_be_hidden()
        page.reload()
    opener.click()
    popup.get_by_role("switch").check()
    page.keyboard.press("Escape")
    page.get_by_role("main").focus()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="통합검색")).to_be_focused()


def test_the_help_on_a_phone(visit):
    page = visit("tester", viewport=PHONE)
    page.get_by_role("button", name="메뉴 열기").click()
    opener = page.get_by_role("button", name="단축키", exact=True)
    opener.click()
    popup = dialog(page, "단축키")
    assert faults_of(page, PHONE["width"]) == []
    page.keyboard.press("Escape")
    expect(popup).to_be_hidden()
    expect(opener).to_be_focused()


@pytest.mark.parametrize("keys", ["Control+s", "Meta+s"])
def test_a_draft_is_saved_by_its_key(visit, keys):
    page = visit("tester", "/products/apply/")
    field = page.get_by_role("region", name="#1", exact=True).get_by_label("중문상품명")
    field.fill("毛衣")
    with page.expect_response(lambda answer: "/drafts/" in answer.url) as kept:
        page.keyboard.press(keys)
    assert kept.value.status == 200
    expect(page.locator("[data-draft-status]")).to_have_text(re.compile("^임시저장됨"))
    expect(field).to_be_focused()
    expect(field).to_have_value("毛衣")


def test_elsewhere_the_key_is_the_browsers(visit):
    for path, ours in (("/inventory/", False), ("/inbounds/request/", True)):
        page = visit("tester", path)
        page.evaluate(
            "addEventListener('keydown', e => { if (e.code === 'KeyS') window.ours = e.defaultPrevented })"
        )
        page.keyboard.press("Control+s")
        assert page.evaluate("window.ours") is ours
        # With Shift or Alt it is another key.
        page.keyboard.press("Control+Shift+s")
        assert page.evaluate("window.ours") is False


def test_a_scanned_barcode_ticks_its_product(visit, tmp_path):
    goods, seller = Goods(), visit("tester")
    apply_for(seller, [goods], picture(tmp_path))
    approve(visit("manager"), goods)
    menu(seller, "입고신청")
    opener = seller.get_by_role("button", name="입고상품추가")
    opener.focus()
    seller.keyboard.press("Enter")
    popup = dialog(seller, "입고상품추가")
    expect(popup.get_by_label("검색어", exact=True)).to_be_focused()
    # A scanner types the barcode and presses Enter; the Korean keyboard makes ㅌ of X.
    seller.keyboard.insert_text(goods.fnsku.replace("X", "ㅌ", 1))
    seller.keyboard.press("Enter")
    expect(popup.get_by_text(f"선택했습니다: {goods.seller_sku}")).to_be_visible()
    expect(popup.get_by_role("checkbox", name=f"{goods.seller_sku} 선택")).to_be_checked()
    expect(popup.get_by_text("1개 선택됨")).to_be_visible()
    # The box is ready for the next code, and Esc gives the focus back.
    expect(popup.get_by_label("검색어", exact=True)).to_be_focused()
    seller.keyboard.press("Escape")
    expect(popup).to_be_hidden()
    expect(opener).to_be_focused()


def test_escape_closes_every_popup_and_gives_the_focus_back(visit):
    page = visit("tester", "/inventory/")
    for opener, title in (
        (page.get_by_role("button", name="재고부족상품설정"), "재고부족상품설정"),
        (
            page.get_by_role("table", name="재고관리").get_by_role("row").nth(1).get_by_role("link").last,
            re.compile("재고 이동 내역"),
        ),
    ):
        opener.focus()
        page.keyboard.press("Enter")
        popup = dialog(page, title)
        page.keyboard.press("Escape")
        expect(popup).to_be_hidden()
        expect(opener).to_be_focused()


def test_a_popup_begins_at_its_first_field(visit):
    page = visit("tester", "/inventory/")
    page.get_by_role("button", name="재고부족상품설정").click()
    popup = dialog(page, "재고부족상품설정")
    expect(popup.get_by_role("switch", name="활성화").or_(popup.get_by_label("활성화")).first).to_be_focused()
    page.goto("/products/")
    page.get_by_role("button", name=re.compile("^상품정보수정: ")).first.click()
    expect(dialog(page, re.compile("^상품정보수정")).get_by_label("Fnsku")).to_be_focused()


def test_the_translation_leaves_the_focus_where_it_was(visit):
    page = visit("tester", "/products/apply/")
    block = page.get_by_role("region", name="#1", exact=True)
    block.get_by_label("중문상품명").fill("纯色圆领毛衣女")
    button = block.get_by_role("button", name="번역")
    button.focus()
    page.keyboard.press("Enter")
    expect(block.get_by_label("영문상품명")).not_to_have_value("")
    expect(button).to_be_focused()


def test_added_products_wait_for_their_quantity(visit):
    page = visit("tester", "/outbounds/request/")
    page.keyboard.press("Alt+n")
    popup = dialog(page, "출고상품추가")
    popup.get_by_role("checkbox").nth(1).check()
    popup.get_by_role("button", name="추가", exact=True).click()
    quantity = order(page, 1).get_by_role("textbox", name=re.compile("^수량 "))
    expect(quantity).to_be_focused()
    page.keyboard.type("2")
    expect(quantity).to_have_value("2")


def test_the_skip_link_leads_past_the_menu(visit):
    page = visit("tester", "/inventory/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="본문으로 건너뛰기")
    expect(skip).to_be_focused()
    expect(skip).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("navigation", name="주 메뉴").get_by_role("link").first).not_to_be_focused()


def test_the_language_menu_by_arrows(visit):
    page = visit("billing")
    opener = page.get_by_role("button", name=re.compile("언어 선택"))
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="한국어")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("menuitem", name="中文")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menuitem", name="中文")).to_be_hidden()
    expect(opener).to_be_focused()


def tab_to(page, target):
    """Press Tab until the target has the focus; nothing on the way may hold it."""
    for _press in range(60):
        if target.evaluate("node => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    expect(target).to_be_focused()


def test_an_inbound_is_completed_as_announced(visit, tmp_path):
    goods, seller, manager = Goods(), visit("tester"), visit("manager")
    apply_for(seller, [goods], picture(tmp_path))
    approve(manager, goods)
    number = request_inbound(seller, {goods: 7})
    open_document(manager, "입고작업", number)
    keys = manager.keyboard
    manager.get_by_role("main").focus()
    for step, says in (("접수", "접수했습니다"), ("도착 처리", "도착 처리했습니다")):
        tab_to(manager, manager.get_by_role("button", name=step, exact=True))
        keys.press("Enter")
        told(manager, says)
    opener = manager.get_by_role("main").get_by_role("button", name="예정 수량대로 입고완료")
    expect(opener).to_be_visible()
    tab_to(manager, opener)
    keys.press("Enter")
    sure = dialog(manager, "예정 수량대로 입고완료")
    expect(sure).to_contain_text("아직 검수하지 않은 7개")
    # Esc changes nothing and gives the focus back.
    keys.press("Escape")
    expect(sure).to_be_hidden()
    expect(opener).to_be_focused()
    keys.press("Enter")
    expect(sure).to_be_visible()
    tab_to(manager, sure.get_by_role("button", name="예정 수량대로 입고완료"))
    keys.press("Enter")
    told(manager, "예정 수량대로 입고를 완료했습니다")
