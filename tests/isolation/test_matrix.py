"""Every route with every role, and every route that names something with the other owner's ids."""

import copy
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from rocket3pl.catalog.approval import Refusal, approve_product, refuse_product
from rocket3pl.catalog.operations import Application, apply_products
from rocket3pl.catalog.queries import stockables
from rocket3pl.documents.operations import Upload, store
from rocket3pl.inbound.operations import InboundRequest, RequestedLine, request_inbound
from rocket3pl.inventory.models import StockPosting
from rocket3pl.jobs.operations import start_job
from rocket3pl.jobs.work import work_off
from rocket3pl.notices.lists import NOTICES
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.owners.api_keys import create_api_key
from rocket3pl.owners.models import User
from rocket3pl.owners.people import NewPerson, add_person
from rocket3pl.reference.models import CoupangCentre, Courier, GlossaryTerm
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.rights import Role
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.shipments.models import ShipmentLine
from rocket3pl.shipments.operations import take_content
from rocket3pl.shipments.told import Content, Event, ToldLine
from rocket3pl.web.exports import KIND, _kept
from tests.api.samples import make_webhook
from tests.documents.test_files import picture
from tests.factories import NOW, World, facts, make_stock, make_world, order
from tests.isolation.matrix import LETTERS, MATRIX
from tests.support import Writing, acting, body, everything, sheet, storages

LOGINS = {
    "seller": "rocket3pl.owners.login.MarketplaceKeyBackend",
    "staff": "rocket3pl.owners.login.StaffPasswordBackend",
}
CANARY = ("CANARY", "canary", "카나리아", "金丝雀")
MISSING = {
    "public_id": "01234567-89ab-4def-8123-456789abcdef",
    "number": "EO000000000000",
}


def routes() -> dict[str, list[str]]:
    """Return every named route with the names of what its address holds."""
    found: dict[str, list[str]] = {}

    def walk(patterns: list[Any], space: str, outer: list[str]) -> None:
        for p in patterns:
            names = outer + list(p.pattern.converters)
            if getattr(p, "namespace", None) in ("api", "api_unknown"):
                # Programs come with keys: tests/api/test_isolation.py has their table.
                continue
            if isinstance(p, URLResolver):
                walk(p.url_patterns, f"{p.namespace}:" if p.namespace else space, names)
            elif isinstance(p, URLPattern):
                found[f"{space}{p.name}"] = names

    walk(get_resolver().url_patterns, "", [])
    return found


def _of_sellers(route: str) -> bool:
    """Say whether a route is one that sellers open after they have logged in."""
    return route.startswith(("portal:", "web:", "integrations:")) and bool({"A", "B"} & set(MATRIX[route]))


def client(person: User | None) -> Client:
    made = Client()
    if person is not None:
        made.force_login(person, backend=LOGINS["seller" if person.owner_id else "staff"])
    return made


@dataclass
class Things:
    """What Ara has, all of it named with the canary word."""

    product: str
    refused: str
    picture: str
    inbound: str
    outbound: str
    posting: int
    prefix: str
    failed_line: str
    job: str
    webhook: str
    delivery: str
    login: str
    notice: str

    def values(self, route: str) -> dict[str, Any]:
        """Return what to put into a route's address so that it names something of Ara's."""
        numbers = self.inbound if "inbound" in route else self.outbound
        picked = self.picture if route in ("web:file", "web:thumbnail") else self.product
        if route.startswith("portal:failed_line"):
            picked = self.failed_line
        picked = self.job if ":job_" in route else picked
        picked = self.notice if ":notice_" in route else picked
        if ":webhook" in route:
            sent = route in ("portal:webhook_delivery", "portal:webhook_replay")
            picked = self.delivery if sent else self.webhook
        return {
            "public_id": picked, "number": numbers, "kind": "inbound", "form": "product", "action": "deliver",
            "posting": self.posting, "code": "OWNER", "login_id": self.login, "key": "KEY",
            "name": "portal.products", "prefix": self.prefix, "message": 1, "event_id": "canary-event",
            "connector": "papago" if route.startswith("integrations:connector") else "coupang",
        }  # fmt: skip

    @property
    def secrets(self) -> tuple[str, ...]:
        """Return what must never be seen by another owner."""
        return (*CANARY, self.product, self.refused, self.picture, self.inbound, self.outbound, self.job,
                self.failed_line, self.webhook, self.delivery, self.login, self.notice)  # fmt: skip


@pytest.fixture(scope="module")
def begun(writing: Writing, tmp_path_factory: Any) -> tuple[World, Things, Path]:
    """The people of this file, what Ara has, and the folder of its pictures."""
    folder = tmp_path_factory.mktemp("begun")
    with writing(), override_settings(STORAGES=storages(folder)):
        world = make_world()
        return world, make_things(world), folder


@pytest.fixture
def world(db: None, begun: tuple[World, Things, Path]) -> World:
    """Return the people as a test may change them."""
    return copy.deepcopy(begun[0])


