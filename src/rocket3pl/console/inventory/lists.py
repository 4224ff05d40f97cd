"""The list of all owners' stock."""

from django.utils.translation import gettext_lazy as _

from rocket3pl.console.choices import OWNER, WAREHOUSE
from rocket3pl.console.show import thumbnail
from rocket3pl.web.lists import AddressOf, Column, ListSpec, Local, Tab
from rocket3pl.web.words import STOCK_PARTS, STOCK_STATE

_url = AddressOf("console:stock", "public_id")


STOCK = ListSpec(
    name="console-stock",
    caption=_("재고관리"),
    columns=(
        Column("warehouse", _("창고"), value=Local("warehouse"), css="nw"),
        Column("image", _("이미지"), "image", value=thumbnail),
        Column("name", _("상품명"), "name", css="w-name", sort_key="name_zh", href=_url),
        Column("option_text", _("옵션"), lang="zh-Hans", css="nw m-sub"),
        Column("owner_name", _("화주명"), sort_key="owner_name", css="nw"),
        Column("owner_code", _("화주코드"), "mono"),
        Column("seller_sku", _("Seller Sku"), "mono", sort_key="seller_sku", css="m-sub"),
        Column("fnsku", _("Fnsku"), "mono", sort_key="fnsku"),
        Column("available", STOCK_PARTS["available"], "num", sort_key="available", css="m-qty", href=_url),
        Column("state", _("상태"), "tag", tags=STOCK_STATE),
        Column("on_hand", STOCK_PARTS["on_hand"], "num", sort_key="on_hand"),
        Column("reserved", STOCK_PARTS["reserved"], "num", sort_key="reserved"),
        Column("picked", STOCK_PARTS["picked"], "num"),
        Column("incoming", STOCK_PARTS["incoming"], "num", sort_key="incoming"),
        Column("receiving", STOCK_PARTS["receiving"], "num"),
        Column("hold", STOCK_PARTS["hold"], "num"),
        Column("damaged", STOCK_PARTS["damaged"], "num"),
    ),
    tabs=(
        Tab("", _("전체")),
        Tab("ok", STOCK_STATE["ok"].label),
        Tab("low", STOCK_STATE["low"].label, "warn"),
        Tab("out", STOCK_STATE["out"].label, "bad"),
        Tab("incoming", STOCK_PARTS["incoming"]),
    ),
    search_fields=(
        ("name", _("상품명")),
        ("seller_sku", _("Seller Sku")),
        ("fnsku", _("Fnsku")),
        ("platform_sku", _("플랫폼SKU")),
        ("option", _("옵션")),
    ),
    selects=(OWNER, WAREHOUSE),
    row_id="public_id",
    row_label="seller_sku",
    empty_title=_("승인된 상품이 없습니다"),
    empty_text=_("상품을 승인하면 재고가 여기에 표시됩니다."),
    empty_icon="stack-2",
    filename="stock",
)
