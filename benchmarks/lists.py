"""Pages of lists: the whole request, against its SQL sent bare and a plain table of the same rows.

The plain table says what a reader of the page sees of a row: every column, numbers with separators,
moments on the warehouse's clock, states in words, one link. It has no layout, search, tabs or menu.

A full page may take three times as long as that. A page of few rows or none is measured too, but not
held to it: there is nothing to compare its menu and its form with.

At ten times the rows every page may take a third longer, if it shows as many of them. One that has more
to show there is measured, but not held to it.
"""

import datetime as dt
import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import product
from statistics import median
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from django.urls import NoReverseMatch, reverse
from jinja2 import Environment, Template

from benchmarks.bare import Statement, recorded, send
from benchmarks.data import COMMON_WORD, LOOKS, seller_sku
from benchmarks.databases import opened, use
from benchmarks.figures import Check, Figure, interleaved, quotient
from benchmarks.setup import Setup
from rocket3pl.owners.models import User
from rocket3pl.shared.counting import FULL
from rocket3pl.shared.finding import COMMON
from rocket3pl.web import list_page
from rocket3pl.web.formats import datetime_full, number
from rocket3pl.web.lists import Column, ListSpec
from rocket3pl.wsgi import application

AT_MOST, GROWTH = 3.0, 1.3
SIZE = 50
# Asked for the first time; all other cases were asked before in the same minute, as for the next page.
ANEW = "anew"
# In a few of a hundred documents of a seller's.
SPARSE = "sparse words"
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
    asked = {
        "all": {},
        f"all {ANEW}": {},
        "common word": {"q": COMMON_WORD},
        f"common word {ANEW}": {"q": COMMON_WORD},
        # A product of the first owner's that is in no document, and one that is in a few.
        "rare word": {"q": seller_sku(20)},
        "word of few": {"q": seller_sku(120)},
        # In every fourth product: more of the small warehouse's documents hold it, too, than are counted.
        f"word of many {ANEW}": {"q": LOOKS[0][1]},
        f"{SPARSE} {ANEW}": {"q": f"{COMMON_WORD} {LOOKS[0][1]}"},
        # In a page of the small warehouse's inbounds, and no more.
        f"{SPARSE} of a page {ANEW}": {"q": f"{LOOKS[0][1]} {LOOKS[1][1]}"},
    }
    for (who, route, tab), what in product(LISTS, (*asked, "tab")):
        try:
            reverse(route)
        except NoReverseMatch:
            continue
        if what.startswith(("word of", SPARSE)) and "bounds" not in route:
            continue
        if what.startswith(SPARSE) and not route.startswith("portal:"):
            continue
        found.append(Case(who, route, what, {**asked.get(what, {"tab": tab}), "size": str(SIZE)}))
    return found


class Reader:
    """Somebody who opens pages, on one database."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self._cookies: dict[str, str] = {}

    def get(self, case: Case) -> bytes:
        """Open the page through the product's WSGI callable, as the server calls it."""
        use(self.connection)
        if case.what.endswith(ANEW):
            COMMON.forget()
            FULL.forget()
        answered: list[str] = []
        response = application(self._environ(case), lambda status, _headers: answered.append(status))
        page = b"".join(response)
        response.close()  # type: ignore[attr-defined]
        if answered != ["200 OK"]:
            message = f"{case.name}: {answered}"
            raise RuntimeError(message)
        return page

    def _environ(self, case: Case) -> dict[str, Any]:
        if case.who not in self._cookies:
            self._cookies[case.who] = self._logged_in(case.who)
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": reverse(case.route),
            "QUERY_STRING": urlencode(case.query),
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost",
            "HTTP_ACCEPT_LANGUAGE": "ko",
            "HTTP_COOKIE": self._cookies[case.who],
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
        }

    def _logged_in(self, who: str) -> str:
        client = Client(headers={"host": "localhost"})
        user = User.objects.get(login_id=who)
        kind = "MarketplaceKeyBackend" if user.owner_id else "StaffPasswordBackend"
        client.force_login(user, backend=f"rocket3pl.owners.login.{kind}")
        # A browser has the cookie of forms from the page before.
        client.get(reverse("web:home"), follow=True)
        return "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())

    def recorded(self, case: Case) -> tuple[list[Statement], ListSpec]:
        """Return what the request asked for, and the list's spec."""
        self.get(case)
        with (
            patch.object(list_page, "ListView", wraps=list_page.ListView) as shown,
            recorded(self.connection) as statements,
        ):
            self.get(case)
        return statements, shown.call_args.kwargs["spec"]


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


def _moment(value: Any) -> dt.datetime | None:
    """Return what the bare driver gave for a moment: SQLite keeps it as text, in UTC."""
    if isinstance(value, str):
        return dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC)
    return value  # type: ignore[no-any-return]


