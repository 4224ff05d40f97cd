"""What holds for every page: its language, its access, its weight, its use without scripts."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Visits
from tests.browser.pages import Place, find_pages, find_states
from tests.browser.steps import LOGINS, dialog, heading, log_in, menu, order, paper, upload

KILOBYTE = 1024
MAX_PAGE = 250 * KILOBYTE
MAX_PICTURE = 150 * KILOBYTE
PEOPLE = ("tester", "manager")

# What a page says itself, and not what it shows of people's data. Data is written in cells and links
# of rows, or with a lang of its own.
SAYS = """() => {
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
    return [said for said in page.evaluate(SAYS) if HANGUL.search(DATA.sub("", said))]


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
        ask = {who: window.request for who, window in windows.items()}
        self.pages = find_pages(ask)
        self.states = find_states(ask)
        for window in windows.values():
            window.close()


@pytest.fixture(scope="module")
def walk(browser: Browser, address: str, remembered) -> Walk:
    return Walk(browser, address, remembered)


def windows(
    visit: Visits, places: list[Place], language: str = "ko", **options
) -> Iterator[tuple[Place, Page]]:
    """Go to one place after the other, each person in one window."""
    pages: dict[str, Page] = {}
    for place in places:
        if place.who not in pages:
            window = visit.window(place.who, **options)
            window.add_cookies([{"name": "language", "value": language, "url": visit.address}])
            pages[place.who] = window.new_page()
        pages[place.who].goto(place.path)
        yield place, pages[place.who]


def test_nothing_was_overlooked(walk):
    found = {place.route for place in walk.pages}
    assert len(found) == len(walk.pages) >= 50
    assert {"portal:outbound", "portal:picker", "console:picking_list", "console:term"} <= found
    assert len({place.route for place in walk.states}) == 6


@pytest.mark.parametrize(("language", "html_lang"), [("en", "en"), ("zh-hans", "zh-Hans")])
def test_every_page_speaks_the_language(walk, visit, language, html_lang):
    faults = []
    for place, page in windows(visit, walk.pages + walk.states, language):
        lang = page.locator("html").get_attribute("lang")
        if lang != html_lang:
            faults.append(f"{place}: lang={lang}")
        faults += [f"{place}: {said}" for said in untranslated(page)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("scheme", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["desktop", "phone"])
def test_every_page_is_open_to_everybody(walk, visit, scheme, size):
    """No serious fault in the eyes of axe, and no page wider than its window."""
    axe = Axe()
    faults = []
    for place, page in windows(visit, walk.pages, viewport=size, color_scheme=scheme):
        assert page.locator("html").get_attribute("data-bs-theme") == scheme
        for violation in axe.run(page).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                nodes = [node["html"][:160] for node in violation["nodes"]]
                faults.append(f"{place}: {violation['id']} ({violation['impact']}): {nodes[:3]}")
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > size["width"]:
            faults.append(f"{place}: {width} pixels wide")
    assert not faults, "\n".join(faults)


def test_every_page_is_light(walk, visit):
    """With an empty memory; of one route one page. Nothing comes from other hosts."""
    faults, weights = [], {}
    for place in walk.pages:
        window = visit.window(place.who)
        page = window.new_page()
        wire = window.new_cdp_session(page)
        sizes: list[float] = []
        hosts: set[str] = set()
        wire.on(
            "Network.loadingFinished", lambda event, sizes=sizes: sizes.append(event["encodedDataLength"])
        )
        page.on("request", lambda request, hosts=hosts: hosts.add(urlsplit(request.url).netloc))
        wire.send("Network.enable")
        page.goto(place.path, wait_until="networkidle")
        weights[str(place)] = sum(sizes)
        if not 10 * KILOBYTE < sum(sizes) <= MAX_PAGE:
            faults.append(f"{place}: {sum(sizes) / KILOBYTE:.0f} KB")
        if hosts - {urlsplit(visit.address).netloc, ""}:
            faults.append(f"{place}: asks {sorted(hosts)}")
        window.close()
        visit.opened.remove(window)
    heaviest = max(weights, key=weights.__getitem__)
    print(f"heaviest page: {weights[heaviest] / KILOBYTE:.0f} KB, {heaviest}")  # noqa: T201
    assert not faults, "\n".join(faults)


def test_every_page_can_be_read_without_scripts(walk, visit):
    faults = []
    lists = 0
    for place, page in windows(visit, walk.pages, java_script_enabled=False):
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
    menu(manager, "장부 점검")
    manager.get_by_role("button", name=re.compile("점검 실행")).click()
    expect(manager.get_by_role("table").first).to_be_visible()
    shoot(manager, shots, "audit")
    shoot(visit("tester", "/inventory/", viewport=PHONE), shots, "inventory-phone")
