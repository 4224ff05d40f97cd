"""출고관리: by 밀크런 and by 택배, from 신청 to the truck, and every way back."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.steps import (
    Goods,
    Team,
    answer_questions,
    available,
    dialog,
    fill_parcel,
    heading,
    menu,
    open_document,
    order,
    paper,
    pick_products,
    picture,
    request_parcel,
    search,
    send_orders,
    table,
    told,
    upload,
    values,
)


def _team(seller: Page, manager: Page, worker: Page, tmp_path: Path) -> Team:
    return Team(seller, manager, worker, picture(tmp_path))


def test_milkrun_with_its_paper(seller, manager, worker, tmp_path):
    goods = Goods("圆领毛衣")
    _team(seller, manager, worker, tmp_path).stock({goods: 9})

    menu(seller, "출고신청")
    seller.get_by_role("button", name="출고상품추가").click()
    pick_products(seller, "출고상품추가", goods)
    card = order(seller, 1)
    expect(card).to_contain_text(goods.name_zh)
    expect(card).to_contain_text(goods.fnsku)
    expect(card).to_contain_text("출고가능수량 9")
    card.get_by_role("group", name="운송방식").get_by_text("밀크런").click()
    card.get_by_label(re.compile(f"^수량 .*{goods.tag}")).fill("4")
    card.get_by_label("주문번호").fill(f"RG-{goods.tag}")
    card.get_by_label("발주번호").fill("128900123")
    upload(card, "쿠팡 부착서", paper(tmp_path))
    # Choosing the centre fills the address, which stays open to changes.
    card.get_by_label("쿠팡창고").select_option(value="고양1")
    expect(card.get_by_label("받는 분 이름")).to_have_value("쿠팡 고양1")
    expect(card.get_by_label("연락처")).to_have_value("070-7730-9778")
    expect(card.get_by_label("우편번호")).to_have_value("10550")
    expect(card.get_by_label("시/도")).to_have_value("경기도")
    expect(card.get_by_label("도시명")).to_have_value("고양시 덕양구")
    expect(card.get_by_label("주소")).to_have_value(re.compile("권율대로 570"))
    number = send_orders(seller)
    sent = values(seller, "출고신청목록", number, "받는 분 이름", "수량", "운송방식", "쿠팡창고", "출고상태")
    assert sent == ["쿠팡 고양1", "4", "밀크런", "고양1", "신청"]

    # Reserved at once.
    assert available(seller, goods) == 5
    assert values(seller, "재고관리", goods.seller_sku, "총재고", "할당(출고예정)") == ["9", "4"]

    # The paper is there for the warehouse, and the truck takes the goods.
    open_document(manager, "출고작업", number)
    expect(manager.get_by_role("link", name=re.compile("쿠팡 부착서"))).to_be_visible()
    manager.get_by_role("button", name="접수", exact=True).click()
    told(manager, "접수했습니다")
    _pick_all_and_pack(worker, number)
    worker.get_by_label("트럭번호").fill("인천80바1234")
    worker.get_by_role("button", name="출고완료", exact=True).click()
    told(worker, re.compile("출고를 완료했습니다"))
    assert available(seller, goods) == 5
    assert values(seller, "재고관리", goods.seller_sku, "총재고", "할당(출고예정)") == ["5", "0"]


def _pick_all_and_pack(worker: Page, number: str) -> None:
    open_document(worker, "출고작업", number)
    worker.get_by_role("button", name="피킹 시작").click()
    told(worker, re.compile("피킹을 시작했습니다"))
    worker.get_by_role("button", name="전체 피킹").click()
    told(worker, re.compile("피킹"))
    worker.get_by_label("박스 수").fill("1")
    worker.get_by_role("button", name="패킹 완료").click()
    told(worker, re.compile("포장|패킹"))


def test_parcel_with_two_products_in_one_order(seller, manager, worker, tmp_path):
    knit, cup = Goods("针织衫"), Goods("保温杯")
    _team(seller, manager, worker, tmp_path).stock({knit: 6, cup: 3})
    number, po_no = request_parcel(seller, {knit: 2, cup: 1}, f"SS-{knit.tag}")
    assert re.fullmatch(r"P\d{6}[0-9A-Z]{6}", po_no)
    sent = values(seller, "출고신청목록", number, "수량", "운송방식", "주문번호", "발주번호", "출고상태")
    assert sent == ["3", "택배", f"SS-{knit.tag}", po_no, "신청"]
    assert (available(seller, knit), available(seller, cup)) == (4, 2)

    open_document(manager, "출고작업", number)
    manager.get_by_role("button", name="접수", exact=True).click()
    told(manager, "접수했습니다")
    _pick_all_and_pack(worker, number)
    worker.get_by_label("택배사").select_option(label="CJ대한통운")
    worker.get_by_label("운송장번호").fill("680012345678")
    worker.get_by_role("button", name="출고완료", exact=True).click()
    told(worker, re.compile("출고를 완료했습니다"))

    menu(seller, "출고신청목록")
    search(seller, number, "출고신청목록")
    shipped = values(seller, "출고신청목록", number, "출고상태", "택배사", "운송장번호")
    assert shipped == ["출고완료", "CJ대한통운", "680012345678"]
    seller.get_by_role("link", name=number).click()
    heading(seller, re.compile(number))
    for step in (
        "출고를 신청했습니다",
        "출고를 접수했습니다",
        "피킹을 시작했습니다",
        "포장을 마쳤습니다",
        "출고를 완료했습니다",
    ):
        expect(seller.get_by_text(step).first).to_be_visible()
    for person in ("테스터", "김창고", "박작업"):
        expect(seller.get_by_role("main").get_by_text(person).first).to_be_visible()
    assert (available(seller, knit), available(seller, cup)) == (4, 2)
    assert values(seller, "재고관리", cup.seller_sku, "총재고") == ["2"]


def _delete(seller: Page, number: str) -> None:
    menu(seller, "출고신청목록")
    search(seller, number, "출고신청목록")
    seller.get_by_role("checkbox", name=f"{number} 선택").check()
    seller.get_by_role("button", name="삭제", exact=True).click()
    sure = dialog(seller, "출고신청 삭제")
    sure.get_by_role("button", name="삭제", exact=True).click()


def test_delete_by_the_rule(seller, manager, worker, tmp_path):
    goods = Goods("双肩包")
    _team(seller, manager, worker, tmp_path).stock({goods: 5})
    early, _ = request_parcel(seller, {goods: 2}, f"A-{goods.tag}")
    late, _ = request_parcel(seller, {goods: 3}, f"B-{goods.tag}")
    assert available(seller, goods) == 0

    # 신청: cancelled at once, the pieces are back.
    _delete(seller, early)
    told(seller, re.compile("1건"))
    assert available(seller, goods) == 2

    # From picking on: a request, which the warehouse confirms.
    open_document(manager, "출고작업", late)
    manager.get_by_role("button", name="접수", exact=True).click()
    told(manager, "접수했습니다")
    manager.get_by_role("button", name="피킹 시작").click()
    told(manager, re.compile("피킹을 시작했습니다"))
    _delete(seller, late)
    told(seller, re.compile("요청"))
    assert available(seller, goods) == 2
    open_document(worker, "출고작업", late)
    answer_questions(worker)
    worker.get_by_role("button", name="취소 승인").click()
    told(worker, re.compile("취소를 승인했습니다"))
    assert available(seller, goods) == 5
    menu(seller, "출고신청목록")
    search(seller, late, "출고신청목록")
    assert values(seller, "출고신청목록", late, "출고상태") == ["취소"]


def test_several_orders_in_one_press_all_or_none(seller, manager, worker, tmp_path, watch):
    goods = Goods("瑜伽垫")
    _team(seller, manager, worker, tmp_path).stock({goods: 5})
    watch.expect_status(422)
    menu(seller, "출고신청")
    for _ in range(2):
        seller.get_by_role("button", name="출고상품추가").click()
        pick_products(seller, "출고상품추가", goods)
    fill_parcel(order(seller, 1), f"C1-{goods.tag}")
    fill_parcel(order(seller, 2), f"C2-{goods.tag}")
    quantities: list[Any] = [
        order(seller, n).get_by_label(re.compile(f"^수량 .*{goods.tag}")) for n in (1, 2)
    ]
    quantities[0].fill("3")
    quantities[1].fill("4")
    seller.get_by_role("button", name="신청", exact=True).click()
    # Together they are more than there is: both lines say so, nothing typed is lost.
    expect(seller.get_by_role("alert").filter(has_text="입력 내용을 확인해 주세요")).to_contain_text("#2")
    expect(order(seller, 2).get_by_text(re.compile("출고가능수량 .*초과")).first).to_be_visible()
    expect(order(seller, 2).get_by_label("주문번호")).to_have_value(f"C2-{goods.tag}")
    order(seller, 2).get_by_label(re.compile(f"^수량 .*{goods.tag}")).fill("2")
    send_orders(seller)
    search(seller, goods.seller_sku, "출고신청목록")
    expect(table(seller, "출고신청목록").get_by_role("row")).to_have_count(3)
    assert available(seller, goods) == 0
