"""The steps of an outbound. Each is one operation; the page comes back when it is refused."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from rocket3pl.console.forms import ReasonForm, given_version
from rocket3pl.console.outbounds import reads
from rocket3pl.console.outbounds.forms import PackForm, PerLine, PickForm, ShortForm
from rocket3pl.console.outbounds.pages import ship_form, show_outbound
from rocket3pl.console.steps import carry_out
from rocket3pl.console.words import Text
from rocket3pl.outbound import fulfilment
from rocket3pl.outbound.queries import outbound_of
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import staff


def _step(
    request: HttpRequest,
    number: str,
    act: Callable[..., object],
    done: Text,
    *,
    name: str = "",
    form: Any = None,
) -> HttpResponse:
    version, now = given_version(request.POST), timezone.now()
    return carry_out(
        request,
        lambda: act(number, version=version, now=now),
        page=partial(show_outbound, request, number),
        done=done,
        back=reverse("console:outbound", args=[number]),
        name=name,
        form=form,
    )


def _with_reason(
    request: HttpRequest, number: str, act: Callable[..., object], done: Text, name: str
) -> HttpResponse:
    form = ReasonForm(request.POST, auto_id=f"{name}-%s")

    def reasoned(number: str, **more: Any) -> None:
        act(number, reason=form.cleaned_data["reason"], **more)

    return _step(request, number, reasoned, done, name=name, form=form)


@staff(Right.ACCEPT_OUTBOUND)
@require_POST
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """접수."""
    return _step(request, number, fulfilment.accept_outbound, _("출고를 접수했습니다"))


@staff(Right.ACCEPT_OUTBOUND)
@require_POST
def reject(request: HttpRequest, number: str) -> HttpResponse:
    """반려, with a reason."""
    return _with_reason(request, number, fulfilment.reject_outbound, _("출고를 반려했습니다"), "reject")


@staff(Right.FULFIL)
@require_POST
def start(request: HttpRequest, number: str) -> HttpResponse:
    """피킹 시작."""
    return _step(request, number, fulfilment.start_picking, _("피킹을 시작했습니다"))


@staff(Right.FULFIL)
@require_POST
def pick(request: HttpRequest, number: str) -> HttpResponse:
    """피킹: what was typed per line, or with 전체 피킹 all that is left."""
    lines = reads.lines(outbound_of(number))
    form = None if "all" in request.POST else PerLine(PickForm, lines, request.POST)

    def act(number: str, **more: Any) -> None:
        takes = form.takes() if form else {n.row.line_no: n.left for n in lines}
        fulfilment.pick_lines(number, takes, **more)

    return _step(request, number, act, _("피킹 수량을 저장했습니다"), name="pick", form=form)


@staff(Right.FULFIL)
@require_POST
def report_short(request: HttpRequest, number: str) -> HttpResponse:
    """부족 신고."""
    form = PerLine(ShortForm, reads.lines(outbound_of(number)), request.POST)

    def act(number: str, **more: Any) -> None:
        fulfilment.report_short(number, form.missing(), **more)

    return _step(request, number, act, _("부족 수량을 저장했습니다"), name="report_short", form=form)


@staff(Right.FULFIL)
@require_POST
def pack(request: HttpRequest, number: str) -> HttpResponse:
    """패킹 완료."""
    form = PackForm(request.POST, auto_id="pack-%s")

    def act(number: str, **more: Any) -> None:
        fulfilment.pack_outbound(number, box_count=form.cleaned_data["box_count"], **more)

    return _step(request, number, act, _("패킹을 완료했습니다"), name="pack", form=form)


@staff(Right.FULFIL)
@require_POST
def ship(request: HttpRequest, number: str) -> HttpResponse:
    """출고완료."""
    form = ship_form(outbound_of(number), request.POST)

    def act(number: str, **more: Any) -> None:
        fulfilment.ship_outbound(number, form.handover(), **more)

    return _step(request, number, act, _("출고를 완료했습니다"), name="ship", form=form)


@staff(Right.FULFIL)
@require_POST
def hold(request: HttpRequest, number: str) -> HttpResponse:
    """보류, with a reason."""
    return _with_reason(request, number, fulfilment.hold_outbound, _("출고를 보류했습니다"), "hold")


@staff(Right.FULFIL)
@require_POST
def resume(request: HttpRequest, number: str) -> HttpResponse:
    """보류 해제."""
    return _step(request, number, fulfilment.resume_outbound, _("출고를 다시 진행합니다"))


@staff(Right.FULFIL)
@require_POST
def confirm_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """취소 승인."""
    return _step(request, number, fulfilment.confirm_cancel, _("출고 취소를 승인했습니다"))


@staff(Right.FULFIL)
@require_POST
def refuse_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """취소 거절, with a reason."""
    done = _("출고 취소 요청을 거절했습니다")
    return _with_reason(request, number, fulfilment.refuse_cancel, done, "refuse_cancel")


@staff(Right.FULFIL)
@require_POST
def journey(request: HttpRequest, number: str, action: str) -> HttpResponse:
    """배송중, 배송완료, 쿠팡입고."""
    done = {
        "dispatch": _("배송중으로 변경했습니다"),
        "deliver": _("배송완료로 변경했습니다"),
        "coupang_receive": _("쿠팡입고로 변경했습니다"),
    }.get(action, "")

    def act(number: str, **more: Any) -> None:
        fulfilment.report_journey(number, action, **more)

    return _step(request, number, act, done)