@pytest.fixture
def things(db: None, begun: tuple[World, Things, Path], files_folder: Path) -> Things:
    """Return what Ara has."""
    shutil.copytree(begun[2], files_folder)
    return begun[1]


def make_things(world: World) -> Things:
    """Make what Ara has, and rows of the reference books to be named in addresses."""
    Courier.objects.create(code="KEY", name_ko="택배", name_zh="快递", name_en="Courier")
    CoupangCentre.objects.create(code="KEY", name="고양1")
    GlossaryTerm.objects.create(zh="KEY", ko="k", en="k")
    ara = world.people["ara"]
    with acting(ara):
        data = picture()
        upload = Upload("canary.png", len(data), io.BytesIO(data))
        image = str(store("product_image", upload, now=NOW).public_id)
        given = [
            replace(facts(image=image), name_ko="카나리아", name_zh="金丝雀", name_en="Canary knit",
                    seller_sku=f"CANARY-{n}", fnsku=f"CANARY{n}")
            for n in range(2)
        ]  # fmt: skip
        made = apply_products([Application("ICN1", g) for g in given], key="k", now=NOW)["products"]
    with acting(world.people["dan"]):
        approve_product(made[0], version=None, now=NOW)
        refuse_product(made[1], [Refusal("other", "카나리아")], version=None, now=NOW)
        item = stockables(made)[made[0]]
    make_stock(world.ara, [item], 10)
    with acting(ara):
        outbound = submit_outbounds(
            [order((item, 1), order_no="CANARY-ORDER", recipient="카나리아", memo="카나리아")],
            key="k",
            now=NOW,
        )["numbers"][0]
        lines = (RequestedLine(item.public_id, 3),)
        inbound = request_inbound(InboundRequest(lines, memo="카나리아"), key="k", now=NOW)["number"]
    with operator_scope():
        posting = StockPosting.objects.order_by("id").values_list("id", flat=True)[0]
    with acting(ara):
        told = ToldLine(1, 3, {"name_zh": "金丝雀", "name_ko": "카나리아", "seller_sku": "CANARY"})
        event = Event("import1688", "canary-event", NOW, 1, "CANARY-SHIPMENT")
        take_content(event, Content("ICN1", (told,)), now=NOW)
        line = str(ShipmentLine.objects.get().public_id)
        token = create_api_key("CANARY", {"products": "read"}, role=Role.OWNER_STAFF, now=NOW)
        job = start_job(KIND, title="카나리아", params=export_of(), now=NOW, filename="canary.xlsx")
        login = add_person(NewPerson("ara.colleague", "카나리아", Role.OWNER_STAFF))
    hook, sent = make_webhook(world)
    prefix = token.split("_")[1]
    work_off("tests")
    with acting(ara):
        notice = str(NOTICES.page(ListQuery(where={"kind": "product_rejected"})).rows[0]["public_id"])
    return Things(
        made[0], made[1], image, inbound, outbound, posting, prefix, line, str(job), hook, sent, login,
        notice,
    )  # fmt: skip


def export_of() -> dict[str, Any]:
    """Return what the job of a file of all products is given."""
    return {"list": "portal.products", "query": _kept(ListQuery())}


def address(route: str, names: list[str], things: Things, **other: Any) -> str:
    values = things.values(route) | other
    return reverse(route, kwargs={name: values[name] for name in names})


def test_the_matrix_names_every_route() -> None:
    assert set(routes()) == set(MATRIX)


def _kind(response: Any) -> str:
    """Return how an answer treats the visitor."""
    if response.status_code in (301, 302) and "/login/" in response["Location"]:
        return "login"
    if response.status_code == 403:
        return "no right"
    if response.status_code == 404:
        return "unknown"
    return "open" if response.status_code < 500 else f"BROKEN {response.status_code}"


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", [None, "ara", "bom", "dan", "eun", "bill"])
def test_every_route_with_every_role(world: World, things: Things, who: str | None, method: str) -> None:
    visitor = client(world.people[who] if who else None)
    cookies = copy.deepcopy(visitor.cookies)
    wrong = {}
    for route, names in routes().items():
        allowed = MATRIX[route]
        # What a visit changes is undone: to log in anew for every route takes longer than all visits.
        visitor.cookies = copy.deepcopy(cookies)
        with transaction.atomic():
            response = getattr(visitor, method)(address(route, names, things))
            seen = _kind(response)
            body(response)
            transaction.set_rollback(True)
        if allowed == "*":
            expected = {"open", "login"}
        elif who is None:
            expected = {"login"}
        elif LETTERS[who] in allowed:
            # A made-up owner or person of the address may be unknown; a refusal would be wrong.
            expected = {"open", "unknown"}
        else:
            mine = "AB" if LETTERS[who] in "AB" else "MW$"
            # A right that is lacking on one's own side is said; the other side does not exist.
            expected = {"no right"} if set(allowed) & set(mine) else {"unknown"}
        if seen not in expected:
            wrong[route] = (seen, expected)
    assert wrong == {}


