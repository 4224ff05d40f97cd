"""Marks of routes: which area they belong to, and whether they change anything. Every route has one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.decorators import decorate_view

from rocket3pl.api.answers import answered_once
from rocket3pl.api.keys import key_of, scope_of
from rocket3pl.api.problems import not_allowed, unauthenticated
from rocket3pl.api.throttle import counted

Function = Callable[..., Any]
_LEVELS = {"read": ("read", "write"), "write": ("write",)}


def _guard(area: str, level: str) -> Callable[[Function], Function]:
    def around(view: Function) -> Function:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            key = key_of(request)
            if key is None:
                return unauthenticated()
            now = timezone.now()
            rate = counted(key, now)
            if refusal := rate.refusal:
                return refusal
            if key.areas.get(area) not in _LEVELS[level]:
                return rate.told(not_allowed(area, level))

            def work() -> HttpResponse:
                return view(request, *args, **kwargs)  # type: ignore[no-any-return]

            with scope_of(key):
                if level == "read":
                    return rate.told(work())
                return rate.told(answered_once(request, key.owner_id or 0, work, now=now))

        return guarded

    return around


def _mark(area: str, level: str) -> Callable[[Function], Function]:
    def decorate(function: Function) -> Function:
        function.area, function.level = area, level  # type: ignore[attr-defined]
        return decorate_view(_guard(area, level))(function)

    return decorate


def reads(area: str) -> Callable[[Function], Function]:
    """Mark a route that changes nothing; the key needs the area."""
    return _mark(area, "read")


def writes(area: str) -> Callable[[Function], Function]:
    """Mark a route that changes something: the key must be for writing, a repeat gets the first answer."""
    return _mark(area, "write")
