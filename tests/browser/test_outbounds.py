"""출고관리: 밀크런 with its paper, 택배 to the door, and taking an order back."""

import re

from playwright.sync_api import expect

from tests.browser.steps import (
    Goods,
    Team,
    answer_questions,
    available,
    dialog,
    heading,
    in_turn,
    menu,
    open_document,
    order,
    paper,
    pick_products,
    picture,
    request_parcel,
    row,
    search,
    send_orders,
    table,
    told,
    upload,
    values,
)


def test_a_milk_run_with_its_paper_takes_from_what_is_available_at_once(seller, manager, worker, tmp_path):
    goods = Goods()
    Team(seller, manager, worker, picture(tmp_path)).stock({goods: 9})
    assert available(seller, goods) == 9
    # From a ticked row of 재고관리 straight into 출고신청.
    seller.get_by_role("checkbox", name=f"{goods.seller_sku} 선택").check()
    seller.get_by_role("region", name="선택 작업").get_by_role("button", name="출고신청").click()
    heading(seller, "출고신청")
    card = order(seller, 1)
    quantity = card.get_by_label(re.compile(f"^수량 .*{goods.tag}"))
    expect(quantity).to_have_accessible_description(re.compile("출고가능수량 9"))
    quantity.fill("4")
    card.get_by_role("group", name="운송방식").get_by_text("밀크런").click()
    card.get_by_label("주문번호").fill(f"RG{goods.tag}")
    card.get_by_label("발주번호").fill("129876543")
    # The chosen centre fills in where it is.
    card.get_by_label("쿠팡창고").select_option("고양1")
    expect(card.get_by_label("받는 분 이름")).to_have_value(re.compile("고양1"))
    for label, text in (
        ("우편번호", "10550"),
        ("시/도", "경기도"),
        ("도시명", re.compile("고양시")),
        ("주소", re.compile("권율대로 570")),
        ("연락처", re.compile("7730")),
    ):
        expect(card.get_by_label(label)).to_have_value(text)
    upload(card, "쿠팡 부착서", paper(tmp_path))
    assert seller.get_by_role("button", name="생성").count() == 0
    number = send_orders(seller)

    sent = values(
        seller, "출고신청목록", number, "수량", "운송방식", "주문번호", "발주번호", "쿠팡창고", "출고상태"
    )
    assert sent == ["4", "밀크런", f"RG{goods.tag}", "129876543", "고양1", "신청"]
    assert available(seller, goods) == 5
    assert values(seller, "재고관리", goods.seller_sku, "총재고", "할당(출고예정)") == ["9", "4"]
    # The warehouse finds the paper that must go onto the boxes, and reads it.
    open_document(manager, "출고작업", number)
    window = manager.context
    # Pictures of the page may still be coming.
    with window.expect_event("response", lambda answer: re.search(r"/files/[^/]+/$", answer.url)) as answer:
        manager.get_by_role("link", name=re.compile("쿠팡 부착서")).click()
    assert (answer.value.status, answer.value.header_value("content-type")) == (200, "application/pdf")
    assert manager.url.endswith(f"/{number}/")


def test_a_parcel_of_two_products_to_the_door(seller, manager, worker, shelf):
    knit, bag = Goods(), Goods("帆布单肩包")
    shelf.stock({knit: 6, bag: 3})
    number, po_number = request_parcel(seller, {knit: 2, bag: 3}, f"SS{knit.tag}")
    assert re.fullmatch(r"[A-Z0-9-]{8,}", po_number)
    sent = values(seller, "출고신청목록", number, "받는 분 이름", "수량", "운송방식", "발주번호", "출고상태")
    assert sent == ["김*늘", "5", "택배", po_number, "신청"]
    assert (available(seller, knit), available(seller, bag)) == (4, 0)

    open_document(manager, "출고작업", number)
    in_turn(manager, "접수")
    told(manager, re.compile("접수했습니다"))
    open_document(worker, "출고작업", number)
    in_turn(worker, "피킹 시작")
    picking = table(worker, "피킹")
    expect(picking).to_contain_text(bag.seller_sku)
    expect(worker.get_by_label(re.compile(f"^피킹 수량 〈.*{knit.tag}"))).to_have_value("2")
    in_turn(worker, "전체 피킹")
    worker.get_by_label("박스 수").fill("1")
    in_turn(worker, "패킹 완료")
    worker.get_by_label("택배사").select_option("CJ대한통운")
    worker.get_by_label("운송장번호").fill("6901 2345 6789")
    in_turn(worker, "출고완료")
    expect(worker.get_by_role("heading", level=1)).to_be_visible()
    told(worker, re.compile("출고를 완료했습니다"))

    menu(seller, "출고신청목록")
    search(seller, "690123456789", "출고신청목록", by="운송장번호")
    shown = values(seller, "출고신청목록", number, "출고상태", "택배사", "운송장번호")
    assert shown == ["출고완료", "CJ대한통운", "690123456789"]
    seller.get_by_role("link", name=number).click()
    heading(seller, re.compile(number))
    history = seller.get_by_role("region", name="이력").get_by_role("listitem")
    expect(history.get_by_role("strong")).to_have_text(
        [
            "출고를 신청했습니다",
            "출고를 접수했습니다",
            "피킹을 시작했습니다",
            "상품을 피킹했습니다",
            "포장을 마쳤습니다",
            "출고를 완료했습니다",
        ]
    )
    expect(history.first).to_contain_text("테스터")
    expect(history.last).to_contain_text("박작업")
    # The recipient is masked until somebody asks, and the asking stays in the history.
    to = seller.get_by_role("region", name="받는 분")
    expect(to).to_contain_text("김*늘")
    to.get_by_role("button", name="보기").click()
    expect(to).to_contain_text("김하늘")
    expect(to).to_contain_text("세종대로 110")

    assert (available(seller, knit), available(seller, bag)) == (4, 0)
    assert values(seller, "재고관리", bag.seller_sku, "총재고", "할당(출고예정)") == ["0", "0"]
    available(seller, knit)
    assert values(seller, "재고관리", knit.seller_sku, "총재고", "할당(출고예정)") == ["4", "0"]


