"""입고신청목록, one inbound, and taking inbounds back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from rocket3pl.inbound.lists import INBOUNDS
from rocket3pl.inbound.operations import cancel_inbound, cancel_inbounds
from rocket3pl.inbound.queries import detail
from rocket3pl.portal.lines import MoreProducts, product_names
from rocket3pl.portal.refusals import back_to_list, both_sentences, given_version, listed
from rocket3pl.reference.models import name_in
from rocket3pl.shared.errors import IllegalTransition, StaleDocument
from rocket3pl.shared.rights import Right
from rocket3pl.shipments.queries import way_of_inbound
from rocket3pl.web.access import seller
from rocket3pl.web.lists import AddressOf, Column, ListSpec, Local, Tab, offer, render_list
from rocket3pl.web.way import carried_by, way_context
from rocket3pl.web.words import DIFFERENCE, EVENT, INBOUND_STATUS, lines_differ, word

MAX_TICKED = 1_000


LIST = ListSpec(
    name="inbounds",
    caption=_("입고신청목록"),
    columns=(
        Column("warehouse", _("창고"), value=Local("warehouse"), css="nw"),
        Column(
            "number",
            _("입고번호"),
            "link",
            sort_key="number",
            css="m-sub",
            href=AddressOf("portal:inbound", "number"),
        ),
        Column("name_zh", _("중문상품명"), css="m-title pcell", lang="zh-Hans", sub=MoreProducts(), width=36),
        Column("name_ko", _("한글상품명"), screen=False, width=36),
        Column("lines", _("상품 종류"), "num", screen=False),
        Column("announced", _("예정수량"), "num", css="m-sub m-said"),
        Column("received", _("입고수량"), "num", css="m-qty"),
        Column("difference", _("차이"), "num", sub=lines_differ, css="m-sub m-said"),
        Column("status", _("입고상태"), "tag", css="m-sub", tags=INBOUND_STATUS),
        Column("courier", _("택배사"), value=Local("courier"), css="nw"),
        Column("tracking_no", _("운송장번호"), "mono"),
        Column("box_count", _("박스 수"), "num"),
        Column("expected_on", _("입고예정일"), "date", sort_key="expected_on"),
        Column("requested_at", _("신청일"), "datetime", sort_key="requested_at"),
        Column("completed_at", _("입고일"), "datetime", sort_key="completed_at"),
        Column("memo", _("메모"), screen=False, width=30),
    ),
    tabs=(Tab("", _("전체")), *(Tab(code, tag.label, tag.tone) for code, tag in INBOUND_STATUS.items())),
    search_fields=(
        ("number", _("입고번호")),
        ("name", _("상품명")),
        ("seller_sku", _("Seller Sku")),
        ("fnsku", _("바코드")),
        ("tracking_no", _("운송장번호")),
        ("memo", _("메모")),
    ),
    period_bases=(("requested", _("입고신청일")), ("received", _("입고일")), ("expected", _("입고예정일"))),
    default_sort="-requested_at",
    row_id="number",
    row_label="number",
    empty_title=_("입고신청이 없습니다"),
    empty_text=_("창고로 보낼 상품과 수량을 신청해 주세요."),
    empty_icon="clipboard-list",
    empty_action=(_("입고신청"), "portal:inbound_request"),
    filename="inbounds",
)


offer("portal.inbounds", LIST, INBOUNDS, right=Right.VIEW_STOCK)


@seller(Right.VIEW_STOCK)
@require_GET
def inbounds(request: HttpRequest) -> HttpResponseBase:
    """Show 입고신청목록."""
    return render_list(request, LIST, INBOUNDS, template="portal/inbounds/list.html")


def why_not(error: IllegalTransition) -> str:
    """Return why an inbound cannot be taken back."""
    words = INBOUND_STATUS.get(error.state)
    return gettext(
        "%(number)s: 입고상태가 '%(state)s'이므로 삭제할 수 없습니다. 도착 전에만 삭제할 수 있습니다."
    ) % {
        "number": error.number,
        "state": words.label if words else error.state,
    }


@seller(Right.REQUEST_INBOUND)
@require_POST
def cancel_many(request: HttpRequest) -> HttpResponse:
    """삭제 of ticked rows: all of them, or none with the reason."""
    numbers = request.POST.getlist("ids")[:MAX_TICKED]
    if not numbers:
        messages.error(request, gettext("삭제할 항목을 선택해 주세요"))
        return back_to_list(request, "portal:inbounds")
    try:
        done = cancel_inbounds(numbers, now=timezone.now())
    except IllegalTransition as error:
        messages.error(request, f"{why_not(error)} {gettext('아무것도 삭제하지 않았습니다.')}")
    else:
        messages.success(
            request,
            gettext("입고신청 %(n)s건을 삭제했습니다: %(numbers)s")
            % {"n": len(done), "numbers": listed(done)},
        )
    return back_to_list(request, "portal:inbounds")


def _page(request: HttpRequest, number: str, *, status: int = 200, note: Any = "") -> HttpResponse:
    found = detail(number)
    language = get_language() or "ko"
    the_way = way_of_inbound(found.inbound)
    courier, tracking_no = carried_by(found.inbound, the_way)
    context = {
        "d": found,
        "warehouse": name_in(found.inbound.warehouse, language),
        "courier": courier,
        "tracking_no": tracking_no,
        "note": note,
        "status_tags": INBOUND_STATUS,
        "difference_tags": DIFFERENCE,
        "event": lambda action: word(EVENT, action),
        "names": product_names,
        "the_way": the_way,
        **way_context(),
        "here": "portal:inbounds",
    }
    return render(request, "portal/inbounds/detail.html", context, status=status)


@seller(Right.VIEW_STOCK)
@require_GET
def inbound(request: HttpRequest, number: str) -> HttpResponse:
    """Show one inbound."""
    return _page(request, number)


@seller(Right.REQUEST_INBOUND)
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """삭제 of one inbound, as its page showed it."""
    try:
        cancel_inbound(number, version=given_version(request), now=timezone.now())
    except IllegalTransition as error:
        return _page(request, number, status=error.status, note=why_not(error))
    except StaleDocument as error:
        return _page(request, number, status=error.status, note=both_sentences(error))
    messages.success(request, gettext("입고신청을 삭제했습니다: %(number)s") % {"number": number})
    return redirect("portal:inbounds")