def test_the_owner_opens_what_the_stranger_cannot(world: World, things: Things) -> None:
    """The control of the test below: the same addresses show Ara her canary words."""
    ara = client(world.people["ara"])
    seen = 0
    for route, names in routes().items():
        if not names or not _of_sellers(route) or set(names) & {"kind", "form", "connector"}:
            continue
        response = ara.get(address(route, names, things))
        assert response.status_code in (200, 405), route
        data = body(response)
        seen += any(word.encode() in data for word in CANARY)
    assert seen >= 5


@pytest.mark.parametrize("method", ["get", "post"])
def test_foreign_ids_answer_as_unknown_ones(world: World, things: Things, method: str) -> None:
    chae = client(world.people["chae"])
    before = everything()
    tried = 0
    for route, names in routes().items():
        if not {"public_id", "number", "prefix", "login_id"} & set(names) or not _of_sellers(route):
            continue
        tried += 1
        foreign = getattr(chae, method)(address(route, names, things))
        number = MISSING["number"].replace("EO", "EI") if "inbound" in route else MISSING["number"]
        unknown = getattr(chae, method)(
            address(
                route,
                names,
                things,
                public_id=MISSING["public_id"],
                number=number,
                prefix="0123456789",
                login_id="nobody.here12",
            )
        )
        assert foreign.status_code == unknown.status_code in (404, 405), route
        assert len(body(foreign)) == len(body(unknown)), route
    assert tried >= 9
    assert everything() == before


@pytest.mark.parametrize("odd", ["%00", "a%00b", "%1F"])
def test_no_address_with_signs_that_nobody_types_is_a_fault_of_ours(
    world: World, things: Things, odd: str
) -> None:
    """PostgreSQL takes no text with a NUL in it, not even to look for it."""
    visitors = {who: client(world.people[who]) for who in ("ara", "dan")}
    cookies = {who: copy.deepcopy(visitor.cookies) for who, visitor in visitors.items()}
    before, tried, wrong = everything(), 0, []
    for route, names in routes().items():
        values = {name: str(things.values(route)[name]) for name in names}
        good = address(route, names, things)
        for value in values.values():
            bad = good.replace(f"/{value}/", f"/{odd}/")
            for who, visitor in visitors.items() if bad != good else ():
                tried += 1
                visitor.cookies = copy.deepcopy(cookies[who])
                seen = [visitor.get(bad).status_code, visitor.post(bad).status_code]
                wrong += [] if set(seen) <= {302, 404, 405} else [(who, bad, seen)]
    assert wrong == []
    assert tried > 100
    assert everything() == before


def _exports(chae: Client) -> Iterator[bytes]:
    for route in (
        "portal:products",
        "portal:products_failed",
        "portal:inventory",
        "portal:inbounds",
        "portal:outbounds",
        "portal:staff",
    ):
        rows = sheet(chae.get(reverse(route), {"export": "xlsx"}))
        yield "\n".join(str(cell) for row in rows for cell in row).encode()


def test_no_page_list_or_file_tells_a_stranger_anything(world: World, things: Things) -> None:
    """Ara's ids and words in every query parameter that a page might read, and in every file."""
    chae = client(world.people["chae"])
    ids = [things.product, things.refused, things.inbound, things.outbound]
    questions: list[dict[str, Any]] = [{}, {"ids": ids}]
    questions += [{"q": word} for word in ("knit", "카나", things.outbound[-6:])]
    questions += [{"tab": "rejected"}, {"export": "xlsx", "ids": ids}]
    leaks = []
    for route, names in routes().items():
        if route.startswith("web:") or not _of_sellers(route):
            continue
        for question in questions:
            response = chae.get(address(route, names, things), question)
            data = body(response)
            assert response.status_code < 500, (route, question)
            asked = set(ids) | {str(v) for v in question.values()}
            leaks += [
                (route, question, word)
                for word in things.secrets
                if word.encode() in data and word not in asked and word not in response.request["PATH_INFO"]
            ]
    for data in _exports(chae):
        leaks += [("export", {}, word) for word in things.secrets if word.encode() in data]
    assert leaks == []


def test_posting_a_strangers_ids_changes_nothing(world: World, things: Things) -> None:
    """Bulk actions and forms with Ara's ids, sent by Chae."""
    chae = client(world.people["chae"])
    before = everything()
    ids = [things.product, things.refused, things.inbound, things.outbound, things.picture]
    for route, names in routes().items():
        if (
            route.startswith("web:")
            or not _of_sellers(route)
            or route in ("portal:draft", "portal:draft_discard")
        ):
            continue
        for sent in ({"ids": ids}, {"ids": ids, "version": "1", "product": ids, "number": ids}):
            response = chae.post(address(route, names, things), sent)
            assert response.status_code in (200, 302, 403, 404, 405, 409, 413, 415, 422), (
                route,
                response.status_code,
            )
            data = body(response)
            assert not any(word.encode() in data for word in CANARY), route
    assert everything() == before
