"""웹훅: the endpoints of a seller, each with its settings and its secret."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from rocket3pl.messages.endpoints import (
    change_endpoint,
    create_endpoint,
    endpoint_of,
    rotate_secret,
    set_enabled,
)
from rocket3pl.messages.lists import DELIVERIES, endpoints
from rocket3pl.messages.replaying import send_test
from rocket3pl.portal.refusals import given_version
from rocket3pl.portal.webhooks.forms import EndpointForm
from rocket3pl.portal.webhooks.words import (
    DELIVERY_STATES,
    EVERY_TOPIC,
    SENTENCES,
    TOPICS,
    WHY_OFF,
    endpoint_state,
)
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import seller
from rocket3pl.web.forms import given_key, problems_to_form, sentence, submission_key
from rocket3pl.web.words import word


def _list(request: HttpRequest, form: EndpointForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "endpoints": [(e, endpoint_state(e), WHY_OFF.get(e.disabled_reason, "")) for e in endpoints()],
        "topic_words": TOPICS,
        "key": submission_key(),
    }
    return render(request, "portal/webhooks/list.html", context, status=status)


def _one(
    request: HttpRequest,
    public_id: str,
    form: EndpointForm | None = None,
    *,
    status: int = 200,
    secret: str = "",
) -> HttpResponse:
    found, now = endpoint_of(public_id), timezone.now()
    initial = {"url": found.url, "description": found.description, "topics": found.topics}
    recent: Any = DELIVERIES.page(ListQuery(where={"endpoint": public_id}, size=20)).rows[:5]
    both = found.previous_until if found.previous_until and found.previous_until > now else None
    context = {
        "endpoint": found,
        "form": form or EndpointForm(initial=initial),
        "state": endpoint_state(found),
        "why": WHY_OFF.get(found.disabled_reason, ""),
        "both_until": both,
        "secret": secret,
        "recent": [(r, DELIVERY_STATES[r["status"]], word(EVERY_TOPIC, r["topic"])) for r in recent],
        "key": submission_key(),
        "here": "portal:webhooks",
    }
    return render(request, "portal/webhooks/endpoint.html", context, status=status)


def _refused(form: EndpointForm, error: Invalid) -> None:
    for left in problems_to_form(error.problems, form):
        form.add_error(None, sentence(left, SENTENCES))


@seller(Right.MANAGE_OWN_STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhooks(request: HttpRequest) -> HttpResponse:
    """웹훅: the endpoints; by POST a new one, whose secret the answer shows and nothing ever again."""
    if request.method != "POST":
        return _list(request, EndpointForm())
    form = EndpointForm(request.POST)
    if not form.is_valid():
        return _list(request, form, status=422)
    try:
        made = create_endpoint(form.details(), key=given_key(request.POST), now=timezone.now())
    except Invalid as error:
        _refused(form, error)
        return _list(request, form, status=422)
    if made.secret is None:
        messages.warning(request, gettext("이미 추가한 웹훅입니다. 시크릿은 추가한 직후 한 번만 표시됩니다"))
        return redirect("portal:webhook", made.public_id)
    return _one(request, made.public_id, secret=made.secret)


@seller(Right.MANAGE_OWN_STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhook(request: HttpRequest, public_id: str) -> HttpResponse:
    """One endpoint; by POST change it."""
    endpoint_of(public_id)
    if request.method != "POST":
        return _one(request, public_id)
    form = EndpointForm(request.POST)
    if not form.is_valid():
        return _one(request, public_id, form, status=422)
    try:
        change_endpoint(public_id, form.details(), version=given_version(request), now=timezone.now())
    except Invalid as error:
        _refused(form, error)
        return _one(request, public_id, form, status=422)
    messages.success(request, gettext("저장했습니다"))
    return redirect("portal:webhook", public_id)


@seller(Right.MANAGE_OWN_STAFF)
@never_cache
@require_POST
def webhook_rotate(request: HttpRequest, public_id: str) -> HttpResponse:
    """시크릿 교체: the answer shows the new secret."""
    endpoint_of(public_id)
    secret = rotate_secret(public_id, version=given_version(request), now=timezone.now())
    return _one(request, public_id, secret=secret)


@seller(Right.MANAGE_OWN_STAFF)
@require_POST
def webhook_use(request: HttpRequest, public_id: str) -> HttpResponse:
    """끄기 or 켜기."""
    endpoint_of(public_id)
    on = request.POST.get("on") == "1"
    set_enabled(public_id, on=on, version=given_version(request), now=timezone.now())
    messages.success(request, gettext("웹훅을 켰습니다") if on else gettext("웹훅을 껐습니다"))
    return redirect("portal:webhook", public_id)


@seller(Right.MANAGE_OWN_STAFF)
@require_POST
def webhook_test(request: HttpRequest, public_id: str) -> HttpResponse:
    """테스트 보내기; goes on to the delivery, where one sees how it went."""
    try:
        made = send_test(public_id, key=given_key(request.POST), now=timezone.now())
    except Invalid as error:
        messages.error(request, " ".join(sentence(p, SENTENCES) for p in error.problems))
        return redirect("portal:webhook", public_id)
    messages.success(request, gettext("테스트 메시지를 보냅니다. 잠시 후 결과를 확인해 주세요"))
    return redirect("portal:webhook_delivery", made)
