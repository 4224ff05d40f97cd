"""출고신청: one card per order, all sent at once, all or none."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from rocket3pl.documents.checks import COUPANG_LABEL
from rocket3pl.outbound.requests import MAX_FILES
from rocket3pl.outbound.submit import check_outbounds, submit_outbounds
from rocket3pl.portal import drafts
from rocket3pl.portal.lines import keys, put_problems
from rocket3pl.portal.outbounds.cards import (
    Options,
    centre_choices,
    copied_card,
    fresh_cards,
    fresh_lines,
    region_choices,
    typed_cards,
)
from rocket3pl.portal.outbounds.forms import WORDS, OrderPage
from rocket3pl.portal.refusals import listed
from rocket3pl.reference.address_search import can_search
from rocket3pl.shared.errors import IdempotencyConflict, Invalid, Problem, StockBusy
from rocket3pl.shared.rights import Right
from rocket3pl.shared.validators import COUPANG_PO
from rocket3pl.web.access import seller
from rocket3pl.web.forms import given_key, submission_key
from rocket3pl.web.problems import sentences

MAX_IDS = 200
INVALID = 422


def choices() -> dict[str, Any]:
    """Return what every card offers to choose from, and its limits."""
    return {
        "centres": Options(centre_choices()),
        "regions": Options(region_choices()),
        "po_pattern": COUPANG_PO.pattern,
        "max_files": MAX_FILES,
        "max_mb": COUPANG_LABEL.max_bytes // (1024 * 1024),
        "can_search": can_search(),
    }


def show(
    request: HttpRequest, page: OrderPage, *, key: str = "", status: int = 200, **more: Any
) -> HttpResponse:
    """Return the page of 출고신청."""
    context = {
        "page": page,
        "key": key or submission_key(),
        "offer": None,
        "notes": "",
        "failed": status == INVALID,
        **choices(),
        **more,
    }
    return render(request, "portal/outbounds/request.html", context, status=status)


@seller(Right.REQUEST_OUTBOUND)
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest) -> HttpResponse:
    """Show 출고신청, with cards for `ids`; take all orders in and go to the list."""
    if request.method != "POST":
        kept = drafts.fields_of(request, "outbound") if request.GET.get("draft") else None
        if kept is not None:
            return show(request, typed_cards(kept, judged=False))
        page = fresh_cards(request.GET.getlist("ids")[:MAX_IDS])
        return show(request, page, offer=drafts.offer_of(request, "outbound"))
    page = typed_cards(request.POST, judged=True)
    key, now = given_key(request.POST), timezone.now()
    try:
        if not page.is_valid():
            raise Invalid(check_outbounds(page.orders()))  # noqa: TRY301 - all problems at once
        numbers = submit_outbounds(page.orders(), key=key, now=now)["numbers"]
    except Invalid as error:
        put(page, error.problems)
        return show(request, page, key=key, status=INVALID)
    except (IdempotencyConflict, StockBusy) as error:
        again = "" if isinstance(error, IdempotencyConflict) else key
        return show(request, page, key=again, status=error.status, refusal=sentences(error))
    drafts.drop(request, "outbound")
    messages.success(request, _sent(numbers))
    return redirect("portal:outbounds")


def put(page: OrderPage, problems: Sequence[Problem]) -> None:
    """Put problems on the cards, and keep which outbound has a card's 주문번호 already, for a link to it."""
    put_problems(problems, page.by_path, WORDS)
    for problem in problems:
        if problem.code == "order_no_taken":
            page.cards[int(problem.path.split(".")[0])].taken = str(problem.params["number"])


def _sent(numbers: list[str]) -> str:
    words = ngettext(
        "출고 %(n)s건을 신청했습니다: %(numbers)s", "출고 %(n)s건을 신청했습니다: %(numbers)s", len(numbers)
    )
    return words % {"n": f"{len(numbers):,}", "numbers": listed(numbers)}


@seller(Right.REQUEST_OUTBOUND)
@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """Return a card for each ticked product, or with `card` lines for that one."""
    ids = request.GET.getlist("ids")[:MAX_IDS]
    card = (keys(request.GET, "card") or [""])[0]
    if card:
        context = {"card_key": card, "lines": fresh_lines(ids, card)}
        return render(request, "portal/outbounds/lines.html", context)
    return render(request, "portal/outbounds/cards.html", {"page": fresh_cards(ids), **choices()})


@seller(Right.REQUEST_OUTBOUND)
@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """복제: return a card like the one that `copy` names among those typed; nothing for an unknown one."""
    key = (keys(request.POST, "copy") or [""])[0]
    page = copied_card(request.POST, key) if key in keys(request.POST, "card") else OrderPage([])
    return render(request, "portal/outbounds/cards.html", {"page": page, **choices()})
