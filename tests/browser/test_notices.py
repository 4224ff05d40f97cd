"""알림: the bell, opening what happened, and reading all of it; without scripts as well."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.steps import heading


def bell(page: Page) -> Locator:
    return page.get_by_role("banner").get_by_role("link", name=re.compile("^알림"))


def unread(page: Page) -> int:
    """Return the number that the bell says, once it has said one."""
    expect(bell(page)).to_have_accessible_name(re.compile(r"^알림 ?\d+ ?건 안읽음$"))
    return int(re.sub(r"\D", "", bell(page).inner_text()))


def test_what_is_opened_is_read_and_then_all_of_it(visit):
    seller, colleague = visit("hanbit", "/inventory/"), visit("manager", "/console/")
    before, others = unread(seller), unread(colleague)
    bell(seller).click()
    heading(seller, "알림")
    rows = seller.get_by_role("table", name="알림").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("안읽음")
    link = rows.nth(1).get_by_role("link")
    leads = link.get_attribute("href")
    link.click()
    seller.wait_for_url(f"**{leads}")
    assert unread(seller) == before - 1

    bell(seller).click()
    heading(seller, "알림")
    expect(rows.nth(1)).not_to_contain_text("안읽음")
    seller.get_by_role("button", name="모두 읽음").click()
    expect(seller.get_by_text("모든 알림을 읽음으로 표시했습니다")).to_be_visible()
    expect(seller.get_by_role("button", name="모두 읽음")).to_have_count(0)
    expect(bell(seller)).to_have_accessible_name("알림")
    colleague.reload()
    assert unread(colleague) == others


def test_kinds_are_chosen(visit):
    seller = visit("mirae", "/notices/settings/")
    heading(seller, "알림 설정")
    box = seller.get_by_role("group", name="받을 알림").get_by_label("출고 완료")
    expect(box).to_be_checked()
    box.uncheck()
    seller.get_by_role("button", name="저장").click()
    expect(seller.get_by_text("저장했습니다")).to_be_visible()
    expect(box).not_to_be_checked()
    seller.goto("/notices/?kind=outbound_shipped")
    expect(seller.get_by_text("검색결과 0건").first).to_be_visible()


def test_without_scripts_it_is_a_link_and_a_list(visit):
    page = visit("mirae", "/inventory/", java_script_enabled=False)
    expect(bell(page)).to_have_accessible_name("알림")
    bell(page).click()
    heading(page, "알림")
    page.get_by_role("button", name="모두 읽음").click()
    expect(page.get_by_role("button", name="모두 읽음")).to_have_count(0)
