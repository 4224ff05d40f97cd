"""상품정보목록 and 상품신청실패목록."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rocket3pl.catalog.lists import FAILED, PRODUCTS
from rocket3pl.catalog.operations import withdraw_products
from rocket3pl.portal.products.apply import language
from rocket3pl.portal.products.blocks import warehouse_choices
from rocket3pl.portal.products.forms import PRODUCT_SENTENCES
from rocket3pl.portal.products.present import (
    LABELS,
    fact_text,
    picture,
    reasons,
)
from rocket3pl.shared.errors import IllegalTransition, Invalid, NotFound
from rocket3pl.shared.listing import Row
from rocket3pl.shared.rights import Right
from rocket3pl.shipments.lists import failed_count
from rocket3pl.web.access import seller
from rocket3pl.web.forms import sentence
from rocket3pl.web.jinja import icon
from rocket3pl.web.lists import (
    AddressOf,
    Column,
    ListSpec,
    Local,
    Select,
    Tab,
    Tag,
    Worded,
    Writer,
    offer,
    render_list,
    safe,
)
from rocket3pl.web.problems import sentences
from rocket3pl.web.words import PRODUCT_STATUS

PENDING = Tag(_("변경승인대기"), "warn", "clock")
SEARCH_FIELDS = (
    ("name", _("상품명")),
    ("seller_sku", _("Seller Sku")),
    ("fnsku", _("Fnsku")),
    ("platform_sku", _("플랫폼SKU")),
    ("option", _("옵션")),
)
WAREHOUSE = Select("warehouse", _("창고"), lambda: warehouse_choices(language()))


_page_of = AddressOf("portal:product", "public_id")
_edit_of = AddressOf("portal:product_edit", "public_id")


def _opens_popup() -> Writer:
    """Return what writes the attributes of a row's button that opens 상품정보수정."""
    edit_of = _edit_of.on_page()

    def write(row: Row) -> str:
        to = safe(edit_of(row))
        return f'formaction="{to}" formmethod="get" hx-get="{to}" hx-params="none" hx-target="#dialog-place"'

    return write


def _edit() -> Writer:
    """Return what writes a row's button of 상품정보수정."""
    title, named = safe(gettext("상품정보수정")), safe(gettext("상품정보수정: %(name)s"))
    drawing, opens_popup = icon("edit"), _opens_popup()

    def write(row: Row) -> str:
        # data-fits tells products.js what the row can take part in.
        fits = "inbound" if row["status"] == "approved" else ""
        name = named % {"name": safe(row["seller_sku"])}
        return (
            f'<td class="row-acts" data-fits="{fits}"><button class="btn btn-bare btn-sm" '
            f'{opens_popup(row)} title="{title}" aria-label="{name}">{drawing}</button></td>'
        )

    return write


def _apply_again() -> Writer:
    """Return what writes a row's button of 재신청."""
    label, opens_popup = safe(gettext("재신청")), _opens_popup()
    return lambda row: (
        f'<td class="row-acts" data-fits=""><button class="btn btn-line btn-sm" {opens_popup(row)}>'
        f'<span class="visually-hidden">{safe(row["seller_sku"])} </span>{label}</button></td>'
    )


def _state(row: Row) -> Tag:
    """Return the product's state; an approved one with waiting changes says so."""
    return PENDING if row["pending"] else PRODUCT_STATUS[row["status"]]


def _for_file(key: str, *, kind: str = "text") -> Column:
    """Return a column that only the file has."""
    numeric = kind == "num"
    return Column(
        key,
        LABELS[key],
        "num" if numeric else "text",
        screen=False,
        value=None if numeric else lambda row: fact_text(key, row[key]) if row[key] != "" else None,
    )


_GOODS = (
    Column("warehouse", _("창고"), css="nw m-hide", value=Local("warehouse")),
    Column("image", _("이미지"), "image", value=picture),
    Column("name", _("상품명"), "name", sort_key="name_zh", href=_page_of),
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
    Column("fnsku", _("Fnsku"), "mono", screen=False),
)
_FACTS = (
    _for_file("platform_sku"),
    _for_file("origin"),
    _for_file("declared_price", kind="num"),
    _for_file("declared_currency"),
    _for_file("hs_code"),
    _for_file("color"),
    _for_file("weight_kg", kind="num"),
    _for_file("width_cm", kind="num"),
    _for_file("depth_cm", kind="num"),
    _for_file("height_cm", kind="num"),
    _for_file("has_battery"),
)
_REQUESTED = Column("requested_at", _("신청일"), "datetime", sort_key="requested_at", css="m-hide")

