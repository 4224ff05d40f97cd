"""상품신청실패목록, the part that registered itself: goods from China whose data were wrong or incomplete."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rocket3pl.documents.queries import stored_files
from rocket3pl.portal.products.apply import hs_choices, language
from rocket3pl.portal.products.blocks import warehouse_choices
from rocket3pl.portal.products.forms import PRODUCT_SENTENCES, ProductForm
from rocket3pl.portal.products.present import LABELS, picture
from rocket3pl.reference.models import name_in
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.listing import Row
from rocket3pl.shared.rights import Right
from rocket3pl.shipments.failed import correct_line, drop_line, failed_line, retry_line
from rocket3pl.shipments.lists import FAILED_LINES
from rocket3pl.shipments.models import ShipmentLine
from rocket3pl.web.access import seller
from rocket3pl.web.exports import offer
from rocket3pl.web.forms import problems_to_form, sentence
from rocket3pl.web.lists import AddressOf, Column, ListSpec, Worded, Writer, render_list, safe
from rocket3pl.web.words import LINE_REASON, word

_SENTENCES = {**PRODUCT_SENTENCES, **LINE_REASON}
_LABELS = {**LABELS, "image": _("상품이미지"), "warehouse": _("입고창고"), "quantity": _("수량")}
_line_of = AddressOf("portal:failed_line", "public_id")


def reason_text(reason: Mapping[str, Any]) -> str:
    """Return why a line failed, in words: field, what is wrong, and what came there."""
    text = str(word(LINE_REASON, str(reason["code"])))
    label = _LABELS.get(reason["field"])
    what = f"{label}: {text}" if label else text
    return f"{what} ({reason['value']})" if reason["value"] and reason["field"] != "image" else what


def _correct() -> Writer:
    """Return what writes a row's link to the page that corrects it."""
    label, to = safe(gettext("재신청")), _line_of.on_page()

    def write(row: Row) -> str:
        name = safe(f"{row['shipment_no']} {row['seller_sku'] or row['line_no']}")
        return (
            f'<td class="row-acts"><a class="btn btn-line btn-sm" href="{safe(to(row))}">'
            f'<span class="visually-hidden">{name} </span>{label}</a></td>'
        )

    return write


SPEC = ListSpec(
    name="failed_lines",
    caption=_("상품신청실패목록"),
    columns=(
        Column("image", _("이미지"), "image", value=picture),
        Column("name", _("상품명"), "name", href=_line_of),
        Column("option_text", _("옵션"), css="m-sub opt", lang="zh-Hans"),
        Column(
            "seller_sku",
            _("Seller Sku"),
            "mono",
            css="m-sub",
            sub=Worded(_("바코드 %(code)s"), "code", "fnsku"),
        ),
        Column("fnsku", _("Fnsku"), "mono", screen=False),
        Column("quantity", _("수량"), "num"),
        Column(
            "reasons",
            _("실패사유"),
            css="m-sub reasons tight",
            value=lambda row: "\n".join(reason_text(r) for r in row["reasons"]),
        ),
        Column("shipment_no", _("배송번호"), "mono", sort_key="shipment_no", css="m-hide"),
        Column("failed_at", _("실패일"), "datetime", sort_key="failed_at", css="m-hide"),
    ),
    search_fields=(
        ("shipment_no", _("배송번호")),
        ("name", _("상품명")),
        ("seller_sku", _("Seller Sku")),
        ("fnsku", _("Fnsku")),
    ),
    period_bases=(("failed", _("실패일")),),
    row_id="public_id",
    row_label="shipment_no",
    row_end=_correct,
    empty_title=_("자동 등록에 실패한 상품이 없습니다"),
    empty_text=_("중국 창고에서 출고된 상품 중 자동으로 등록하지 못한 상품이 사유와 함께 여기에 표시됩니다."),
    empty_icon="circle-check",
    filename="failed-lines",
)
offer("portal.failed_lines", SPEC, FAILED_LINES, right=Right.VIEW_STOCK)


@seller(Right.VIEW_STOCK)
@require_safe
def failed_lines(request: HttpRequest) -> HttpResponseBase:
    """Show what could not register itself."""
    context = {"here": "portal:products_failed"}
    return render_list(request, SPEC, FAILED_LINES, template="portal/products/failed.html", context=context)


def _initial(line: ShipmentLine) -> dict[str, str]:
    told = {name: str(value) for name, value in line.product.items() if name != "image_data"}
    told["has_battery"] = {"true": "yes", "false": "no"}.get(told.get("has_battery", ""), "")
    return {**told, "image": str(line.image.public_id) if line.image else ""}


def _page(
    request: HttpRequest,
    line: ShipmentLine,
    form: ProductForm,
    *,
    status: int = 200,
    errors: Sequence[str] = (),
) -> HttpResponse:
    shipment = line.shipment
    picture_id = str(form["image"].value() or "")
    context = {
        "line": line,
        "form": form,
        "warehouse": name_in(shipment.warehouse, language()) if shipment.warehouse else "",
        "picture": next(iter(stored_files([picture_id])), None) if picture_id else None,
        "reasons": [reason_text(r) for r in line.reasons],
        "owner_name": line.owner.name,
        "hs_choices": hs_choices(),
        "page_errors": errors,
        "here": "portal:products_failed",
    }
    return render(request, "portal/products/failed_line.html", context, status=status)


def _form(line: ShipmentLine, data: Any = None) -> ProductForm:
    choices = None if line.shipment.warehouse_id else warehouse_choices(language())
    kwargs = {"warehouses": choices} if choices is not None else {}
    return ProductForm(data, prefix="e", initial=_initial(line), **kwargs)


@seller(Right.APPLY_PRODUCT)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct a line and send it again (재신청)."""
    line = failed_line(public_id)
    if request.method != "POST":
        return _page(request, line, _form(line))
    form = _form(line, request.POST)
    if not form.is_valid():
        return _page(request, line, form, status=422)
    try:
        chosen = str(form.cleaned_data.get("warehouse") or "")
        ready = correct_line(public_id, form.facts(), warehouse=chosen, now=timezone.now())
    except Invalid as error:
        left = problems_to_form(error.problems, form)
        words = [sentence(p, _SENTENCES) for p in left]
        return _page(request, line, form, status=422, errors=words)
    messages.success(request, _outcome(ready=ready))
    return redirect("portal:failed_lines")


def _outcome(*, ready: bool) -> str:
    if ready:
        return gettext("상품을 등록하고 입고예정에 반영했습니다")
    return gettext(
        "상품이미지를 가져오고 있습니다. 가져오면 자동으로 등록되고, 실패하면 이 목록에 다시 표시됩니다"
    )


@seller(Right.APPLY_PRODUCT)
@require_POST
def retry(request: HttpRequest, public_id: str) -> HttpResponse:
    """다시 시도: judge the line again as it came."""
    try:
        ready = retry_line(public_id, now=timezone.now())
    except Invalid as error:
        words = [sentence(p, _SENTENCES) for p in error.problems]
        messages.error(request, gettext("아직 등록할 수 없습니다: %(why)s") % {"why": " ".join(words)})
        return redirect("portal:failed_line", public_id)
    messages.success(request, _outcome(ready=ready))
    return redirect("portal:failed_lines")


@seller(Right.APPLY_PRODUCT)
@require_POST
def drop(request: HttpRequest, public_id: str) -> HttpResponse:
    """삭제: nothing is expected of the line any more."""
    drop_line(public_id, now=timezone.now())
    messages.success(request, gettext("실패한 상품을 삭제했습니다"))
    return redirect("portal:failed_lines")
