"""임시저장: what was typed is there when its writer comes back."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.steps import Goods, fill_product, heading, menu, order, pick_products, picture


def kept(page):
    """Wait until the page says that it kept a draft."""
    expect(
        page.get_by_role("status").filter(has_text=re.compile(r"임시저장됨 \d\d:\d\d")).first
    ).to_be_visible()


def test_a_closed_browser_loses_nothing(visit, tmp_path):
    goods, other = Goods(), Goods("防水双肩包")
    image = picture(tmp_path)
    page = visit("hanbit", "/products/apply/")
    block = page.get_by_role("region", name="#1", exact=True)
    fill_product(block, goods, image)
    page.get_by_role("button", name="신규상품정보추가").click()
    second = page.get_by_role("region", name="#2", exact=True)
    second.get_by_label("중문상품명").fill(other.name_zh)
    second.get_by_role("button", name="번역").click()
    expect(second.get_by_label("한글상품명")).not_to_have_value("")
    second.get_by_label("색상").fill("검정")
    kept(page)
    page.context.close()

    page = visit("hanbit")
    menu(page, "신규상품정보등록")
    expect(page.get_by_text("작성 중인 신청이 있습니다")).to_be_visible()
    page.get_by_role("link", name="이어서 작성").click()
    block = page.get_by_role("region", name="#1", exact=True)
    for label, text in (
        ("Fnsku", goods.fnsku),
        ("Seller sku", goods.seller_sku),
        ("중문상품명", goods.name_zh),
        ("영문상품명", goods.name_en),
        ("한글상품명", goods.name_ko),
        ("세관신고가격", "5.20"),
        ("옵션", "颜色:白色>尺码:均码"),
        ("무게", "0.42"),
        ("높이", "4.1"),
    ):
        expect(block.get_by_label(label)).to_have_value(text)
    expect(block.get_by_role("link", name=re.compile(re.escape(image.stem)))).to_be_visible()
    second = page.get_by_role("region", name="#2", exact=True)
    expect(second.get_by_label("색상")).to_have_value("검정")
    expect(second.get_by_text("자동 번역 초안")).to_have_count(2)
    # What was taken up can be sent; then nothing is offered any more.
    second.get_by_role("button", name="삭제").click()
    page.get_by_role("button", name="신청", exact=True).click()
    heading(page, "상품정보목록")
    expect(page.get_by_text(goods.seller_sku)).to_be_visible()
    menu(page, "신규상품정보등록")
    expect(page.get_by_text("작성 중인 신청이 있습니다")).to_have_count(0)


def test_writing_anew_throws_the_draft_away(visit):
    page = visit("hanbit", "/inbounds/request/")
    page.get_by_label("메모").fill("깨지기 쉬움")
    kept(page)
    page.context.close()
    page = visit("hanbit", "/inbounds/request/")
    expect(page.get_by_label("메모")).to_have_value("")
    page.get_by_role("button", name="새로 작성").click()
    heading(page, "입고신청")
    expect(page.get_by_text("작성 중인 신청이 있습니다")).to_have_count(0)
    expect(page.get_by_label("메모")).to_have_value("")
    page.reload()
    expect(page.get_by_text("작성 중인 신청이 있습니다")).to_have_count(0)


def test_orders_half_written_come_back_with_their_lines(visit, shelf):
    goods = Goods()
    shelf.stock({goods: 4}, "mirae")
    seller = visit("mirae")
    menu(seller, "출고신청")
    seller.get_by_role("button", name="출고상품추가").click()
    pick_products(seller, "출고상품추가", goods)
    card = order(seller, 1)
    card.get_by_label(re.compile(f"^수량 .*{goods.tag}")).fill("3")
    card.get_by_role("group", name="운송방식").get_by_text("택배").click()
    card.get_by_label("받는 분 이름").fill("김하늘")
    kept(seller)
    seller.context.close()
    seller = visit("mirae")
    menu(seller, "출고신청")
    seller.get_by_role("link", name="이어서 작성").click()
    card = order(seller, 1)
    expect(card.get_by_label(re.compile(f"^수량 .*{goods.tag}"))).to_have_value("3")
    expect(card.get_by_label("받는 분 이름")).to_have_value("김하늘")
    expect(card.get_by_role("group", name="운송방식").get_by_label("택배")).to_be_checked()
    expect(card.get_by_role("button", name="생성")).to_be_visible()


def test_leaving_asks_when_something_is_not_kept_yet(visit):
    page = visit("tester", "/products/apply/")
    page.get_by_role("region", name="#1", exact=True).get_by_label("색상").fill("흰색")
    page.get_by_role("navigation", name="주 메뉴").get_by_role("link", name="재고관리", exact=True).click()
    ask = page.get_by_role("dialog", name="저장하지 않은 내용이 있습니다")
    ask.get_by_role("button", name="계속 작성").click()
    expect(ask).to_be_hidden()
    field = page.get_by_role("region", name="#1", exact=True).get_by_label("색상")
    expect(field).to_have_value("흰색")
    field.fill("흰색 무지")
    page.get_by_role("navigation", name="주 메뉴").get_by_role("link", name="재고관리", exact=True).click()
    page.get_by_role("dialog", name="저장하지 않은 내용이 있습니다").get_by_role(
        "button", name="나가기"
    ).click()
    heading(page, "재고관리")


def test_the_button_keeps_at_once(visit):
    page = visit("hanbit")
    page.clock.install()
    page.goto("/inbounds/request/")
    page.get_by_label("메모").fill("파손 주의")
    # Nothing that waits for later happens any more.
    page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=1))
    page.get_by_role("button", name="임시저장").click()
    kept(page)
    page.clock.resume()
    page.goto("/inbounds/request/")
    page.get_by_role("button", name="새로 작성").click()
    expect(page.get_by_text("작성 중인 신청이 있습니다")).to_have_count(0)
