"""The list of all owners' products."""

from django.utils.translation import gettext_lazy as _

from rocket3pl.console.choices import OWNER, WAREHOUSE
from rocket3pl.console.show import thumbnail
from rocket3pl.shared.listing import Row
from rocket3pl.web.formats import money
from rocket3pl.web.lists import AddressOf, Column, ListSpec, Local, Tab, Tag
from rocket3pl.web.words import PRODUCT_STATUS

_CHANGE = Tag(_("변경승인대기"), "warn", "clock")


_url = AddressOf("console:product", "public_id")


def _size(row: Row) -> str:
    return " × ".join(f"{row[side].normalize():f}" for side in ("width_cm", "depth_cm", "height_cm"))


PRODUCTS = ListSpec(
    name="console-products",
    caption=_("상품승인"),
    columns=(
        Column("image", _("이미지"), "image", value=thumbnail),
        Column("name", _("상품명"), "name", css="w-name", sort_key="name_zh", href=_url),
        Column("option_text", _("옵션"), lang="zh-Hans", css="nw m-sub"),
        Column("status", _("상태"), "tag", sort_key="status", tags=PRODUCT_STATUS, css="m-qty"),
        Column("change", _("변경"), "tag", value=lambda row: _CHANGE if row["pending"] else None),
        Column("owner_name", _("화주명"), sort_key="owner_name", css="nw"),
        Column("owner_code", _("화주코드"), "mono"),
        Column("seller_sku", _("Seller Sku"), "mono", sort_key="seller_sku", css="m-sub"),
        Column("fnsku", _("Fnsku"), "mono", sort_key="fnsku"),
        Column("warehouse", _("창고"), value=Local("warehouse"), css="nw"),
        Column("weight_kg", _("무게(KG)"), "num"),
        Column("size", _("부피(cm)"), css="nw num", value=_size),
        Column(
            "declared_price",
            _("세관신고가격"),
            css="num",
            value=lambda row: money(row["declared_price"], row["declared_currency"]),
        ),
        Column("requested_at", _("신청일"), "datetime", sort_key="requested_at"),
        Column("decided_at", _("처리일"), "datetime"),
    ),
    tabs=(
        Tab("", _("전체")),
        Tab("requested", PRODUCT_STATUS["requested"].label, "warn"),
        Tab("pending", _("변경승인대기"), "warn"),
        Tab("approved", PRODUCT_STATUS["approved"].label),
        Tab("rejected", PRODUCT_STATUS["rejected"].label),
        Tab("inactive", PRODUCT_STATUS["inactive"].label),
    ),
    search_fields=(
        ("name", _("상품명")),
        ("seller_sku", _("Seller Sku")),
        ("fnsku", _("Fnsku")),
        ("platform_sku", _("플랫폼SKU")),
        ("option", _("옵션")),
    ),
    period_bases=(("requested", _("신청일")), ("decided", _("처리일"))),
    selects=(OWNER, WAREHOUSE),
    default_sort="-requested_at",
    row_id="public_id",
    row_label="seller_sku",
    empty_title=_("등록된 상품이 없습니다"),
    empty_text=_("화주가 상품을 신청하면 여기에 표시됩니다."),
    filename="products",
)
