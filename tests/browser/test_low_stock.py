"""재고부족상품설정: the popup, its switch, and the number at which a product counts as short."""

import re

from playwright.sync_api import expect

from tests.browser.steps import (
    Goods,
    available,
    dialog,
    found,
    menu,
    search,
    table,
    told,
    values,
)


def set_low_stock(page, number, *, on):
    menu(page, "재고관리")
    page.get_by_role("button", name="재고부족상품설정").click()
    popup = dialog(page, "재고부족상품설정")
    expect(popup).to_contain_text("입력한 상품수량 이하로 재고가 남은 경우 리스트에 재고부족으로 표시됩니다")
    popup.get_by_label("재고 부족 기준 개수").fill(number)
    popup.get_by_role("switch", name="활성화").set_checked(on)
    popup.get_by_role("button", name="저장").click()


def states(page, goods):
    shown = []
    for one in goods:
        available(page, one)
        shown += values(page, "재고관리", one.seller_sku, "상태")
    return shown


def test_at_the_number_and_below_a_product_is_short(visit, shelf):
    below, at, above = goods = [Goods() for _ in range(3)]
    shelf.stock({below: 2, at: 3, above: 4}, "mirae")
    seller = visit("mirae")

    set_low_stock(seller, "3", on=True)
    told(seller, "저장되었습니다")
    assert states(seller, goods) == ["재고부족", "재고부족", "정상"]
    # The tab shows those rows and no others; its number is theirs.
    menu(seller, "재고관리")
    tab = seller.get_by_role("navigation", name="상태").get_by_role("link", name=re.compile("^재고부족"))
    counted = int(re.sub(r"\D", "", tab.inner_text()))
    tab.click()
    expect(tab).to_have_attribute("aria-current", "page")
    found(seller, "재고관리", counted)
    search(seller, above.seller_sku, "재고관리")
    found(seller, "재고관리", 0)
    search(seller, at.seller_sku, "재고관리")
    expect(table(seller, "재고관리")).to_contain_text(at.seller_sku)

    set_low_stock(seller, "3", on=False)
    told(seller, "저장되었습니다")
    assert states(seller, goods) == ["정상", "정상", "정상"]


def test_what_is_no_number_is_told_in_the_popup(visit, watch):
    watch.expect_status(422)
    seller = visit("mirae")
    set_low_stock(seller, "-3", on=True)
    popup = dialog(seller, "재고부족상품설정")
    field = popup.get_by_label("재고 부족 기준 개수")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("[가-힣]"))
    expect(field).to_have_value("-3")
    expect(popup.get_by_role("switch", name="활성화")).to_be_checked()
    popup.get_by_role("button", name="닫기", exact=True).click()
    expect(popup).to_be_hidden()
