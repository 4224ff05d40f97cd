"""The real product in its own process, a real Chromium, and people who have logged in.

Everything here lives as long as this folder's tests and no longer: Playwright keeps an event loop
running in the worker, which the tests of other folders must not meet.
"""

import os
import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.shelf import Shelf
from tests.browser.steps import LOGINS, Watch, log_in, picture
from tests.once import served
from tools.system import chromium

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
# Generous, since other work may share the machine; nothing waits this long when all is well.
PATIENCE_MS = 15_000


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what lies here. Each worker has a server, sample data and a Chromium of its own."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add what the pages showed to the report of a test that failed."""
    report = yield
    watch = getattr(item, "funcargs", {}).get("watch")
    if call.when == "call" and report.failed and watch:
        # Not among what was captured, which is not shown.
        report.longrepr.addsection("Pages", watch.told())
    return report


@pytest.fixture(scope="package")
def address(sample_made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the product with its sample data, as `make run` does; return where."""
    if chromium() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not here, and with CI=true nothing may be left out")
        pytest.skip("Chromium is not here: sudo apt-get install chromium")
    folder = tmp_path_factory.mktemp("product")
    data = Path(shutil.copytree(sample_made / "data", folder / "data"))
    with served(data, folder / "server.log") as where:
        yield where


@pytest.fixture(scope="package")
def browser(address: str) -> Iterator[Browser]:
    """Start Chromium."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Visits:
    """Opens windows: each a browser of its own, with nothing in its memory but who is logged in."""

    browser: Browser
    address: str
    watch: Watch
    remembered: dict[str, Any]
    opened: list[BrowserContext] = field(default_factory=list)

    def window(self, who: str = "", **options: Any) -> BrowserContext:
        """Open a window of a person who has logged in; of nobody without a name."""
        settings: dict[str, Any] = {
            "base_url": self.address,
            "locale": "ko-KR",
            "timezone_id": "Asia/Seoul",
            "viewport": DESKTOP,
            "reduced_motion": "reduce",
            **options,
        }
        if who and who not in self.remembered:
            plain = {**settings, "java_script_enabled": True, "viewport": DESKTOP}
            with self.browser.new_context(**plain) as first:
                page = first.new_page()
                log_in(page, who, *LOGINS[who])
                self.remembered[who] = first.storage_state()
        if who:
            settings["storage_state"] = self.remembered[who]
        context = self.browser.new_context(**settings)
        context.set_default_timeout(PATIENCE_MS)
        self.watch.on(context)
        self.opened.append(context)
        return context

    def __call__(self, who: str = "", path: str = "/", **options: Any) -> Page:
        """Open a page in a new window."""
        page = self.window(who, **options).new_page()
        page.goto(path)
        return page


@pytest.fixture(scope="package")
def remembered() -> dict[str, Any]:
    """Who has logged in once: logging in is tested by itself, and need not be repeated."""
    return {}


@pytest.fixture(scope="package")
def shelf(
    browser: Browser, address: str, remembered: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shelf]:
    """Get goods onto a shelf without a page; each program's key is made when it is first needed."""
    visits = Visits(browser, address, Watch(), remembered)
    image = picture(tmp_path_factory.mktemp("shelf"))
    # Straight to our own server, whatever proxy the environment names.
    with httpx2.Client(base_url=f"{address}/api/v1", timeout=PATIENCE_MS / 1000, trust_env=False) as service:
        yield Shelf(service, visits, image)
    assert visits.watch.troubles == []


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Look over every window's shoulder; at the end no error may have been seen."""
    seen = Watch()
    yield seen
    assert seen.troubles == []


@pytest.fixture
def visit(browser: Browser, address: str, watch: Watch, remembered: dict[str, Any]) -> Iterator[Visits]:
    """Give visit(who, path): a page in a window of that person's own."""
    visits = Visits(browser, address, watch, remembered)
    yield visits
    for context in visits.opened:
        context.close()


@pytest.fixture
def seller(visit: Visits) -> Page:
    """테스터, a seller."""
    return visit("tester")


@pytest.fixture
def manager(visit: Visits) -> Page:
    """김창고, who manages the warehouse."""
    return visit("manager")


@pytest.fixture
def worker(visit: Visits) -> Page:
    """박작업, who works in the warehouse."""
    return visit("worker")
