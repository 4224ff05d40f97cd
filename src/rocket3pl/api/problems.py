"""Refusals as problem+json (RFC 9457), in the caller's language, never with what the caller sent."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError

from rocket3pl.api.words import SENTENCES
from rocket3pl.inventory.errors import InsufficientStock
from rocket3pl.shared.errors import DomainError, Invalid, Problem
from rocket3pl.web.forms import Text, sentence
from rocket3pl.web.problems import RETRY_AFTER_SECONDS, sentences

MEDIA_TYPE = "application/problem+json"
MAX_ERRORS = 1_000
# Our codes for the kinds of fault that the parser of requests knows; every other one is "malformed".
_CODES = {
    "missing": "required",
    "string_too_long": "too_long",
    "extra_forbidden": "unknown_field",
    "control_character": "control_character",
}


def problem(
    status: int,
    code: str,
    title: Text,
    *,
    detail: Text = "",
    errors: Sequence[dict[str, Any]] = (),
    **more: Any,
) -> HttpResponse:
    """Return a problem.

    code    a word for programs
    errors  what is wrong with which field: path, code, message
    """
    body: dict[str, Any] = {
        "type": f"urn:rocket3pl:problem:{code}",
        "title": str(title),
        "status": status,
        "code": code,
    }
    if detail:
        body["detail"] = str(detail)
    if errors:
        body["errors"] = list(errors[:MAX_ERRORS])
    body.update(more)
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def _word(error: DomainError) -> str:
    name = type(error).__name__
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).strip("_")


def field_error(found: Problem) -> dict[str, Any]:
    """Return one thing wrong with one field."""
    return {"path": found.path, "code": found.code, "message": sentence(found, SENTENCES)}


def of_refusal(_request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the answer to a refusal of the domain."""
    what, todo = sentences(error)
    if isinstance(error, InsufficientStock):
        what, todo = _("재고가 부족합니다"), _("현재 수량을 확인한 뒤 다시 시도해 주세요.")
    errors = [field_error(p) for p in error.problems] if isinstance(error, Invalid) else []
    response = problem(error.status, _word(error), what, detail=todo, errors=errors)
    if error.status == 503:  # noqa: PLR2004
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def _path(place: Sequence[Any]) -> str:
    """Return where in the request a fault is, without the name of the argument that holds it."""
    kind, *rest = place
    if kind == "body" and rest:
        rest = rest[1:]
    return ".".join(str(part) for part in rest)


def _field_fault(fault: Mapping[str, Any]) -> dict[str, Any]:
    code = _CODES.get(fault["type"], "malformed")
    longest = fault.get("ctx", {}).get("max_length")
    return field_error(Problem(_path(fault["loc"]), code, {"max": longest} if longest else {}))


def of_malformed(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Return the answer to a request that does not have the documented shape."""
    errors = [_field_fault(fault) for fault in error.errors]
    return problem(422, "malformed", gettext("입력 내용을 확인해 주세요"), errors=errors)


def unauthenticated() -> HttpResponse:
    """Return the answer to a call without a key, or with one that is not in force."""
    response = problem(
        401,
        "unauthenticated",
        _("API 키가 필요합니다"),
        detail=_("Authorization: Bearer 헤더에 유효한 API 키를 넣어 주세요."),
    )
    response["WWW-Authenticate"] = "Bearer"
    return response


def not_allowed(area: str, level: str) -> HttpResponse:
    """Return the answer to a key without the area."""
    return problem(
        403,
        "area_missing",
        _("이 API 키로는 할 수 없는 작업입니다"),
        detail=gettext("필요한 권한: %(area)s:%(level)s") % {"area": area, "level": level},
    )


def not_a_method(allowed: str) -> HttpResponse:
    """Return the answer to a method that the address does not know."""
    response = problem(405, "method_not_allowed", _("이 주소에서 지원하지 않는 메서드입니다"))
    response["Allow"] = allowed
    return response


def too_large(most: int) -> HttpResponse:
    """Return the answer to a body that is too long to be read at all."""
    return problem(
        413,
        "too_large",
        _("요청 본문이 너무 큽니다"),
        detail=gettext("최대 %(max)sMB까지 보낼 수 있습니다.") % {"max": most // (1024 * 1024)},
    )


def unreadable() -> HttpResponse:
    """Return the answer to a body that is no JSON of ours."""
    return problem(
        400, "unreadable", _("요청 본문을 읽을 수 없습니다"), detail=_("UTF-8로 된 JSON을 보내 주세요.")
    )
