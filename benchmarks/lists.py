"""Pages of lists: the whole request, against the list's own SQL and a plain table of the same rows."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import Any
from unittest.mock import patch

from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import NoReverseMatch, reverse
from jinja2 import Environment, Template

from benchmarks.bare import Statement, of_the_list, recorded, send
from benchmarks.data import COMMON_WORD, seller_sku
from benchmarks.databases import opened, use
from benchmarks.figures import Check, Figure, interleaved
from benchmarks.setup import Setup
from rocket3pl.owners.models import User
from rocket3pl.web import list_page
from rocket3pl.web.lists import Column, ListSpec

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
_JINJA = Environment(autoescape=True)
_LANGUAGES = ("ko", "zh")
# What the lines of a document are fetched by, after the documents.
_PARENTS = ("outbound_id", "inbound_id")


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

    def recorded(self, case: Case) -> tuple[list[Statement], int, ListSpec]:
        """Return what the list itself asked for, how many statements the request took, and its spec."""
        self.get(case)
        with (
            patch.object(list_page, "ListView", wraps=list_page.ListView) as shown,
            recorded(self.connection) as statements,
        ):
            self.get(case)
        return of_the_list(statements), len(statements), shown.call_args.kwargs["spec"]


class _Noting(dict[str, Any]):
    """A row that says which of its values were asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def __missing__(self, key: str) -> int:
        self.asked.append(key)
        return 0

    def get(self, key: str, _default: Any = None) -> Any:
        return self[key]


def _values_of(column: Column) -> list[str]:
    """Return the keys of the values that a column shows."""
    if column.kind == "name":
        return [f"{column.key}_{language}" for language in _LANGUAGES]
    row = _Noting()
    for read in (column.read, column.sub):
        # A value of nothing may not be to the taste of what writes it; by then it was asked for.
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            if read:
                read(row)
    return list(dict.fromkeys(row.asked)) or [column.key]


def _plain_template(spec: ListSpec) -> Template:
    """Return a table with the list's columns and values, and nothing else."""
    shown = [_values_of(column) for column in spec.columns if column.screen]
    cells = ("".join(f'{{{{ row["{key}"] }}}} ' for key in keys) for keys in shown)
    heads = "".join(f"<th>{column.label}</th>" for column in spec.columns if column.screen)
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    rows = "{% for row in rows %}<tr>" + row + "</tr>{% endfor %}"
    page = f"<!doctype html><title>{{{{ counts }}}}</title><table><tr>{heads}</tr>{rows}</table>"
    return _JINJA.from_string(page)


def _plain_page(connection: BaseDatabaseWrapper, statements: list[Statement], spec: ListSpec) -> bytes:
    """Send the statements by the bare driver and write the same rows as a plain table."""
    cursor: Any = connection.connection.cursor()
    results: list[tuple[list[str], list[tuple[Any, ...]]]] = []
    for statement in statements:
        rows = send(cursor, statement)
        results.append(([column[0] for column in cursor.description], rows))
    # The statement of the rows is the one with most columns.
    names, found = max(results, key=lambda result: len(result[0]))
    page = [dict(zip(names, row, strict=True)) for row in found]
    for names, lines in results:
        if names[0] in _PARENTS:
            by_id = {row["id"]: row for row in page}
            for line in lines:
                row = by_id[line[0]]
                row.update(zip(names, line, strict=True))
    return _TEMPLATES[spec.name].render(rows=page, counts=results[0][1]).encode()


_TEMPLATES: dict[str, Template] = {}


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
        statements, count, spec = reader.recorded(case)
        _TEMPLATES[spec.name] = _plain_template(spec)
        actions.append(partial(reader.get, case))
        actions.append(partial(_plain_page, reader.connection, statements, spec))
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
