"""Sentences and pages for refusals: what happened, and what the reader can do."""

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rocket3pl.shared.errors import (
    DomainError,
    IdempotencyConflict,
    IllegalTransition,
    Invalid,
    NotFound,
    NotPermitted,
    StaleDocument,
    StockBusy,
)

Text = str | Promise

RETRY_AFTER_SECONDS = 2

# (what happened, what to do), by kind of refusal; the first kind that fits counts.
SENTENCES: tuple[tuple[type[DomainError], Text, Text], ...] = (
    (NotFound, _("찾으시는 내용이 없습니다"), _("주소를 확인하시거나 목록에서 다시 선택해 주세요.")),
    (NotPermitted, _("권한이 없습니다"), _("필요한 권한은 관리자에게 요청해 주세요.")),
    (
        StaleDocument,
        _("다른 사용자가 먼저 변경했습니다"),
        _("바뀐 내용을 확인한 뒤 다시 시도해 주세요."),
    ),
    (
        IllegalTransition,
        _("현재 상태에서는 할 수 없는 작업입니다"),
        _("목록에서 현재 상태를 확인해 주세요."),
    ),
    (
        IdempotencyConflict,
        _("이미 처리된 신청입니다"),
        _("목록에서 신청 내용을 확인한 뒤 새로 작성해 주세요."),
    ),
    (
        StockBusy,
        _("지금 같은 재고를 다른 작업이 처리하고 있습니다"),
        _("변경된 내용은 없습니다. 잠시 후 다시 시도해 주세요."),
    ),
    (
        Invalid,
        _("입력 내용을 확인해 주세요"),
        _("이전 화면으로 돌아가 표시된 항목을 고친 뒤 다시 시도해 주세요."),
    ),
    (DomainError, _("처리할 수 없습니다"), _("입력 내용을 확인한 뒤 다시 시도해 주세요.")),
)


def sentences(error: DomainError) -> tuple[Text, Text]:
    """Return what happened and what to do."""
    return next((what, todo) for kind, what, todo in SENTENCES if isinstance(error, kind))


def is_fragment(request: HttpRequest) -> bool:
    """Say whether the request wants a piece of a page (htmx), not a whole one."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def problem_page(
    request: HttpRequest,
    *,
    status: int,
    what: Text,
    todo: Text,
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Return the page, or for htmx the note, that tells about a problem."""
    values = {"status": status, "what": what, "todo": todo, "reference": "", **(context or {})}
    if is_fragment(request):
        response = render(request, "errors/fragment.html", values, status=status)
        response["HX-Retarget"] = "#problem"
        response["HX-Reswap"] = "innerHTML"
        response["HX-Push-Url"] = "false"
        return response
    return render(request, "errors/page.html", values, status=status)


def refusal_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return the answer to a refusal, with the refusal's status."""
    what, todo = sentences(error)
    response = problem_page(request, status=error.status, what=what, todo=todo)
    if error.status == 503:  # noqa: PLR2004
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def new_reference() -> str:
    """Return a short word by which a person and the log mean the same event."""
    return secrets.token_hex(4).upper()
