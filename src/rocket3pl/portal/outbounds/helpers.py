"""Small answers that 출고신청 asks for while it is being filled in."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from rocket3pl.inventory.lists import available_now
from rocket3pl.outbound.queries import milkrun_destination
from rocket3pl.reference.queries import region_of_postcode
from rocket3pl.shared.days import business_day
from rocket3pl.shared.numbers import parcel_po_number
from rocket3pl.shared.rights import Right
from rocket3pl.shared.validators import BadValue, postcode
from rocket3pl.web.access import seller
from rocket3pl.web.list_spec import clean_text

MAX_IDS = 1_000


@seller(Right.REQUEST_OUTBOUND)
@require_GET
def availability(request: HttpRequest) -> JsonResponse:
    """Answer 출고가능수량 of products, by public id."""
    return JsonResponse({"available": available_now(request.GET.getlist("ids")[:MAX_IDS])})


@seller(Right.REQUEST_OUTBOUND)
@require_GET
def centre(request: HttpRequest) -> JsonResponse:
    """Answer what a chosen Coupang centre fills into the order."""
    return JsonResponse(dict(milkrun_destination(clean_text(request.GET.get("code", ""), 40))))


@seller(Right.REQUEST_OUTBOUND)
@require_GET
def region(request: HttpRequest) -> JsonResponse:
    """Answer the 시/도 of a postcode, "" when it is none."""
    try:
        found = region_of_postcode(postcode(request.GET.get("postcode", "")))
    except BadValue:
        found = ""
    return JsonResponse({"region": found})


@seller(Right.REQUEST_OUTBOUND)
@require_POST
def po_number(_request: HttpRequest) -> JsonResponse:
    """생성: answer a new 발주번호 for a parcel."""
    return JsonResponse({"po_no": parcel_po_number(business_day(timezone.now()))})
