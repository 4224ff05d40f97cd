"""Pages for what goes wrong outside the domain: unknown addresses, bad requests, our own faults."""

import logging

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from rocket3pl.shared.errors import NotFound, NotPermitted
from rocket3pl.web.problems import new_reference, problem_page, refusal_page

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Answer a request that makes no sense."""
    return problem_page(
        request,
        status=400,
        what=_("요청을 이해할 수 없습니다"),
        todo=_("이전 화면으로 돌아가 다시 시도해 주세요."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a person who lacks the right."""
    return refusal_page(request, NotPermitted(str(exception or "")))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an unknown address."""
    return refusal_page(request, NotFound(str(exception or "")))


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when we failed: with a reference number that the log has too."""
    reference = new_reference()
    log.error("reference %s: %s %s failed", reference, request.method, request.path)
    return problem_page(
        request,
        status=500,
        what=_("일시적인 오류가 발생했습니다"),
        todo=_("잠시 후 다시 시도해 주세요. 계속되면 아래 번호를 알려 주세요."),
        context={"reference": reference},
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose protection no longer holds: mostly one that was open for too long."""
    log.info("csrf: %s", reason)
    return problem_page(
        request,
        status=403,
        what=_("화면을 연 지 오래되어 처리할 수 없습니다"),
        todo=_("이전 화면을 새로고침한 뒤 다시 시도해 주세요."),
    )
