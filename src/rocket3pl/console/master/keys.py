"""API 키 of the warehouse's own programs."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from rocket3pl.shared.rights import Right, Role
from rocket3pl.web.access import staff
from rocket3pl.web.api_keys import KeyPage

_PAGE = KeyPage(
    "api_keys.html",
    "console:api_keys",
    "console:api_key_revoke",
    (Role.WORKER, Role.MANAGER, Role.BILLING),
)


@staff(Right.MANAGE_USERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def api_keys(request: HttpRequest) -> HttpResponse:
    """API 키: the list, and a new one."""
    return _PAGE.show(request)


@staff(Right.MANAGE_USERS)
@require_POST
def api_key_revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """회수."""
    return _PAGE.revoke(request, prefix)
