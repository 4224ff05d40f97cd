"""The number beside the bell: asked for by every page, once it is there and each minute after that."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from rocket3pl.notices.lists import MOST_UNREAD, count_unread
from rocket3pl.web.access import public

# htmx: ask no more.
_STOP_POLLING = 286


@public
@never_cache
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """Return how many notices the person has yet to read, up to 99+.

    Who is logged in no more gets nothing instead of the login page: the page that asks may hold a form that
    somebody is still writing.
    """
    user: Any = request.user
    if not user.is_authenticated:
        return HttpResponse(status=_STOP_POLLING)
    count = count_unread()
    shown = f"{MOST_UNREAD}+" if count > MOST_UNREAD else str(count)
    return render(request, "bell.html", {"count": count, "shown": shown})
