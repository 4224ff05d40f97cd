"""What holds for every page: its language, its access, its weight, its use without scripts."""

import io
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.barriers import serious_faults
from tests.browser.conftest import DESKTOP, PATIENCE_MS, PHONE, Visits
from tests.browser.pages import Place, find_pages, find_states, find_ways
from tests.browser.steps import (
    LOGINS,
    Watch,
    appears,
    dialog,
    expected_inbound,
    heading,
    log_in,
    menu,
    order,
    paper,
    play,
    row,
    upload,
)

KILOBYTE = 1024
MAX_PAGE = 250 * KILOBYTE
MAX_PICTURE = 150 * KILOBYTE
PEOPLE = ("tester", "manager")

# What a page says itself, and not what it shows of people's data. Data is written in cells and links
# of rows, or with a lang of its own.
SAYS = """(document) => {
  const hangul = /[\\u3131-\\u318e\\uac00-\\ud7a3]/;
  const said = "h1,h2,h3,label,legend,button,th,nav a,.tag,.btn,.stabs a,option,.empty,.hint,caption,dt,"
    + "summary,.crumb";
  const found = [];
  const own = (node) => {
    const copy = node.cloneNode(true);
    for (const part of copy.querySelectorAll("select,[lang],script,template")) part.remove();
    return copy.textContent.replace(/\\s+/g, " ").trim();
  };
  const skip = (node) => node.closest("template") || (node.closest("[lang]") || {}).lang === "ko";
  for (const node of document.querySelectorAll(said)) {
    if (!skip(node) && hangul.test(own(node))) found.push(node.localName + ": " + own(node));
  }
  for (const name of ["placeholder", "aria-label", "title", "alt", "data-label"]) {
    for (const node of document.querySelectorAll("[" + name + "]")) {
      const text = node.getAttribute(name);
      if (!skip(node) && hangul.test(text)) found.push("@" + name + ": " + text);
    }
  }
  if (hangul.test(document.title)) found.push("title: " + document.title);
  return [...new Set(found)];
}"""


# What people of the sample data, and our own pages, call themselves. The last is a language's own name.
DATA = re.compile(r"테스터|김창고|한빛상사|미래무역|니트|천안|상품\.png|한국어")
HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")


def untranslated(page: Page) -> list[str]:
    """Return what a page says in Korean, apart from the names in its data."""
    return without_data(page.evaluate(f"({SAYS})(document)"))


def without_data(said: Sequence[str]) -> list[str]:
    """Return what is Korean in what a page says, apart from the names in its data."""
    return [words for words in said if HANGUL.search(DATA.sub("", words))]


def add_webhook(page: Page) -> None:
    """Have a webhook to look at, switched off at once: nothing of it shall leave the machine."""
    page.goto("/webhooks/")
    page.get_by_label("받을 주소").fill("https://1.1.1.1/hook")
    page.get_by_role("button", name="웹훅 추가").click()
    page.once("dialog", lambda asked: asked.accept())
    page.get_by_role("button", name="끄기").click()
    expect(page.locator(".tag", has_text="꺼짐")).to_be_visible()


def let_goods_come(seller: Page, manager: Page) -> None:
    """Have goods on their way from China, and a line of them that could not register itself."""
    seller.goto("/")
    manager.goto("/console/")
    expected_inbound(seller, play(manager, "정상 배송"))
    shipment = play(manager, "필수 항목 누락")
    seller.goto("/products/failed/automatic/")
    appears(seller, row(seller, "상품신청실패목록", shipment))


class Walk:
    """The places to walk through, found once."""

    def __init__(self, browser: Browser, address: str, remembered: dict[str, object]) -> None:
        windows = {}
        for who in PEOPLE:
            window = browser.new_context(base_url=address, locale="ko-KR", timezone_id="Asia/Seoul")
            if who not in remembered:
                log_in(window.new_page(), who, *LOGINS[who])
                remembered[who] = window.storage_state()
            else:
                window.add_cookies(remembered[who]["cookies"])
            windows[who] = window
        seller = windows["tester"].new_page()
        add_webhook(seller)
        let_goods_come(seller, windows["manager"].new_page())
        ask = {who: window.request for who, window in windows.items()}
        self.pages = find_pages(ask)
        self.states = find_states(ask)
        self.ways = find_ways(ask, self.states)
        for window in windows.values():
            window.close()


