"""Showing a list: the page, and the fragment that htmx swaps. Its Excel file: exports.py."""

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote_plus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from rocket3pl.shared.listing import ListQuery, Page, Source
from rocket3pl.web import exports, list_links, list_panel
from rocket3pl.web.addresses import known
from rocket3pl.web.formats import SEOUL, counted, number
from rocket3pl.web.list_cells import names, written
from rocket3pl.web.list_choices import Choice, applied, choice_of
from rocket3pl.web.list_spec import Column, ListSpec, Text, parse, quoted, state, worded

__all__ = [
    "ListView",
    "list_view",
    "names",
    "render_list",
    "today",
    "wants_list_only",
]

PRESETS: tuple[tuple[Text, int | None], ...] = (
    (_("오늘"), 1),
    (_("7일"), 7),
    (_("30일"), 30),
    (_("90일"), 90),
    (_("전체"), None),
)
PAGER_WIDTH = 5


def today() -> dt.date:
    """Return the business day in Seoul."""
    return timezone.now().astimezone(SEOUL).date()


@dataclass(frozen=True, slots=True)
class ListView:
    """A list as templates see it. Addresses are complete and say only what is not neutral.

    name     under which the list is offered, "" for one that is not
    address  what was asked for, as it was asked
    choice   how its reader wants to see it
    """

    spec: ListSpec
    query: ListQuery
    page: Page
    path: str
    now: dt.date
    name: str = ""
    address: str = ""
    choice: Choice = field(default_factory=Choice)

    def url(self, **changes: Any) -> str:
        """Return the address of this list with some things changed. A new filter starts at page 1."""
        if "page" not in changes:
            changes["page"] = ""
        params = state(self.query, self.spec, **changes)
        if not params:
            return self.path
        return self.path + "?" + "&".join([f"{key}={quoted(value)}" for key, value in params.items()])

    def hidden(self, *without: str) -> list[tuple[str, str]]:
        """Return the list's state as hidden inputs of a form that sets the named ones itself."""
        kept = state(self.query, self.spec, page="")
        return [(key, value) for key, value in kept.items() if key not in without]

    @property
    def columns(self) -> list[Column]:
        """Return the columns on screen."""
        return [column for column in self.spec.columns if column.screen]

    @property
    def result_text(self) -> str:
        """Return "검색결과 N건"."""
        return ngettext("검색결과 %(n)s건", "검색결과 %(n)s건", self.page.total) % {"n": counted(self.page)}

    @property
    def range_text(self) -> str:
        """Return "1,284건 중 1–20"."""
        first = self.query.offset + 1 if self.page.total else 0
        return gettext("%(total)s건 중 %(first)s–%(last)s") % {
            "total": counted(self.page),
            "first": number(first),
            "last": number(min(self.query.offset + len(self.page.rows), self.page.total)),
        }

    @property
    def last_page(self) -> int:
        """Return the number of the last page, at least 1."""
        return max(1, -(-self.page.total // self.query.size))

    @property
    def numbers(self) -> list[int]:
        """Return the page numbers to offer, around the current one."""
        first = max(1, min(self.query.page - PAGER_WIDTH // 2, self.last_page - PAGER_WIDTH + 1))
        return list(range(first, min(first + PAGER_WIDTH, self.last_page + 1)))

    def sorted_as(self, column: Column) -> str:
        """Return "ascending" or "descending" for the sorted column, else ""."""
        key = self.query.sort or self.spec.default_sort
        if not column.sort_key or key.removeprefix("-") != column.sort_key:
            return ""
        return "descending" if key.startswith("-") else "ascending"

    def sort_url(self, column: Column) -> str:
        """Return the address that sorts by the column, the other way round if it already does."""
        now = self.sorted_as(column)
        down = now == "ascending" or (not now and column.kind in {"num", "date", "datetime"})
        return self.url(sort=("-" if down else "") + (column.sort_key or ""))

    @property
    def settings_url(self) -> str:
        """Return where its reader chooses how to see it, "" for a list that nobody can choose for."""
        if not self.name:
            return ""
        return f"{known('web:list_settings', self.name)}?next={quote_plus(self.address)}"

    @property
    def presets(self) -> list[tuple[Text, str, bool]]:
        """Return the period buttons: (label, address, whether it is the one in force)."""
        found: list[tuple[Text, str, bool]] = []
        for label, days in PRESETS:
            since = self.now - dt.timedelta(days=days - 1) if days else None
            until = self.now if days else None
            current = (self.query.since, self.query.until) == (since, until)
            changes = {
                "from": since.isoformat() if since else "",
                "to": until.isoformat() if until else "",
                "basis": self.query.basis if since else "",
            }
            found.append((label, self.url(**changes), current))
        return found

    @property
    def filtered(self) -> bool:
        """Say whether the reader narrowed the list down."""
        q = self.query
        return bool(q.q or q.tab or q.since or q.until or q.ids or q.where)

    @property
    def empty_from_the_start(self) -> bool:
        """Say whether there was never anything here, as opposed to nothing found."""
        return not self.page.total and not self.filtered and not any(self.page.counts.values())

    def panel(self) -> Markup:
        """Return the panel that the list is searched by."""
        return list_panel.panel(self)

    def rows(self) -> Markup:
        """Return the rows as lines of the table."""
        return written(self.spec, self.page.rows)

    def count_all(self) -> Markup:
        """Return the link that counts a search to its end."""
        return list_links.count_all(self)

    def tabs(self) -> Markup:
        """Return the links of the tabs."""
        return list_links.tabs(self)

    def heads(self) -> Markup:
        """Return the heads of the columns."""
        return list_links.heads(self)

    def pages(self) -> Markup:
        """Return the links to other pages."""
        return list_links.pages(self)

    def swapping(self) -> Markup:
        """Return the attributes of a form that asks for this list anew."""
        return list_links.swapping(self.path)


def wants_list_only(request: HttpRequest) -> bool:
    """Say whether htmx asks for the list without the page around it."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == "list"


def list_view(request: HttpRequest, spec: ListSpec, source: Source) -> ListView:
    """Return the list that the request asks for; a page beyond the end is the last one."""
    now = today()
    query = parse(request.GET, spec, today=now)
    page = source.page(query)
    last = max(1, -(-page.total // query.size))
    if query.page > last:
        query = replace(query, page=last)
        page = source.page(query)
    name = exports.name_of(spec, source)
    choice = choice_of(request.user, name) if name else Choice()
    return ListView(
        spec=worded(applied(spec, choice)), query=query, page=page, path=request.path, now=now, name=name,
        address=request.get_full_path(), choice=choice,
    )  # fmt: skip


def render_list(
    request: HttpRequest,
    spec: ListSpec,
    source: Source,
    *,
    template: str = "list.html",
    context: dict[str, Any] | None = None,
) -> HttpResponseBase:
    """Answer a list's address: the page, the list alone for htmx, or with export=xlsx the file.

    template extends list.html; it gets the ListView as `list` besides the context.
    """
    if request.GET.get("export") == "xlsx":
        return exports.answer(request, spec, source, parse(request.GET, spec, today=today()))
    view, partial = list_view(request, spec, source), wants_list_only(request)
    response: HttpResponse = render(request, template, {"list": view, "partial": partial, **(context or {})})
    if partial:
        # A form sends every field; the address in the browser names only what was chosen.
        response["HX-Push-Url"] = view.url(page=view.query.page if view.query.page > 1 else "")
    return response