SPEC = ListSpec(
    name="products",
    caption=_("상품정보목록"),
    columns=(
        *_GOODS,
        *_FACTS,
        Column("status", _("상태"), "tag", sort_key="status", css="m-sub", value=_state),
        _REQUESTED,
    ),
    tabs=(
        Tab("", _("전체")),
        Tab("requested", PRODUCT_STATUS["requested"].label),
        Tab("approved", PRODUCT_STATUS["approved"].label),
        Tab("pending", _("변경승인대기"), "bad"),
        Tab("rejected", PRODUCT_STATUS["rejected"].label, "bad"),
        Tab("inactive", PRODUCT_STATUS["inactive"].label),
    ),
    search_fields=SEARCH_FIELDS,
    selects=(WAREHOUSE,),
    period_bases=(("requested", _("신청일")),),
    default_sort="-requested_at",
    row_id="public_id",
    row_label="seller_sku",
    row_end=_edit,
    empty_title=_("등록된 상품이 없습니다"),
    empty_text=_("상품정보를 등록 신청하면 여기에서 승인 상태를 확인할 수 있습니다."),
    empty_action=(_("신규상품정보등록"), "portal:product_apply"),
    filename="products",
)
FAILED_SPEC = ListSpec(
    name="products_failed",
    caption=_("상품신청실패목록"),
    columns=(
        # The seller's own name on each row would only narrow the reasons.
        *(replace(c, screen=c.screen and not c.key.startswith("owner_")) for c in _GOODS),
        Column(
            "reasons",
            _("실패사유"),
            css="m-sub reasons",
            value=lambda row: "\n".join(reasons(row["refusal"])),
        ),
        _REQUESTED,
        Column("decided_at", _("반려일"), "datetime", css="m-hide"),
    ),
    search_fields=SEARCH_FIELDS,
    selects=(WAREHOUSE,),
    period_bases=(("decided", _("반려일")), ("requested", _("신청일"))),
    default_sort="",
    row_id="public_id",
    row_label="seller_sku",
    row_end=_apply_again,
    empty_title=_("실패한 상품신청이 없습니다"),
    empty_text=_("창고가 반려한 상품신청이 사유와 함께 여기에 표시됩니다."),
    empty_icon="circle-check",
    filename="products-failed",
)


offer("portal.products", SPEC, PRODUCTS, right=Right.VIEW_STOCK)


@seller(Right.VIEW_STOCK)
@require_safe
def products(request: HttpRequest) -> HttpResponseBase:
    """Show 상품정보목록."""
    return render_list(request, SPEC, PRODUCTS, template="portal/products/list.html")


offer("portal.products_failed", FAILED_SPEC, FAILED, right=Right.VIEW_STOCK)


@seller(Right.VIEW_STOCK)
@require_safe
def failed(request: HttpRequest) -> HttpResponseBase:
    """Show 상품신청실패목록."""
    # Asked by the template: what htmx fetches shows no links.
    context = {"failed_automatically": failed_count}
    return render_list(request, FAILED_SPEC, FAILED, template="portal/products/failed.html", context=context)


@seller(Right.APPLY_PRODUCT)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """삭제 of the ticked applications, all or none."""
    try:
        count = withdraw_products(request.POST.getlist("ids"), now=timezone.now())
    except Invalid as error:
        messages.error(request, " ".join(sentence(p, PRODUCT_SENTENCES) for p in error.problems))
    except (IllegalTransition, NotFound) as error:
        what, todo = sentences(error)
        messages.error(request, f"{what}. {todo}")
    else:
        words = ngettext("상품신청 %(n)s건을 삭제했습니다", "상품신청 %(n)s건을 삭제했습니다", count)
        messages.success(request, words % {"n": count})
    return redirect("portal:products_failed")
