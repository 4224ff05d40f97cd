"""상품정보관리: two products in one go, one refused and asked for again."""

import re

from playwright.sync_api import expect

from tests.browser.steps import (
    Goods,
    approve,
    dialog,
    fill_product,
    found,
    heading,
    menu,
    picture,
    row,
    search,
    table,
    told,
    upload,
    values,
)


def test_two_products_in_one_go_one_refused_and_asked_for_again(seller, manager, tmp_path):
    first, second = Goods(), Goods("防水双肩包")
    white, blue = picture(tmp_path, "흰색.png", "#dddddd"), picture(tmp_path, "파란색.png")

    # 신규상품정보등록: two blocks, 번역 fills the two other names and marks them as a draft.
    menu(seller, "신규상품정보등록")
    seller.get_by_role("button", name="신규상품정보추가").click()
    blocks = [seller.get_by_role("region", name=f"#{n}", exact=True) for n in (1, 2)]
    fill_product(blocks[0], first, white, names=False)
    fill_product(blocks[1], second, blue, names=False)
    expect(seller.get_by_text("상품 2건")).to_be_visible()
    for block in blocks:
        block.get_by_role("button", name="번역").click()
        expect(block.get_by_text("자동 번역 초안")).to_have_count(2)
        expect(block.get_by_label("영문상품명")).to_have_value(re.compile("[A-Za-z]{3}"))
        expect(block.get_by_label("한글상품명")).to_have_value(re.compile("[가-힣]{2}"))
    assert "backpack" in blocks[1].get_by_label("영문상품명").input_value().lower()
    # A person's own words take the mark away.
    blocks[0].get_by_label("영문상품명").fill(first.name_en)
    expect(blocks[0].get_by_text("자동 번역 초안")).to_have_count(1)
    seller.get_by_role("button", name="신청", exact=True).click()

    heading(seller, "상품정보목록")
    told(seller, re.compile("2건"))
    for goods in (first, second):
        name, state = values(seller, "상품정보목록", goods.seller_sku, "상품명", "상태")
        assert state == "신청"
        assert re.search("[가-힣]", name)
        expect(row(seller, "상품정보목록", goods.seller_sku).get_by_role("img")).to_be_visible()

    # The warehouse refuses one with reasons, and approves the other.
    menu(manager, "상품승인")
    search(manager, first.seller_sku, "상품승인")
    row(manager, "상품승인", first.seller_sku).get_by_role("link").first.click()
    manager.get_by_role("button", name="반려").click()
    popup = dialog(manager, "상품 반려")
    popup.get_by_label("무게 또는 부피가 올바르지 않습니다").check()
    popup.get_by_label("상품이미지를 알아볼 수 없습니다").check()
    popup.get_by_role("textbox").fill("정면 사진을 올려 주세요")
    popup.get_by_role("button", name="반려").click()
    told(manager, re.compile("반려했습니다"))
    approve(manager, second)

    # 상품신청실패목록 tells why, and 재신청 sends the mended product again.
    menu(seller, "상품신청실패목록")
    search(seller, first.seller_sku, "상품신청실패목록")
    failed = table(seller, "상품신청실패목록")
    expect(failed).to_contain_text("무게 또는 부피가 올바르지 않습니다")
    expect(failed).to_contain_text("상품이미지를 알아볼 수 없습니다")
    expect(failed).to_contain_text("정면 사진을 올려 주세요")
    row(seller, "상품신청실패목록", first.seller_sku).get_by_role("button", name="재신청").click()
    popup = dialog(seller, re.compile("상품정보수정"))
    expect(popup.get_by_label("중문상품명")).to_have_value(first.name_zh)
    popup.get_by_label("무게").fill("0.55")
    popup.get_by_role("button", name="파일 삭제: 흰색.png").click()
    upload(popup, "상품이미지", blue)
    popup.get_by_role("button", name="재신청").click()
    expect(popup).to_be_hidden()
    search(seller, first.seller_sku, "상품신청실패목록")
    found(seller, "상품신청실패목록", 0)

    approve(manager, first)
    menu(seller, "상품정보목록")
    for goods in (first, second):
        search(seller, goods.seller_sku, "상품정보목록")
        assert values(seller, "상품정보목록", goods.seller_sku, "상태") == ["승인"]
    # The history of the product tells the whole story, oldest first.
    row(seller, "상품정보목록", second.seller_sku).get_by_role("link").first.click()
    heading(seller, second.seller_sku)
    menu(seller, "상품정보목록")
    search(seller, first.seller_sku, "상품정보목록")
    row(seller, "상품정보목록", first.seller_sku).get_by_role("link").first.click()
    story = seller.get_by_role("region", name="이력").get_by_role("listitem").get_by_role("strong")
    expect(story).to_have_text(
        [
            "상품 등록을 신청했습니다",
            "상품을 반려했습니다",
            "상품 등록을 다시 신청했습니다",
            "상품을 승인했습니다",
        ]
    )


