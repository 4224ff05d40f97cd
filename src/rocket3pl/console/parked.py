"""처리 보류: messages that were put aside after all attempts, for the warehouse's manager."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from rocket3pl.jobs import parked as aside
from rocket3pl.jobs.queries import backlog
from rocket3pl.shared.models import OutboxMessage
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import staff
from rocket3pl.web.formats import number
from rocket3pl.web.list_spec import Text
from rocket3pl.web.reasons import reason_text

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
# Older than that, the oldest message says that nobody works.
STANDS_STILL_SECONDS = 5 * _MINUTE


def age_text(seconds: int) -> str:
    """Return how long ago something was, in words."""
    if seconds < _MINUTE:
        return gettext("1분 미만")
    if seconds < _HOUR:
        n = seconds // _MINUTE
        return ngettext("%(n)s분", "%(n)s분", n) % {"n": n}
    if seconds < _DAY:
        n = seconds // _HOUR
        return ngettext("%(n)s시간", "%(n)s시간", n) % {"n": n}
    n = seconds // _DAY
    return ngettext("%(n)s일", "%(n)s일", n) % {"n": number(n)}


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the page shows it."""

    message: OutboxMessage
    reason: Text
    code: str


@staff(Right.AUDIT_BOOKS)
@require_safe
def parked(request: HttpRequest) -> HttpResponse:
    """처리 보류: what was put aside, and how far the worker is behind."""
    behind = backlog(now=timezone.now())
    rows = [Shown(m, reason_text(m.last_error), m.last_error) for m in aside.parked()]
    context = {
        "rows": rows,
        "waiting": behind.waiting,
        "oldest": age_text(behind.oldest_seconds) if behind.oldest_seconds else "",
        "stands_still": behind.oldest_seconds >= STANDS_STILL_SECONDS,
    }
    return render(request, "console/parked.html", context)


@staff(Right.AUDIT_BOOKS)
@require_POST
def parked_retry(request: HttpRequest, message: int) -> HttpResponse:
    """다시 시도."""
    aside.try_again(message, now=timezone.now())
    messages.success(request, gettext("다시 시도합니다"))
    return redirect("console:parked")


@staff(Right.AUDIT_BOOKS)
@require_POST
def parked_drop(request: HttpRequest, message: int) -> HttpResponse:
    """버리기."""
    aside.drop(message, now=timezone.now())
    messages.success(request, gettext("메시지를 버렸습니다"))
    return redirect("console:parked")
