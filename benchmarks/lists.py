"""Pages of lists: the whole request, against the list's own SQL and a plain table of the same rows."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import NoReverseMatch, reverse
from jinja2 import Environment

from benchmarks.bare import Statement, of_the_list, recorded, send
from benchmarks.data import COMMON_WORD, seller_sku
from benchmarks.databases import opened, use
from benchmarks.figures import Check, Figure, interleaved
from benchmarks.setup import Setup
from rocket3pl.owners.models import User

AT_MOST, GROWTH = 3.0, 1.3
# Who reads which list, and the status that has most rows.
LISTS = (
    ("b0", "portal:products", "approved"),
    ("b0", "portal:inventory", "low"),
    ("b0", "portal:inbounds", "completed"),
    ("b0", "portal:outbounds", "delivered"),
    ("manager", "console:products", "approved"),
    ("manager", "console:inventory", "low"),
    ("manager", "console:inbounds", "completed"),
    ("manager", "console:outbounds", "delivered"),
)
_PLAIN = Environment(autoescape=True).from_string(
    "<!doctype html><title>{{ counts }}</title><table><tr>{% for head in heads %}<th>{{ head }}</th>{% endfor %}"
    "</tr>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"
)


@dataclass(frozen=True)
class Case:
    """One address of a list."""

    who: str
    route: str
    what: str
    query: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.route}, {self.what}"


def cases() -> list[Case]:
    """Return all addresses to be measured; lists that this product lacks are left out."""
    found = []
    for (who, route, tab), what in product(LISTS, ("all", "common word", "rare word", "tab")):
        try:
            reverse(route)
        except NoReverseMatch:
            continue
        asked = {"all": {}, "common word": {"q": COMMON_WORD}, "rare word": {"q": seller_sku(20)}}
        found.append(Case(who, route, what, {**asked.get(what, {"tab": tab}), "size": "50"}))
    return found


class Reader:
    """Somebody who opens pages, on one database."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self._clients: dict[str, Client] = {}

    def get(self, case: Case) -> bytes:
        """Open the page, as the product does it."""
        use(self.connection)
        if case.who not in self._clients:
            client = self._clients[case.who] = Client(headers={"host": "localhost"})
            user = User.objects.get(login_id=case.who)
            kind = "MarketplaceKeyBackend" if user.owner_id else "StaffPasswordBackend"
            client.force_login(user, backend=f"rocket3pl.owners.login.{kind}")
        response = self._clients[case.who].get(reverse(case.route), case.query)
        if response.status_code != 200:
            message = f"{case.name}: {response.status_code}"
            raise RuntimeError(message)
        return response.content

    def recorded(self, case: Case) -> tuple[list[Statement], int]:
        """Return what the list itself asked the database, and how many statements the request took."""
        self.get(case)
        with recorded(self.connection) as statements:
            self.get(case)
        return of_the_list(statements), len(statements)


def _plain_page(reader: Reader, statements: list[Statement], cells: int) -> Callable[[], bytes]:
    """Return what makes a page of as many cells from the same statements, with nothing around."""
    raw: Any = reader.connection.connection

    def page() -> bytes:
        cursor = raw.cursor()
        results = [send(cursor, statement) for statement in statements]
        # The statement of the rows is the one with most columns.
        rows = max(results, key=lambda found: len(found[0]) if found else 0)
        counts = [found for found in results if len(found) == 1]
        shown = [row[:cells] for row in rows]
        return _PLAIN.render(rows=shown, counts=counts, heads=range(cells)).encode()

    return page


def _cells(page: bytes) -> int:
    """Return how many columns a page's table has."""
    return max(page.split(b"</thead>")[0].count(b"<th"), 1)


def measure(setup: Setup) -> list[Figure]:
    """Measure every case on every size of warehouse."""
    readers = [Reader(opened(setup.filled(times))) for times in setup.all_times]
    found = [_measure(setup, case, readers) for case in cases()]
    for reader in readers:
        reader.connection.close()
    return found


def _measure(setup: Setup, case: Case, readers: list[Reader]) -> Figure:
    actions: list[Callable[[], object]] = []
    count = 0
    for reader in readers:
        statements, count = reader.recorded(case)
        actions.append(partial(reader.get, case))
        actions.append(_plain_page(reader, statements, _cells(reader.get(case))))
    medians = interleaved(actions, setup.repeats)
    measured: dict[str, float] = {"statements": count}
    checks = []
    for n, times in enumerate(setup.all_times):
        mine, bare = medians[2 * n : 2 * n + 2]
        measured |= {f"ms x{times}": mine, f"bare ms x{times}": bare}
        if n == 0:
            checks.append(Check("ratio", mine / bare, AT_MOST))
        else:
            measured[f"ratio x{times}"] = mine / bare
            checks.append(Check(f"growth x{times}", mine / medians[0], GROWTH))
    return Figure("lists", case.name, setup.engine, measured, checks)
