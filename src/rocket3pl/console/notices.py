"""알림 of the warehouse's people."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rocket3pl.web.access import staff
from rocket3pl.web.notices import notices_page

_PAGE = notices_page("console", seller=False)


@staff()
@never_cache
@require_safe
def notices(request: HttpRequest) -> HttpResponseBase:
    """알림: the list."""
    return _PAGE.show(request)


@staff()
@require_POST
def notice_open(request: HttpRequest, public_id: str) -> HttpResponse:
    """Open what a notice tells of."""
    return _PAGE.open(request, public_id)


@staff()
@require_POST
def notices_read(request: HttpRequest) -> HttpResponse:
    """읽음으로 표시."""
    return _PAGE.read(request)


@staff()
@require_POST
def notices_read_all(request: HttpRequest) -> HttpResponse:
    """모두 읽음."""
    return _PAGE.read_all(request)


@staff()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice_settings(request: HttpRequest) -> HttpResponse:
    """알림 설정."""
    return _PAGE.settings(request)
