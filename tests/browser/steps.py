"""What people do, in the words that they see. Nothing here knows an id or a class of a page."""

import io
import re
import time
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from PIL import Image, ImageDraw
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response, expect
from pypdf import PdfWriter

# As the README tells them.
LOGINS: Mapping[str, tuple[str, str]] = {
    "tester": ("화주", "tester-1688-api-key"),
    "hanbit": ("화주", "hanbit-1688-api-key"),
    "mirae": ("화주", "mirae-1688-api-key"),
    "manager": ("창고 직원", "rocket-manager-26"),
    "worker": ("창고 직원", "rocket-worker-26"),
    "billing": ("창고 직원", "rocket-billing-26"),
}
WAREHOUSE = "인천창고"
# So long the worker may take for what it was given, on a machine that others use too.
BACKGROUND_SECONDS = 60


class Watch:
    """Collects what went wrong in windows: errors of scripts, failed requests, refusals nobody expected."""

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self._expected: set[int] = set()
        self._windows: list[BrowserContext] = []
        self._asked: list[Request] = []

    def expect_status(self, *codes: int) -> None:
        """Take answers with these codes as part of the story."""
        self._expected.update(codes)

    def on(self, context: BrowserContext) -> None:
        """Begin to watch a window."""
        context.on("console", self._said)
        context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)
        context.on("request", self._sent)
        self._windows.append(context)

    def told(self) -> str:
        """Say what every open page shows, and what it sent last; for the report of a failure."""
        lines = []
        for page in (page for window in self._windows for page in window.pages):
            words = " ".join(page.locator("main").all_inner_texts())
            lines += [page.url, "  shows: " + " ".join(words.split())[:1_000]]
            sent = [r for r in self._asked if r.frame.page == page]
            lines += [f"  sent: {r.url}, answered: {r.timing['responseEnd'] >= 0}" for r in sent[-3:]]
        return "\n".join(lines)

    def take(self) -> list[str]:
        """Return what went wrong since the last time."""
        taken, self.troubles = self.troubles, []
        return taken

    def _said(self, message: ConsoleMessage) -> None:
        text = message.text
        # Refusals are judged by their answers.
        told = re.search(r"(?:responded with a status of|Response Status Error Code) (\d{3})", text)
        if message.type == "error" and not told:
            self.troubles.append(f"console: {text}")

    def _failed(self, request: Request) -> None:
        # What a page still asked for while it was left, and files that were taken as downloads.
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"{request.method} {request.url}: {request.failure}")

    def _sent(self, request: Request) -> None:
        if request.method == "POST":
            self._asked.append(request)

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.troubles.append(f"{response.status} {response.request.method} {response.url}")


def _new_tag() -> str:
    return uuid.uuid4().hex[:10].upper()


@dataclass(frozen=True)
class Goods:
    """One product as a test invents it: its codes are new in every run."""

    zh: str = "纯色圆领毛衣女"
    tag: str = field(default_factory=_new_tag)

    @property
    def seller_sku(self) -> str:
        """Return the seller's own code."""
        return f"T{self.tag}"

    @property
    def fnsku(self) -> str:
        """Return the barcode."""
        return f"X{self.tag}"

    @property
    def name_zh(self) -> str:
        """Return the Chinese name."""
        return f"{self.zh} {self.tag}"

    @property
    def name_ko(self) -> str:
        """Return the Korean name."""
        return f"무지 니트 {self.tag}"

    @property
    def name_en(self) -> str:
        """Return the English name."""
        return f"Plain knit {self.tag}"


# Files ------------------------------------------------------------------------------------------


def picture(folder: Path, name: str = "상품.png", colour: str = "#4f7fc4") -> Path:
    """Draw a picture of a product."""
    image = Image.new("RGB", (320, 320), "white")
    ImageDraw.Draw(image).rounded_rectangle((60, 80, 260, 290), 30, fill=colour)
    path = folder / name
    image.save(path)
    return path


def paper(folder: Path, name: str = "쿠팡 부착서.pdf") -> Path:
    """Write a PDF of one empty page."""
    writer = PdfWriter()
    writer.add_blank_page(width=595, height=842)
    data = io.BytesIO()
    writer.write(data)
    writer.close()
    path = folder / name
    path.write_bytes(data.getvalue())
    return path


# The frame --------------------------------------------------------------------------------------


