"""The language belongs to the person, and the switch leads to the same page."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import heading

HANGUL = re.compile("[가-힣]")
SWITCH = {"ko": "한국어", "zh-Hans": "中文", "en": "English"}


def choose(page: Page, language: str) -> None:
    """Choose a language in the switch, whatever language the page is in now."""
    now = page.locator("html").get_attribute("lang") or "ko"
    if now == language:
        return
    page.get_by_role("banner").get_by_role("button", name=re.compile(f": {SWITCH[now]}$")).click()
    page.get_by_role("menuitem", name=SWITCH[language]).click()
    expect(page.locator("html")).to_have_attribute("lang", language)


@pytest.fixture
def person(visit):
    """한빛상사, who reads Korean again afterwards."""
    page = visit("hanbit")
    yield page
    page.goto("/")
    choose(page, "ko")


def test_the_language_stays_with_the_person(visit, person):
    choose(person, "zh-Hans")
    heading(person, "库存管理")
    # In another browser too, and of the address nothing is lost.
    other = visit("hanbit", "/outbounds/?tab=shipped")
    heading(other, "出库申请列表")
    choose(other, "en")
    heading(other, "Outbound requests")
    expect(other).to_have_url(re.compile(r"tab=shipped$"))
    person.reload()
    heading(person, "Inventory")


def test_before_logging_in_the_browser_remembers(visit):
    page = visit()
    for language, words in (("zh-Hans", "登录"), ("en", "Log in"), ("ko", "로그인")):
        page.get_by_role("button", name=SWITCH[language]).click()
        heading(page, words)
        page.get_by_role("link").last.click()
        heading(page, words)


def test_names_in_another_language_are_marked_as_such(person):
    """Without the mark the wrong voice reads them, in the wrong shapes of letters."""
    choose(person, "zh-Hans")
    unmarked = """(table) => {
      const column = [...table.rows[0].cells].findIndex(c => c.innerText.trim() === "中文品名");
      const found = [];
      for (const row of [...table.rows].slice(1)) {
        const walk = document.createTreeWalker(row.cells[column], NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
          const text = walk.currentNode.data, lang = walk.currentNode.parentElement.closest("[lang]").lang;
          if (/[가-힣]/.test(text) && lang !== "ko") found.push(text);
        }
      }
      return found;
    }"""
    for entry in ("入库申请列表", "出库申请列表"):
        person.get_by_role("navigation").get_by_role("link", name=entry).click()
        heading(person, entry)
        assert person.get_by_role("table", name=entry).evaluate(unmarked) == []
        expect(person.get_by_role("table", name=entry).locator("[lang=ko]").first).to_have_text(HANGUL)
