"""입고신청: tick products, say how many, send."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from rocket3pl.inbound.operations import check_inbound, request_inbound
from rocket3pl.portal import drafts
from rocket3pl.portal.inbounds.forms import SENTENCES, InboundPage, courier_choices, empty_page, typed_page
from rocket3pl.portal.lines import put_problems
from rocket3pl.shared.days import business_day
from rocket3pl.shared.errors import IdempotencyConflict, Invalid, StockBusy
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller
from rocket3pl.web.forms import given_key, submission_key
from rocket3pl.web.problems import sentences

MAX_IDS = 200
INVALID = 422


def _show(
    request: HttpRequest, page: InboundPage, *, key: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    today: dt.date = business_day(timezone.now())
    context = {
        "page": page,
        "couriers": courier_choices(),
        "today": today,
        "key": key or submission_key(),
        "offer": None,
        "failed": status == INVALID,
        **more,
    }
    return render(request, "portal/inbounds/request.html", context, status=status)


@seller(Right.REQUEST_INBOUND)
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest) -> HttpResponse:
    """Show 입고신청, with lines for `ids`; take it in and go to the list."""
    if request.method != "POST":
        kept = drafts.fields_of(request, "inbound") if request.GET.get("draft") else None
        if kept is not None:
            return _show(request, typed_page(kept, judged=False))
        page = empty_page(request.GET.getlist("ids")[:MAX_IDS])
        return _show(request, page, offer=drafts.offer_of(request, "inbound"))
    page = typed_page(request.POST, judged=True)
    key, now = given_key(request.POST), timezone.now()
    try:
        if not page.is_valid():
            raise Invalid(check_inbound(page.request(), now=now))  # noqa: TRY301 - all problems at once
        number = request_inbound(page.request(), key=key, now=now)["number"]
    except Invalid as error:
        put_problems(error.problems, page.by_path, SENTENCES)
        return _show(request, page, key=key, status=INVALID)
    except (IdempotencyConflict, StockBusy) as error:
        again = "" if isinstance(error, IdempotencyConflict) else key
        return _show(request, page, key=again, status=error.status, refusal=sentences(error))
    drafts.drop(request, "inbound")
    messages.success(request, _("입고를 신청했습니다: %(number)s") % {"number": number})
    return redirect("portal:inbounds")


@seller(Right.REQUEST_INBOUND)
@require_GET
def lines(request: HttpRequest) -> HttpResponse:
    """Return lines for products that were ticked in the popup."""
    page = empty_page(request.GET.getlist("ids")[:MAX_IDS])
    return render(request, "portal/inbounds/lines.html", {"lines": page.lines})