@pytest.fixture(scope="module")
def walk(browser: Browser, address: str, remembered) -> Walk:
    return Walk(browser, address, remembered)


class Weight:
    """What comes over the wire for one page after the other, each as if the browser had never been here."""

    # Everything that the page will show is asked for and there: its fonts, and its pictures down to the
    # last row, which the browser itself would fetch only when somebody scrolls near them.
    ALL_HERE = """async () => {
      const frame = () => new Promise(requestAnimationFrame);
      for (const image of document.images) image.loading = "eager";
      await frame(); await frame();
      await Promise.all([...document.images].filter((image) => !image.complete).map(
        (image) => new Promise((seen) => { image.onload = image.onerror = seen; })));
      await document.fonts.ready;
    }"""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._sizes: list[float] = []
        self._waiting: set[str] = set()
        self._hosts: set[str] = set()
        wire = page.context.new_cdp_session(page)
        wire.on("Network.requestWillBeSent", self._asked)
        wire.on("Network.loadingFinished", self._came)
        wire.on("Network.loadingFailed", lambda event: self._waiting.discard(event["requestId"]))
        wire.send("Network.enable")
        wire.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _asked(self, event: dict[str, Any]) -> None:
        self._waiting.add(event["requestId"])
        self._hosts.add(urlsplit(event["request"]["url"]).netloc)

    def _came(self, event: dict[str, Any]) -> None:
        self._waiting.discard(event["requestId"])
        self._sizes.append(event["encodedDataLength"])

    def go(self, path: str) -> tuple[float, set[str]]:
        """Go there; return the bytes that came, and from which hosts."""
        # What the page before still wanted is not this page's.
        self._page.goto("about:blank")
        self._sizes, self._waiting, self._hosts = [], set(), set()
        self._page.goto(path)
        self._page.evaluate(self.ALL_HERE)
        deadline = time.monotonic() + PATIENCE_MS / 1000
        while self._waiting and time.monotonic() < deadline:
            self._page.evaluate("0")  # lets the news of what has come in
        assert not self._waiting, f"{path} is not complete"
        return sum(self._sizes), self._hosts - {""}


@dataclass
class Seen:
    """What was found wrong on a walk through all pages, by kind."""

    access: list[str] = field(default_factory=list)
    width: list[str] = field(default_factory=list)
    language: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    weights: dict[str, float] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def strolls(browser: Browser, address: str, remembered) -> Iterator[Visits]:
    """Give windows to a walk that several tests look at; its own watch tells of errors."""
    visits = Visits(browser, address, Watch(), remembered)
    yield visits
    for context in visits.opened:
        context.close()


def windows(visit: Visits, language: str = "ko", **options) -> Callable[[str], Page]:
    """Give each person one window, and nobody too."""

    @cache
    def page_of(who: str) -> Page:
        window = visit.window(who, **options)
        window.add_cookies([{"name": "language", "value": language, "url": visit.address}])
        return window.new_page()

    return page_of


def look_for_barriers(seen: Seen, place: Place, page: Page, scheme: str, size) -> None:
    """Ask axe for serious faults, and measure the width."""
    theme = page.locator("html").get_attribute("data-bs-theme")
    if theme != scheme:
        seen.access.append(f"{place}: {theme} and not {scheme}")
    seen.access += [f"{place}: {fault}" for fault in serious_faults(page)]
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > size["width"]:
        seen.width.append(f"{place}: {width} pixels wide")


def listen(seen: Seen, place: Place, page: Page, html_lang: str) -> None:
    """Read what the page says."""
    heard(seen, place, page.locator("html").get_attribute("lang"), html_lang, untranslated(page))


def heard(seen: Seen, place: Place, lang: str | None, html_lang: str, korean: Sequence[str]) -> None:
    """Keep what a page says in another language than it should."""
    if lang != html_lang:
        seen.language.append(f"{place}: lang={lang}")
    seen.language += [f"{place}: {said}" for said in korean]


@pytest.fixture(scope="module")
def desktop(walk, strolls) -> Seen:
    """Walk at a desk, in Korean and in daylight, with an empty memory on every page."""
    seen = Seen()
    page_of = windows(strolls, color_scheme="light")
    scales = cache(lambda who: Weight(page_of(who)))
    for place in walk.pages + walk.ways:
        seen.weights[str(place)], hosts = scales(place.who).go(place.path)
        if hosts != {urlsplit(strolls.address).netloc}:
            seen.hosts.append(f"{place}: asks {sorted(hosts)}")
        look_for_barriers(seen, place, page_of(place.who), "light", DESKTOP)
    seen.troubles = strolls.watch.take()
    return seen


