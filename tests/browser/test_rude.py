"""People in a hurry, with two windows, and with the wrong files."""

import re

from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.steps import (
    Goods,
    apply_for,
    approve,
    available,
    dialog,
    fill_parcel,
    fill_product,
    found,
    heading,
    menu,
    open_document,
    order,
    pick_products,
    picture,
    request_inbound,
    request_parcel,
    row,
    search,
    table,
    told,
    values,
)


def test_a_double_click_asks_once(visit, shelf):
    goods, seller = Goods(), visit("tester")
    shelf.stock({goods: 8})
    menu(seller, "출고신청")
    seller.get_by_role("button", name="출고상품추가").click()
    pick_products(seller, "출고상품추가", goods)
    card = order(seller, 1)
    card.get_by_label(re.compile(f"^수량 .*{goods.tag}")).fill("2")
    fill_parcel(card, f"DC{goods.tag}")
    seller.get_by_role("button", name="신청", exact=True).dblclick()
    heading(seller, "출고신청목록")
    search(seller, f"DC{goods.tag}", "출고신청목록")
    found(seller, "출고신청목록", 1)
    assert available(seller, goods) == 6

    # The same of an inbound: of the page, and of the page that the browser went back to.
    menu(seller, "입고신청")
    seller.get_by_role("button", name="입고상품추가").click()
    pick_products(seller, "입고상품추가", goods)
    seller.get_by_label("메모").fill(f"두 번 {goods.tag}")
    seller.get_by_role("button", name="신청", exact=True).dblclick()
    heading(seller, "입고신청목록")
    search(seller, f"두 번 {goods.tag}", "입고신청목록", by="메모")
    found(seller, "입고신청목록", 1)


def test_what_is_ticked_while_a_search_is_under_way_stays(visit, shelf):
    """On the page that comes, and on one that does not show the product any more."""
    first, second, seller = Goods(), Goods(), visit("tester")
    shelf.stock({first: 3, second: 3})
    menu(seller, "출고신청")
    seller.get_by_role("button", name="출고상품추가").click()
    popup = dialog(seller, "출고상품추가")

    def look_for(words: str) -> None:
        popup.get_by_label("검색어", exact=True).fill(words)
        popup.get_by_role("button", name="검색").click()

    def box(goods: Goods) -> Locator:
        return popup.get_by_role("checkbox", name=f"{goods.seller_sku} 선택")

    look_for(first.seller_sku)
    expect(popup.get_by_text("검색결과 1건")).to_be_visible()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    seller.route("**/picker/**", hold)
    for words, shown in ((first.seller_sku, first), (second.seller_sku, second)):
        with seller.expect_request("**/picker/**"):
            look_for(words)
        box(first).set_checked(not box(first).is_checked())
        with seller.expect_response("**/picker/**"):
            held.pop().continue_()
        expect(box(shown)).to_be_visible()
        expect(popup.get_by_text("1개 선택됨" if shown is first else "0개 선택됨")).to_be_visible()
    expect(box(second)).not_to_be_checked()
    # Ticked before it leaves the page, and added from beyond it.
    seller.unroute("**/picker/**")
    look_for(first.seller_sku)
    expect(box(first)).not_to_be_checked()
    seller.route("**/picker/**", hold)
    with seller.expect_request("**/picker/**"):
        look_for(second.seller_sku)
    box(first).check()
    with seller.expect_response("**/picker/**"):
        held.pop().continue_()
    expect(box(second)).to_be_visible()
    expect(popup.get_by_text("1개 선택됨")).to_be_visible()
    popup.get_by_role("button", name="추가", exact=True).click()
    expect(order(seller, 1)).to_contain_text(first.name_zh)


def test_going_back_and_sending_again_asks_once(visit, tmp_path):
    goods, seller = Goods(), visit("tester")
    apply_for(seller, [goods], picture(tmp_path))
    approve(visit("manager"), goods)
    request_inbound(seller, {goods: 4})
    seller.go_back()
    heading(seller, "입고신청")
    # Whatever the browser kept of the page: one more press makes no second document of the same lines.
    if table(seller, "입고 상품").get_by_text(goods.seller_sku).is_visible():
        seller.get_by_role("button", name="신청", exact=True).click()
        heading(seller, "입고신청목록")
    else:
        menu(seller, "입고신청목록")
    search(seller, goods.seller_sku, "입고신청목록")
    found(seller, "입고신청목록", 1)
    available(seller, goods)
    assert values(seller, "재고관리", goods.seller_sku, "입고예정") == ["4"]


