"""What programmers read: the documentation as a file and as a page, and the answer to unknown addresses."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from rocket3pl.api import schema
from rocket3pl.api.problems import of_refusal
from rocket3pl.shared.errors import NotFound
from rocket3pl.web.access import public

_HOUR = "public, max-age=3600"


@cache
def _bytes() -> bytes:
    return schema.FILE.read_bytes()


@public
@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """Hand out the documentation as OpenAPI."""
    return HttpResponse(_bytes(), content_type="application/json", headers={"Cache-Control": _HOUR})


@cache
def _groups() -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the operations by area of the address, as the page shows them."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in schema.kept()["paths"].items():
        for method, told in methods.items():
            media, body, own = schema.body_of(told)
            shown = {
                "id": told["operationId"],
                "method": method.upper(),
                "path": path,
                "text": told["description"],
                "area": told["x-area"],
                "level": told["x-level"],
                "parameters": schema.parameters_of(told),
                "media": media,
                "body": body,
                "fields": own,
                "answers": schema.answers_of(told),
            }
            groups.setdefault(told["tags"][0], []).append(shown)
    return list(groups.items())


@cache
def _shapes() -> list[tuple[str, str, list[schema.Field]]]:
    found = schema.kept()["components"]["schemas"]
    return [(name, s.get("description", ""), schema.fields_of(s)) for name, s in sorted(found.items())]


@public
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show the documentation."""
    return render(request, "api/docs.html", {"groups": _groups(), "shapes": _shapes()})


@public
@require_safe
def start(_request: HttpRequest) -> HttpResponse:
    """Lead to the documentation."""
    return redirect("api_docs:docs")


@csrf_exempt
@public
def unknown(request: HttpRequest) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return of_refusal(request, NotFound(request.path))
