"""사용자: the warehouse's people and the owners', and everybody's own second factor."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rocket3pl.console.forms import given_version
from rocket3pl.console.master.forms import PasswordForm, PersonForm, SellerForm, StaffForm, TokenForm
from rocket3pl.console.master.lists import USERS
from rocket3pl.console.master.qr import picture
from rocket3pl.console.steps import Trouble, carry_out
from rocket3pl.owners import second_factor
from rocket3pl.owners.lists import PEOPLE
from rocket3pl.owners.people import add_person_once, change_person, reset_password
from rocket3pl.owners.queries import person
from rocket3pl.shared.rights import Right
from rocket3pl.web.access import staff
from rocket3pl.web.forms import given_key, submission_key
from rocket3pl.web.lists import offer, render_list

offer("console.users", USERS, PEOPLE, right=Right.MANAGE_USERS)


@staff(Right.MANAGE_USERS)
@require_safe
def users(request: HttpRequest) -> HttpResponseBase:
    """사용자: everybody who logs in."""
    context = {
        "add_url": reverse("console:staff_new"),
        "add_label": _("창고 직원 등록"),
        "more_url": reverse("console:seller_new"),
        "more_label": _("화주 사용자 등록"),
    }
    return render_list(request, USERS, PEOPLE, template="console/master/list.html", context=context)


def _new(
    request: HttpRequest, form: StaffForm | SellerForm, title: Any, trouble: Trouble | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "row": None,
        "key": submission_key(),
        "title": title,
        "list_url": reverse("console:users"),
        "list_label": USERS.caption,
        "here": "console:users",
        "trouble": trouble,
    }
    return render(request, "console/master/form.html", context, status=trouble.status if trouble else 200)


def _add(request: HttpRequest, kind: type[StaffForm] | type[SellerForm], title: Any) -> HttpResponse:
    if request.method != "POST":
        owner = request.GET.get("owner", "")
        return _new(request, kind(initial={"owner": owner}), title)
    form = kind(request.POST)
    return carry_out(
        request,
        lambda: add_person_once(form.request(), key=given_key(request.POST), now=timezone.now()),
        page=lambda trouble: _new(request, form, title, trouble),
        done=_("사용자를 등록했습니다"),
        back=reverse("console:users"),
        name="user",
        form=form,
    )


@staff(Right.MANAGE_USERS)
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def staff_new(request: HttpRequest) -> HttpResponse:
    """창고 직원 등록."""
    return _add(request, StaffForm, _("창고 직원 등록"))


@staff(Right.MANAGE_USERS)
@require_http_methods(["GET", "HEAD", "POST"])
def seller_new(request: HttpRequest) -> HttpResponse:
    """화주 사용자 등록."""
    return _add(request, SellerForm, _("화주 사용자 등록"))


def _show(request: HttpRequest, login_id: str, trouble: Trouble | None = None) -> HttpResponse:
    them = person(login_id)
    forms = trouble.forms if trouble else {}
    initial = {"name": them.name, "role": them.role, "language": them.language, "active": them.is_active}
    context = {
        "them": them,
        "form": forms.get("user") or PersonForm(initial=initial, of_owner=them.owner_id is not None),
        "password_form": forms.get("password") or PasswordForm(auto_id="reset-%s"),
        "second": second_factor.second_factor(them),
        "me": them.pk == request.user.pk,
        "trouble": trouble,
        "key": submission_key(),
    }
    return render(request, "console/master/user.html", context, status=trouble.status if trouble else 200)


@staff(Right.MANAGE_USERS)
@require_http_methods(["GET", "HEAD", "POST"])
def user(request: HttpRequest, login_id: str) -> HttpResponse:
    """One person; by POST change them."""
    page = partial(_show, request, login_id)
    if request.method != "POST":
        return page()
    form = PersonForm(request.POST, of_owner=person(login_id).owner_id is not None)
    return carry_out(
        request,
        lambda: change_person(login_id, form.details(), version=given_version(request.POST)),
        page=page,
        done=_("저장했습니다"),
        back=reverse("console:user", args=[login_id]),
        name="user",
        form=form,
    )


@staff(Right.MANAGE_USERS)
@sensitive_post_parameters("password")
@require_POST
def user_password(request: HttpRequest, login_id: str) -> HttpResponse:
    """비밀번호 재설정."""
    person(login_id)
    form = PasswordForm(request.POST, auto_id="reset-%s")
    return carry_out(
        request,
        lambda: reset_password(login_id, form.cleaned_data["password"], version=given_version(request.POST)),
        page=partial(_show, request, login_id),
        done=_("비밀번호를 변경했습니다"),
        back=reverse("console:user", args=[login_id]),
        name="password",
        form=form,
    )


@staff(Right.MANAGE_USERS)
@require_POST
def user_totp(request: HttpRequest, login_id: str) -> HttpResponse:
    """2단계 인증 해제 for somebody who lost the telephone."""
    return carry_out(
        request,
        lambda: second_factor.clear(login_id, version=given_version(request.POST)),
        page=partial(_show, request, login_id),
        done=_("2단계 인증을 해제했습니다"),
        back=reverse("console:user", args=[login_id]),
    )


def _totp_page(request: HttpRequest, trouble: Trouble | None = None) -> HttpResponse:
    me: Any = request.user
    forms = trouble.forms if trouble else {}
    second = second_factor.second_factor(me)
    context = {
        "second": second,
        "picture": picture(second.address) if second.address else "",
        "form": forms.get("token") or TokenForm(),
        "trouble": trouble,
    }
    return render(request, "console/master/totp.html", context, status=trouble.status if trouble else 200)


@staff()
@never_cache
@require_safe
def totp(request: HttpRequest) -> HttpResponse:
    """2단계 인증 of the person themself."""
    return _totp_page(request)


@staff()
@require_POST
def totp_begin(request: HttpRequest) -> HttpResponse:
    """설정 시작: a new secret."""
    return carry_out(
        request,
        second_factor.begin,
        page=partial(_totp_page, request),
        done=_("비밀 키를 만들었습니다. 인증 앱에 등록한 뒤 인증번호를 입력해 주세요"),
        back=reverse("console:totp"),
    )


def _with_token(request: HttpRequest, act: Any, done: Any) -> HttpResponse:
    form = TokenForm(request.POST)
    return carry_out(
        request,
        lambda: act(form.cleaned_data["token"], now=timezone.now()),
        page=partial(_totp_page, request),
        done=done,
        back=reverse("console:totp"),
        name="token",
        form=form,
    )


@staff()
@never_cache
@sensitive_post_parameters("token")
@require_POST
def totp_confirm(request: HttpRequest) -> HttpResponse:
    """Turn 2단계 인증 on."""
    return _with_token(request, second_factor.confirm, _("2단계 인증을 사용합니다"))


@staff()
@sensitive_post_parameters("token")
@require_POST
def totp_off(request: HttpRequest) -> HttpResponse:
    """Turn 2단계 인증 off."""
    return _with_token(request, second_factor.turn_off, _("2단계 인증을 껐습니다"))