def test_mistakes_are_told_at_their_fields_and_nothing_is_lost(seller, watch, tmp_path):
    watch.expect_status(422)
    goods = Goods()
    menu(seller, "신규상품정보등록")
    block = seller.get_by_role("region", name="#1", exact=True)
    fill_product(block, goods, picture(tmp_path))
    block.get_by_label("무게").fill("-1")
    block.get_by_label("Fnsku").fill("바코드!")
    block.get_by_label("영문상품명").fill("")
    seller.get_by_role("button", name="신청", exact=True).click()
    summary = seller.get_by_role("alert").filter(has_text="입력 내용을 확인해 주세요 (3건)")
    expect(summary).to_be_focused()
    expect(seller).to_have_title(re.compile("^오류: "))
    for label, words in (
        ("무게", "0보다 큰 숫자로 입력해 주세요"),
        ("Fnsku", "영문 대문자와 숫자"),
        ("영문상품명", "입력해 주세요"),
    ):
        field = block.get_by_label(label)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(words))
    # The links of the summary lead to the fields; what was typed is there, the picture too.
    summary.get_by_role("link", name=re.compile("무게")).click()
    expect(block.get_by_label("무게")).to_be_focused()
    expect(block.get_by_label("무게")).to_have_value("-1")
    expect(block.get_by_label("중문상품명")).to_have_value(goods.name_zh)
    expect(block.get_by_role("link", name=re.compile("상품"))).to_be_visible()
    block.get_by_label("무게").fill("0.4")
    block.get_by_label("Fnsku").fill(goods.fnsku)
    block.get_by_label("영문상품명").fill(goods.name_en)
    seller.get_by_role("button", name="신청", exact=True).click()
    heading(seller, "상품정보목록")
    assert values(seller, "상품정보목록", goods.seller_sku, "상태") == ["신청"]


def test_blocks_are_taken_out_renumbered_and_brought_back(seller):
    menu(seller, "신규상품정보등록")
    more = seller.get_by_role("button", name="신규상품정보추가")
    for n in (2, 3):
        more.click()
        expect(seller.get_by_role("region", name=f"#{n}", exact=True)).to_be_visible()
    for n in (1, 2, 3):
        seller.get_by_role("region", name=f"#{n}", exact=True).get_by_label("Seller sku").fill(f"N{n}")
    seller.get_by_role("region", name="#2", exact=True).get_by_role("button", name="삭제").click()
    expect(seller.get_by_role("region", name="#3", exact=True)).to_have_count(0)
    expect(seller.get_by_role("region", name="#2", exact=True).get_by_label("Seller sku")).to_have_value("N3")
    seller.get_by_role("button", name="되돌리기").click()
    expect(seller.get_by_role("region", name="#2", exact=True).get_by_label("Seller sku")).to_have_value("N2")
    expect(seller.get_by_role("region", name="#3", exact=True).get_by_label("Seller sku")).to_have_value("N3")
