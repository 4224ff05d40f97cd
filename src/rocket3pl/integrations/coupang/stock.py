"""쿠팡 재고: what lies in Coupang's centres beside what lies here, and how fast it sells."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from rocket3pl.integrations.connectors import connection_name
from rocket3pl.integrations.coupang.rows import mapped, matching, names
from rocket3pl.integrations.coupang.settings import CONNECTOR
from rocket3pl.integrations.coupang.sold import sold
from rocket3pl.integrations.credentials import seller_keys
from rocket3pl.integrations.health import healths
from rocket3pl.integrations.models import CoupangStock
from rocket3pl.inventory.lists import available_now
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.queries import ordering, tabbed
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller
from rocket3pl.web.addresses import known
from rocket3pl.web.lists import Column, ListSpec, Local, Tab, Tag, offer, render_list

_TABS = {
    "": Q(),
    "none": Q(listed=True, orderable=0),
    "unmatched": Q(sku_id=None),
    "gone": Q(listed=False),
}
_SORTS = {n: n for n in ("orderable", "sold_30_days", "seen_at", "vendor_item_id", "seller_sku")}


def _base(query: ListQuery) -> QuerySet[Any]:
    rows = CoupangStock.objects.annotate(
        sku_id=mapped("sku"), seller_sku=mapped("sku__seller_sku"), **names()
    )
    return rows.filter(matching(query.q, "vendor_item_id")) if query.q else rows


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
        "name_zh",
        "name_ko",
        "name_en",
        public_id=mapped("sku__public_id"),
    )


def _days_left(row: Row) -> int | None:
    """Return how many days Coupang's stock lasts at the pace of the last thirty."""
    return row["orderable"] * 30 // row["sold_30"] if row["sold_30"] else None


def _with_numbers(rows: list[Row]) -> list[Row]:
    """Return rows with what was sold and what we have, in two statements for all of them.

    Not in the list's own SQL, which is remembered: it would go on counting from today's first moment.
    """
    counts = sold([row["vendor_item_id"] for row in rows], now=timezone.now())
    ours = available_now([str(row["public_id"]) for row in rows if row["public_id"]])
    for row in rows:
        of_orders = counts.get(row["vendor_item_id"])
        row["sold_7"] = of_orders.week if of_orders else 0
        # Coupang's own count is whole from the first day; without it, what its orders say.
        row["sold_30"] = row["sold_30_days"] or (of_orders.month if of_orders else 0)
        row["days_left"] = _days_left(row)
        row["available"] = ours.get(str(row["public_id"]), 0) if row["public_id"] else None
    return rows


STOCK = tabbed(_base, _rows, _TABS, dress=_with_numbers, together=True)
_UNMATCHED = Tag(_("연결 필요"), "warn", "alert-triangle")
_MATCHED, _GONE = Tag(_("연결됨"), "ok", "check"), Tag(_("쿠팡에 없음"), "bad")


def _state(row: Row) -> Tag:
    if not row["listed"]:
        return _GONE
    return _MATCHED if row["seller_sku"] else _UNMATCHED


def _sales_of(row: Row) -> str | None:
    return f"{known('integrations:coupang_sales')}?q={row['vendor_item_id']}" if row["sold_7"] else None


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
        Column("available", _("가용재고"), "num"),
        Column("sold_7", _("7일 판매"), "num", href=_sales_of),
        Column("sold_30", _("30일 판매"), "num", sort_key="sold_30_days"),
        Column("days_left", _("예상 소진(일)"), "num"),
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
offer("portal.coupang_stock", STOCK_LIST, STOCK, right=Right.VIEW_STOCK)


def connection(request: HttpRequest) -> dict[str, Any]:
    """Return what the pages of Coupang say of the seller's connection."""
    user: Any = request.user
    name = connection_name(CONNECTOR.code, user.owner.code)
    keys = seller_keys(CONNECTOR.code, user.owner_id)
    return {"health": healths({name: keys}, now=timezone.now())[name], "enabled": keys.enabled}


@seller(Right.VIEW_STOCK)
@require_safe
def stock(request: HttpRequest) -> HttpResponseBase:
    """쿠팡 재고, with a word on the connection when it fails."""
    return render_list(
        request, STOCK_LIST, STOCK, template="integrations/coupang_list.html", context=connection(request)
    )
