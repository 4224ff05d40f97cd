"""임시저장: a form is kept while it is being filled in, and offered again when its writer returns.

The browser posts the form's fields two seconds after the last change (app.js, `form[data-draft]`).
A view shows `offer_of(request, "inbound")` to its page, and with ?draft=1 fills the form from
`fields_of`. Files are uploaded at once and stand in the fields by their ids.
"""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from rocket3pl.portal.models import Draft
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.rows import insert_rows
from rocket3pl.web.access import seller
from rocket3pl.web.formats import in_seoul
from rocket3pl.web.forms import KEY_FIELD

# Each form that keeps drafts, and the page it is on.
FORMS = {
    "product": "portal:product_apply",
    "inbound": "portal:inbound_request",
    "outbound": "portal:outbound_request",
}
MAX_FIELDS = 20_000
MAX_SIGNS = 2_000_000
_LEFT_OUT = frozenset({"csrfmiddlewaretoken", KEY_FIELD, "file"})


@dataclass(frozen=True, slots=True)
class Offer:
    """A draft as a page offers it: when it was kept, and where to take it up or throw it away."""

    updated_at: datetime
    resume_url: str
    discard_url: str


def _user_id(request: HttpRequest) -> int:
    return int(request.user.pk or 0)


def _mine(request: HttpRequest, form: str) -> Draft | None:
    return Draft.objects.filter(user_id=_user_id(request), form=form).first()


def offer_of(request: HttpRequest, form: str) -> Offer | None:
    """Return the person's draft of a form as an offer, None when there is none."""
    draft = _mine(request, form)
    if draft is None:
        return None
    page = reverse(FORMS[form])
    return Offer(draft.updated_at, f"{page}?draft=1", reverse("portal:draft_discard", args=[form]))


def fields_of(request: HttpRequest, form: str) -> QueryDict | None:
    """Return the draft's fields as if the form had just been posted, None when there is none."""
    draft = _mine(request, form)
    if draft is None:
        return None
    data = QueryDict(mutable=True)
    for name, values in draft.fields.items():
        data.setlist(name, values)
    return data


def drop(request: HttpRequest, form: str) -> None:
    """Throw the draft away: the form was sent."""
    Draft.objects.filter(user_id=_user_id(request), form=form)._raw_delete("default")


@seller()
@require_POST
def save(request: HttpRequest, form: str) -> JsonResponse:
    """Keep what has been typed so far; answers with the words to show."""
    if form not in FORMS:
        raise NotFound(form)
    fields = {
        name.replace("\x00", ""): [v.replace("\x00", "") for v in values]
        for name, values in request.POST.lists()
        if name not in _LEFT_OUT
    }
    signs = sum(len(v) for values in fields.values() for v in values)
    if len(fields) > MAX_FIELDS or signs > MAX_SIGNS:
        return JsonResponse({"error": gettext("임시저장하기에는 내용이 너무 깁니다")}, status=422)
    now = timezone.now()
    changed = Draft.objects.filter(user_id=_user_id(request), form=form).update(fields=fields, updated_at=now)
    if not changed:
        owner_id = getattr(request.user, "owner_id", None)
        insert_rows(
            Draft,
            ("owner_id", "user_id", "form", "fields", "updated_at"),
            [(owner_id, _user_id(request), form, fields, now)],
            ignore_conflicts=True,
        )
    words = gettext("임시저장됨 %(time)s") % {"time": f"{in_seoul(now):%H:%M}"}
    return JsonResponse({"text": words})


@seller()
@require_POST
def discard(request: HttpRequest, form: str) -> HttpResponse:
    """새로 작성: throw the draft away and begin anew."""
    if form not in FORMS:
        raise NotFound(form)
    drop(request, form)
    return redirect(FORMS[form])