_JINJA.filters |= {
    "num": lambda value: number(value) if isinstance(value, int | float | Decimal) else value,
    "date": lambda value: value or "-",
    "datetime": lambda value: datetime_full(_moment(value)),
    "tag": lambda value, labels: labels.get(value, value),
}


def _plain_cell(column: Column, spec: ListSpec) -> str:
    if column.kind == "tag":
        labels = {code: str(tag.label) for code, tag in column.tags.items()}
        shown = f"|tag({labels!r})"
    else:
        shown = f"|{column.kind}" if column.kind in ("num", "date", "datetime") else ""
    values = " ".join(f'{{{{ row["{key}"]{shown} }}}}' for key in _values_of(column))
    return f'<a href="/{{{{ row["{spec.row_id}"] }}}}/">{values}</a>' if column.href else values


def _plain_template(spec: ListSpec) -> Template:
    """Return a table with the list's columns as one reads them, and nothing else."""
    columns = [column for column in spec.columns if column.screen]
    heads = "".join(f"<th>{column.label}</th>" for column in columns)
    row = "".join(f"<td>{_plain_cell(column, spec)}</td>" for column in columns)
    rows = "{% for row in rows %}<tr>" + row + "</tr>{% endfor %}"
    page = f"<!doctype html><title>{{{{ counts }}}}</title><table><tr>{heads}</tr>{rows}</table>"
    return _JINJA.from_string(page)


def _plain_page(connection: BaseDatabaseWrapper, statements: list[Statement], spec: ListSpec) -> int:
    """Send the statements by the bare driver, write the same rows as a plain table, say how many."""
    cursor: Any = connection.connection.cursor()
    results: list[tuple[list[str], list[tuple[Any, ...]]]] = []
    for statement in statements:
        rows = send(cursor, statement)
        if not statement.of_the_reader:
            results.append(([column[0] for column in cursor.description], rows))
    page = _rows_of(results, spec)
    for names, lines in results:
        if names[0] in _PARENTS:
            by_id = {row["id"]: row for row in page}
            for line in lines:
                row = by_id[line[0]]
                row.update(zip(names, line, strict=True))
    _TEMPLATES[spec.name].render(rows=page, counts=results[0][1]).encode()
    return len(page)


_TEMPLATES: dict[str, Template] = {}


def _rows_of(results: list[tuple[list[str], list[tuple[Any, ...]]]], spec: ListSpec) -> list[dict[str, Any]]:
    """Return the rows of the page among the results, each once: a page may be looked for twice."""
    # The statement of the rows is the one with most columns.
    names = max((names for names, _rows in results), key=len)
    if spec.row_id not in names:
        # A page that shows nothing did not ask for rows: what is found then are numbers.
        return []
    found = [dict(zip(names, row, strict=True)) for known, rows in results if known == names for row in rows]
    return list({row["id"]: row for row in found}.values())


def measure(setup: Setup) -> list[Figure]:
    """Measure every case on every size of warehouse."""
    readers = [Reader(opened(setup.filled(times))) for times in setup.all_times]
    found = [_measure(setup, case, readers) for case in cases()]
    for reader in readers:
        reader.connection.close()
    return found


def _measure(setup: Setup, case: Case, readers: list[Reader]) -> Figure:
    actions: list[Callable[[], object]] = []
    count, shown = 0, []
    for reader in readers:
        statements, spec = reader.recorded(case)
        count = len(statements)
        _TEMPLATES[spec.name] = _plain_template(spec)
        actions.append(partial(reader.get, case))
        plain = partial(_plain_page, reader.connection, statements, spec)
        actions.append(plain)
        # The row more that tells of another page is not shown.
        shown.append(min(plain(), SIZE))
    taken = interleaved(actions, setup.repeats)
    measured: dict[str, float] = {"statements": count, "rows": shown[0]}
    checks = []
    for n, times in enumerate(setup.all_times):
        mine, bare = taken[2 * n : 2 * n + 2]
        measured |= {f"ms x{times}": median(mine), f"bare ms x{times}": median(bare)}
        ratio, growth = quotient(mine, bare), quotient(mine, taken[0])
        if n == 0 and shown[0] == SIZE:
            checks.append(Check("ratio", ratio, AT_MOST))
        else:
            measured[f"ratio x{times}"] = ratio
        if n and shown[n] == shown[0]:
            checks.append(Check(f"growth x{times}", growth, GROWTH))
        elif n:
            # More rows take longer to write, and are not what the figure speaks of.
            measured |= {f"growth x{times}": growth, f"rows x{times}": shown[n]}
    return Figure("lists", case.name, setup.engine, measured, checks)