def test_deleting_follows_the_rule(seller, manager, shelf):
    goods = Goods()
    answer_questions(manager)
    shelf.stock({goods: 10})
    asked, _ = request_parcel(seller, {goods: 3}, f"A{goods.tag}")
    begun, _ = request_parcel(seller, {goods: 4}, f"B{goods.tag}")
    open_document(manager, "출고작업", begun)
    in_turn(manager, "접수", "피킹 시작", "전체 피킹")
    expect(manager.get_by_role("button", name="패킹 완료")).to_be_visible()
    assert available(seller, goods) == 3

    # One press on both: 신청 is cancelled at once, what is being picked is asked for.
    menu(seller, "출고신청목록")
    for number in (asked, begun):
        seller.get_by_role("checkbox", name=f"{number} 선택").check()
    seller.get_by_role("button", name="삭제", exact=True).click()
    sure = dialog(seller, "출고신청 삭제")
    expect(sure).to_contain_text("2건의 출고신청을 삭제합니다.")
    sure.get_by_role("button", name="삭제", exact=True).click()
    told(seller, f"출고 1건을 취소했습니다: {asked}")
    told(seller, f"출고 1건의 취소를 창고에 요청했습니다: {begun}")
    assert values(seller, "출고신청목록", asked, "출고상태") == ["취소"]
    expect(row(seller, "출고신청목록", begun)).to_contain_text("취소요청")
    assert available(seller, goods) == 6

    # The warehouse confirms and puts back.
    menu(manager, "작업현황")
    manager.get_by_role("link", name=re.compile("취소요청")).click()
    heading(manager, "출고작업")
    manager.get_by_role("link", name=begun).click()
    heading(manager, begun)
    expect(manager.get_by_text("화주가 출고 취소를 요청했습니다")).to_be_visible()
    in_turn(manager, "취소 승인")
    expect(manager.get_by_text("화주가 출고 취소를 요청했습니다")).to_be_hidden()
    assert available(seller, goods) == 10
    assert values(seller, "재고관리", goods.seller_sku, "총재고", "할당(출고예정)") == ["10", "0"]
    menu(seller, "출고신청목록")
    search(seller, begun, "출고신청목록", by="출고번호")
    assert values(seller, "출고신청목록", begun, "출고상태") == ["취소"]

    # What is done cannot be taken back, and says so.
    seller.get_by_role("checkbox", name=f"{begun} 선택").check()
    seller.get_by_role("button", name="삭제", exact=True).click()
    dialog(seller, "출고신청 삭제").get_by_role("button", name="삭제", exact=True).click()
    told(seller, re.compile("취소할 수 없습니다.*아무것도 삭제하지 않았습니다"))


def test_every_card_is_an_order_of_its_own_and_left_is_shared(seller, shelf):
    goods = Goods()
    shelf.stock({goods: 5})
    menu(seller, "출고신청")
    for _ in range(2):
        seller.get_by_role("button", name="출고상품추가").click()
        pick_products(seller, "출고상품추가", goods)
    fields = [order(seller, n).get_by_label(re.compile(f"^수량 .*{goods.tag}")) for n in (1, 2)]
    fields[0].fill("3")
    expect(fields[1]).to_have_accessible_description(re.compile("출고가능수량 2"))
    fields[1].fill("3")
    expect(fields[1]).to_have_accessible_description(re.compile("출고가능수량 2개를 초과했습니다"))
    summary = seller.get_by_role("complementary", name="신청 요약")
    expect(summary).to_contain_text("2건")
    expect(summary).to_contain_text("6개")
    order(seller, 1).get_by_role("button", name="삭제", exact=True).click()
    # The second is #1 now, and may take everything.
    expect(order(seller, 2)).to_have_count(0)
    expect(order(seller, 1).get_by_label(re.compile(f"^수량 .*{goods.tag}"))).to_have_accessible_description(
        re.compile("출고가능수량 5$")
    )