@pytest.fixture(scope="module")
def phone(walk, strolls) -> Seen:
    """Walk with a phone, in Chinese and in the dark."""
    seen = Seen()
    page_of = windows(strolls, "zh-hans", viewport=PHONE, color_scheme="dark")
    for place in walk.pages + walk.states:
        page = page_of(place.who)
        page.goto(place.path)
        listen(seen, place, page, "zh-Hans")
        if place in walk.pages + walk.ways:
            look_for_barriers(seen, place, page, "dark", PHONE)
    seen.troubles = strolls.watch.take()
    return seen


# A page as it is sent: what scripts say in English comes with it, and what they do is seen in Chinese.
READ = f"""async (path) => {{
  const answer = await fetch(path);
  const sent = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [answer.status, sent.documentElement.lang, ({SAYS})(sent)];
}}"""


@pytest.fixture(scope="module")
def english(walk, strolls) -> Seen:
    """Read everything in English, without showing it."""
    seen = Seen()
    page_of = windows(strolls, "en")
    for place in walk.pages + walk.states:
        page = page_of(place.who)
        if page.url == "about:blank":
            page.goto(place.path)
        status, lang, said = page.evaluate(READ, place.path)
        if status >= 400:
            seen.troubles.append(f"{place}: {status}")
        heard(seen, place, lang, "en", without_data(said))
    seen.troubles += strolls.watch.take()
    return seen


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> Seen:
    """Give the walk that the test names."""
    return request.getfixturevalue(request.param)


on_every_screen = pytest.mark.parametrize("seen", ["desktop", "phone"], indirect=True)


def test_nothing_was_overlooked(walk):
    found = {place.route for place in walk.pages}
    assert len(found) == len(walk.pages) >= 50
    assert {
        "portal:outbound",
        "portal:picker",
        "console:picking_list",
        "console:term",
        "portal:webhook",
        "portal:failed_line",
        "import1688:event",
        "integrations:connector",
        "integrations:my_connector",
        "integrations:coupang_unmatched",
    } <= found
    assert len({place.route for place in walk.states}) == 6
    assert {place.route for place in walk.ways} == {"portal:inbound", "console:inbound", "portal:product"}


@on_every_screen
def test_every_page_is_open_to_everybody(seen):
    """No serious fault in the eyes of axe."""
    assert not seen.access, "\n".join(seen.access)


@on_every_screen
def test_no_page_is_wider_than_its_window(seen):
    assert not seen.width, "\n".join(seen.width)


def test_every_page_is_light(walk, desktop):
    """With an empty memory; of one route one page, and those with a way."""
    assert set(desktop.weights) == {str(place) for place in walk.pages + walk.ways}
    heaviest = max(desktop.weights, key=desktop.weights.__getitem__)
    print(f"heaviest page: {desktop.weights[heaviest] / KILOBYTE:.0f} KB, {heaviest}")  # noqa: T201
    wrong = {place: size for place, size in desktop.weights.items() if not 10 * KILOBYTE < size <= MAX_PAGE}
    assert not wrong, "\n".join(f"{place}: {size / KILOBYTE:.0f} KB" for place, size in wrong.items())


def test_nothing_comes_from_other_hosts(desktop):
    assert not desktop.hosts, "\n".join(desktop.hosts)


@pytest.mark.parametrize(
    "seen", [pytest.param("english", id="en"), pytest.param("phone", id="zh-hans")], indirect=True
)
def test_every_page_speaks_the_language(seen):
    assert not seen.language, "\n".join(seen.language)


@pytest.mark.parametrize("seen", ["desktop", "phone", "english"], indirect=True)
def test_no_page_meets_an_error(seen):
    """Neither in its scripts nor in what it asks for."""
    assert not seen.troubles, "\n".join(seen.troubles)


