"""The list of all owners' inbounds."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from rocket3pl.console.choices import OWNER, WAREHOUSE
from rocket3pl.shared.listing import Row
from rocket3pl.web.lists import AddressOf, Column, ListSpec, Local, Tab, Tag
from rocket3pl.web.words import INBOUND_STATUS, lines_differ

_AUTOMATIC = Tag(_("자동"), "info")
_WORK = ("requested", "in_transit", "accepted", "arrived", "receiving")


_url = AddressOf("console:inbound", "number")


def more_kinds(row: Row) -> Any:
    """Return "외 N종" when a document has several kinds of products."""
    return gettext("외 %(n)s종") % {"n": row["lines"] - 1} if row["lines"] > 1 else None


INBOUNDS = ListSpec(
    name="console-inbounds",
    caption=_("입고작업"),
    columns=(
        Column("number", _("입고번호"), "link", sort_key="number", href=_url, css="m-sub"),
        Column("status", _("입고상태"), "tag", tags=INBOUND_STATUS, css="m-qty"),
        Column("owner_name", _("화주명"), sort_key="owner_name", css="nw m-sub"),
        Column("owner_code", _("화주코드"), "mono"),
        Column("warehouse", _("창고"), value=Local("warehouse"), css="nw"),
        Column("name", _("상품명"), "name", css="w-name", sub=more_kinds),
        Column("announced", _("예정수량"), "num"),
        Column("received", _("입고수량"), "num"),
        Column("difference", _("차이"), "num", sub=lines_differ, css="m-sub m-said"),
        Column("expected_on", _("입고예정일"), "date", sort_key="expected_on"),
        Column("courier", _("택배사"), value=Local("courier"), css="nw"),
        Column("tracking_no", _("운송장번호"), "mono"),
        Column("box_count", _("박스 수"), "num"),
        Column("automatic", _("구분"), "tag", value=lambda row: _AUTOMATIC if row["automatic"] else None),
        Column("requested_at", _("신청일"), "datetime", sort_key="requested_at", css="m-sub"),
        Column("completed_at", _("입고일"), "datetime", sort_key="completed_at"),
        Column("memo", _("메모"), screen=False),
    ),
    tabs=(
        Tab("", _("전체")),
        *(Tab(s, INBOUND_STATUS[s].label, "warn" if s in _WORK else "") for s in _WORK),
        *(Tab(s, INBOUND_STATUS[s].label) for s in ("completed", "rejected", "cancelled")),
    ),
    search_fields=(
        ("number", _("입고번호")),
        ("tracking_no", _("운송장번호")),
        ("name", _("상품명")),
        ("seller_sku", _("Seller Sku")),
        ("fnsku", _("Fnsku")),
        ("memo", _("메모")),
    ),
    period_bases=(("requested", _("신청일")), ("received", _("입고일")), ("expected", _("입고예정일"))),
    selects=(OWNER, WAREHOUSE),
    default_sort="-requested_at",
    row_id="number",
    row_label="number",
    empty_title=_("입고신청이 없습니다"),
    empty_text=_("화주가 입고를 신청하면 여기에 표시됩니다."),
    empty_icon="clipboard-list",
    filename="inbounds",
)
