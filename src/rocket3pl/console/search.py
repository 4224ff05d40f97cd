"""통합검색 of the warehouse: one box for barcodes, numbers and names."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from rocket3pl.catalog.models import Sku
from rocket3pl.console.show import main_name
from rocket3pl.console.words import Text
from rocket3pl.inbound.lists import INBOUNDS
from rocket3pl.inbound.models import Inbound
from rocket3pl.inventory.lists import STOCK
from rocket3pl.outbound.lists import OUTBOUNDS
from rocket3pl.outbound.models import Outbound
from rocket3pl.owners.lists import OWNERS
from rocket3pl.owners.models import Owner
from rocket3pl.shared.listing import ListQuery, Row, Source
from rocket3pl.shared.rights import Right
from rocket3pl.shared.validators import bare, scanned
from rocket3pl.web.access import staff
from rocket3pl.web.list_spec import clean_text
from rocket3pl.web.words import INBOUND_STATUS, OUTBOUND_STATUS, STOCK_STATE

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found."""

    label: str
    url: str
    sub: str = ""
    tag: Any = None


def _exact(code: str, typed: str, may: Any) -> list[str]:
    """Return the addresses of what bears exactly this code or number."""
    found: list[str] = []
    parcel = bare(code) or code
    named = Q(fnsku=code) | Q(barcodes__code=code, barcodes__active=True) | Q(seller_sku=typed)
    skus = Sku.objects.filter(named, status__in=["approved", "inactive"]).distinct()[:2]
    found += [reverse("console:stock", args=[s.public_id]) for s in skus]
    if may(Right.RECEIVE):
        rows = Inbound.objects.filter(Q(number=code) | Q(tracking_no=parcel))[:2]
        found += [reverse("console:inbound", args=[r.number]) for r in rows]
    if may(Right.FULFIL):
        numbers = Q(number=code) | Q(order_no=typed) | Q(po_no=typed) | Q(tracking_no=parcel)
        found += [reverse("console:outbound", args=[r.number]) for r in Outbound.objects.filter(numbers)[:2]]
    if may(Right.EDIT_MASTER_DATA):
        found += [reverse("console:owner", args=[o.code]) for o in Owner.objects.filter(code=code)]
    return found


def _product(row: Row) -> Hit:
    class Named:
        name_zh, name_ko, name_en = row["name_zh"], row["name_ko"], row["name_en"]

    sub = f"{row['seller_sku']} · {row['fnsku']} · {row['owner_name']}"
    url = reverse("console:stock", args=[row["public_id"]])
    return Hit(main_name(Named), url, sub, STOCK_STATE[row["state"]])


def _inbound(row: Row) -> Hit:
    url = reverse("console:inbound", args=[row["number"]])
    return Hit(row["number"], url, row["owner_name"], INBOUND_STATUS[row["status"]])


def _outbound(row: Row) -> Hit:
    url = reverse("console:outbound", args=[row["number"]])
    return Hit(row["number"], url, f"{row['order_no']} · {row['owner_name']}", OUTBOUND_STATUS[row["status"]])


def _owner(row: Row) -> Hit:
    return Hit(row["name"], reverse("console:owner", args=[row["code"]]), row["code"])


_AREAS: tuple[tuple[Text, str, Right, Source, Any], ...] = (
    (_("상품 · 재고"), "console:inventory", Right.VIEW_STOCK, STOCK, _product),
    (_("입고"), "console:inbounds", Right.RECEIVE, INBOUNDS, _inbound),
    (_("출고"), "console:outbounds", Right.FULFIL, OUTBOUNDS, _outbound),
    (_("화주"), "console:owners", Right.EDIT_MASTER_DATA, OWNERS, _owner),
)


@staff()
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find by barcode, number or name; what is the only one of its code opens at once."""
    user: Any = request.user
    typed = clean_text(request.GET.get("q", ""))
    groups = []
    if typed:
        exact = _exact(scanned(typed)[:64], typed, user.may)
        if len(exact) == 1:
            return redirect(exact[0])
        query = ListQuery(q=typed, size=SHOWN)
        for label, route, right, source, hit in _AREAS:
            if not user.may(right):
                continue
            page = source.page(query)
            if page.total:
                url = f"{reverse(route)}?{urlencode({'q': typed})}"
                groups.append({"label": label, "page": page, "url": url, "hits": [hit(r) for r in page.rows]})
    return render(request, "console/search.html", {"q": typed, "groups": groups, "shown": SHOWN})
