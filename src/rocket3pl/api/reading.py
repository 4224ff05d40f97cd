"""How requests are read: JSON as RFC 8259 has it, text that a database can keep, nothing too long."""

import json
import re
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja.errors import HttpError
from ninja.parser import Parser

from rocket3pl.api.problems import field_error, of_refusal, problem, too_large, unreadable
from rocket3pl.documents.checks import KINDS
from rocket3pl.shared.errors import NotFound, Problem

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# A file, and what surrounds it in a multipart body.
MAX_UPLOAD = max(kind.max_bytes for kind in KINDS.values()) + 1024 * 1024


class Unreadable(HttpError):  # noqa: N818 - a refusal reads better without "Error"
    """The body is no JSON of ours."""

    def __init__(self) -> None:
        super().__init__(400, "unreadable")


def _refuse(_word: str) -> NoReturn:
    raise ValueError


class StrictParser(Parser):
    """Refuses NaN and Infinity, half characters, and nesting without end."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return what the body says. Raises Unreadable."""
        try:
            text = request.body.decode("utf-8")
            found = json.loads(text, parse_constant=_refuse)
            # A lone half of a surrogate pair, written as \\ud800, is text to Python and to no database.
            # Written as itself it is no UTF-8, so bodies without an escape of that kind hold none.
            if "\\u" in text:
                json.dumps(found, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError):
            raise Unreadable from None
        return found


def is_upload(request: HttpRequest) -> bool:
    """Say whether a request holds files."""
    return request.content_type == "multipart/form-data"


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or ""
    return int(told) if re.fullmatch(r"[0-9]{1,18}", told) else 0


def refusal_of_form(request: HttpRequest) -> HttpResponse | None:
    """Return the answer to a request that is refused for its form alone, None for one that can be read."""
    if _CONTROL.search(request.path):
        # No id holds such signs.
        return of_refusal(request, NotFound(""))
    for name, values in request.GET.lists():
        if any(_CONTROL.search(value) for value in (name, *values)):
            fault = field_error(Problem("", "control_character"))
            return problem(422, "malformed", fault["message"], errors=[fault])
    most = MAX_UPLOAD if is_upload(request) else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if _length(request) > most:
        return too_large(most)
    if is_upload(request):
        try:
            request.FILES  # noqa: B018 - reading it parses the body
        except (MultiPartParserError, SuspiciousOperation):
            return unreadable()
    return None
