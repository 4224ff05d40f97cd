"""Marks of routes: which area they belong to, and whether they change anything. Every route has one."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.decorators import decorate_view

from rocket3pl.api.answers import answered_once, refusal_of_key
from rocket3pl.api.keys import key_of, scope_of, token_of
from rocket3pl.api.problems import not_allowed, of_refusal, unauthenticated
from rocket3pl.api.reading import refusal_of_form
from rocket3pl.api.throttle import counted, counted_stranger
from rocket3pl.owners.api_keys import prefix_of
from rocket3pl.owners.models import ApiKey
from rocket3pl.shared.errors import NotPermitted
from rocket3pl.shared.rights import RIGHTS, Right, Role

Function = Callable[..., Any]
_LEVELS = {"read": ("read", "write"), "write": ("write",)}


# Whose documents the warehouse's people may not open on a screen, their programs may not read either.
_STAFF_READ = {"inbound": Right.RECEIVE, "outbound": Right.FULFIL}


def _refusal(request: HttpRequest, key: ApiKey, area: str, level: str) -> HttpResponse | None:
    """Return why a call of a key is not worked on at all, None when it is."""
    if area and key.areas.get(area) not in _LEVELS[level]:
        return not_allowed(area, level)
    right = _STAFF_READ.get(area)
    if right is not None and key.owner_id is None and right not in RIGHTS[Role(key.role)]:
        return of_refusal(request, NotPermitted(right))
    if level == "write" and (refusal := refusal_of_key(request)):
        return refusal
    return refusal_of_form(request)


def _to_stranger(request: HttpRequest, now: datetime) -> HttpResponse:
    """Answer a call without a key in force."""
    rate = counted_stranger(request, prefix_of(token_of(request)), now)
    return rate.refusal or rate.told(unauthenticated())


def _guard(area: str, level: str, *, kept: bool) -> Callable[[Function], Function]:
    def around(view: Function) -> Function:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key, now = key_of(request), timezone.now()
            if key is None:
                return _to_stranger(request, now)
            rate = counted(key, now)
            if refusal := rate.refusal:
                return refusal
            if refusal := _refusal(request, key, area, level):
                return rate.told(refusal)

            def work() -> HttpResponse:
                return view(request, *args, **kwargs)  # type: ignore[no-any-return]

            with scope_of(key):
                if level == "read" or not kept:
                    return rate.told(work())
                return rate.told(answered_once(request, key.owner_id or 0, work, now=now))

        return guarded

    return around


def _mark(
    area: str, level: str, *, kept: bool = True, versioned: bool = True
) -> Callable[[Function], Function]:
    def decorate(function: Function) -> Function:
        function.area, function.level = area, level  # type: ignore[attr-defined]
        function.kept = kept  # type: ignore[attr-defined]
        function.versioned = versioned  # type: ignore[attr-defined]
        return decorate_view(_guard(area, level, kept=kept))(function)

    return decorate


def reads(area: str) -> Callable[[Function], Function]:
    """Mark a route that changes nothing; the key needs the area."""
    return _mark(area, "read")


def writes(area: str, *, kept: bool = True, versioned: bool = True) -> Callable[[Function], Function]:
    """Mark a route that changes something: the key must be for writing, a repeat gets the first answer.

    With kept=False no answer is kept: for those that hold what is written down nowhere else. With
    versioned=False the thing has no version that If-Match could name.
    """
    return _mark(area, "write", kept=kept, versioned=versioned)


def known(function: Function) -> Function:
    """Mark a route that every key may read."""
    return _mark("", "read")(function)
