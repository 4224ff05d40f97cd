"""로켓그로스 판매: what was sold out of Coupang's centres, order by order."""

from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from rocket3pl.integrations.coupang.rows import NAMES, mapped, matching, names, numbered
from rocket3pl.integrations.coupang.stock import connection
from rocket3pl.integrations.models import CoupangSale
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.queries import containing, ordering, tabbed, within
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller
from rocket3pl.web.addresses import known
from rocket3pl.web.formats import money
from rocket3pl.web.lists import Column, ListSpec, Tab, offer, render_list

_SORTS = {n: n for n in ("paid_at", "order_id", "quantity", "unit_price", "seller_sku")}
_TEXTS: dict[str, tuple[str, ...]] = {"name": NAMES, "seller_sku": ("seller_sku",)}
_NUMBERS = {"item": "vendor_item_id", "order": "order_id"}
_TABS = {"": Q(), "matched": Q(sku_id__isnull=False), "unmatched": Q(sku_id=None)}


def _base(query: ListQuery) -> QuerySet[Any]:
    rows = CoupangSale.objects.annotate(
        sku_id=mapped("sku"), seller_sku=mapped("sku__seller_sku"), **names()
    ).filter(within(query, "paid_at"))
    return rows.filter(_found(query)) if query.q else rows


def _found(query: ListQuery) -> Q:
    """Return the condition of the search, in one field or in all of them."""
    if query.field in _TEXTS:
        return containing(query.q, *_TEXTS[query.field])
    if query.field in _NUMBERS:
        return numbered(query.q, _NUMBERS[query.field])
    return matching(query.q, *_NUMBERS.values())


def _rows(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return _values(rows.order_by(*(ordering(query, _SORTS, "-id") if query.sort else ["-paid_at", "-id"])))


def _as_read(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return _values(rows.order_by(*ordering(query, _SORTS, "-id")))


def _values(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.values(
        "id",
        "order_id",
        "vendor_item_id",
        "quantity",
        "unit_price",
        "currency",
        "paid_at",
        "seller_sku",
        "product_name",
        "name_zh",
        "name_ko",
        "name_en",
        amount=F("quantity") * F("unit_price"),
        public_id=mapped("sku__public_id"),
        picture=mapped("sku__image__public_id"),
    )


SALES = tabbed(_base, _rows, _TABS, together=True)
# The same for programs, which walk through it by what was read last.
SALES_AS_READ = tabbed(_base, _as_read, _TABS, together=True)


def _picture(row: Row) -> str | None:
    return known("web:thumbnail", row["picture"]) if row["picture"] else None


def _product(row: Row) -> str | None:
    return known("portal:product", row["public_id"]) if row["public_id"] else None


def _state(row: Row) -> str:
    return gettext("연결됨") if row["public_id"] else gettext("연결 안 됨")


def _option(row: Row) -> str:
    return f"{gettext('옵션 ID')} {row['vendor_item_id']}"


def _to_connect(row: Row) -> str | None:
    return None if row["public_id"] else known("integrations:coupang_unmatched")


def _price(row: Row) -> str:
    return money(row["unit_price"], row["currency"])


def _number(key: str, label: Any) -> Column:
    """Return a column of the file that one can reckon with."""
    return Column(key, label, "num", screen=False, value=lambda row: _whole(row[key]))


def _whole(amount: Decimal) -> Decimal | int:
    return int(amount) if amount == amount.to_integral_value() else amount


SPEC = ListSpec(
    name="integrations-coupang-sales",
    caption=_("로켓그로스 판매"),
    columns=(
        Column("paid_at", _("결제일시"), "datetime", sort_key="paid_at", css="m-sub"),
        Column("order_id", _("쿠팡 주문번호"), "mono", sort_key="order_id", css="m-sub"),
        Column("image", _("이미지"), "image", value=_picture),
        Column("name", _("상품명"), "name", href=_product, css="w-name"),
        Column("seller_sku", _("Seller Sku"), "mono", sort_key="seller_sku", css="m-sub"),
        Column("product_name", _("쿠팡 상품명"), css="m-sub w-name", sub=_option),
        Column("vendor_item_id", _("옵션 ID"), "mono", screen=False),
        Column("state", _("상품 연결"), value=_state, href=_to_connect, css="nw m-sub"),
        Column("quantity", _("수량"), "num", sort_key="quantity", css="m-qty"),
        Column("price", _("판매가"), value=_price, sort_key="unit_price", css="num nw m-sub", excel=False),
        _number("unit_price", _("판매가")),
        _number("amount", _("금액")),
        Column("currency", _("통화"), screen=False),
    ),
    tabs=(
        Tab("", _("전체")),
        Tab("matched", _("연결됨")),
        Tab("unmatched", _("연결 안 됨"), "warn"),
    ),
    search_fields=(
        ("name", _("상품명")),
        ("seller_sku", _("Seller Sku")),
        ("item", _("옵션 ID")),
        ("order", _("쿠팡 주문번호")),
    ),
    period_bases=(("paid", _("결제일")),),
    default_days=30,
    default_sort="-paid_at",
    row_id="",
    row_label="order_id",
    empty_title=_("로켓그로스 판매가 없습니다"),
    empty_text=_("쿠팡을 연동하면 로켓그로스 주문을 자동으로 가져옵니다."),
    empty_icon="package",
    empty_action=(_("연동"), "integrations:my_connectors"),
    filename="coupang-sales",
)
offer("portal.coupang_sales", SPEC, SALES, right=Right.VIEW_STOCK)


@seller(Right.VIEW_STOCK)
@require_safe
def sales(request: HttpRequest) -> HttpResponseBase:
    """로켓그로스 판매, with a word on the connection when it fails."""
    return render_list(
        request, SPEC, SALES, template="integrations/coupang_list.html", context=connection(request)
    )
