"""화주: the list, one owner, and the key that its people log in with."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rocket3pl.console.forms import given_version
from rocket3pl.console.master.forms import KeyForm, OwnerForm
from rocket3pl.console.master.lists import OWNERS
from rocket3pl.console.steps import Trouble, carry_out
from rocket3pl.owners.lists import OWNERS as SOURCE
from rocket3pl.owners.models import Owner
from rocket3pl.owners.operations import OwnerDetails, add_owner_once, change_owner, issue_key, revoke_key
from rocket3pl.owners.queries import keys_of, owner_by_code, people_of
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import staff
from rocket3pl.web.forms import given_key, problems_to_form, submission_key
from rocket3pl.web.lists import offer, render_list
from rocket3pl.web.menu import ROLE_NAMES


def _initial(owner: Owner) -> dict[str, object]:
    return {
        "name": owner.name,
        "business_no": owner.business_no,
        "default_language": owner.default_language,
        "auto_approve": owner.auto_approve,
        "active": owner.status == Owner.Status.ACTIVE,
    }


def _new(request: HttpRequest, form: OwnerForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "row": None,
        "key": submission_key(),
        "title": _("화주 등록"),
        "list_url": reverse("console:owners"),
        "list_label": OWNERS.caption,
        "here": "console:owners",
        "trouble": None,
    }
    return render(request, "console/master/form.html", context, status=status)


def _show(request: HttpRequest, code: str, trouble: Trouble | None = None) -> HttpResponse:
    owner = owner_by_code(code)
    forms = trouble.forms if trouble else {}
    keys = keys_of(owner)
    context = {
        "owner": owner,
        "form": forms.get("owner") or OwnerForm(initial=_initial(owner)),
        "key_form": forms.get("key") or KeyForm(auto_id="key-%s"),
        "keys": keys,
        "has_key": any(k.revoked_at is None for k in keys),
        "people": [(p, ROLE_NAMES.get(p.role, p.role)) for p in people_of(owner)],  # type: ignore[call-overload]
        "open": next(iter(forms), ""),
        "trouble": trouble,
        "key": submission_key(),
    }
    return render(request, "console/master/owner.html", context, status=trouble.status if trouble else 200)


offer("console.owners", OWNERS, SOURCE, right=Right.EDIT_MASTER_DATA)


@staff(Right.EDIT_MASTER_DATA)
@require_safe
def owners(request: HttpRequest) -> HttpResponseBase:
    """화주: all owners."""
    context = {"add_url": reverse("console:owner_new"), "add_label": _("화주 등록")}
    return render_list(request, OWNERS, SOURCE, template="console/master/list.html", context=context)


@staff(Right.EDIT_MASTER_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def owner_new(request: HttpRequest) -> HttpResponse:
    """화주 등록; goes on to the owner's page, where the key is put in."""
    if request.method != "POST":
        return _new(request, OwnerForm())
    form = OwnerForm(request.POST)
    if not form.is_valid():
        return _new(request, form, 422)
    try:
        code = add_owner_once(form.details(), key=given_key(request.POST), now=timezone.now())
    except Invalid as error:
        problems_to_form(error.problems, form)
        return _new(request, form, 422)
    messages.success(request, gettext("화주를 등록했습니다. 화주코드: %(code)s") % {"code": code})
    return redirect("console:owner", code)


@staff(Right.EDIT_MASTER_DATA)
@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: HttpRequest, code: str) -> HttpResponse:
    """One owner; by POST change it."""
    page = partial(_show, request, code)
    if request.method != "POST":
        return page()
    owner_by_code(code)
    form = OwnerForm(request.POST)

    def act() -> None:
        details: OwnerDetails = form.details()
        change_owner(code, details, version=given_version(request.POST))

    back = reverse("console:owner", args=[code])
    return carry_out(request, act, page=page, done=_("저장했습니다"), back=back, name="owner", form=form)


@staff(Right.EDIT_MASTER_DATA)
@sensitive_post_parameters("api_key")
@require_POST
def owner_key(request: HttpRequest, code: str) -> HttpResponse:
    """API KEY 등록 or 교체: the key that the seller has."""
    owner_by_code(code)
    form = KeyForm(request.POST, auto_id="key-%s")
    return carry_out(
        request,
        lambda: issue_key(code, form.cleaned_data["api_key"], now=timezone.now()),
        page=partial(_show, request, code),
        done=_("API KEY를 저장했습니다"),
        back=reverse("console:owner", args=[code]),
        name="key",
        form=form,
    )


@staff(Right.EDIT_MASTER_DATA)
@require_POST
def owner_key_revoke(request: HttpRequest, code: str) -> HttpResponse:
    """API KEY 해지."""
    return carry_out(
        request,
        lambda: revoke_key(code, now=timezone.now()),
        page=partial(_show, request, code),
        done=_("API KEY를 해지했습니다"),
        back=reverse("console:owner", args=[code]),
    )
