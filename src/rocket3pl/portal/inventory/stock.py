"""재고관리: the list, the movements behind a number, and 재고부족상품설정."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from rocket3pl.catalog.queries import product
from rocket3pl.inbound.references import inbound_numbers
from rocket3pl.inventory.lists import STOCK, movements
from rocket3pl.outbound.references import outbound_numbers
from rocket3pl.owners.low_stock import MAX_THRESHOLD, set_low_stock
from rocket3pl.owners.models import Owner
from rocket3pl.portal.products.detail import given_version
from rocket3pl.portal.products.lists import SEARCH_FIELDS, WAREHOUSE
from rocket3pl.portal.products.present import address, names_of, picture
from rocket3pl.shared.errors import Invalid, StaleDocument
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.rights import Right
from rocket3pl.web import words
from rocket3pl.web.access import seller
from rocket3pl.web.forms import Form, MoneyField, problems_to_form
from rocket3pl.web.lists import AddressOf, Column, ListSpec, Local, Tab, Worded, Writer, offer, render_list
from rocket3pl.web.problems import is_fragment, sentences

_movements_of = AddressOf("portal:movements", "public_id")


def _fits() -> Writer:
    """Return what tells products.js what a row can take part in."""

    def write(row: Row) -> str:
        approved = row["status"] == "approved"
        outbound = approved and row["available"] > 0
        return (
            f'<td data-fits="{"inbound " if approved else ""}{"outbound" if outbound else ""}" hidden></td>'
        )

    return write


def _part(key: str, label: Any, **more: Any) -> Column:
    return Column(key, label, "num", **{"css": "m-hide", **more})


def _more(key: str, label: Any) -> Any:
    """Return the second line of a number: what else belongs to it, when there is any."""
    return lambda row: f"{label} {row[key]:,}" if row[key] else None


SPEC = ListSpec(
    name="stock",
    caption=_("재고관리"),
    columns=(
        Column("warehouse", _("창고"), css="nw m-hide", value=Local("warehouse")),
        Column("image", _("이미지"), "image", value=lambda row: picture(row, "image_id")),
        Column(
            "name",
            _("상품명"),
            "name",
            sort_key="name_zh",
            href=AddressOf("portal:product", "public_id"),
        ),
        Column("option_text", _("옵션"), css="m-sub opt", lang="zh-Hans"),
        Column("owner_name", _("화주명"), css="nw m-hide"),
        Column("owner_code", _("화주코드"), "mono", css="m-hide"),
        Column(
            "seller_sku",
            _("Seller Sku"),
            "mono",
            sort_key="seller_sku",
            css="m-sub",
            sub=Worded(_("바코드 %(code)s"), "code", "fnsku"),
        ),
        Column("fnsku", _("바코드"), "mono", screen=False),
        # The number that people come for stands before its parts, where no screen cuts it off.
        _part(
            "available",
            _("가용재고"),
            sort_key="available",
            css="m-qty",
            href=AddressOf("portal:movements", "public_id"),
        ),
        Column("state", _("상태"), "tag", css="m-sub", tags=words.STOCK_STATE),
        _part("on_hand", _("총재고"), sort_key="on_hand", sub=_more("receiving", _("검수중"))),
        _part("reserved", _("할당(출고예정)"), sort_key="reserved", sub=_more("picked", _("피킹"))),
        _part("incoming", _("입고예정"), sort_key="incoming"),
        _part("damaged", _("불량재고")),
        _part("hold", pgettext_lazy("stock", "보류")),
        _part("receiving", _("검수중 재고"), screen=False),
        _part("picked", _("피킹재고"), screen=False),
    ),
    tabs=(
        Tab("", _("전체")),
        Tab("ok", words.STOCK_STATE["ok"].label),
        Tab("low", words.STOCK_STATE["low"].label, "bad"),
        Tab("out", words.STOCK_STATE["out"].label, "bad"),
        Tab("incoming", _("입고예정")),
    ),
    search_fields=SEARCH_FIELDS,
    selects=(WAREHOUSE,),
    row_id="public_id",
    row_label="seller_sku",
    row_end=_fits,
    empty_title=_("등록된 상품이 없습니다"),
    empty_text=_("승인된 상품의 재고가 여기에 표시됩니다. 먼저 상품정보를 등록해 주세요."),
    empty_icon="stack-2",
    empty_action=(_("신규상품정보등록"), "portal:product_apply"),
    filename="inventory",
)


offer("portal.inventory", SPEC, STOCK, right=Right.VIEW_STOCK)


@seller(Right.VIEW_STOCK)
@require_safe
def inventory(request: HttpRequest) -> HttpResponseBase:
    """Show 재고관리."""
    return render_list(request, SPEC, STOCK, template="portal/inventory/list.html")


def _documents(rows: list[Row]) -> dict[tuple[str, int], tuple[str, str | None]]:
    """Return number and address of the documents behind movements, by (type, key)."""
    keys: dict[str, set[int]] = {"inbound": set(), "outbound": set()}
    for row in rows:
        if row["source_type"] in keys and row["source_id"]:
            keys[row["source_type"]].add(row["source_id"])
    found: dict[tuple[str, int], tuple[str, str | None]] = {}
    for kind, numbers in (("inbound", inbound_numbers), ("outbound", outbound_numbers)):
        for key, number in numbers(keys[kind]).items():
            found[kind, key] = (number, address(f"portal:{kind}", number))
    return found


def _shown(row: Row, documents: dict[tuple[str, int], tuple[str, str | None]]) -> Row:
    gained = (row["to_state"] == "available") - (row["from_state"] == "available")
    number, href = documents.get((row["source_type"], row["source_id"] or 0), ("", None))
    return {
        **row,
        "kind_word": words.word(words.POSTING_KIND, row["kind"]),
        "from_word": words.word(words.STOCK_PARTS, row["from_state"]),
        "to_word": words.word(words.STOCK_PARTS, row["to_state"]),
        "reason_word": words.word(words.ADJUSTMENT_REASON, row["reason"]) if row["reason"] else "",
        "change": gained * row["quantity"],
        "number": number,
        "href": href,
    }


@seller(Right.VIEW_STOCK)
@require_safe
def stock_movements(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a product's stock in its parts, and what moved it: a popup, or a page without htmx."""
    sku = product(public_id)
    rows = movements(sku)
    documents = _documents(rows)
    stock = STOCK.page(ListQuery(ids=(str(sku.public_id),), size=1)).rows
    context = {
        "sku": sku,
        "stock": stock[0] if stock else None,
        "names_of": names_of,
        "rows": [_shown(row, documents) for row in rows],
    }
    part = is_fragment(request)
    template = "portal/inventory/movements_dialog.html" if part else "portal/inventory/movements.html"
    return render(request, template, context)


