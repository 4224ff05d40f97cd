"""화면 설정 of a list: rows close or wide apart, columns and their order, for the person alone."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from rocket3pl.owners.preferences import keep_list_choice
from rocket3pl.shared.errors import NotFound
from rocket3pl.web.access import member
from rocket3pl.web.addresses import safe_next
from rocket3pl.web.exports import Offered, offered
from rocket3pl.web.list_choices import DENSITIES, Choice, choice_of, chosen, ordered


@member
@require_http_methods(["GET", "HEAD", "POST"])
def list_settings(request: HttpRequest, name: str) -> HttpResponse:
    """Show what a person chose for a list; by POST keep another choice, or none."""
    user: Any = request.user
    known = offered().get(name)
    if known is None or known.of_sellers != (user.owner_id is not None) or not user.may(known.right):
        raise NotFound(name)
    if request.method != "POST":
        return _page(request, known, choice_of(user, name))
    choice = Choice()
    if "reset" not in request.POST:
        keys = request.POST.getlist("columns")
        choice = chosen(known.spec, density=request.POST.get("density", ""), keys=keys)
        if choice.known and not choice.shown:
            return _page(request, known, choice, none_left=True)
    keep_list_choice(name, choice.as_json())
    messages.success(request, gettext("저장했습니다"))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    return safe_next(request, request.POST.get("next") or request.GET.get("next"), "/")


def _page(request: HttpRequest, known: Offered, choice: Choice, *, none_left: bool = False) -> HttpResponse:
    columns = ordered(known.spec, choice)
    context = {
        "spec": known.spec,
        "densities": [(code, label, code == choice.density) for code, (label, _css) in DENSITIES.items()],
        "columns": [(column, shown and not none_left) for column, shown in columns],
        "back": _back(request),
        "none_left": none_left,
    }
    return render(request, "list_settings.html", context, status=422 if none_left else 200)
