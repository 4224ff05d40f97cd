"""배송현황: parcels and where they are, for the warehouse and the seller alike."""

from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from rocket3pl.integrations.models import ParcelStatus
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.queries import containing, ordering, tabbed
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller, staff
from rocket3pl.web.lists import AddressOf, Column, ListSpec, Local, Tab, offer, render_list
from rocket3pl.web.words import PARCEL_STATUS

_SORTS = {"checked_at": "checked_at", "last_event_at": "last_event_at", "number": "outbound__number"}
_TROUBLED = Q(status__in=("attempt_fail", "exception"))
_TABS = {
    "": Q(),
    "moving": Q(status__in=("at_pickup", "in_transit", "out_for_delivery", "available_for_pickup")),
    "troubled": _TROUBLED,
    "waiting": Q(status__in=("unknown", "information_received")),
    "delivered": Q(status="delivered"),
}


def _base(query: ListQuery) -> QuerySet[Any]:
    rows = ParcelStatus.objects.all()
    columns = ("outbound__number", "outbound__tracking_no", "outbound__order_no")
    return rows.filter(containing(query.q, *columns, bare=columns[1:2])) if query.q else rows


def _rows(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by(*ordering(query, _SORTS, "-id")).values(
        "id",
        "status",
        "last_event_at",
        "place",
        "description",
        "checked_at",
        number=F("outbound__number"),
        tracking_no=F("outbound__tracking_no"),
        order_no=F("outbound__order_no"),
        owner_name=F("outbound__owner__name"),
        courier_ko=F("outbound__courier__name_ko"),
        courier_zh=F("outbound__courier__name_zh"),
        courier_en=F("outbound__courier__name_en"),
    )


PARCELS = tabbed(_base, _rows, _TABS, together=True)


def _spec(name: str, detail: str, *, with_owner: bool) -> ListSpec:
    owner = (Column("owner_name", _("화주명"), css="nw m-sub"),) if with_owner else ()
    return ListSpec(
        name=name,
        caption=_("택배 배송현황"),
        columns=(
            Column("number", _("출고번호"), "link", sort_key="number", href=AddressOf(detail, "number"),
                   css="m-title"),
            Column("status", _("배송상태"), "tag", tags=PARCEL_STATUS, css="m-qty"),
            *owner,
            Column("courier", _("택배사"), value=Local("courier"), css="nw m-sub"),
            Column("tracking_no", _("운송장번호"), "mono", css="m-sub"),
            Column("order_no", _("주문번호"), "mono"),
            Column("place", _("현재 위치")),
            Column("description", _("내용")),
            Column("last_event_at", _("마지막 이동"), "datetime", sort_key="last_event_at", css="m-sub"),
            Column("checked_at", _("마지막 조회"), "datetime", sort_key="checked_at"),
        ),
        tabs=(
            Tab("", _("전체")),
            Tab("moving", _("배송중")),
            Tab("troubled", _("배송 이상"), "bad"),
            Tab("waiting", _("집화 전")),
            Tab("delivered", PARCEL_STATUS["delivered"].label),
        ),
        search_fields=(("number", _("출고번호 · 운송장번호 · 주문번호")),),
        row_id="",
        row_label="number",
        empty_title=_("조회한 택배가 없습니다"),
        empty_text=_("택배를 출고하면 배송현황을 자동으로 조회합니다."),
        empty_icon="truck",
        filename="parcels",
    )  # fmt: skip


STAFF_PARCELS = _spec("integrations-parcels", "console:outbound", with_owner=True)
MY_PARCELS = _spec("integrations-my-parcels", "portal:outbound", with_owner=False)
offer("console.parcels", STAFF_PARCELS, PARCELS, right=Right.FULFIL)
offer("portal.parcels", MY_PARCELS, PARCELS, right=Right.VIEW_STOCK)


@staff(Right.FULFIL)
@require_safe
def parcels(request: HttpRequest) -> HttpResponseBase:
    """배송현황 of all owners."""
    return render_list(request, STAFF_PARCELS, PARCELS, template="integrations/list.html")


@seller(Right.VIEW_STOCK)
@require_safe
def my_parcels(request: HttpRequest) -> HttpResponseBase:
    """배송현황 of a seller."""
    return render_list(request, MY_PARCELS, PARCELS, template="integrations/list.html")