def heading(page: Page, name: str | re.Pattern[str]) -> None:
    """Wait for the page of this heading, and until its scripts listen."""
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    page.wait_for_load_state()


def log_in(page: Page, login_id: str, side: str, secret: str) -> None:
    """Log in as a seller (화주) or as staff (창고 직원)."""
    page.goto("/login/")
    page.get_by_role("link", name=side).click()
    page.get_by_label("아이디").fill(login_id)
    page.get_by_label("1688상품관 API KEY" if side == "화주" else "비밀번호").fill(secret)
    page.get_by_role("button", name="로그인").click()
    expect(page.get_by_role("button", name="로그아웃")).to_be_visible()


def menu(page: Page, name: str) -> None:
    """Follow an entry of the side menu."""
    links = page.get_by_role("navigation", name="주 메뉴").get_by_role("link", name=name, exact=True)
    links.last.click()
    heading(page, name)


def told(page: Page, text: str | re.Pattern[str]) -> None:
    """Wait for a message about what was done, and until the page's scripts listen."""
    expect(page.get_by_text(text).first).to_be_visible()
    page.wait_for_load_state()


def appears(page: Page, what: Locator) -> None:
    """Look at the page again until it shows what the worker makes in the background."""
    deadline = time.monotonic() + BACKGROUND_SECONDS
    while True:
        try:
            expect(what).to_be_visible(timeout=1_000)
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            page.reload()
        else:
            page.wait_for_load_state()
            return


def table(page: Page | Locator, caption: str) -> Locator:
    """Return the table of a caption."""
    return page.get_by_role("table", name=caption)


def row(page: Page | Locator, caption: str, text: str) -> Locator:
    """Return the one row that holds the text."""
    return table(page, caption).get_by_role("row").filter(has_text=text)


def lines(page: Page | Locator, caption: str) -> list[dict[str, str]]:
    """Return what a table says: for each row the first line of every cell, by its column's word."""
    read = "t => [...t.rows].map(r => [...r.cells].map(c => c.innerText.trim().split('\\n')[0].trim()))"
    heads, *rows = table(page, caption).evaluate(read)
    return [{head: text for head, text in zip(heads, cells, strict=False) if head} for cells in rows]


def values(page: Page, caption: str, text: str, *columns: str) -> list[str]:
    """Return what the one row that holds the text says below these columns."""
    line = row(page, caption, text)
    expect(line).to_have_count(1)
    n = line.evaluate("r => r.rowIndex - 1")
    shown = lines(page, caption)[n]
    return [shown[column] for column in columns]


def search(page: Page, text: str, caption: str, by: str = "") -> None:
    """Search in a list."""
    panel = page.get_by_role("search", name=f"{caption} 검색")
    if by:
        panel.get_by_role("combobox", name=re.compile("검색어?선택")).select_option(by)
    panel.get_by_label("검색어", exact=True).fill(text)
    panel.get_by_role("button", name="검색").click()
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("q") == [text])


def found(page: Page, caption: str, count: int) -> None:
    """Wait until a list says how many rows it has."""
    expect(page.get_by_role("region", name=caption, exact=True)).to_contain_text(f"검색결과 {count:,}건")


def dialog(page: Page, name: str | re.Pattern[str]) -> Locator:
    """Return the open dialog of a name."""
    found = page.get_by_role("dialog", name=name)
    expect(found).to_be_visible()
    return found


def upload(within: Locator, label: str, *files: Path) -> None:
    """Choose files, and wait until the page holds them."""
    within.get_by_label(label, exact=True).set_input_files([str(f) for f in files])
    for file in files:
        expect(within.get_by_role("link", name=re.compile(re.escape(file.stem)))).to_be_visible()


# 상품정보관리 -------------------------------------------------------------------------------------


def fill_product(block: Locator, goods: Goods, image: Path, *, names: bool = True) -> None:
    """Fill in one block of 신규상품정보등록; without `names` the two that 번역 fills stay empty."""
    upload(block, "상품이미지", image)
    block.get_by_label("Fnsku").fill(goods.fnsku)
    block.get_by_label("입고창고").select_option(WAREHOUSE)
    block.get_by_label("Seller sku").fill(goods.seller_sku)
    block.get_by_label("중문상품명").fill(goods.name_zh)
    if names:
        block.get_by_label("영문상품명").fill(goods.name_en)
        block.get_by_label("한글상품명").fill(goods.name_ko)
    block.get_by_label("세관신고가격").fill("5.20")
    block.get_by_label("hscode").fill("6110300000")
    block.get_by_label("옵션").fill("颜色:白色>尺码:均码")
    block.get_by_label("무게").fill("0.42")
    block.get_by_label("가로").fill("36.5")
    block.get_by_label("세로").fill("34.1")
    block.get_by_label("높이").fill("4.1")
    block.get_by_role("group", name="배터리포함여부").get_by_text("포함안함").click()


