"""쿠팡 재고, and the options whose product a person has to name."""

import re
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from rocket3pl.integrations.connectors import connection_name
from rocket3pl.integrations.coupang.matching import match_by_hand
from rocket3pl.integrations.coupang.settings import CONNECTOR
from rocket3pl.integrations.credentials import seller_keys
from rocket3pl.integrations.health import healths
from rocket3pl.integrations.models import CoupangMapping, CoupangStock
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.queries import containing, ordering, tabbed
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller
from rocket3pl.web.forms import Form, TextField, problems_to_form
from rocket3pl.web.lists import Column, ListSpec, Local, Tab, Tag, render_list

_PER_PAGE = 50
_ITEM = re.compile(r"item-([0-9]{1,18})", re.ASCII)
_OURS: dict[str, Any] = {"owner": OuterRef("owner"), "vendor_item_id": OuterRef("vendor_item_id")}
_TABS = {
    "": Q(),
    "none": Q(listed=True, orderable=0),
    "unmatched": Q(sku_id=None),
    "gone": Q(listed=False),
}
_SORTS = {n: n for n in ("orderable", "sold_30_days", "seen_at", "vendor_item_id", "seller_sku")}


def _mapped(column: str) -> Subquery:
    """Return a column of the mapping of a line of stock.

    Around the scope, since lists remember their SQL and nothing in it may depend on who asks: the
    owner is the line's own.
    """
    return Subquery(CoupangMapping._base_manager.filter(**_OURS).values(column)[:1])


def _base(query: ListQuery) -> QuerySet[Any]:
    rows = CoupangStock.objects.annotate(
        sku_id=_mapped("sku"),
        seller_sku=_mapped("sku__seller_sku"),
        product_name=_mapped("product_name"),
    )
    if not query.q:
        return rows
    text = containing(query.q, "seller_sku", "product_name")
    return rows.filter(text | Q(vendor_item_id=int(query.q)) if _is_id(query.q) else text)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18  # noqa: PLR2004 - of a BigInteger


def _rows(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by(*ordering(query, _SORTS, "-id")).values(
        "id",
        "vendor_item_id",
        "orderable",
        "sold_30_days",
        "listed",
        "seen_at",
        "seller_sku",
        "product_name",
        name_zh=_mapped("sku__name_zh"),
        name_ko=_mapped("sku__name_ko"),
        name_en=_mapped("sku__name_en"),
    )


STOCK = tabbed(_base, _rows, _TABS, together=True)
_UNMATCHED = Tag(_("연결 필요"), "warn", "alert-triangle")
_MATCHED, _GONE = Tag(_("연결됨"), "ok", "check"), Tag(_("쿠팡에 없음"), "bad")


def _state(row: Row) -> Tag:
    if not row["listed"]:
        return _GONE
    return _MATCHED if row["seller_sku"] else _UNMATCHED


def _days_left(row: Row) -> int | None:
    """Return how many days the stock lasts at the pace of the last thirty."""
    return row["orderable"] * 30 // row["sold_30_days"] if row["sold_30_days"] else None


STOCK_LIST = ListSpec(
    name="integrations-coupang-stock",
    caption=_("쿠팡 재고"),
    columns=(
        Column("vendor_item_id", _("옵션 ID"), "mono", sort_key="vendor_item_id", css="m-sub"),
        Column("product_name", _("쿠팡 상품명"), css="m-title w-name"),
        Column("name", _("상품명"), value=Local("name"), css="w-name"),
        Column("seller_sku", _("Seller Sku"), "mono", sort_key="seller_sku", css="m-sub"),
        Column("state", _("상품 연결"), "tag", value=_state),
        Column("orderable", _("판매가능재고"), "num", sort_key="orderable", css="m-qty"),
        Column("sold_30_days", _("30일 판매"), "num", sort_key="sold_30_days"),
        Column("days_left", _("예상 소진(일)"), "num", value=_days_left),
        Column("seen_at", _("마지막 확인"), "datetime", sort_key="seen_at", css="m-sub"),
    ),
    tabs=(
        Tab("", _("전체")),
        Tab("none", _("품절"), "bad"),
        Tab("unmatched", _("연결 필요"), "warn"),
        Tab("gone", _("쿠팡에 없음")),
    ),
    search_fields=(("name", _("옵션 ID · 상품명 · Seller Sku")),),
    row_id="",
    row_label="vendor_item_id",
    empty_title=_("쿠팡 재고가 없습니다"),
    empty_text=_("쿠팡을 연동하면 로켓그로스 재고를 자동으로 가져옵니다."),
    empty_icon="package",
    empty_action=(_("연동"), "integrations:my_connectors"),
    filename="coupang-stock",
)


@seller(Right.VIEW_STOCK)
@require_safe
def stock(request: HttpRequest) -> HttpResponseBase:
    """쿠팡 재고, with a word on the connection when it fails."""
    user: Any = request.user
    name = connection_name(CONNECTOR.code, user.owner.code)
    keys = seller_keys(CONNECTOR.code, user.owner_id)
    context = {"health": healths({name: keys}, now=timezone.now())[name], "enabled": keys.enabled}
    return render_list(
        request, STOCK_LIST, STOCK, template="integrations/coupang_stock.html", context=context
    )


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
