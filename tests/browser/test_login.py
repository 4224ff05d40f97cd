"""Logging in and out, as the first page of the manual tells."""

import re

from playwright.sync_api import expect

from tests.browser.steps import LOGINS, heading, menu


def test_a_wrong_key_is_told_and_the_right_one_opens_the_stock(visit, watch):
    watch.expect_status(401, 403, 422)
    page = visit()
    heading(page, "로그인")
    page.get_by_label("아이디").fill("tester")
    page.get_by_label("1688상품관 API KEY").fill("wrong-key")
    page.get_by_role("button", name="로그인").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("아이디 또는 .*API KEY"))
    expect(page).to_have_title(re.compile("^오류: "))
    # What is no secret is still there, and the key can be looked at before it is sent.
    expect(page.get_by_label("아이디")).to_have_value("tester")
    key = page.get_by_label("1688상품관 API KEY")
    key.fill(LOGINS["tester"][1])
    expect(key).to_have_attribute("type", "password")
    page.get_by_role("button", name="보기").click()
    expect(key).to_have_attribute("type", "text")
    page.get_by_role("button", name="로그인").click()
    heading(page, "재고관리")
    expect(page.get_by_role("button", name="테스터(화주)")).to_be_visible()

    page.get_by_role("button", name="로그아웃").click()
    heading(page, "로그인")
    page.goto("/inventory/")
    heading(page, "로그인")


def test_staff_begin_at_their_work(visit):
    page = visit("manager")
    heading(page, "작업현황")
    expect(page.get_by_role("button", name="김창고(창고관리자)")).to_be_visible()


def test_the_menu_folds_and_stays_folded(visit):
    page = visit("tester")
    page.get_by_role("button", name="메뉴 접기").click()
    expect(page.get_by_role("button", name="메뉴 펼치기")).to_have_attribute("aria-expanded", "false")
    page.reload()
    page.get_by_role("button", name="메뉴 펼치기").click()
    menu(page, "출고신청목록")
