"""Where programs find the service, and programmers its documentation."""

from django.urls import include, path, re_path

from rocket3pl.api import documents
from rocket3pl.api.service import service

_documents = [
    path("openapi.json", documents.openapi, name="openapi"),
    path("docs", documents.docs, name="docs"),
    path("", documents.start, name="start"),
]
urlpatterns = [
    path("api/v1/", include((_documents, "api_docs"))),
    path("api/v1/", service.urls),
    path("api/", include(([re_path("", documents.unknown, name="unknown")], "api_unknown"))),
]
