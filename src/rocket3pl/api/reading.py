"""How bodies are read: JSON as RFC 8259 has it, text that a database can keep."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.parser import Parser


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
            found = json.loads(request.body.decode("utf-8"), parse_constant=_refuse)
            # A lone half of a surrogate pair, written as \\ud800, is text to Python and to no database.
            json.dumps(found, ensure_ascii=False).encode("utf-8")
        except (ValueError, RecursionError):
            raise Unreadable from None
        return found
