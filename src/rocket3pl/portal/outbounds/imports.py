"""엑셀 업로드: the template, and orders of a filled one put into the form as cards."""

import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from rocket3pl.inventory.pickable import pickable_page
from rocket3pl.outbound.submit import check_order_numbers
from rocket3pl.portal.outbounds.cards import typed_cards
from rocket3pl.portal.outbounds.request import choices, put
from rocket3pl.portal.outbounds.sheet import Orders, read_orders, template
from rocket3pl.shared.days import business_day
from rocket3pl.shared.errors import DomainError
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.rights import Right
from rocket3pl.shared.spreadsheet import (
    MAX_BYTES,
    SpreadsheetError,
    SpreadsheetTooLarge,
    SpreadsheetTooManyRows,
)
from rocket3pl.web.access import seller
from rocket3pl.web.exports import XLSX

MAX_NOTES = 50


@seller(Right.REQUEST_OUTBOUND)
@require_GET
def template_file(_request: HttpRequest) -> HttpResponse:
    """Hand out the template, with an example of the seller's own."""
    file = io.BytesIO()
    template(file, [str(row["seller_sku"]) for row in pickable_page(ListQuery(size=1)).rows])
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="outbound_template.xlsx"'
    return response


def _why(error: DomainError) -> str:
    if isinstance(error, SpreadsheetTooLarge):
        return gettext("파일이 너무 큽니다. %(max)sMB 이하의 파일을 선택해 주세요") % {"max": MAX_BYTES >> 20}
    if isinstance(error, SpreadsheetTooManyRows):
        return gettext("행이 너무 많습니다. 파일을 나눠 주세요")
    return gettext("엑셀 파일(.xlsx)을 읽을 수 없습니다. 양식에 입력한 파일을 선택해 주세요")


@seller(Right.REQUEST_OUTBOUND)
@require_POST
def import_file(request: HttpRequest) -> HttpResponse:
    """Return the file's orders as cards, and above the form what was wrong by row."""
    given = request.FILES.get("file")
    if given is None or not given.size:
        return _refuse(request, gettext("파일을 선택해 주세요. 빈 파일은 올릴 수 없습니다"))
    try:
        found = read_orders(given.file, business_day(timezone.now()))  # type: ignore[arg-type]
    except SpreadsheetError as error:
        return _refuse(request, _why(error))
    if not found.count:
        return _refuse(
            request, *(found.notes or [gettext("파일에 주문이 없습니다. 양식에 입력한 파일을 선택해 주세요")])
        )
    return _cards(request, found)


def _cards(request: HttpRequest, found: Orders) -> HttpResponse:
    page = typed_cards(found.fields, judged=True)
    page.is_valid()
    put(page, check_order_numbers(page.orders()))
    context = {
        "page": page,
        "notes": found.notes[:MAX_NOTES],
        "more": max(0, len(found.notes) - MAX_NOTES),
        "count": found.count,
        **choices(),
    }
    return render(request, "portal/outbounds/imported.html", context)


def _refuse(request: HttpRequest, *notes: str) -> HttpResponse:
    context = {"notes": notes[:MAX_NOTES], "more": max(0, len(notes) - MAX_NOTES)}
    response = render(request, "portal/outbounds/import_notes.html", context, status=422)
    response["HX-Retarget"] = "#import-problem"
    response["HX-Reswap"] = "innerHTML"
    return response
