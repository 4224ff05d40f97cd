"""출고작업: the list of outbounds, one outbound, papers to pick by, and the address in full."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from rocket3pl.console.outbounds import reads
from rocket3pl.console.outbounds.lists import OUTBOUNDS
from rocket3pl.console.outbounds.pages import show_outbound
from rocket3pl.console.show import local_name
from rocket3pl.outbound.fulfilment import accept_outbounds
from rocket3pl.outbound.lists import OUTBOUNDS as SOURCE
from rocket3pl.outbound.personal import reveal_recipient
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import staff
from rocket3pl.web.formats import number as written
from rocket3pl.web.list_spec import clean_text
from rocket3pl.web.lists import offer, render_list
from rocket3pl.web.words import METHOD

MAX_TICKED = 1000
MAX_PRINTED = 100


def _ticked(values: Any, most: int) -> list[str]:
    return [clean_text(value, 20) for value in values.getlist("ids")[:most]]


offer("console.outbounds", OUTBOUNDS, SOURCE, right=Right.FULFIL)


@staff(Right.FULFIL)
@require_safe
def outbounds(request: HttpRequest) -> HttpResponseBase:
    """출고작업: all owners' outbounds."""
    return render_list(request, OUTBOUNDS, SOURCE, template="console/outbounds/list.html")


@staff(Right.ACCEPT_OUTBOUND)
@require_POST
def accept_ticked(request: HttpRequest) -> HttpResponse:
    """접수 of the ticked outbounds."""
    ids = _ticked(request.POST, MAX_TICKED)
    accepted = accept_outbounds(ids, now=timezone.now())
    text = ngettext("출고 %(n)s건을 접수했습니다", "출고 %(n)s건을 접수했습니다", accepted)
    if accepted or not ids:
        messages.success(request, text % {"n": written(accepted)})
    if left := len(set(ids)) - accepted:
        messages.warning(
            request, gettext("%(n)s건은 신청 상태가 아니어서 제외했습니다") % {"n": written(left)}
        )
    return redirect(reverse("console:outbounds") + "?tab=requested")


@staff(Right.FULFIL)
@require_safe
def outbound(request: HttpRequest, number: str) -> HttpResponse:
    """One outbound with what may be done to it."""
    return show_outbound(request, number)


@staff(Right.SEE_PERSONAL_DATA)
@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """받는 분 정보 보기: the address in full, for this one answer; recorded."""
    return show_outbound(request, number, recipient=reveal_recipient(number, now=timezone.now()))


@staff(Right.FULFIL)
@require_safe
def picking_list(request: HttpRequest) -> HttpResponse:
    """피킹리스트: what to take from where, to be printed."""
    documents = [
        {"doc": doc, "lines": lines, "warehouse": local_name(doc.warehouse), "method": METHOD[doc.method]}
        for doc, lines in reads.picking_lists(_ticked(request.GET, MAX_PRINTED))
    ]
    return render(
        request, "console/outbounds/picking_list.html", {"documents": documents, "printed_at": timezone.now()}
    )
