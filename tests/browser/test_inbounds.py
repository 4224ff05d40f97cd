"""입고관리: goods are announced, come with a difference, and lie on the shelf."""

import re

from playwright.sync_api import expect

from tests.browser.steps import (
    Goods,
    apply_for,
    approve,
    available,
    dialog,
    heading,
    menu,
    open_document,
    picture,
    request_inbound,
    row,
    search,
    table,
    told,
    values,
)


def test_goods_come_short_and_damaged_and_the_stock_is_exact(seller, manager, worker, tmp_path):
    socks, bag = Goods("中筒袜子"), Goods("帆布单肩包")
    apply_for(seller, (socks, bag), picture(tmp_path))
    approve(manager, socks, bag)
    number = request_inbound(seller, {socks: 10, bag: 5})
    assert values(seller, "입고신청목록", number, "예정수량", "입고수량", "입고상태") == ["15", "0", "신청"]
    assert available(seller, socks) == 0
    assert values(seller, "재고관리", socks.seller_sku, "입고예정") == ["10"]

    # 접수, 도착 처리, 검수: seven good and one damaged of ten, all five of the other.
    open_document(manager, "입고작업", number)
    manager.get_by_role("button", name="접수").click()
    told(manager, "접수했습니다")
    open_document(worker, "입고작업", number)
    worker.get_by_role("button", name="도착 처리").click()
    counts = table(worker, "입고 검수")
    expect(counts).to_be_visible()
    worker.get_by_role("button", name="신청 수량대로 채우기").click()
    expect(worker.get_by_label(re.compile(f"^양품 수량 〈.*{bag.tag}"))).to_have_value("5")
    worker.get_by_label(re.compile(f"^양품 수량 〈.*{socks.tag}")).fill("7")
    worker.get_by_label(re.compile(f"^불량 수량 〈.*{socks.tag}")).fill("1")
    worker.get_by_role("button", name="검수 저장").click()
    told(worker, re.compile("검수 수량을 저장했습니다"))
    worker.get_by_role("button", name="입고완료", exact=True).click()
    end = dialog(worker, "입고완료")
    rows = table(end, "수량 차이").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.filter(has_text="부족")).to_contain_text("2")
    expect(rows.filter(has_text="파손")).to_contain_text("1")
    end.get_by_role("button", name="입고완료").click()
    told(worker, re.compile("입고를 완료했습니다"))

    # The seller sees exactly what lies there, and every step that brought it.
    assert available(seller, socks) == 7
    assert values(seller, "재고관리", socks.seller_sku, "총재고", "불량재고", "입고예정") == ["8", "1", "0"]
    row(seller, "재고관리", socks.seller_sku).get_by_role("link", name="7", exact=True).click()
    popup = dialog(seller, re.compile("재고 이동 내역"))
    moves = table(popup, "재고 이동 내역")
    kinds = [line.get_by_role("cell").nth(1).inner_text() for line in moves.get_by_role("row").all()[1:]]
    assert sorted(set(kinds)) == ["불량 처리", "입고 검수", "입고 예정", "입고 예정 취소", "적치"]
    gained = [line.get_by_role("cell").nth(4).inner_text() for line in moves.get_by_role("row").all()[1:]]
    assert sum(int(n) for n in gained) == 7
    expect(moves.get_by_role("link", name=number).first).to_be_visible()
    popup.get_by_role("button", name="닫기", exact=True).click()
    expect(popup).to_be_hidden()
    assert available(seller, bag) == 5

    menu(seller, "입고신청목록")
    search(seller, number, "입고신청목록", by="입고번호")
    assert values(seller, "입고신청목록", number, "예정수량", "입고수량", "차이", "입고상태") == [
        "15",
        "13",
        "-2",
        "입고완료",
    ]
    seller.get_by_role("link", name=number).click()
    heading(seller, re.compile(number))
    differences = table(seller, "수량 차이").get_by_role("row")
    expect(differences.filter(has_text="부족")).to_contain_text("2")
    expect(differences.filter(has_text="파손")).to_contain_text("1")


def test_ticked_products_go_straight_into_a_request_which_can_be_taken_back(seller, manager, tmp_path):
    goods = Goods()
    apply_for(seller, [goods], picture(tmp_path))
    approve(manager, goods)
    menu(seller, "상품정보목록")
    search(seller, goods.seller_sku, "상품정보목록")
    seller.get_by_role("checkbox", name=f"{goods.seller_sku} 선택").check()
    seller.get_by_role("region", name="선택 작업").get_by_role("button", name="입고신청").click()
    heading(seller, "입고신청")
    lines = table(seller, "입고 상품")
    expect(lines).to_contain_text(goods.seller_sku)
    seller.get_by_label(re.compile(f"^수량 .*{goods.tag}")).fill("3")
    seller.get_by_label("택배사").select_option("CJ대한통운")
    seller.get_by_label("운송장번호").fill("6800 1234 5678")
    seller.get_by_label("박스 수").fill("2")
    seller.get_by_label("메모").fill("파손 주의")
    seller.get_by_role("button", name="신청", exact=True).click()
    heading(seller, "입고신청목록")
    sent = values(seller, "입고신청목록", goods.name_zh, "예정수량", "운송장번호", "박스 수", "입고상태")
    assert sent == ["3", "680012345678", "2", "신청"]
    (number,) = values(seller, "입고신청목록", goods.name_zh, "입고번호")

    seller.get_by_role("checkbox", name=f"{number} 선택").check()
    seller.get_by_role("button", name="삭제", exact=True).click()
    sure = dialog(seller, "입고신청 삭제")
    expect(sure).to_contain_text("1건의 입고신청을 삭제합니다.")
    sure.get_by_role("button", name="삭제", exact=True).click()
    told(seller, re.compile("입고신청 1건을 삭제했습니다"))
    search(seller, number, "입고신청목록")
    assert values(seller, "입고신청목록", number, "입고상태") == ["취소"]
    assert available(seller, goods) == 0
    assert values(seller, "재고관리", goods.seller_sku, "입고예정") == ["0"]
