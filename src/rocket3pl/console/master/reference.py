"""창고, 쿠팡창고, 택배사, 용어집: four tables that are kept in the same way."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from rocket3pl.console import converters as _converters  # noqa: F401 - gives <key:…> its meaning
from rocket3pl.console.forms import given_version
from rocket3pl.console.master import forms, lists
from rocket3pl.console.steps import Trouble, carry_out
from rocket3pl.console.words import Text
from rocket3pl.reference import lists as sources
from rocket3pl.reference import operations
from rocket3pl.reference.models import CoupangCentre, Courier, GlossaryTerm
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import Source
from rocket3pl.shared.rights import Right
from rocket3pl.warehouses.lists import WAREHOUSES
from rocket3pl.warehouses.models import Warehouse
from rocket3pl.warehouses.operations import change_warehouse, open_warehouse
from rocket3pl.web.access import staff
from rocket3pl.web.forms import submission_key
from rocket3pl.web.lists import ListSpec, offer, render_list

View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of master data: its list, its form, its operations, its words."""

    name: str
    plural: str
    model: Any
    key: str
    spec: ListSpec
    source: Source
    form: type[forms.RowForm]
    add: Callable[[str, Any], object]
    change: Callable[[str, Any, int, bool], object]
    add_label: Text
    edit_label: Text


def _page(
    request: HttpRequest, table: Table, form: forms.RowForm, row: Any, trouble: Trouble | None
) -> HttpResponse:
    context = {
        "form": form,
        "row": row,
        "key": submission_key(),
        "title": table.edit_label if row else table.add_label,
        "row_name": getattr(row, table.key) if row else "",
        "row_lang": "zh-Hans" if table.key == "zh" else "",
        "list_url": reverse(f"console:{table.plural}"),
        "list_label": table.spec.caption,
        "here": f"console:{table.plural}",
        "trouble": trouble,
        "source": getattr(row, "source", ""),
    }
    return render(request, "console/master/form.html", context, status=trouble.status if trouble else 200)


def _initial(row: Any) -> dict[str, Any]:
    return {**model_to_dict(row), "verified": bool(getattr(row, "verified_at", None))}


def _row(table: Table, key: str) -> Any:
    row = table.model.objects.filter(**{table.key: key}).first()
    if row is None:
        raise NotFound(key)
    return row


def views_of(table: Table) -> tuple[View, View, View]:
    """Return the list, the page to add a row, and the page to change one."""
    back = f"console:{table.plural}"
    offer(f"console.{table.plural}", table.spec, table.source, right=Right.EDIT_MASTER_DATA)

    @staff(Right.EDIT_MASTER_DATA)
    @require_safe
    def rows(request: HttpRequest) -> HttpResponseBase:
        context = {"add_url": reverse(f"console:{table.name}_new"), "add_label": table.add_label}
        return render_list(
            request, table.spec, table.source, template="console/master/list.html", context=context
        )

    @staff(Right.EDIT_MASTER_DATA)
    @require_http_methods(["GET", "HEAD", "POST"])
    def add(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return _page(request, table, table.form(), None, None)
        form = table.form(request.POST)
        return carry_out(
            request,
            lambda: table.add(form.key, form.details()),
            page=lambda trouble: _page(request, table, form, None, trouble),
            done=_("등록했습니다"),
            back=reverse(back),
            name="row",
            form=form,
        )

    @staff(Right.EDIT_MASTER_DATA)
    @require_http_methods(["GET", "HEAD", "POST"])
    def change(request: HttpRequest, key: str) -> HttpResponse:
        row = _row(table, key)
        if request.method != "POST":
            form = table.form(existing=True, initial=_initial(row))
            return _page(request, table, form, row, None)
        form = table.form(request.POST, existing=True)

        def act() -> None:
            verified = bool(form.cleaned_data.get("verified"))
            table.change(key, form.details(), given_version(request.POST), verified)

        return carry_out(
            request,
            act,
            page=lambda trouble: _page(request, table, form, _row(table, key), trouble),
            done=_("저장했습니다"),
            back=reverse(back),
            name="row",
            form=form,
        )

    return rows, add, change


def urls_of(table: Table) -> list[URLPattern]:
    """Return the addresses of a table's three pages."""
    rows, add, change = views_of(table)
    base = f"master/{table.plural}/"
    return [
        path(base, rows, name=table.plural),
        path(f"{base}new/", add, name=f"{table.name}_new"),
        path(f"{base}row/<key:key>/", change, name=table.name),
    ]


def _confirming(change: Callable[..., object]) -> Callable[[str, Any, int, bool], object]:
    """Return a change of reference data with its arguments in the order that tables use."""

    def changed(key: str, details: Any, version: int, verified: bool) -> object:
        return change(key, details, version=version, verified=verified, now=timezone.now())

    return changed


TABLES = (
    Table(
        name="warehouse",
        plural="warehouses",
        model=Warehouse,
        key="code",
        spec=lists.WAREHOUSES,
        source=WAREHOUSES,
        form=forms.WarehouseForm,
        add=lambda key, details: open_warehouse(code=key, details=details),
        change=lambda key, details, version, _verified: change_warehouse(
            code=key, version=version, details=details
        ),
        add_label=_("창고 등록"),
        edit_label=_("창고 수정"),
    ),
    Table(
        name="centre",
        plural="centres",
        model=CoupangCentre,
        key="code",
        spec=lists.CENTRES,
        source=sources.CENTRES,
        form=forms.CentreForm,
        add=operations.add_centre,
        change=_confirming(operations.change_centre),
        add_label=_("쿠팡창고 등록"),
        edit_label=_("쿠팡창고 수정"),
    ),
    Table(
        name="courier",
        plural="couriers",
        model=Courier,
        key="code",
        spec=lists.COURIERS,
        source=sources.COURIERS,
        form=forms.CourierForm,
        add=operations.add_courier,
        change=_confirming(operations.change_courier),
        add_label=_("택배사 등록"),
        edit_label=_("택배사 수정"),
    ),
    Table(
        name="term",
        plural="glossary",
        model=GlossaryTerm,
        key="zh",
        spec=lists.TERMS,
        source=sources.TERMS,
        form=forms.TermForm,
        add=operations.add_term,
        change=_confirming(operations.change_term),
        add_label=_("용어 등록"),
        edit_label=_("용어 수정"),
    ),
)
