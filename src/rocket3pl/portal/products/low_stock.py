"""A number of its own from which on one product counts as 재고부족."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from rocket3pl.catalog.low_stock import set_product_low_stock
from rocket3pl.catalog.queries import product
from rocket3pl.portal.products.detail import given_version, page
from rocket3pl.portal.products.forms import OwnLowStockForm
from rocket3pl.portal.refusals import both_sentences
from rocket3pl.shared.errors import StaleDocument
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller


@seller(Right.SET_LOW_STOCK)
@require_POST
def low_stock(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep the product's own number, or with nothing typed go back to that of all products."""
    form = OwnLowStockForm(request.POST)
    if not form.is_valid():
        return page(request, product(public_id), low=form, status=422)
    typed = form.cleaned_data["threshold"]
    try:
        set_product_low_stock(
            public_id,
            threshold=None if typed is None else int(typed),
            version=given_version(request),
            now=timezone.now(),
        )
    except StaleDocument as error:
        form.add_error("threshold", both_sentences(error))
        return page(request, product(public_id), low=form, status=error.status)
    messages.success(request, gettext("저장되었습니다"))
    return redirect("portal:product", public_id)
