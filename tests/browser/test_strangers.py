"""What belongs to another owner, and text that would like to be more than text."""

import random
import re
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import APIResponse, Page, expect

from tests.browser.steps import (
    Goods,
    Team,
    dialog,
    fill_parcel,
    heading,
    menu,
    open_document,
    order,
    pick_products,
    picture,
    row,
    search,
    send_orders,
    table,
)

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|E[IO][0-9]{12}")
# What differs between any two answers. Compressing adds padding of a random length, and is left
# undone where that makes an answer longer.
OF_ITS_TIME = ("date", "set-cookie", "content-length", "content-encoding")
SCRIPT = "<script>alert(1)</script>"
PICTURE = '"><img src=x onerror=alert(1)>'


# Another owner's addresses ------------------------------------------------------------------------


def first_link(page: Page, section: str, shape: str) -> str:
    """Return where the first link of this shape in a list leads."""
    menu(page, section)
    links = table(page, section).locator("a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    return next(link for link in links if re.fullmatch(shape, link))


@pytest.fixture
def theirs(visit) -> dict[str, str]:
    """Addresses of 한빛상사, who can open each of them."""
    page = visit("hanbit")
    product = first_link(page, "상품정보목록", rf"/products/(?:{ID.pattern})/")
    thumbnail = table(page, "상품정보목록").locator("img.thumb").first.get_attribute("src")
    number = ID.search(product).group()
    found = {
        "product": product,
        "edit": f"{product}edit/",
        "movements": f"/inventory/{number}/movements/",
        "inbound": first_link(page, "입고신청목록", r"/inbounds/EI[0-9]+/"),
        "outbound": first_link(page, "출고신청목록", r"/outbounds/EO[0-9]+/"),
        "picture": thumbnail.removesuffix("thumbnail/"),
        "thumbnail": thumbnail,
    }
    for path in found.values():
        assert page.request.get(path).status == 200, path
    return found


def unknown(path: str) -> str:
    """Return the address with an id of the same shape that nobody has."""
    number = ID.search(path).group()
    digits = "".join(random.choices("0123456789", k=12))
    return path.replace(number, f"{number[:2]}{digits}" if number.startswith("E") else str(uuid.uuid4()))


@dataclass(frozen=True)
class Answer:
    """What somebody sees of an address, whose ids are taken out."""

    status: int
    address: str
    title: str
    text: str


def look(page: Page, path: str) -> Answer:
    """Go to an address as if it had been typed in."""
    response = page.goto(path)
    seen = (urlsplit(page.url).path, page.title(), page.locator("body").inner_text())
    return Answer(response.status, *(ID.sub("ID", text) for text in seen))


def part(page: Page, path: str) -> tuple[int, str, dict[str, list[str]]]:
    """Ask for an address as a popup does; return status, body and headers, without ids."""
    answer: APIResponse = page.request.get(path, headers={"HX-Request": "true"})
    # Each of the server's processes writes the sources of a policy in an order of its own.
    headers = {
        k: sorted(re.findall(r"[^;\s]+", v)) for k, v in answer.headers.items() if k not in OF_ITS_TIME
    }
    return answer.status, ID.sub("ID", answer.text()), headers


def test_what_is_another_owners_answers_as_what_nobody_has(visit, watch, theirs):
    watch.expect_status(404)
    page = visit("tester")
    for name, path in theirs.items():
        foreign, missing = look(page, path), look(page, unknown(path))
        assert foreign == missing, name
        assert foreign.status == 404, name
        assert "한빛상사" not in foreign.text, name
        assert part(page, path) == part(page, unknown(path)), name


# Text that would like to run ------------------------------------------------------------------------


class Loud(Goods):
    """A product whose names hold scripts."""

    @property
    def name_zh(self) -> str:
        return f"{SCRIPT} 毛衣 {self.tag}"

    @property
    def name_ko(self) -> str:
        return f"{PICTURE} 니트 {self.tag}"

    @property
    def name_en(self) -> str:
        return f"{SCRIPT}{PICTURE} {self.tag}"


@pytest.fixture
def alerts(seller, manager, worker) -> list[str]:
    """What ran: everything that a dialog of the browser said to anybody."""
    said: list[str] = []

    def dismiss(asked) -> None:
        said.append(asked.message)
        asked.dismiss()

    for page in (seller, manager, worker):
        page.on("dialog", dismiss)
    return said


def ask_loudly(seller: Page, goods: Goods) -> str:
    """Ask for a parcel to a script; return its number."""
    menu(seller, "출고신청")
    seller.get_by_role("button", name="출고상품추가").click()
    popup = dialog(seller, "출고상품추가")
    popup.get_by_label("검색어", exact=True).fill(goods.seller_sku)
    popup.get_by_role("button", name="검색").click()
    expect(popup.get_by_role("row").filter(has_text=goods.seller_sku)).to_contain_text(goods.name_zh)
    pick_products(seller, "출고상품추가", goods)
    card = order(seller, 1)
    expect(card).to_contain_text(goods.name_zh)
    fill_parcel(card, f"LO{goods.tag}")
    card.get_by_label("받는 분 이름").fill(PICTURE)
    card.get_by_label("메모").fill(SCRIPT)
    return send_orders(seller)


def is_only_text(page: Page) -> None:
    """Nothing of the text became a part of the page."""
    assert page.locator("img[src=x], [onerror]").count() == 0
    assert page.locator("script").filter(has_text="alert(1)").count() == 0


def test_script_in_names_and_orders_is_text_everywhere(seller, manager, worker, alerts, tmp_path):
    goods = Loud()
    # By hand: those who approve, announce and receive see the names too.
    Team(seller, manager, worker, picture(tmp_path)).stock({goods: 4})
    number = ask_loudly(seller, goods)
    search(seller, number, "출고신청목록", by="출고번호")
    expect(row(seller, "출고신청목록", number)).to_contain_text(goods.name_zh)
    is_only_text(seller)
    seller.get_by_role("link", name=number).click()
    heading(seller, re.compile(number))
    expect(seller.get_by_role("region", name="주문정보")).to_contain_text(SCRIPT)
    seller.get_by_role("region", name="받는 분").get_by_role("button", name="보기").click()
    expect(seller.get_by_role("region", name="받는 분")).to_contain_text(PICTURE)
    is_only_text(seller)

    menu(seller, "재고관리")
    search(seller, goods.seller_sku, "재고관리")
    expect(row(seller, "재고관리", goods.seller_sku)).to_contain_text(goods.name_zh)
    is_only_text(seller)
    menu(seller, "상품정보목록")
    search(seller, goods.seller_sku, "상품정보목록")
    for name in (goods.name_zh, goods.name_ko):
        expect(row(seller, "상품정보목록", goods.seller_sku)).to_contain_text(name)
    seller.get_by_role("button", name=f"상품정보수정: {goods.seller_sku}").click()
    popup = dialog(seller, re.compile("상품정보수정"))
    expect(popup.get_by_label("중문상품명")).to_have_value(goods.name_zh)
    is_only_text(seller)
    popup.get_by_role("button", name="닫기", exact=True).click()
    row(seller, "상품정보목록", goods.seller_sku).get_by_role("link").first.click()
    heading(seller, goods.seller_sku)
    for name in (goods.name_zh, goods.name_ko, goods.name_en):
        expect(seller.get_by_role("region", name="상품정보")).to_contain_text(name)
    is_only_text(seller)

    open_document(manager, "출고작업", number)
    expect(manager.get_by_role("main")).to_contain_text(goods.name_zh)
    expect(manager.get_by_role("main")).to_contain_text(SCRIPT)
    is_only_text(manager)
    assert alerts == []
