"""Who may open a page. Every view carries exactly one of these marks."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from rocket3pl.shared.errors import NotFound, NotPermitted
from rocket3pl.shared.rights import Right
from rocket3pl.web.addresses import safe_next

View = Callable[..., HttpResponseBase]
# Nothing is called so, and PostgreSQL does not even take the question.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _to_login(request: HttpRequest) -> HttpResponse:
    """Send an unknown visitor to the login page, and back afterwards."""
    route = "web:staff_login" if request.path.startswith("/console/") else "web:login"
    htmx = request.headers.get("HX-Request") == "true"
    # A fragment or a form post is no place to come back to.
    reads = request.method in {"GET", "HEAD"}
    back = "" if htmx else request.get_full_path() if reads else _where_from(request)
    asked = {**({"next": back} if back else {}), **({} if reads else {"lost": "1"})}
    address = reverse(route) + (f"?{urlencode(asked)}" if asked else "")
    if htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _where_from(request: HttpRequest) -> str:
    """Return the address of the page of ours that a form was sent from, "" if that is not told."""
    told = urlsplit(request.headers.get("Referer", ""))
    here = urlunsplit(("", "", told.path, told.query, "")) if told.netloc == request.get_host() else ""
    return safe_next(request, here, "")


def _guard(audience: str, right: Right | None) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            user: Any = request.user
            if not user.is_authenticated:
                return _to_login(request)
            if _CONTROL.search(request.path):
                raise NotFound(request.path)
            # The other side's pages do not exist for this person: no hint about them.
            mine = "seller" if user.owner_id is not None else "staff"
            if audience not in (mine, "member"):
                raise NotFound(request.path)
            if right is not None and not user.may(right):
                raise NotPermitted(right)
            return view(request, *args, **kwargs)

        guarded.audience = audience  # type: ignore[attr-defined]
        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return decorate


def seller(right: Right | None = None) -> Callable[[View], View]:
    """Mark a view as a seller's; with a right, only for those who hold it."""
    return _guard("seller", right)


def staff(right: Right | None = None) -> Callable[[View], View]:
    """Mark a view as the warehouse's; with a right, only for those who hold it."""
    return _guard("staff", right)


def member(view: View) -> View:
    """Mark a view as open to everybody who has logged in; the scope decides what they see there."""
    return _guard("member", None)(view)


def public(view: View) -> View:
    """Mark a view as open to everybody."""

    @wraps(view)
    def open_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    open_view.audience = "public"  # type: ignore[attr-defined]
    open_view.right = None  # type: ignore[attr-defined]
    return open_view