def apply_for(page: Page, goods: Iterable[Goods], image: Path) -> None:
    """Apply for products, all in one go."""
    menu(page, "신규상품정보등록")
    for n, one in enumerate(goods, start=1):
        if n > 1:
            page.get_by_role("button", name="신규상품정보추가").click()
        fill_product(page.get_by_role("region", name=f"#{n}", exact=True), one, image)
    page.get_by_role("button", name="신청", exact=True).click()
    heading(page, "상품정보목록")


def approve(page: Page, *goods: Goods) -> None:
    """Approve products from the list (manager)."""
    for one in goods:
        menu(page, "상품승인")
        search(page, one.seller_sku, "상품승인")
        page.get_by_role("checkbox", name=f"{one.seller_sku} 선택").check()
        page.get_by_role("region", name="선택 작업").get_by_role("button", name="승인").click()
        told(page, re.compile("승인했습니다"))


# 입고관리 ---------------------------------------------------------------------------------------


def pick_products(page: Page, title: str, *goods: Goods) -> None:
    """Tick products in the popup and add them."""
    popup = dialog(page, title)
    for one in goods:
        popup.get_by_label("검색어", exact=True).fill(one.seller_sku)
        popup.get_by_role("button", name="검색").click()
        expect(popup.get_by_text("검색결과 1건")).to_be_visible()
        popup.get_by_role("checkbox", name=f"{one.seller_sku} 선택").check()
    expect(popup.get_by_text(f"{len(goods)}개 선택됨")).to_be_visible()
    popup.get_by_role("button", name="추가", exact=True).click()
    expect(popup).to_be_hidden()


def request_inbound(page: Page, wanted: Mapping[Goods, int]) -> str:
    """Ask for an inbound; return its number."""
    menu(page, "입고신청")
    page.get_by_role("button", name="입고상품추가").click()
    pick_products(page, "입고상품추가", *wanted)
    for one, quantity in wanted.items():
        page.get_by_label(re.compile(f"^수량 .*{one.tag}")).fill(str(quantity))
    page.get_by_role("button", name="신청", exact=True).click()
    heading(page, "입고신청목록")
    return new_number(page, r"EI[0-9]+")


def new_number(page: Page, shape: str) -> str:
    """Return the number that the message about a new document names."""
    message = page.get_by_role("status").filter(has_text=re.compile(shape)).first
    expect(message).to_be_visible()
    found = re.search(shape, message.inner_text())
    assert found
    return found.group()


def open_document(page: Page, section: str, number: str) -> None:
    """Find a document in the warehouse's list and open it."""
    menu(page, section)
    search(page, number, section)
    page.get_by_role("link", name=number).click()
    heading(page, number)


def receive(worker: Page, manager: Page, number: str, counted: Mapping[Goods, tuple[int, int]]) -> None:
    """Bring an inbound to its end: 접수, 도착 처리, 검수, 입고완료."""
    open_document(manager, "입고작업", number)
    manager.get_by_role("button", name="접수").click()
    told(manager, "접수했습니다")
    open_document(worker, "입고작업", number)
    worker.get_by_role("button", name="도착 처리").click()
    for one, (good, damaged) in counted.items():
        worker.get_by_label(re.compile(f"^양품 수량 〈.*{one.tag}")).fill(str(good))
        worker.get_by_label(re.compile(f"^불량 수량 〈.*{one.tag}")).fill(str(damaged))
    worker.get_by_role("button", name="검수 저장").click()
    told(worker, re.compile("검수 수량을 저장했습니다"))
    worker.get_by_role("button", name="입고완료", exact=True).click()
    end = dialog(worker, "입고완료")
    end.get_by_role("button", name="입고완료").click()
    expect(end).to_be_hidden()
    expect(worker.get_by_role("heading", level=2, name="입고 검수")).to_have_count(0)


