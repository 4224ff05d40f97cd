"""What holds for every page: its language, its access, its weight, and that it can be read without scripts."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.conftest import DESKTOP, PHONE, Visits
from tests.browser.pages import Place, find_pages, find_states
from tests.browser.steps import LOGINS, log_in

KILOBYTE = 1024
MAX_PAGE = 250 * KILOBYTE
MAX_PICTURE = 150 * KILOBYTE
PEOPLE = ("tester", "manager")

# What a page says itself, and not what it shows of people's data. Data is written in cells and links
# of rows, between <bdi>, with a lang of its own, or marked with data-no-words.
SAYS = """(places) => {
  const hangul = /[\\u3131-\\u318e\\uac00-\\ud7a3]/;
  const said = "h1,h2,h3,label,legend,button,th,nav a,.tag,.btn,.stabs a,option,.empty,.hint,caption,dt,summary,.crumb";
  const found = [];
  const own = (node) => {
    const copy = node.cloneNode(true);
    for (const part of copy.querySelectorAll("select,[lang],bdi,script,template")) part.remove();
    return copy.textContent.replace(/\\s+/g, " ").trim();
  };
  const skip = (node) => node.closest("template,[data-no-words]") || (node.closest("[lang]") || {}).lang === "ko";
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
        faults += [f"{place}: {said}" for said in page.evaluate(SAYS)]
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
