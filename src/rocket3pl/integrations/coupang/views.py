"""쿠팡 상품 연결: the options whose product a person has to name."""

import re
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from rocket3pl.integrations.coupang.matching import match_by_hand
from rocket3pl.integrations.models import CoupangMapping
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller
from rocket3pl.web.forms import Form, TextField, problems_to_form

_PER_PAGE = 50
_ITEM = re.compile(r"item-([0-9]{1,18})", re.ASCII)


class MatchForm(Form):
    """One field for each option: the seller's product, by Seller SKU or barcode."""

    sentences = {
        "several_products": _("여러 옵션이 쓰는 Seller Sku입니다. 바코드를 입력해 주세요"),
        "unknown_product": _("승인된 상품을 찾을 수 없습니다. Seller Sku나 바코드를 확인해 주세요"),
    }

    def __init__(self, *args: Any, rows: list[CoupangMapping], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in rows:
            self.fields[f"item-{row.vendor_item_id}"] = TextField(
                label=cast("Any", _("Seller Sku 또는 바코드")),
                required=False,
                max_length=64,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )

    def codes(self) -> dict[int, str]:
        """Return what was typed, by vendorItemId."""
        found = {}
        for name, value in self.cleaned_data.items():
            number = _ITEM.fullmatch(name)
            if number and value:
                found[int(number[1])] = str(value)
        return found


@seller(Right.APPLY_PRODUCT)
@require_http_methods(["GET", "HEAD", "POST"])
def unmatched(request: HttpRequest) -> HttpResponse:
    """쿠팡 상품 연결: the options without a product, fifty at a time; by POST connect what was typed."""
    open_rows = CoupangMapping.objects.filter(sku=None).order_by("id")
    rows, status = list(open_rows[:_PER_PAGE]), 200
    form = MatchForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                count = match_by_hand(form.codes(), now=timezone.now())
            except Invalid as error:
                paths = {p.path: f"item-{p.path}" for p in error.problems}
                named = [type(p)(paths[p.path], p.code, p.params) for p in error.problems]
                problems_to_form(named, form)
            else:
                words = ngettext("%(n)s건을 연결했습니다", "%(n)s건을 연결했습니다", count)
                messages.success(request, words % {"n": count})
                return redirect("integrations:coupang_unmatched")
    context = {
        "form": form,
        "lines": [(row, form[f"item-{row.vendor_item_id}"]) for row in rows],
        "total": open_rows.count(),
    }
    return render(request, "integrations/coupang_unmatched.html", context, status=status)
