"""One product: its page, and the popup 상품정보수정."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from rocket3pl.catalog.codes import check_codes_of
from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.operations import edit_product
from rocket3pl.catalog.queries import pending_changes, product, proposed
from rocket3pl.catalog.rules import GUARDED_FIELDS
from rocket3pl.documents.queries import stored_files
from rocket3pl.inventory.lists import STOCK
from rocket3pl.portal.products.apply import hs_choices, language
from rocket3pl.portal.products.forms import (
    PRODUCT_SENTENCES,
    OwnLowStockForm,
    ProductForm,
    facts_text,
    initial_of,
)
from rocket3pl.portal.products.present import (
    LABELS,
    Change,
    address,
    fact_text,
    facts,
    history,
    names_of,
    reasons,
)
from rocket3pl.reference.models import name_in
from rocket3pl.shared.audit import timeline
from rocket3pl.shared.errors import IllegalTransition, Invalid, StaleDocument
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.rights import Right
from rocket3pl.shipments.queries import ways_of_product
from rocket3pl.web.access import seller
from rocket3pl.web.forms import problems_to_form, sentence
from rocket3pl.web.problems import is_fragment, sentences
from rocket3pl.web.way import way_context
from rocket3pl.web.words import EVENT, PRODUCT_STATUS, word

_REFUSED = ("rejected",)
_OPEN = ("rejected", "requested")


def given_version(request: HttpRequest) -> int:
    """Return the version of the document that a form was opened with; 0, which no document has, for none."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004


def _pending(sku: Sku) -> list[Change]:
    return [
        Change(LABELS[name], fact_text(name, old), fact_text(name, new))
        for name, old, new in pending_changes(sku)
    ]


@seller(Right.VIEW_STOCK)
@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show everything about a product."""
    return page(request, product(public_id))


def page(
    request: HttpRequest, sku: Sku, *, low: OwnLowStockForm | None = None, status: int = 200
) -> HttpResponse:
    """Return a product's page; `low` is the form of its own low-stock number when it was refused."""
    owner: Any = request.user.owner  # type: ignore[union-attr]
    stock = STOCK.page(ListQuery(ids=(str(sku.public_id),), size=1)).rows
    context = {
        "sku": sku,
        "names_of": names_of,
        "status": PRODUCT_STATUS[sku.status],
        "event_word": partial(word, EVENT),
        "warehouse": name_in(sku.warehouse, language()),
        "facts": facts(sku),
        "pending": _pending(sku),
        "reasons": reasons(sku.refusal),
        "history": history(timeline(sku)),
        "stock": stock[0] if stock else None,
        "may_withdraw": sku.status in _OPEN,
        "ways": ways_of_product(sku.pk),
        "inbound_url": partial(address, "portal:inbound"),
        **way_context(),
        "low": low or OwnLowStockForm(initial={"threshold": sku.low_stock_threshold}),
        "owner": owner,
        "here": "portal:products_failed" if sku.status in _REFUSED else "portal:products",
    }
    return render(request, "portal/products/detail.html", context, status=status)


def _dialog(
    request: HttpRequest, sku: Sku, form: ProductForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """Return the popup; for a browser without htmx, a page that holds the same form."""
    picture_id = str(form["image"].value() or "")
    context = {
        "sku": sku,
        "form": form,
        "warehouse": name_in(sku.warehouse, language()),
        "picture": next(iter(stored_files([picture_id])), None) if picture_id else None,
        "pending": _pending(sku),
        "reasons": reasons(sku.refusal),
        "guarded": GUARDED_FIELDS if sku.status not in _OPEN else (),
        "again": sku.status in _REFUSED,
        "hs_choices": hs_choices(),
        "stale": [],
        "page_errors": [],
        **more,
    }
    part = is_fragment(request)
    template = "portal/products/edit_dialog.html" if part else "portal/products/edit.html"
    return render(request, template, context, status=status)


def _differences(sku: Sku, form: ProductForm) -> list[Change]:
    """Return where the stored product and what is typed differ: (typed, stored)."""
    found = []
    current = proposed(sku)
    for name, label in LABELS.items():
        stored = facts_text(name, getattr(current, name))
        typed = str(form[name].value() or "")
        if stored != typed:
            found.append(Change(label, typed or "-", stored or "-"))
    return found


@seller(Right.APPLY_PRODUCT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """상품정보수정, and for a refused product 재신청."""
    sku = product(public_id)
    if request.method != "POST":
        return _dialog(request, sku, ProductForm(prefix="e", initial=initial_of(proposed(sku))))
    return _save(request, sku)


def _save(request: HttpRequest, sku: Sku) -> HttpResponse:
    form, version = ProductForm(request.POST, prefix="e"), given_version(request)
    public_id = str(sku.public_id)
    if not form.is_valid():
        problems_to_form(check_codes_of(public_id, form.codes()), form)
        return _dialog(request, sku, form, status=422, doc_version=version)
    try:
        waiting = edit_product(public_id, form.facts(), version=version, now=timezone.now())
    except Invalid as error:
        left = problems_to_form(error.problems, form)
        words = [sentence(p, PRODUCT_SENTENCES) for p in left]
        return _dialog(request, sku, form, status=422, page_errors=words, doc_version=version)
    except StaleDocument as error:
        # The second save, with the version shown now, is made knowingly.
        stored = product(public_id)
        found = _differences(stored, form)
        return _dialog(request, stored, form, status=error.status, stale=found, is_stale=True)
    except IllegalTransition as error:
        words = [" ".join(str(s) for s in sentences(error))]
        return _dialog(request, product(public_id), form, status=error.status, page_errors=words)
    return _after(request, public_id, _saved(sku.status in _REFUSED, waiting))


def _after(request: HttpRequest, public_id: str, words: str) -> HttpResponse:
    messages.success(request, words)
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect("portal:product", public_id)


def _saved(again: bool, waiting: tuple[str, ...]) -> str:
    if again:
        return gettext("상품 등록을 다시 신청했습니다")
    if not waiting:
        return gettext("상품정보를 저장했습니다")
    names = ", ".join(str(LABELS[name]) for name in waiting)
    return gettext("상품정보를 저장했습니다. 창고 승인 후 반영되는 항목: %(names)s") % {"names": names}
