"""Every page of the product: found by its routes and by following links, so that none is forgotten."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import APIRequestContext

# Whose pages are which; the person holds every right of the side.
PERSON_OF: Mapping[str, str] = {"portal": "tester", "console": "manager"}
# Rooms with pages of both sides: whose one is, its address says.
BOTH_SIDES = frozenset({"integrations", "import1688"})
# Answered with GET, but no pages: parts of a page, files, answers to programs.
NO_PAGES = frozenset(
    {
        "console:job_file",
        "console:outbound_recipient",
        "import1688:template",
        "portal:address_search",
        "portal:availability",
        "portal:centre",
        "portal:inbound_lines",
        "portal:job_file",
        "portal:outbound_card_copy",
        "portal:outbound_cards",
        "portal:outbound_template",
        "portal:po_number",
        "portal:product_block",
        "portal:product_excel_template",
        "portal:product_fill",
        "portal:region",
        "portal:translate",
        "web:file",
        "web:health",
        "web:home",
        "web:thumbnail",
    }
)
# Pages that say more with a question than without.
ASKED: Mapping[str, str] = {"portal:search": "?q=니트", "console:search": "?q=니트"}
# Pages that say nothing without a question: they are taken as a link asks them.
LINKED_ONLY = frozenset({"console:picking_list"})
# Reached by a button and not by a link.
BY_BUTTON: Mapping[str, str] = {"portal:picker": "/picker/outbound/"}
# One document in every state: each state shows other words and buttons.
STATEFUL = frozenset(
    {
        "console:inbound",
        "console:outbound",
        "console:product",
        "portal:inbound",
        "portal:outbound",
        "portal:product",
    }
)


@dataclass(frozen=True)
class Place:
    """One page: whose it is, what its route is called, and where it lies."""

    who: str
    route: str
    path: str

    def __str__(self) -> str:
        return f"{self.who or 'nobody'} {self.route} {self.path}"


def routes(
    resolver: URLResolver | None = None, spaces: str = "", above: str = "/"
) -> Iterator[tuple[str, str]]:
    """Give name and address of every route; the address holds "<" where it wants a value."""
    for entry in (resolver or get_resolver()).url_patterns:
        address = above + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{spaces}{entry.namespace}:" if entry.namespace else spaces
            yield from routes(entry, inner, address)
        elif isinstance(entry, URLPattern):
            yield f"{spaces}{entry.name}", address


def _links(text: str, path: str) -> Iterator[str]:
    """Give the addresses to which the main part of a page leads."""
    main = text.partition("<main")[2].partition("</main>")[0]
    for found in re.findall(r"<a\b[^>]*?\bhref=\"([^\"#]+)", main):
        target = urlsplit(urljoin(path, html.unescape(found)))
        if not target.netloc:
            yield target.path + (f"?{target.query}" if target.query else "")


def _route(path: str) -> str:
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def person_of(route: str, address: str) -> str:
    """Return who opens the page of a route; "" when it is nobody's."""
    # A page for everybody: one of the two is enough.
    space = "portal" if route in {"web:help", "web:list_settings"} else route.partition(":")[0]
    if space in BOTH_SIDES and not address.startswith("/api/"):
        space = "console" if address.startswith("/console/") else "portal"
    return PERSON_OF.get(space, "")


def find_pages(ask: Mapping[str, APIRequestContext]) -> list[Place]:
    """Walk through the product: each route once, wherever a link leads to it."""
    found = [Place("", "web:login", "/login/"), Place("", "web:staff_login", "/login/staff/")]
    for who in PERSON_OF.values():
        mine = [(name, address) for name, address in routes() if person_of(name, address) == who]
        waiting = [
            address + ASKED.get(name, "")
            for name, address in mine
            if "<" not in address and name not in LINKED_ONLY
        ]
        waiting += [address for name, address in BY_BUTTON.items() if person_of(name, address) == who]
        seen = set(NO_PAGES)
        while waiting:
            path = waiting.pop(0)
            route = _route(path)
            if route in seen or person_of(route, path) != who:
                continue
            answer = ask[who].get(path, max_redirects=0)
            if answer.status == 405:  # only for POST
                seen.add(route)
                continue
            text = answer.text()
            assert answer.status == 200, f"{answer.status} {path} {answer.headers.get('location', '')}"
            assert text.lstrip().lower().startswith("<!doctype html"), (
                f"not a page, nor known as none: {route} {path}"
            )
            seen.add(route)
            found.append(Place(who, route, path))
            waiting += _links(text, path)
    return found


def find_states(ask: Mapping[str, APIRequestContext]) -> list[Place]:
    """Find the first document below every tab of every list."""
    found: dict[str, Place] = {}
    for space, who in PERSON_OF.items():
        for name, address in routes():
            if name not in {
                f"{space}:{kind}" for kind in ("products", "products_failed", "inbounds", "outbounds")
            }:
                continue
            tabs = [link for link in _links(ask[who].get(address).text(), address) if "tab=" in link]
            for tab in dict.fromkeys(tabs):
                for link in _links(ask[who].get(tab).text(), tab):
                    route = _route(link)
                    if route in STATEFUL:
                        found.setdefault(link, Place(who, route, link))
                        break
    return list(found.values())


def find_ways(ask: Mapping[str, APIRequestContext], places: list[Place]) -> list[Place]:
    """Return the first page of each route that tells the way of goods from China."""
    found: dict[str, Place] = {}
    for place in places:
        if place.route not in found and "배송 경로" in ask[place.who].get(place.path).text():
            found[place.route] = place
    return list(found.values())
