"""통합검색: one word, looked for in products, inbounds and outbounds."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from rocket3pl.catalog.lists import PRODUCTS
from rocket3pl.catalog.queries import product_by_code
from rocket3pl.inbound.lists import INBOUNDS
from rocket3pl.outbound.lists import OUTBOUNDS
from rocket3pl.portal.products.present import address, names_of, picture
from rocket3pl.shared.listing import ListQuery, Page, Source
from rocket3pl.shared.rights import Right
from rocket3pl.shared.validators import scanned
from rocket3pl.web.access import seller
from rocket3pl.web.list_spec import clean_text
from rocket3pl.web.words import INBOUND_STATUS, OUTBOUND_STATUS, PRODUCT_STATUS

HITS = 10


def _named(code: str) -> str | None:
    """Return the address of the one thing whose number or barcode this is, None for none or several."""
    goods = product_by_code(code)
    found = [
        address("portal:product", goods) if goods else None,
        *(
            address(route, code)
            for route, source in (("portal:inbound", INBOUNDS), ("portal:outbound", OUTBOUNDS))
            if source.page(ListQuery(ids=(code,), size=1)).rows
        ),
    ]
    there = [a for a in found if a]
    return there[0] if len(there) == 1 else None


def _found(source: Source, q: str, code: str) -> Page:
    """Return the first hits; what a scanner typed with the Korean keys on is understood too."""
    page = source.page(ListQuery(q=q, size=HITS))
    if page.total or code == q.upper():
        return page
    return source.page(ListQuery(q=code, size=HITS))


@seller(Right.VIEW_STOCK)
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found, or go to the one thing whose number was asked for."""
    q = clean_text(request.GET.get("q", ""))
    context: dict[str, Any] = {"q": q, "hits": None, "picture": picture, "names_of": names_of}
    if q:
        code = scanned(q)
        if target := _named(code):
            return redirect(target)
        context["hits"] = {
            "products": _found(PRODUCTS, q, code),
            "inbounds": _found(INBOUNDS, q, code),
            "outbounds": _found(OUTBOUNDS, q, code),
        }
        context["words"] = {
            "products": PRODUCT_STATUS,
            "inbounds": INBOUND_STATUS,
            "outbounds": OUTBOUND_STATUS,
        }
    return render(request, "portal/products/search.html", context)
