"""The frame's addresses and a few views that fail on purpose."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from rocket3pl.shared.errors import IllegalTransition, NotFound, NotPermitted, StaleDocument, StockBusy
from rocket3pl.web.access import public

REFUSALS = {
    "404": NotFound("x"),
    "403": NotPermitted("x"),
    "409": StaleDocument("x"),
    "transition": IllegalTransition(number="EO1", state="shipped", action="cancel"),
    "503": StockBusy("x"),
}


@public
def refuse(_request: HttpRequest, kind: str) -> HttpResponse:
    """Raise a refusal of the domain."""
    raise REFUSALS[kind]


urlpatterns = [path("", include("rocket3pl.web.urls")), path("refuse/<kind>/", refuse)]
handler400 = "rocket3pl.web.views.errors.bad_request"
handler403 = "rocket3pl.web.views.errors.forbidden"
handler404 = "rocket3pl.web.views.errors.not_found"
handler500 = "rocket3pl.web.views.errors.server_error"
