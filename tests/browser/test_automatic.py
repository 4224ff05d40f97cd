"""1688상품관: goods leave China, register themselves, and lie on the shelf after two presses."""

import re

from playwright.sync_api import Page, expect

from tests.browser.steps import (
    appears,
    available,
    dialog,
    expected_inbound,
    found,
    heading,
    lines,
    menu,
    open_document,
    picture,
    play,
    row,
    search,
    table,
    told,
    upload,
    values,
)

THE_WAY = [
    "중국 창고 입고",
    "중국 창고 검수 완료",
    "중국 창고 출고",
    "출항",
    "입항",
    "수입신고",
    "통관 완료",
    "국내 배송 출발",
]


def open_expected(page: Page, number: str) -> None:
    """Open an inbound from 입고신청목록."""
    menu(page, "입고신청목록")
    search(page, number, "입고신청목록", by="입고번호")
    page.get_by_role("link", name=number).click()
    heading(page, number)


def goods_of(page: Page) -> dict[str, int]:
    """Return the pieces that the open inbound expects, by Seller Sku."""
    counted = lines(page, "입고 상품")[:-1]
    return {line["Seller Sku / 바코드"]: int(line["예정수량"]) for line in counted}


def test_goods_from_china_are_on_the_shelf_after_two_presses(seller, manager):
    shipment = play(manager, "정상 배송")
    number = expected_inbound(seller, shipment)
    assert values(seller, "입고신청목록", number, "예정수량", "입고수량", "박스 수", "입고상태") == [
        "77",
        "0",
        "2",
        "운송중",
    ]
    seller.get_by_role("link", name=number).click()
    heading(seller, number)
    way = seller.get_by_role("region", name=f"배송 경로 {shipment}")
    appears(seller, way.get_by_text("국내 배송 출발"))
    expect(way.get_by_role("listitem").get_by_role("strong")).to_have_text(THE_WAY)
    expect(way.get_by_role("listitem").last).to_contain_text("CJ대한통운 · 123456789012")
    expected = goods_of(seller)
    assert sorted(expected.values()) == [12, 25, 40]

    # Nobody applied for these products, and nobody approved them.
    for seller_sku in expected:
        menu(seller, "상품정보목록")
        search(seller, seller_sku, "상품정보목록")
        assert values(seller, "상품정보목록", seller_sku, "상태") == ["승인"]
        assert available(seller, seller_sku) == 0
        assert values(seller, "재고관리", seller_sku, "입고예정") == [str(expected[seller_sku])]

    # A product tells the same way, whose end is the inbound, and that nobody did it.
    menu(seller, "상품정보목록")
    search(seller, seller_sku, "상품정보목록")
    row(seller, "상품정보목록", seller_sku).get_by_role("link").first.click()
    heading(seller, seller_sku)
    expect(way.get_by_role("listitem").get_by_role("strong")).to_have_text(THE_WAY)
    expect(way.get_by_role("link", name=number)).to_be_visible()
    history = seller.get_by_role("region", name="이력").get_by_role("listitem")
    expect(history).to_have_text([re.compile("신청했습니다 시스템"), re.compile("승인했습니다 시스템")])

    # Every event of the way was taken, and none twice.
    menu(manager, "1688상품관")
    search(manager, shipment, "1688상품관 수신 내역")
    found(manager, "1688상품관 수신 내역", len(THE_WAY))
    assert [line["처리상태"] for line in lines(manager, "1688상품관 수신 내역")] == ["처리 완료"] * len(
        THE_WAY
    )

    open_document(manager, "입고작업", number)
    manager.get_by_role("button", name="도착 처리").click()
    expect(table(manager, "입고 검수")).to_be_visible()
    expect(manager.get_by_role("main").get_by_text("검수중", exact=True)).to_be_visible()
    manager.get_by_role("button", name="예정 수량대로 입고완료").click()
    sure = dialog(manager, "예정 수량대로 입고완료")
    expect(sure).to_contain_text("아직 검수하지 않은 77개가 모두 예정대로 정상 입고된 것으로 기록하고")
    sure.get_by_role("button", name="예정 수량대로 입고완료").click()
    told(manager, "예정 수량대로 입고를 완료했습니다")
    expect(manager.get_by_role("heading", level=2, name="수량 차이")).to_have_count(0)

    for seller_sku, pieces in expected.items():
        assert available(seller, seller_sku) == pieces
        assert values(seller, "재고관리", seller_sku, "총재고", "불량재고", "입고예정") == [
            str(pieces),
            "0",
            "0",
        ]
    open_expected(seller, number)
    expect(way.get_by_role("listitem").get_by_role("strong")).to_have_text(
        [*THE_WAY, "로켓전용창고 도착", "입고완료"]
    )


def test_a_line_that_lacks_something_is_corrected_and_joins_the_inbound(seller, manager, tmp_path):
    shipment = play(manager, "필수 항목 누락")
    number = expected_inbound(seller, shipment)
    assert values(seller, "입고신청목록", number, "예정수량") == ["40"]

    menu(seller, "상품신청실패목록")
    seller.get_by_role("navigation", name="등록 방식").get_by_role("link", name="자동 등록").click()
    search(seller, shipment, "상품신청실패목록", by="배송번호")
    found(seller, "상품신청실패목록", 1)
    failed = row(seller, "상품신청실패목록", shipment)
    expect(failed).to_contain_text("무게: 필수 항목이 없습니다")
    expect(failed).to_contain_text("상품이미지: 필수 항목이 없습니다")
    failed.get_by_role("link", name="재신청").click()
    heading(seller, re.compile(rf"^재신청 {shipment} #2$"))
    seller_sku = seller.get_by_label("Seller sku").input_value()
    form = seller.get_by_role("main")
    form.get_by_label("무게").fill("0.31")
    upload(form, "상품이미지", picture(tmp_path, "숄더백.png"))
    seller.get_by_role("button", name="재신청", exact=True).click()
    told(seller, "상품을 등록하고 입고예정에 반영했습니다")
    search(seller, shipment, "상품신청실패목록", by="배송번호")
    found(seller, "상품신청실패목록", 0)

    open_expected(seller, number)
    expected = goods_of(seller)
    assert sorted(expected.values()) == [12, 40]
    assert expected[seller_sku] == 12
    assert available(seller, seller_sku) == 0
    assert values(seller, "재고관리", seller_sku, "입고예정") == ["12"]
    menu(seller, "상품정보목록")
    search(seller, seller_sku, "상품정보목록")
    assert values(seller, "상품정보목록", seller_sku, "상태") == ["승인"]
