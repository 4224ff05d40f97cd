"""상품승인: the list of products, one product, and what the warehouse decides about it."""

from decimal import Decimal
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rocket3pl.catalog.approval import (
    approve_product,
    approve_products,
    decide_change,
    refuse_product,
    set_in_use,
)
from rocket3pl.catalog.lists import PRODUCTS_IN_FULL
from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.queries import product as one_product
from rocket3pl.catalog.rules import may_become
from rocket3pl.console.forms import given_version
from rocket3pl.console.products.forms import RefusalForm
from rocket3pl.console.products.lists import PRODUCTS
from rocket3pl.console.show import events_of, local_name, names_of
from rocket3pl.console.steps import Trouble, carry_out
from rocket3pl.console.words import BATTERY, PRODUCT_FIELDS, Text
from rocket3pl.shared.audit import timeline
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import staff
from rocket3pl.web.formats import number
from rocket3pl.web.lists import offer, render_list
from rocket3pl.web.words import PRODUCT_STATUS, REFUSAL, word

_UNITS = {"weight_kg": "KG", "width_cm": "cm", "depth_cm": "cm", "height_cm": "cm"}


def _written(name: str, value: Any) -> Text:
    """Return a fact as readers see it; what waits for approval is kept as text."""
    if name == "has_battery":
        return BATTERY[str(value) == "True"]
    if name == "declared_price":
        return f"{Decimal(str(value)):,.2f}"
    if name in _UNITS:
        return f"{number(Decimal(str(value)))} {_UNITS[name]}"
    return str(value)


def _pending(sku: Sku) -> list[tuple[Text, Text, Text]]:
    """Return the waiting changes as (field, value in force, value asked for)."""
    return [
        (word(PRODUCT_FIELDS, name), _written(name, getattr(sku, name)), _written(name, asked))
        for name, asked in sku.pending.items()
    ]


def _show(request: HttpRequest, public_id: str, trouble: Trouble | None = None) -> HttpResponse:
    sku = one_product(public_id)
    forms = trouble.forms if trouble else {}
    reasons = [(word(REFUSAL, r.get("code", "")), r.get("note", "")) for r in sku.refusal.get("reasons", ())]
    context = {
        "sku": sku,
        "names": names_of(sku),
        "warehouse": local_name(sku.warehouse),
        "status": PRODUCT_STATUS[sku.status],
        "pending": _pending(sku),
        "reasons": reasons,
        "battery": BATTERY[sku.has_battery],
        "may": {s.value: may_become(sku.status, s) for s in Sku.Status},
        "refuse_form": forms.get("refuse") or RefusalForm(auto_id="refuse-%s"),
        "open": next(iter(forms), ""),
        "trouble": trouble,
        "events": events_of(timeline(sku)),
    }
    return render(request, "console/products/detail.html", context, status=trouble.status if trouble else 200)


offer("console.products", PRODUCTS, PRODUCTS_IN_FULL, right=Right.APPROVE_PRODUCT)


@staff(Right.APPROVE_PRODUCT)
@require_safe
def products(request: HttpRequest) -> HttpResponseBase:
    """상품승인: all owners' products."""
    return render_list(request, PRODUCTS, PRODUCTS_IN_FULL, template="console/products/list.html")


@staff(Right.APPROVE_PRODUCT)
@require_POST
def approve_ticked(request: HttpRequest) -> HttpResponse:
    """승인 of the ticked products."""
    ids = request.POST.getlist("ids")[:1000]
    approved = approve_products(ids, now=timezone.now())
    text = ngettext("상품 %(n)s건을 승인했습니다", "상품 %(n)s건을 승인했습니다", approved)
    if approved or not ids:
        messages.success(request, text % {"n": number(approved)})
    if left := len(set(ids)) - approved:
        messages.warning(
            request, gettext("%(n)s건은 신청 상태가 아니어서 제외했습니다") % {"n": number(left)}
        )
    return redirect(reverse("console:products") + "?tab=requested")


@staff(Right.APPROVE_PRODUCT)
@require_safe
def product(request: HttpRequest, public_id: str) -> HttpResponse:
    """One product with all its values."""
    return _show(request, public_id)


def _step(
    request: HttpRequest, public_id: str, act: Any, done: Text, *, form: RefusalForm | None = None
) -> HttpResponse:
    return carry_out(
        request,
        act,
        page=partial(_show, request, public_id),
        done=done,
        back=reverse("console:product", args=[public_id]),
        name="refuse",
        form=form,
    )


@staff(Right.APPROVE_PRODUCT)
@require_POST
def approve(request: HttpRequest, public_id: str) -> HttpResponse:
    """승인."""
    version, now = given_version(request.POST), timezone.now()
    act = partial(approve_product, public_id, version=version, now=now)
    return _step(request, public_id, act, _("상품을 승인했습니다"))


@staff(Right.APPROVE_PRODUCT)
@require_POST
def refuse(request: HttpRequest, public_id: str) -> HttpResponse:
    """반려 with reasons."""
    one_product(public_id)
    form = RefusalForm(request.POST, auto_id="refuse-%s")
    version, now = given_version(request.POST), timezone.now()

    def act() -> None:
        refuse_product(public_id, form.refusals(), version=version, now=now)

    return _step(request, public_id, act, _("상품을 반려했습니다"), form=form)


@staff(Right.APPROVE_PRODUCT)
@require_POST
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """변경 승인 or 변경 반려."""
    accept = request.POST.get("accept") == "yes"
    version, now = given_version(request.POST), timezone.now()
    act = partial(decide_change, public_id, accept=accept, version=version, now=now)
    done = _("상품정보 변경을 승인했습니다") if accept else _("상품정보 변경을 반려했습니다")
    return _step(request, public_id, act, done)


@staff(Right.APPROVE_PRODUCT)
@require_POST
def use(request: HttpRequest, public_id: str) -> HttpResponse:
    """중지 or 재사용."""
    in_use = request.POST.get("in_use") == "yes"
    version, now = given_version(request.POST), timezone.now()
    act = partial(set_in_use, public_id, in_use=in_use, version=version, now=now)
    done = _("상품을 다시 사용합니다") if in_use else _("상품을 중지했습니다")
    return _step(request, public_id, act, done)
