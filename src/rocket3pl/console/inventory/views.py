"""재고관리: all owners' stock, one product's movements, adjustments and their undoing."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rocket3pl.catalog.queries import product
from rocket3pl.console.forms import NoteForm
from rocket3pl.console.inventory.forms import AdjustForm
from rocket3pl.console.inventory.lists import STOCK
from rocket3pl.console.inventory.reads import history, stock_of
from rocket3pl.console.show import names_of
from rocket3pl.console.steps import Trouble, carry_out
from rocket3pl.inventory.lists import STOCK as SOURCE
from rocket3pl.inventory.operations import Adjustment, AdjustStock, Reason, adjust_stock
from rocket3pl.inventory.operations import reverse as undo
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import staff
from rocket3pl.web.forms import given_key, submission_key
from rocket3pl.web.lists import Local, offer, render_list
from rocket3pl.web.words import ADJUSTMENT_REASON, POSTING_KIND, STOCK_PARTS, STOCK_STATE, word

PARTS = (
    "available",
    "on_hand",
    "reserved",
    "picked",
    "incoming",
    "receiving",
    "hold",
    "damaged",
)
_WORDS = {
    "kind_word": partial(word, POSTING_KIND),
    "part_word": partial(word, STOCK_PARTS),
    "reason_word": partial(word, ADJUSTMENT_REASON),
}


offer("console.inventory", STOCK, SOURCE, right=Right.VIEW_STOCK)


@staff(Right.VIEW_STOCK)
@require_safe
def inventory(request: HttpRequest) -> HttpResponseBase:
    """재고관리: the stock of all owners."""
    return render_list(request, STOCK, SOURCE, template="console/list.html")


def _show(request: HttpRequest, public_id: str, trouble: Trouble | None = None) -> HttpResponse:
    user: Any = request.user
    row, sku = stock_of(public_id), product(public_id)
    forms = trouble.forms if trouble else {}
    context = {
        "sku": sku,
        "row": row,
        "names": names_of(sku),
        "warehouse": Local("warehouse")(row),
        "state": STOCK_STATE[row["state"]],
        "parts": [(STOCK_PARTS[part], row[part]) for part in PARTS],
        "may_open_documents": user.may(Right.RECEIVE),
        "movements": history(sku),
        "may_adjust": user.may(Right.ADJUST_STOCK),
        "adjust_form": forms.get("adjust") or AdjustForm(auto_id="adjust-%s"),
        "open": next(iter(forms), ""),
        "trouble": trouble,
        "key": given_key(request.POST) if trouble else submission_key(),
        **_WORDS,
    }
    return render(request, "console/inventory/stock.html", context, status=trouble.status if trouble else 200)


@staff(Right.VIEW_STOCK)
@require_safe
def stock(request: HttpRequest, public_id: str) -> HttpResponse:
    """One product's stock and its movements."""
    return _show(request, public_id)


@staff(Right.ADJUST_STOCK)
@require_POST
def adjust(request: HttpRequest, public_id: str) -> HttpResponse:
    """재고조정."""
    sku = product(public_id)
    form = AdjustForm(request.POST, auto_id="adjust-%s")

    def act() -> None:
        given = form.cleaned_data
        adjust_stock(
            AdjustStock(
                sku_public_id=str(sku.public_id),
                warehouse_id=sku.warehouse_id,
                what=Adjustment(given["what"]),
                quantity=given["quantity"],
                reason=Reason(given["reason"]),
                note=given["note"] or "",
            ),
            key=given_key(request.POST),
            now=timezone.now(),
        )

    return carry_out(
        request,
        act,
        page=partial(_show, request, public_id),
        done=_("재고를 조정했습니다"),
        back=reverse("console:stock", args=[public_id]),
        name="adjust",
        form=form,
    )


@staff(Right.ADJUST_STOCK)
@require_http_methods(["GET", "HEAD", "POST"])
def reverse_adjustment(request: HttpRequest, public_id: str, posting: int) -> HttpResponse:
    """정정(되돌리기): show what will be undone; by POST undo it."""
    sku = product(public_id)
    found = [m for m in history(sku) if m["posting_pk"] == posting]
    if not found:
        raise NotFound(posting)
    back = reverse("console:stock", args=[public_id])

    def page(trouble: Trouble | None = None) -> HttpResponse:
        forms = trouble.forms if trouble else {}
        context = {
            "sku": sku,
            "names": names_of(sku),
            "movements": found,
            "form": forms.get("undo") or NoteForm(),
            "trouble": trouble,
            "back": back,
            **_WORDS,
        }
        status = trouble.status if trouble else 200
        return render(request, "console/inventory/reverse.html", context, status=status)

    if request.method != "POST":
        return page()
    form = NoteForm(request.POST)
    return carry_out(
        request,
        lambda: undo(posting, note=form.cleaned_data["note"] or "", now=timezone.now()),
        page=page,
        done=_("재고조정을 정정했습니다"),
        back=back,
        name="undo",
        form=form,
    )
