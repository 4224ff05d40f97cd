"""입고상품추가 / 출고상품추가: the popup in which products are searched, scanned and ticked.

What is ticked travels with every search and page as `ids`, so that no tick is lost on the way.
"""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from rocket3pl.inventory.pickable import by_barcode, pickable_page
from rocket3pl.portal.lines import keys, product_names
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller
from rocket3pl.web.list_page import ListView, today
from rocket3pl.web.list_spec import ListSpec, clean_text, parse
from rocket3pl.web.lists import Local
from rocket3pl.web.problems import is_fragment

# Ticked at once at most: they all go into one address.
MAX_TICKED = 200
_TITLES = {"inbound": _("입고상품추가"), "outbound": _("출고상품추가")}
_SEARCH = (
    ("name", _("상품명")),
    ("seller_sku", _("Seller Sku")),
    ("fnsku", _("바코드")),
    ("option", _("옵션")),
)
_SPECS = {
    kind: ListSpec(
        name=f"picker_{kind}",
        caption=title,
        columns=(),
        search_fields=_SEARCH,
        row_id="public_id",
        row_label="seller_sku",
    )
    for kind, title in _TITLES.items()
}


@seller(Right.VIEW_STOCK)
@require_GET
def picker(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the popup, or for a search in it only its list. A scanned barcode ticks its product."""
    if kind not in _SPECS:
        raise NotFound(kind)
    spec = _SPECS[kind]
    query = parse(request.GET, spec)
    ticked = list(query.ids[:MAX_TICKED])
    warehouse = clean_text(request.GET.get("warehouse", ""), 8)
    query = replace(query, ids=(), where={"warehouse": warehouse} if warehouse else {})
    if request.GET.get("reset"):
        query = replace(query, q="", field="", page=1)
    scanned = by_barcode(query.q) if query.field in ("", "fnsku") else ""
    page = pickable_page(replace(query, ids=(scanned,), page=1) if scanned else query)
    if page.rows and scanned and scanned not in ticked:
        ticked.append(scanned)
    last = max(1, -(-page.total // query.size))
    if query.page > last:
        query = replace(query, page=last)
        page = pickable_page(query)
    here = {str(row["public_id"]) for row in page.rows}
    card = (keys(request.GET, "card") or [""])[0]
    context = {
        "kind": kind,
        "title": _TITLES[kind],
        "list": ListView(spec=spec, query=query, page=page, path=request.path, now=today()),
        "ticked": ticked,
        "elsewhere": [i for i in ticked if i not in here],
        "scanned": page.rows[0] if scanned and page.rows else None,
        "warehouse": warehouse,
        "card": card,
        "add_url": reverse("portal:inbound_lines" if kind == "inbound" else "portal:outbound_cards"),
        "target": "#lines" if kind == "inbound" else (f"#lines-{card}" if card else "#cards"),
        "names": product_names,
        "building": Local("warehouse"),
        "full": len(ticked) >= MAX_TICKED,
        "max_ticked": MAX_TICKED,
    }
    if request.headers.get("HX-Target") == "picker-list":
        return render(request, "portal/picker_list.html", context)
    return render(
        request, "portal/picker.html" if is_fragment(request) else "portal/picker_page.html", context
    )