def test_two_windows_on_one_product(visit, watch, tmp_path):
    watch.expect_status(409)
    goods, first = Goods(), visit("tester")
    apply_for(first, [goods], picture(tmp_path))
    second = first.context.new_page()
    second.goto("/products/")
    popups = []
    for page in (first, second):
        search(page, goods.seller_sku, "상품정보목록")
        page.get_by_role("button", name=f"상품정보수정: {goods.seller_sku}").click()
        popups.append(dialog(page, re.compile("상품정보수정")))
    popups[0].get_by_label("색상").fill("흰색")
    popups[0].get_by_role("button", name="저장").click()
    expect(popups[0]).to_be_hidden()

    popups[1].get_by_label("색상").fill("검정")
    popups[1].get_by_label("설명").fill("두 번째 창에서 쓴 글")
    popups[1].get_by_role("button", name="저장").click()
    again = dialog(second, re.compile("상품정보수정"))
    refusal = again.get_by_role("alert").filter(has_text="다른 사용자가 먼저 변경했습니다")
    expect(refusal).to_be_visible()
    expect(refusal).to_contain_text("색상: 입력한 값 검정, 저장된 값 흰색")
    expect(again.get_by_label("색상")).to_have_value("검정")
    expect(again.get_by_label("설명")).to_have_value("두 번째 창에서 쓴 글")
    again.get_by_role("button", name="저장").click()
    expect(again).to_be_hidden()
    row(second, "상품정보목록", goods.seller_sku).get_by_role("link").first.click()
    heading(second, goods.seller_sku)
    facts = second.get_by_role("region", name="상품정보")
    expect(facts).to_contain_text("검정")
    expect(facts).to_contain_text("두 번째 창에서 쓴 글")


def test_two_windows_on_one_document(visit, watch, tmp_path):
    watch.expect_status(409)
    goods, seller, manager = Goods(), visit("tester"), visit("manager")
    apply_for(seller, [goods], picture(tmp_path))
    approve(manager, goods)
    number = request_inbound(seller, {goods: 5})
    open_document(manager, "입고작업", number)
    manager.get_by_role("button", name="접수").click()
    told(manager, "접수했습니다")
    manager.get_by_role("button", name="도착 처리").click()
    expect(table(manager, "입고 검수")).to_be_visible()
    other = manager.context.new_page()
    other.goto(manager.url)
    for page, good in ((manager, "2"), (other, "3")):
        page.get_by_label(re.compile(f"^양품 수량 〈.*{goods.tag}")).fill(good)
    manager.get_by_role("button", name="검수 저장").click()
    told(manager, re.compile("검수 수량을 저장했습니다"))
    # The second is told, and its number is still there; nothing was counted twice.
    other.get_by_role("button", name="검수 저장").click()
    expect(other.get_by_role("alert").filter(has_text="다른 사용자가 먼저 변경했습니다")).to_be_visible()
    expect(other.get_by_label(re.compile(f"^양품 수량 〈.*{goods.tag}"))).to_have_value("3")
    available(seller, goods)
    assert values(seller, "재고관리", goods.seller_sku, "총재고") == ["2"]


def test_wrong_files_are_refused_beside_the_field(visit, watch, tmp_path):
    watch.expect_status(413, 422)
    page = visit("tester", "/products/apply/")
    block = page.get_by_role("region", name="#1", exact=True)
    block.get_by_label("중문상품명").fill("纯色圆领毛衣女")
    field = block.get_by_label("상품이미지")
    good = picture(tmp_path)
    files = {
        "빈파일.png": (b"", "빈 파일은 올릴 수 없습니다"),
        "글.png": ("그림이 아닙니다".encode(), "PNG"),
        "깨짐.png": (good.read_bytes()[:300], "파일"),
        "너무큰.png": (good.read_bytes() + b"\0" * (10 * 1024 * 1024), "10MB"),
    }
    for name, (data, words) in files.items():
        path = tmp_path / name
        path.write_bytes(data)
        field.set_input_files(str(path))
        note = block.get_by_role("alert").filter(has_text=name)
        expect(note).to_contain_text(words)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(re.escape(name)))
        expect(block.get_by_role("link", name=re.compile(path.stem))).to_have_count(0)
    field.set_input_files(str(good))
    expect(block.get_by_role("link", name=re.compile(good.stem))).to_be_visible()
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(block.get_by_label("중문상품명")).to_have_value("纯色圆领毛衣女")
    # A wrong one afterwards takes nothing away.
    field.set_input_files(str(tmp_path / "글.png"))
    expect(block.get_by_role("alert").filter(has_text="글.png")).to_be_visible()
    expect(block.get_by_role("link", name=re.compile(good.stem))).to_be_visible()


