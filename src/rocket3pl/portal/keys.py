"""API 키 of the seller's programs."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from rocket3pl.shared.rights import Right, Role
from rocket3pl.web.access import seller
from rocket3pl.web.api_keys import KeyPage

# A program does what the seller's staff does; only one that is to manage people acts as an administrator.
_PAGE = KeyPage(
    "api_keys.html",
    "portal:api_keys",
    "portal:api_key_revoke",
    (Role.OWNER_STAFF,),
    with_people=Role.OWNER_ADMIN,
)


@seller(Right.MANAGE_OWN_STAFF)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def api_keys(request: HttpRequest) -> HttpResponse:
    """API 키: the list, and a new one."""
    return _PAGE.show(request)


@seller(Right.MANAGE_OWN_STAFF)
@require_POST
def api_key_revoke(request: HttpRequest, prefix: str) -> HttpResponse:
    """회수."""
    return _PAGE.revoke(request, prefix)
