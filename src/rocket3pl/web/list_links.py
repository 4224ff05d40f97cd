"""The links of a list as HTML, written in Python as its rows are: tabs, heads of columns, pages."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from markupsafe import Markup, escape

from rocket3pl.web.formats import counted, number
from rocket3pl.web.jinja import icon
from rocket3pl.web.list_cells import css_of, safe
from rocket3pl.web.list_spec import COUNT_ALL, Column, Tab

if TYPE_CHECKING:
    from rocket3pl.web.list_page import ListView

_CURRENT = ' aria-current="page"'
_ARROWS = {"ascending": ("arrow-up", ""), "descending": ("arrow-down", ""), "": ("arrows-sort", "faint")}


def swapping(address: str) -> Markup:
    """Return the attributes of a link or form that swaps the list."""
    return Markup('hx-get="{}" hx-target="#list" hx-swap="outerHTML" hx-push-url="true"').format(address)


def _to(address: str) -> str:
    """Return the attributes of a link that swaps the list, and leads there without scripts."""
    here = escape(address)
    return f'href="{here}" hx-get="{here}" hx-target="#list" hx-swap="outerHTML" hx-push-url="true"'


def _tab(view: "ListView", tab: Tab) -> str:
    n = view.page.counts.get(tab.key)
    current = _CURRENT if tab.key == view.query.tab else ""
    tone = tab.tone if n else ""
    # "0+" would say nothing.
    unknown = n is None or (view.page.at_least and n == 0)
    shown = "" if unknown else f'<span class="n {tone}">{counted(view.page, tab.key)}</span>'
    return f"<a {_to(view.url(tab=tab.key))}{current}>{safe(tab.label)}{shown}</a>"


def tabs(view: "ListView") -> Markup:
    """Return the tabs with their counts."""
    # Here and below every value was escaped, or is a number or a word of ours.
    return Markup("\n".join([_tab(view, tab) for tab in view.spec.tabs]))  # noqa: S704


def count_all(view: "ListView") -> Markup:
    """Return the link that counts a search to its end, "" where it is counted already."""
    if not view.page.first_hits:
        return Markup("")
    page = view.query.page
    to = _to(view.url(count=COUNT_ALL, page=page if page > 1 else ""))
    return Markup(f'<a class="count-all" {to}>{safe(gettext("모두 세기"))}</a>')  # noqa: S704 - as above


def _head(view: "ListView", column: Column) -> str:
    label, sorted_as = safe(column.label), view.sorted_as(column)
    sort = f' aria-sort="{sorted_as}"' if sorted_as else ""
    if column.sort_key:
        label = f"<a {_to(view.sort_url(column))}>{label}{icon(*_ARROWS[sorted_as])}</a>"
    return f'<th scope="col" class="{safe(css_of(column))}"{sort}>{label}</th>'


def heads(view: "ListView") -> Markup:
    """Return the heads of the columns, each with its link to sort by it."""
    return Markup("\n".join([_head(view, column) for column in view.columns]))  # noqa: S704


def _step(view: "ListView", page: int, drawing: str, name: str, *, off: bool) -> str:
    """Return a link to the first, previous, next or last page."""
    named = f'aria-label="{safe(name)}"'
    if off:
        return (
            '<li class="page-item disabled"><span class="page-link" role="link" aria-disabled="true" '
            f"{named}>{icon(drawing)}</span></li>"
        )
    to = _to(view.url(page=page if page > 1 else ""))
    return f'<li class="page-item"><a class="page-link" {to} {named}>{icon(drawing)}</a></li>'


def _number(view: "ListView", page: int) -> str:
    active, current = (" active", _CURRENT) if page == view.query.page else ("", "")
    to = _to(view.url(page=page if page > 1 else ""))
    return f'<li class="page-item{active}"><a class="page-link" {to}{current}>{number(page)}</a></li>'


def pages(view: "ListView") -> Markup:
    """Return the links to the other pages, "" when there is only one."""
    here, last = view.query.page, view.last_page
    if last == 1:
        return Markup("")
    links = [
        _step(view, 1, "chevrons-left", gettext("처음"), off=here == 1),
        _step(view, here - 1, "chevron-left", gettext("이전"), off=here == 1),
        *(_number(view, page) for page in view.numbers),
        _step(view, here + 1, "chevron-right", gettext("다음"), off=here == last),
        _step(view, last, "chevrons-right", gettext("마지막"), off=here == last),
    ]
    return Markup("\n".join(links))  # noqa: S704