def test_more_than_there_is_is_refused_at_its_line(visit, watch, shelf):
    watch.expect_status(422)
    goods, seller = Goods(), visit("tester")
    shelf.stock({goods: 3})
    menu(seller, "출고신청")
    seller.get_by_role("button", name="출고상품추가").click()
    pick_products(seller, "출고상품추가", goods)
    card = order(seller, 1)
    card.get_by_label(re.compile(f"^수량 .*{goods.tag}")).fill("4")
    po_number = fill_parcel(card, f"OV{goods.tag}")
    seller.get_by_role("button", name="신청", exact=True).click()
    expect(seller.get_by_role("alert").filter(has_text="입력 내용을 확인해 주세요 (1건)")).to_be_visible()
    card = order(seller, 1)
    quantity = card.get_by_label(re.compile(f"^수량 .*{goods.tag}"))
    expect(quantity).to_have_accessible_description(re.compile("출고가능수량 3개를 초과했습니다"))
    expect(quantity).to_have_value("4")
    expect(card.get_by_label("발주번호")).to_have_value(po_number)
    expect(card.get_by_label("받는 분 이름")).to_have_value("김하늘")
    expect(card.get_by_label("시/도")).to_have_value("서울특별시")
    quantity.fill("3")
    seller.get_by_role("button", name="신청", exact=True).click()
    heading(seller, "출고신청목록")
    assert available(seller, goods) == 0


def test_an_order_number_is_taken_once(visit, watch, shelf):
    watch.expect_status(422)
    goods, seller = Goods(), visit("tester")
    shelf.stock({goods: 5})
    number, _ = request_parcel(seller, {goods: 1}, f"ON{goods.tag}")
    menu(seller, "출고신청")
    seller.get_by_role("button", name="출고상품추가").click()
    pick_products(seller, "출고상품추가", goods)
    fill_parcel(order(seller, 1), f"ON{goods.tag}")
    seller.get_by_role("button", name="신청", exact=True).click()
    field = order(seller, 1).get_by_label("주문번호")
    expect(field).to_have_accessible_description(re.compile(f"이미 신청한 주문번호입니다: .*{number}"))
    expect(order(seller, 1).get_by_role("link", name=number)).to_be_visible()
    field.fill(f"ON{goods.tag}-2")
    seller.get_by_role("button", name="신청", exact=True).click()
    heading(seller, "출고신청목록")
    assert available(seller, goods) == 3


def history(page: Page, number: str) -> list[str]:
    """Return what was done to an outbound, by whom and when, as the warehouse reads it: the last first."""
    open_document(page, "출고작업", number)
    return page.get_by_role("region", name="이력").get_by_role("listitem").all_inner_texts()


MOVED = ["출고를 신청했습니다", "출고를 접수했습니다"]


