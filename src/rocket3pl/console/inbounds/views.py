"""입고작업: the list of inbounds, one inbound, and the steps that its state allows."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from rocket3pl.console.forms import NoteForm, ReasonForm, given_version
from rocket3pl.console.inbounds import reads
from rocket3pl.console.inbounds.forms import Counting
from rocket3pl.console.inbounds.lists import INBOUNDS
from rocket3pl.console.show import events_of, local_name, names_of
from rocket3pl.console.steps import Trouble, carry_out
from rocket3pl.console.words import Text
from rocket3pl.inbound.lists import INBOUNDS as SOURCE
from rocket3pl.inbound.queries import inbound_of
from rocket3pl.inbound.receiving import (
    accept_inbound,
    close_inbound,
    complete_as_announced,
    mark_arrived,
    receive,
    reject_inbound,
)
from rocket3pl.inbound.rules import actions
from rocket3pl.shared.audit import timeline
from rocket3pl.shared.rights import Right
from rocket3pl.shipments.queries import way_of_inbound
from rocket3pl.web.access import staff
from rocket3pl.web.forms import given_key, submission_key
from rocket3pl.web.lists import offer, render_list
from rocket3pl.web.way import carried_by, way_context
from rocket3pl.web.words import DIFFERENCE, INBOUND_STATUS

_NEEDS_ACCEPT = frozenset({"accept", "reject"})


def _show(request: HttpRequest, number: str, trouble: Trouble | None = None) -> HttpResponse:
    user: Any = request.user
    document = inbound_of(number)
    rows = reads.lines(document)
    forms = dict(trouble.forms) if trouble else {}
    can = [a for a in actions(document.status) if user.may(Right.ACCEPT_INBOUND) or a not in _NEEDS_ACCEPT]
    the_way = way_of_inbound(document)
    courier, tracking_no = carried_by(document, the_way)
    context = {
        "doc": document,
        "lines": rows,
        "names_of": names_of,
        "warehouse": local_name(document.warehouse),
        "courier": courier,
        "tracking_no": tracking_no,
        "status": INBOUND_STATUS[document.status],
        "can": can,
        "counting": forms.get("receive") or Counting(rows, document.owner_id),
        "differences": reads.recorded(document) or reads.expected(rows if "close" in can else []),
        "kinds": DIFFERENCE,
        "reject_form": forms.get("reject") or ReasonForm(auto_id="reject-%s"),
        "close_form": forms.get("close") or NoteForm(auto_id="close-%s"),
        "open": next(iter(forms), ""),
        "trouble": trouble,
        "key": given_key(request.POST) if trouble else submission_key(),
        "events": events_of(timeline(document)),
        "uncounted": sum(max(0, n.announced - n.good - n.damaged) for n in rows),
        "the_way": the_way,
        **way_context(),
    }
    return render(request, "console/inbounds/detail.html", context, status=trouble.status if trouble else 200)


offer("console.inbounds", INBOUNDS, SOURCE, right=Right.RECEIVE)


@staff(Right.RECEIVE)
@require_safe
def inbounds(request: HttpRequest) -> HttpResponseBase:
    """입고작업: all owners' inbounds."""
    return render_list(request, INBOUNDS, SOURCE, template="console/list.html")


@staff(Right.RECEIVE)
@require_safe
def inbound(request: HttpRequest, number: str) -> HttpResponse:
    """One inbound with what may be done to it."""
    return _show(request, number)


def _step(
    request: HttpRequest, number: str, act: Callable[[], object], done: Text, **more: Any
) -> HttpResponse:
    return carry_out(
        request,
        act,
        page=partial(_show, request, number),
        done=done,
        back=reverse("console:inbound", args=[number]),
        **more,
    )


@staff(Right.ACCEPT_INBOUND)
@require_POST
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """접수."""
    act = partial(accept_inbound, number, version=given_version(request.POST), now=timezone.now())
    return _step(request, number, act, _("입고를 접수했습니다"))


@staff(Right.ACCEPT_INBOUND)
@require_POST
def reject(request: HttpRequest, number: str) -> HttpResponse:
    """반려, with a reason."""
    form = ReasonForm(request.POST, auto_id="reject-%s")
    version, now = given_version(request.POST), timezone.now()

    def act() -> None:
        reject_inbound(number, reason=form.cleaned_data["reason"], version=version, now=now)

    return _step(request, number, act, _("입고를 반려했습니다"), name="reject", form=form)


@staff(Right.RECEIVE)
@require_POST
def arrive(request: HttpRequest, number: str) -> HttpResponse:
    """도착 처리."""
    act = partial(mark_arrived, number, version=given_version(request.POST), now=timezone.now())
    return _step(request, number, act, _("도착 처리했습니다"))


@staff(Right.RECEIVE)
@require_POST
def count(request: HttpRequest, number: str) -> HttpResponse:
    """검수: take in what was counted; or only fill the form in, or add a product to it."""
    document = inbound_of(number)
    counting = Counting(reads.lines(document), document.owner_id, request.POST)
    if "fill" in request.POST:
        counting.fill()
        return _show(request, number, Trouble(200, forms={"receive": counting}))
    # A code that was typed or scanned is looked up first, whichever button came with it.
    typed = request.POST.get("code", "").strip()
    if "enter" in request.POST and not typed:
        return _show(request, number, Trouble(200, forms={"receive": counting}))
    if typed or "add" in request.POST:
        return _show(request, number, Trouble(200 if counting.add() else 422, forms={"receive": counting}))

    def act() -> None:
        receive(
            number,
            counting.counted(),
            version=given_version(request.POST),
            key=given_key(request.POST),
            now=timezone.now(),
        )

    return _step(request, number, act, _("검수 수량을 저장했습니다"), name="receive", form=counting)


@staff(Right.RECEIVE)
@require_POST
def complete(request: HttpRequest, number: str) -> HttpResponse:
    """예정 수량대로 입고완료: everything came as announced."""
    act = partial(
        complete_as_announced,
        number,
        version=given_version(request.POST),
        key=given_key(request.POST),
        now=timezone.now(),
    )
    return _step(request, number, act, _("예정 수량대로 입고를 완료했습니다"))


@staff(Right.RECEIVE)
@require_POST
def close(request: HttpRequest, number: str) -> HttpResponse:
    """입고완료."""
    form = NoteForm(request.POST, auto_id="close-%s")
    version, now = given_version(request.POST), timezone.now()

    def act() -> None:
        close_inbound(number, version=version, note=form.cleaned_data["note"] or "", now=now)

    return _step(request, number, act, _("입고를 완료했습니다"), name="close", form=form)
