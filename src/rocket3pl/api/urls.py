"""Where programs find the service, and programmers its documentation."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import include, path, re_path

from rocket3pl.api import documents
from rocket3pl.api.problems import not_a_method
from rocket3pl.api.service import service

_NOT_ALLOWED = 405


def _with_problems(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let an address that does not know a method say so as every other refusal is said."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        return not_a_method(response["Allow"]) if response.status_code == _NOT_ALLOWED else response

    return told


_documents = [
    path("openapi.json", documents.openapi, name="openapi"),
    path("docs", documents.docs, name="docs"),
    path("", documents.start, name="start"),
]
_routes: Any
_routes, _app, _namespace = service.urls
for _route in _routes:
    _route.callback = _with_problems(_route.callback)

urlpatterns = [
    path("api/v1/", include((_documents, "api_docs"))),
    path("api/v1/", (_routes, _app, _namespace)),
    path("api/", include(([re_path("", documents.unknown, name="unknown")], "api_unknown"))),
]