def test_a_late_press_on_a_moved_outbound_is_told_and_changes_nothing(visit, watch, shelf):
    watch.expect_status(409)
    goods, seller, manager = Goods(), visit("tester"), visit("manager")
    shelf.stock({goods: 5})
    number, _ = request_parcel(seller, {goods: 2}, f"LP{goods.tag}")
    seller.get_by_role("link", name=number).click()
    heading(seller, re.compile(number))
    other = seller.context.new_page()
    open_document(manager, "출고작업", number)
    manager.get_by_role("button", name="접수").click()
    told(manager, "접수했습니다")
    before = history(manager, number)
    assert [event.split("\n")[0] for event in reversed(before)] == MOVED

    seller.get_by_role("button", name="삭제", exact=True).click()
    dialog(seller, "출고신청 삭제").get_by_role("button", name="삭제", exact=True).click()
    refusal = seller.get_by_role("alert").filter(has_text="다른 사용자가 먼저 변경했습니다")
    expect(refusal).to_be_focused()
    # The page that tells it shows where the outbound is now.
    heading(seller, re.compile(number))
    done = seller.get_by_role("region", name="이력").get_by_role("listitem").get_by_role("strong")
    expect(done).to_have_text(MOVED)
    assert history(manager, number) == before
    other.goto("/")
    assert available(other, goods) == 3
    assert values(other, "재고관리", goods.seller_sku, "총재고", "할당(출고예정)") == ["5", "2"]
    menu(other, "출고신청목록")
    search(other, number, "출고신청목록", by="출고번호")
    assert values(other, "출고신청목록", number, "출고상태") == ["접수"]


NOT_WHOLE = "1 이상의 정수로 입력해 주세요"
ODD_QUANTITIES = {
    "0": NOT_WHOLE,
    "-1": NOT_WHOLE,
    "abc": NOT_WHOLE,
    "1e9": NOT_WHOLE,
    "1000000000": "1,000,000개 이하로 입력해 주세요",
    "1.5": NOT_WHOLE,
    "📦": NOT_WHOLE,
    "": "입력해 주세요",
}


def test_what_is_no_quantity_is_told_beside_its_field(visit, watch, shelf):
    watch.expect_status(422)
    goods, seller = Goods(), visit("tester")
    shelf.stock({goods: 3})
    menu(seller, "출고신청")
    seller.get_by_role("button", name="출고상품추가").click()
    pick_products(seller, "출고상품추가", goods)
    po_number = fill_parcel(order(seller, 1), f"OQ{goods.tag}")
    for typed, words in ODD_QUANTITIES.items():
        card = order(seller, 1)
        quantity = card.get_by_label(re.compile(f"^수량 .*{goods.tag}"))
        quantity.fill(typed)
        with seller.expect_response(
            lambda response: response.request.method == "POST" and response.status == 422
        ):
            seller.get_by_role("button", name="신청", exact=True).click()
        expect(seller.get_by_role("alert").filter(has_text="입력 내용을 확인해 주세요 (1건)")).to_be_visible()
        expect(quantity).to_have_accessible_description(re.compile(f"출고가능수량 3.* {re.escape(words)}$"))
        expect(quantity).to_have_attribute("aria-invalid", "true")
        expect(quantity).to_have_value(typed)
        for label, value in (
            ("주문번호", f"OQ{goods.tag}"),
            ("발주번호", po_number),
            ("받는 분 이름", "김하늘"),
            ("주소", "세종대로 110"),
        ):
            expect(card.get_by_label(label)).to_have_value(value)
    # Nothing was reserved, and nothing asked for.
    other = seller.context.new_page()
    other.goto("/")
    assert available(other, goods) == 3
    assert values(other, "재고관리", goods.seller_sku, "총재고", "할당(출고예정)") == ["3", "0"]
    menu(other, "출고신청목록")
    search(other, f"OQ{goods.tag}", "출고신청목록", by="주문번호")
    found(other, "출고신청목록", 0)


def test_a_press_while_a_picture_is_still_going_up_waits_for_it(visit, tmp_path):
    goods, seller = Goods(), visit("tester")
    menu(seller, "신규상품정보등록")
    block = seller.get_by_role("region", name="#1", exact=True)
    fill_product(block, goods, picture(tmp_path, "흰색.png"))
    # Its place is empty again, and the next picture is held on its way.
    block.get_by_role("button", name="파일 삭제: 흰색.png").click()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    seller.route("**/files/", hold)
    with seller.expect_request("**/files/"):
        block.get_by_label("상품이미지", exact=True).set_input_files(picture(tmp_path, "파란색.png"))
    seller.get_by_role("button", name="신청", exact=True).click()
    heading(seller, "신규상품정보등록")
    (upload,) = held
    upload.continue_()
    heading(seller, "상품정보목록")
    search(seller, goods.seller_sku, "상품정보목록")
    found(seller, "상품정보목록", 1)