class LowStockForm(Form):
    """재고부족상품설정."""

    enabled = forms.BooleanField(label=_("활성화"), required=False)
    threshold = MoneyField(label=_("재고 부족 기준 개수"), places=0, maximum=Decimal(MAX_THRESHOLD))


def _popup(
    request: HttpRequest, form: LowStockForm, version: int, *, status: int = 200, stale: Any = None
) -> HttpResponse:
    context = {"form": form, "doc_version": version, "stale": stale}
    part = is_fragment(request)
    template = "portal/inventory/low_stock_dialog.html" if part else "portal/inventory/low_stock.html"
    return render(request, template, context, status=status)


@seller(Right.SET_LOW_STOCK)
@require_http_methods(["GET", "HEAD", "POST"])
def low_stock(request: HttpRequest) -> HttpResponse:
    """Show or save from which number on products count as 재고부족."""
    owner: Owner = request.user.owner  # type: ignore[union-attr,assignment]
    if request.method != "POST":
        initial = {"threshold": owner.low_stock_threshold, "enabled": owner.low_stock_enabled}
        return _popup(request, LowStockForm(initial=initial), owner.version)
    form = LowStockForm(request.POST)
    version = given_version(request)
    if not form.is_valid():
        return _popup(request, form, version, status=422)
    try:
        set_low_stock(
            threshold=int(form.cleaned_data["threshold"]),
            enabled=form.cleaned_data["enabled"],
            version=version,
            now=timezone.now(),
        )
    except Invalid as error:
        problems_to_form(error.problems, form)
        return _popup(request, form, version, status=422)
    except StaleDocument as error:
        return _popup(request, form, owner.version, status=error.status, stale=(sentences(error)[0], owner))
    messages.success(request, gettext("저장되었습니다"))
    if is_fragment(request):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect("portal:inventory")
