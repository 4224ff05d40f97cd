"""The list of all owners' outbounds."""

from django.utils.translation import gettext_lazy as _

from rocket3pl.console.choices import OWNER, WAREHOUSE
from rocket3pl.console.inbounds.lists import more_kinds
from rocket3pl.shared.listing import Row
from rocket3pl.web.lists import AddressOf, Column, ListSpec, Local, Select, Tab, Tag
from rocket3pl.web.words import METHOD, OUTBOUND_STATUS

_ASKED = Tag(_("취소요청"), "bad", "alert-triangle")
_WORK = ("requested", "accepted", "picking", "packing", "ready", "on_hold")
_AFTER = ("shipped", "in_delivery", "delivered", "coupang_received", "rejected", "cancelled")


_url = AddressOf("console:outbound", "number")


def _asked(row: Row) -> Tag | None:
    return _ASKED if row["cancel_requested_at"] and row["status"] != "cancelled" else None


OUTBOUNDS = ListSpec(
    name="console-outbounds",
    caption=_("출고작업"),
    columns=(
        Column("number", _("출고번호"), "link", sort_key="number", href=_url, css="m-sub"),
        Column("status", _("출고상태"), "tag", tags=OUTBOUND_STATUS, css="m-qty"),
        Column("asked", _("취소요청"), "tag", value=_asked, css="m-sub"),
        Column("method", _("운송방식"), "tag", tags=METHOD),
        Column("owner_name", _("화주명"), sort_key="owner_name", css="nw m-sub"),
        Column("owner_code", _("화주코드"), "mono"),
        Column("recipient", _("받는 분 이름"), masked=True, css="nw"),
        Column("name", _("상품명"), "name", css="w-name", sub=more_kinds),
        Column("pieces", _("수량"), "num"),
        Column("order_no", _("주문번호"), "mono", sort_key="order_no"),
        Column("po_no", _("발주번호"), "mono"),
        Column("centre_name", _("쿠팡창고"), css="nw"),
        Column("courier", _("택배사"), value=Local("courier"), css="nw"),
        Column("tracking_no", _("운송장번호"), "mono"),
        Column("warehouse", _("창고"), value=Local("warehouse"), css="nw"),
        Column("requested_at", _("신청일"), "datetime", sort_key="requested_at", css="m-sub"),
        Column("shipped_at", _("출고일"), "datetime", sort_key="shipped_at"),
    ),
    tabs=(
        Tab("", _("전체")),
        *(Tab(s, OUTBOUND_STATUS[s].label, "warn" if s != "on_hold" else "bad") for s in _WORK),
        Tab("cancel_requested", _("취소요청"), "bad"),
        *(Tab(s, OUTBOUND_STATUS[s].label) for s in _AFTER),
    ),
    search_fields=(
        ("number", _("출고번호")),
        ("order_no", _("주문번호")),
        ("po_no", _("발주번호")),
        ("recipient", _("받는 분 이름")),
        ("tracking_no", _("운송장번호")),
        ("name", _("상품명")),
        ("seller_sku", _("Seller Sku")),
        ("fnsku", _("Fnsku")),
    ),
    search_label=_("검색어선택"),
    period_bases=(("requested", _("신청일")), ("shipped", _("출고일"))),
    selects=(
        OWNER,
        WAREHOUSE,
        Select("method", _("운송방식"), tuple((code, tag.label) for code, tag in METHOD.items())),
    ),
    default_sort="-requested_at",
    row_id="number",
    row_label="number",
    empty_title=_("출고신청이 없습니다"),
    empty_text=_("화주가 출고를 신청하면 여기에 표시됩니다."),
    empty_icon="truck-delivery",
    filename="outbounds",
)
