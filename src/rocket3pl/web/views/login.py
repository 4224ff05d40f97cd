"""Logging in and out, and choosing a language."""

from typing import Any
from urllib.parse import urlencode

import django_otp
from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from rocket3pl.web.access import public
from rocket3pl.web.addresses import safe_next
from rocket3pl.web.forms import Form, TextField
from rocket3pl.web.middleware import LANGUAGE_NAMES

LANGUAGE_COOKIE_SECONDS = 365 * 24 * 60 * 60


class SellerLogin(Form):
    """What a seller types, in the words of the manual."""

    login_id = TextField(
        label=_("아이디"),
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    api_key = forms.CharField(
        label=_("1688상품관 API KEY"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class StaffLogin(Form):
    """What the warehouse's people type."""

    login_id = TextField(
        label=_("아이디"),
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("비밀번호"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    otp_token = TextField(
        label=_("인증번호"),
        max_length=16,
        required=False,
        help_text=_("2단계 인증을 사용하는 경우에만 입력해 주세요"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


def _page(
    request: HttpRequest, form: Form, *, staff: bool, status: int = 200, locked: bool = False
) -> HttpResponse:
    back = safe_next(request, request.POST.get("next") or request.GET.get("next"), "")
    values = {
        "form": form,
        "staff": staff,
        "next": back,
        "next_query": f"?{urlencode({'next': back})}" if back else "",
        "locked": locked,
        # Sent here with a form in hand, whose session had ended.
        "lost": request.method == "GET" and "lost" in request.GET,
    }
    return render(request, "login.html", values, status=status)


def _enter(request: HttpRequest, user: Any) -> HttpResponse:
    """Open a session and go where the person wanted to."""
    login(request, user)
    home = reverse(settings.LOGIN_REDIRECT_URL)
    return HttpResponseRedirect(safe_next(request, request.POST.get("next"), home))


def _refuse(request: HttpRequest, form: Form, *, staff: bool) -> HttpResponse:
    """Answer a mismatch. The same words whatever did not match."""
    form.add_error(
        None,
        _("아이디, 비밀번호 또는 인증번호가 맞지 않습니다. 확인한 뒤 다시 입력해 주세요")
        if staff
        else _("아이디 또는 API KEY가 맞지 않습니다. 확인한 뒤 다시 입력해 주세요"),
    )
    return _page(request, form, staff=staff, status=422)


@public
@never_cache
@sensitive_post_parameters("api_key")
@require_http_methods(["GET", "HEAD", "POST"])
def seller_login(request: HttpRequest) -> HttpResponse:
    """Log a seller in with 아이디 and 1688상품관 API KEY."""
    if request.user.is_authenticated and request.method != "POST":
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = SellerLogin(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, form, staff=False, status=422 if form.is_bound else 200)
    login_id = form.cleaned_data["login_id"]
    # login_id is repeated under the name by which failed attempts are counted.
    key = form.cleaned_data["api_key"]
    user = authenticate(request, username=login_id, login_id=login_id, api_key=key, now=timezone.now())
    return _refuse(request, form, staff=False) if user is None else _enter(request, user)


def _second_factor(user: Any, token: str) -> Any:
    """Return the person's device that accepts the number, None when none does."""
    devices = [d for d in django_otp.devices_for_user(user, confirmed=True) if d.verify_is_allowed()[0]]
    return next((device for device in devices if token and device.verify_token(token)), None)


@public
@never_cache
@sensitive_post_parameters("password", "otp_token")
@require_http_methods(["GET", "HEAD", "POST"])
def staff_login(request: HttpRequest) -> HttpResponse:
    """Log one of the warehouse's people in; with a second factor if they have set one up."""
    if request.user.is_authenticated and request.method != "POST":
        return redirect(settings.LOGIN_REDIRECT_URL)
    form = StaffLogin(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _page(request, form, staff=True, status=422 if form.is_bound else 200)
    login_id = form.cleaned_data["login_id"]
    user = authenticate(request, username=login_id, login_id=login_id, password=form.cleaned_data["password"])
    if user is None:
        return _refuse(request, form, staff=True)
    if not django_otp.user_has_device(user):
        return _enter(request, user)
    device = _second_factor(user, form.cleaned_data["otp_token"])
    if device is None:
        # A wrong number counts like a wrong password, or it could be guessed without end.
        user_login_failed.send(
            sender=__name__, credentials={"username": login_id, "login_id": login_id}, request=request
        )
        return _refuse(request, form, staff=True)
    answer = _enter(request, user)
    django_otp.login(request, device)
    return answer


def locked_out(request: HttpRequest, *_details: Any) -> HttpResponse:
    """Answer after too many failures; the same for known and unknown people."""
    staff = request.path == reverse("web:staff_login")
    form = StaffLogin() if staff else SellerLogin()
    response = _page(request, form, staff=staff, status=429, locked=True)
    response["Retry-After"] = str(int(float(settings.AXES_COOLOFF_TIME) * 3600))
    return response


@public
@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    was_staff = request.user.is_authenticated and getattr(request.user, "owner_id", None) is None
    logout(request)
    return redirect("web:staff_login" if was_staff else "web:login")


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language, on the person and in a cookie, and return to the page."""
    code = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_next(request, request.POST.get("next"), "/"))
    if code in LANGUAGE_NAMES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=LANGUAGE_COOKIE_SECONDS,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
        user: Any = request.user
        if user.is_authenticated and user.language != code:
            user.language = code
            user.save(update_fields=["language"])
    return response
