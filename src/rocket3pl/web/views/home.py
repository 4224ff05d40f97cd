"""The address "/": where each person's work begins."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse

from rocket3pl.web.access import public


@public
def home(request: HttpRequest) -> HttpResponse:
    """Send sellers to their stock, staff to their work, and everybody else to the login."""
    user: Any = request.user
    if not user.is_authenticated:
        return redirect("web:login")
    try:
        return redirect(reverse("portal:inventory" if user.owner_id else "console:home"))
    except NoReverseMatch:
        return render(request, "home.html")
