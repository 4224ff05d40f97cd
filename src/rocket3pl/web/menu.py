"""The side menu as data: who sees what."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rocket3pl.shared.rights import OWNER_ROLES, RIGHTS, Right, Role

Text = str | Promise

ROLE_NAMES: dict[Role, Text] = {
    Role.OWNER_ADMIN: _("화주"),
    Role.OWNER_STAFF: _("화주 담당자"),
    Role.MANAGER: _("창고관리자"),
    Role.WORKER: _("작업자"),
    Role.BILLING: _("정산담당자"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One entry. A group has children; its own route is where a click on the group leads."""

    label: Text
    route: str
    icon: str = ""
    right: Right | None = None
    children: "tuple[Item, ...]" = ()


SELLER_MENU = (
    Item(
        _("상품정보관리"),
        "portal:products",
        "box",
        Right.VIEW_STOCK,
        (
            Item(_("신규상품정보등록"), "portal:product_apply", right=Right.APPLY_PRODUCT),
            Item(_("상품정보목록"), "portal:products"),
            Item(_("상품신청실패목록"), "portal:products_failed"),
        ),
    ),
    Item(_("재고관리"), "portal:inventory", "stack-2", Right.VIEW_STOCK),
    Item(
        _("입고관리"),
        "portal:inbounds",
        "clipboard-list",
        Right.VIEW_STOCK,
        (
            Item(_("입고신청"), "portal:inbound_request", right=Right.REQUEST_INBOUND),
            Item(_("입고신청목록"), "portal:inbounds"),
        ),
    ),
    Item(
        _("출고관리"),
        "portal:outbounds",
        "truck-delivery",
        Right.VIEW_STOCK,
        (
            Item(_("출고신청"), "portal:outbound_request", right=Right.REQUEST_OUTBOUND),
            Item(_("출고신청목록"), "portal:outbounds"),
            Item(_("택배 배송현황"), "integrations:my_parcels"),
        ),
    ),
    Item(_("작업 내역"), "portal:jobs", "history"),
    Item(
        _("쿠팡"),
        "integrations:coupang_stock",
        "world",
        Right.VIEW_STOCK,
        (
            Item(_("쿠팡 재고"), "integrations:coupang_stock"),
            Item(_("로켓그로스 판매"), "integrations:coupang_sales"),
            Item(_("쿠팡 상품 연결"), "integrations:coupang_unmatched", right=Right.APPLY_PRODUCT),
        ),
    ),
    Item(_("직원 관리"), "portal:staff", "users", Right.MANAGE_OWN_STAFF),
    Item(_("API 키"), "portal:api_keys", "lock", Right.MANAGE_OWN_STAFF),
    Item(_("웹훅"), "portal:webhooks", "bell", Right.MANAGE_OWN_STAFF),
    Item(_("연동"), "integrations:my_connectors", "settings", Right.MANAGE_OWN_STAFF),
    Item(_("도움말"), "web:help", "info-circle"),
)

STAFF_MENU = (
    Item(_("작업현황"), "console:home", "home"),
    Item(_("상품승인"), "console:products", "clipboard-check", Right.APPROVE_PRODUCT),
    Item(_("입고작업"), "console:inbounds", "clipboard-list", Right.RECEIVE),
    Item(_("출고작업"), "console:outbounds", "truck-delivery", Right.FULFIL),
    Item(
        _("택배"),
        "integrations:waybills",
        "truck",
        Right.FULFIL,
        (
            Item(_("택배 송장"), "integrations:waybills"),
            Item(_("택배 배송현황"), "integrations:parcels"),
        ),
    ),
    Item(_("1688상품관"), "import1688:received", "download", Right.EDIT_MASTER_DATA),
    Item(_("재고관리"), "console:inventory", "stack-2", Right.VIEW_STOCK),
    Item(_("작업 내역"), "console:jobs", "history"),
    Item(_("처리 보류"), "console:parked", "alert-triangle", Right.AUDIT_BOOKS),
    Item(_("장부 점검"), "console:audit", "scale", Right.AUDIT_BOOKS),
    Item(
        _("기준정보"),
        "console:owners",
        "settings",
        Right.EDIT_MASTER_DATA,
        (
            Item(_("화주"), "console:owners"),
            Item(_("사용자"), "console:users", right=Right.MANAGE_USERS),
            Item(_("API 키"), "console:api_keys", right=Right.MANAGE_USERS),
            Item(_("창고"), "console:warehouses"),
            Item(_("쿠팡창고"), "console:centres"),
            Item(_("택배사"), "console:couriers"),
            Item(_("용어집"), "console:glossary"),
            Item(_("연동"), "integrations:connectors"),
        ),
    ),
    Item(_("도움말"), "web:help", "info-circle"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as a page shows it. `active`: it or one of its children is the current page."""

    label: Text
    url: str
    icon: str
    current: bool
    active: bool
    children: "tuple[Entry, ...]"


def _address(route: str) -> str | None:
    try:
        return reverse(route)
    except NoReverseMatch:
        return None


def _entry(item: Item, rights: frozenset[Right], here: str) -> Entry | None:
    if item.right is not None and item.right not in rights:
        return None
    children = tuple(e for e in (_entry(c, rights, here) for c in item.children) if e is not None)
    address = _address(item.route) or (children[0].url if children else None)
    if address is None or (item.children and not children):
        return None
    current = not children and item.route == here
    active = current or any(child.active for child in children)
    return Entry(item.label, address, item.icon, current, active, children)


def menu_for(role: Role, here: str) -> list[Entry]:
    """Return a role's menu: entries it has the right to and whose page exists.

    here  the route to mark as the current page
    """
    items = SELLER_MENU if role in OWNER_ROLES else STAFF_MENU
    return [e for e in (_entry(item, RIGHTS[role], here) for item in items) if e is not None]


def role_name(role: str) -> Text:
    """Return the word for a role: 화주, 창고관리자 and so on."""
    return ROLE_NAMES[Role(role)]


def notices_url(role: Role) -> str | None:
    """Return where the bell leads for this role, None while there is no such page."""
    return _address("portal:notices" if role in OWNER_ROLES else "console:notices")


def search_url(role: Role) -> str | None:
    """Return where 통합검색 leads for this role, None while there is no such page."""
    return _address("portal:search" if role in OWNER_ROLES else "console:search")