def test_every_page_can_be_read_without_scripts(walk, visit):
    faults = []
    lists = 0
    page_of = windows(visit, java_script_enabled=False)
    for place in walk.pages:
        page = page_of(place.who)
        page.goto(place.path)
        if page.locator("h1:visible").count() != 1:
            faults.append(f"{place}: no heading")
        rows = page.locator("table.dt tbody tr")
        count = rows.count()
        lists += count > 0
        if count and not all(row.is_visible() for row in rows.all()):
            faults.append(f"{place}: hidden rows")
        shown = page.locator("main").inner_text() if page.locator("main").count() else ""
        if place.who and len(shown) < 40:
            faults.append(f"{place}: {shown!r}")
    assert lists >= 20
    assert not faults, "\n".join(faults)


# Pictures for the README --------------------------------------------------------------------------


@pytest.fixture
def shots() -> Path:
    """Return the folder that takes the pictures."""
    named = os.environ.get("ROCKET3PL_SCREENSHOTS")
    if not named:
        pytest.skip("ROCKET3PL_SCREENSHOTS names no folder for pictures")
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def shoot(page: Page, folder: Path, name: str) -> None:
    """Take what the window shows, in 256 colours."""
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    image = Image.open(io.BytesIO(page.screenshot()))
    path = folder / f"{name}.png"
    image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < MAX_PICTURE, f"{name}: {path.stat().st_size}"


def open_first(page: Page, section: str, tab: str, shape: str) -> None:
    """Open the first document below a tab of a list."""
    menu(page, section)
    page.get_by_role("navigation", name="상태").get_by_role("link", name=re.compile(f"^{tab}")).click()
    expect(page.get_by_role("navigation", name="상태").locator("[aria-current=page]")).to_contain_text(tab)
    page.get_by_role("link", name=re.compile(shape)).first.click()
    heading(page, re.compile(shape))


def fill_in_an_order(page: Page, label_paper: Path) -> None:
    """Fill in one 밀크런 order through the popup."""
    menu(page, "출고신청")
    page.get_by_role("button", name="출고상품추가").click()
    popup = dialog(page, "출고상품추가")
    popup.get_by_role("checkbox", name=re.compile(" 선택$")).first.check()
    popup.get_by_role("button", name="추가", exact=True).click()
    expect(popup).to_be_hidden()
    card = order(page, 1)
    card.get_by_role("textbox", name=re.compile("^수량 ")).fill("12")
    card.get_by_role("group", name="운송방식").get_by_text("밀크런").click()
    card.get_by_label("주문번호").fill("RG20261101-07")
    card.get_by_label("발주번호").fill("129876543")
    card.get_by_label("쿠팡창고").select_option("고양1")
    expect(card.get_by_label("주소")).not_to_have_value("")
    upload(card, "쿠팡 부착서", label_paper)


def test_screenshots(visit, shots, tmp_path):
    shoot(visit(path="/login/"), shots, "login")
    seller, manager = visit("tester"), visit("manager")
    for name, entry in (
        ("inventory", "재고관리"),
        ("products", "상품정보목록"),
        ("outbounds", "출고신청목록"),
    ):
        menu(seller, entry)
        shoot(seller, shots, name)
    open_first(seller, "출고신청목록", "쿠팡입고", "EO[0-9]+")
    shoot(seller, shots, "outbound-detail")
    menu(seller, "신규상품정보등록")
    shoot(seller, shots, "product-apply")
    fill_in_an_order(seller, paper(tmp_path))
    shoot(seller, shots, "outbound-request")
    menu(manager, "작업현황")
    shoot(manager, shots, "console-home")
    open_first(manager, "입고작업", "도착", "EI[0-9]+")
    shoot(manager, shots, "console-receiving")
    open_first(manager, "출고작업", "피킹중", "EO[0-9]+")
    shoot(manager, shots, "console-picking")
    shipment = play(manager, "정상 배송")
    seller = visit("tester")  # the other window has an order that was not sent
    number = expected_inbound(seller, shipment)
    seller.get_by_role("link", name=number).click()
    appears(seller, seller.get_by_role("region", name="배송 경로").get_by_text("국내 배송 출발"))
    shoot(seller, shots, "inbound-way")
    menu(manager, "1688상품관")
    shoot(manager, shots, "console-1688")
    menu(manager, "장부 점검")
    manager.get_by_role("button", name=re.compile("점검 실행")).click()
    expect(manager.get_by_role("table").first).to_be_visible()
    shoot(manager, shots, "audit")
    shoot(visit("tester", "/inventory/", viewport=PHONE), shots, "inventory-phone")