@dataclass(frozen=True)
class Team:
    """Those who are needed to get goods onto a shelf."""

    seller: Page
    manager: Page
    worker: Page
    image: Path

    def stock(self, wanted: Mapping[Goods, int]) -> None:
        """Register, approve, and receive products: so many good pieces of each."""
        apply_for(self.seller, wanted, self.image)
        approve(self.manager, *wanted)
        number = request_inbound(self.seller, wanted)
        receive(self.worker, self.manager, number, {g: (n, 0) for g, n in wanted.items()})


def available(page: Page, goods: Goods | str) -> int:
    """Return 가용재고 of a product, or of a Seller Sku, as 재고관리 shows it."""
    seller_sku = goods if isinstance(goods, str) else goods.seller_sku
    menu(page, "재고관리")
    search(page, seller_sku, "재고관리")
    return int(values(page, "재고관리", seller_sku, "가용재고")[0].replace(",", ""))


# 1688상품관 -------------------------------------------------------------------------------------


def play(page: Page, story: str, seller: str = "테스터 (I41QC9GU)") -> str:
    """Let goods leave China as the demonstration does (manager); return the shipment's number."""
    menu(page, "1688상품관")
    form = page.get_by_role("form", name=re.compile("^시연"))
    form.get_by_label("화주").select_option(seller)
    form.get_by_label("시나리오").select_option(story)
    form.get_by_role("button", name="상품 출고 시연").click()
    return new_number(page, r"CN[0-9]{8}-[0-9]{8}")


def expected_inbound(page: Page, shipment: str) -> str:
    """Wait until 입고신청목록 has the inbound of a shipment, which its memo names; return its number."""
    menu(page, "입고신청목록")
    search(page, shipment, "입고신청목록", by="메모")
    appears(page, row(page, "입고신청목록", "운송중"))
    return values(page, "입고신청목록", "운송중", "입고번호")[0]


# 출고관리 ---------------------------------------------------------------------------------------


def order(page: Page, n: int) -> Locator:
    """Return the card of an order."""
    return page.get_by_role("region", name=f"#{n}", exact=True)


def fill_address(card: Locator) -> None:
    """Fill in where a parcel goes."""
    card.get_by_label("받는 분 이름").fill("김하늘")
    card.get_by_label("연락처").fill("010-2345-6789")
    card.get_by_label("우편번호").fill("04524")
    card.get_by_label("시/도").select_option("서울특별시")
    card.get_by_label("도시명").fill("중구")
    card.get_by_label("주소").fill("세종대로 110")


def fill_parcel(card: Locator, order_no: str) -> str:
    """Fill in a 택배 order; return the 발주번호 that 생성 made."""
    card.get_by_role("group", name="운송방식").get_by_text("택배").click()
    card.get_by_label("주문번호").fill(order_no)
    card.get_by_role("button", name="생성").click()
    expect(card.get_by_label("발주번호")).not_to_have_value("")
    fill_address(card)
    return card.get_by_label("발주번호").input_value()


def send_orders(page: Page) -> str:
    """Press 신청; return the number of the first outbound."""
    page.get_by_role("button", name="신청", exact=True).click()
    heading(page, "출고신청목록")
    return new_number(page, r"EO[0-9]+")


def request_parcel(page: Page, wanted: Mapping[Goods, int], order_no: str) -> tuple[str, str]:
    """Ask for one 택배 order with several products; return (출고번호, 발주번호)."""
    menu(page, "출고신청")
    first, *others = wanted
    page.get_by_role("button", name="출고상품추가").click()
    pick_products(page, "출고상품추가", first)
    card = order(page, 1)
    if others:
        card.get_by_role("button", name="본 주문서 출고 상품 추가").click()
        pick_products(page, "출고상품추가", *others)
    for one, quantity in wanted.items():
        card.get_by_label(re.compile(f"^수량 .*{one.tag}")).fill(str(quantity))
    po_number = fill_parcel(card, order_no)
    return send_orders(page), po_number


def in_turn(page: Page, *names: str) -> None:
    """Press buttons one after the other, each on the page that the one before led to."""
    for name in names:
        page.get_by_role("button", name=name, exact=True).click()
        page.wait_for_load_state()


def answer_questions(page: Page, *, yes: bool = True) -> None:
    """Say yes to whatever the browser asks."""
    reply: Callable[..., None] = lambda asked: asked.accept() if yes else asked.dismiss()  # noqa: E731
    page.on("dialog", reply)
