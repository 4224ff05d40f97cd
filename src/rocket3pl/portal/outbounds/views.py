"""출고신청목록, one outbound, and cancelling."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from rocket3pl.outbound.lists import OUTBOUNDS
from rocket3pl.outbound.operations import cancel_outbound, cancel_outbounds
from rocket3pl.outbound.parcels import parcel_state
from rocket3pl.outbound.personal import Recipient, masked_recipient, reveal_recipient
from rocket3pl.outbound.queries import detail
from rocket3pl.portal.lines import MoreProducts, product_names
from rocket3pl.portal.refusals import back_to_list, both_sentences, given_version, listed
from rocket3pl.reference.models import name_in
from rocket3pl.shared.errors import IllegalTransition, StaleDocument
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller
from rocket3pl.web.lists import AddressOf, Column, ListSpec, Local, Select, Tab, offer, render_list
from rocket3pl.web.words import EVENT, METHOD, OUTBOUND_STATUS, parcel_tag, word

MAX_TICKED = 1_000


def _asked(row: dict[str, Any]) -> str:
    """Return 취소요청 for a row whose cancel waits for the warehouse."""
    waits = row["cancel_requested_at"] is not None and row["status"] != "cancelled"
    return gettext("취소요청") if waits else ""


LIST = ListSpec(
    name="outbounds",
    caption=_("출고신청목록"),
    columns=(
        Column(
            "number",
            _("출고번호"),
            "link",
            sort_key="number",
            css="m-sub",
            href=AddressOf("portal:outbound", "number"),
        ),
        Column("recipient", _("받는 분 이름"), css="nw m-sub", masked=True),
        Column("owner_name", _("화주명"), css="nw"),
        Column("owner_code", _("화주코드"), "mono"),
        Column("name_zh", _("중문상품명"), css="m-title pcell", lang="zh-Hans", sub=MoreProducts(), width=36),
        Column("name_ko", _("한글상품명"), screen=False, width=36),
        Column("lines", _("상품 종류"), "num", screen=False),
        Column("pieces", _("수량"), "num", css="m-qty"),
        Column("method", _("운송방식"), "tag", tags=METHOD),
        Column("centre_name", _("쿠팡창고"), css="nw"),
        Column("order_no", _("주문번호"), "mono", sort_key="order_no"),
        Column("po_no", _("발주번호"), "mono"),
        Column("status", _("출고상태"), "tag", css="m-sub", tags=OUTBOUND_STATUS, sub=_asked),
        Column("courier", _("택배사"), value=Local("courier"), css="nw"),
        Column("tracking_no", _("운송장번호"), "mono"),
        Column("requested_at", _("신청일"), "datetime", sort_key="requested_at"),
        Column("shipped_at", _("출고일"), "datetime", sort_key="shipped_at"),
    ),
    tabs=(
        Tab("", _("전체")),
        *(Tab(code, tag.label, tag.tone) for code, tag in OUTBOUND_STATUS.items()),
        Tab("cancel_requested", _("취소요청"), "warn"),
    ),
    search_fields=(
        ("number", _("출고번호")),
        ("order_no", _("주문번호")),
        ("po_no", _("발주번호")),
        ("recipient", _("받는 분 이름")),
        ("name", _("상품명")),
        ("seller_sku", _("Seller Sku")),
        ("fnsku", _("바코드")),
        ("tracking_no", _("운송장번호")),
    ),
    search_label=_("검색어선택"),
    period_bases=(("requested", _("신청일")), ("shipped", _("출고일"))),
    selects=(Select("method", _("운송방식"), [(code, tag.label) for code, tag in METHOD.items()]),),
    default_sort="-requested_at",
    row_id="number",
    row_label="number",
    empty_title=_("출고신청이 없습니다"),
    empty_text=_("창고에서 내보낼 상품을 밀크런이나 택배로 신청해 주세요."),
    empty_icon="truck-delivery",
    empty_action=(_("출고신청"), "portal:outbound_request"),
    filename="outbounds",
)


offer("portal.outbounds", LIST, OUTBOUNDS, right=Right.VIEW_STOCK)


@seller(Right.VIEW_STOCK)
@require_GET
def outbounds(request: HttpRequest) -> HttpResponseBase:
    """Show 출고신청목록."""
    return render_list(request, LIST, OUTBOUNDS, template="portal/outbounds/list.html")


def why_not(error: IllegalTransition) -> str:
    """Return why an outbound can neither be cancelled nor asked to be."""
    tag = OUTBOUND_STATUS.get(error.state)
    values = {"number": error.number, "state": tag.label if tag else error.state}
    if error.state in ("picking", "packing", "ready", "on_hold"):
        return gettext("%(number)s: 이미 취소를 요청했습니다. 창고의 확인을 기다려 주세요.") % values
    return gettext("%(number)s: 출고상태가 '%(state)s'이므로 취소할 수 없습니다.") % values


@seller(Right.REQUEST_OUTBOUND)
@require_POST
def cancel_many(request: HttpRequest) -> HttpResponse:
    """삭제 of ticked rows: cancelled or asked for, all of them, or none with the reason."""
    numbers = request.POST.getlist("ids")[:MAX_TICKED]
    if not numbers:
        messages.error(request, gettext("삭제할 항목을 선택해 주세요"))
        return back_to_list(request, "portal:outbounds")
    try:
        done = cancel_outbounds(numbers, now=timezone.now())
    except IllegalTransition as error:
        messages.error(request, f"{why_not(error)} {gettext('아무것도 삭제하지 않았습니다.')}")
        return back_to_list(request, "portal:outbounds")
    _tell(request, [n for n, now in done.items() if now], [n for n, now in done.items() if not now])
    return back_to_list(request, "portal:outbounds")


def _tell(request: HttpRequest, cancelled: list[str], asked: list[str]) -> None:
    if cancelled:
        values = {"n": len(cancelled), "numbers": listed(cancelled)}
        messages.success(request, gettext("출고 %(n)s건을 취소했습니다: %(numbers)s") % values)
    if asked:
        values = {"n": len(asked), "numbers": listed(asked)}
        messages.warning(
            request,
            gettext("출고 %(n)s건의 취소를 창고에 요청했습니다: %(numbers)s") % values,
        )


def _page(
    request: HttpRequest, number: str, *, status: int = 200, note: str = "", revealed: Recipient | None = None
) -> HttpResponse:
    found = detail(number)
    language = get_language() or "ko"
    courier = found.outbound.courier
    context = {
        "d": found,
        "to": revealed or masked_recipient(found.outbound),
        "warehouse": name_in(found.outbound.warehouse, language),
        "courier": name_in(courier, language) if courier else "",
        "parcel": parcel_state(found.outbound),
        "parcel_tag": parcel_tag,
        "note": note,
        "status_tags": OUTBOUND_STATUS,
        "method_tags": METHOD,
        "event": lambda action: word(EVENT, action),
        "names": product_names,
        "here": "portal:outbounds",
    }
    return render(request, "portal/outbounds/detail.html", context, status=status)


@seller(Right.VIEW_STOCK)
@require_GET
def outbound(request: HttpRequest, number: str) -> HttpResponse:
    """Show one outbound, its recipient masked."""
    return _page(request, number)


@seller(Right.SEE_PERSONAL_DATA)
@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """보기: show the recipient in full, once; the history keeps who looked."""
    found = reveal_recipient(number, now=timezone.now())
    response = _page(request, number, revealed=found)
    response["Cache-Control"] = "private, no-store"
    return response


@seller(Right.REQUEST_OUTBOUND)
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """삭제 or 취소요청 of one outbound, as its page showed it."""
    try:
        at_once = cancel_outbound(number, version=given_version(request), now=timezone.now())
    except IllegalTransition as error:
        return _page(request, number, status=error.status, note=why_not(error))
    except StaleDocument as error:
        return _page(request, number, status=error.status, note=both_sentences(error))
    _tell(request, [number] if at_once else [], [] if at_once else [number])
    return redirect("portal:outbound", number)
