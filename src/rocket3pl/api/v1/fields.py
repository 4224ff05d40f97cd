"""Shapes that several areas share, and what travels in headers."""

import re
import secrets
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict, ModelWrapValidatorHandler, model_validator
from pydantic_core import PydanticCustomError

from rocket3pl.api.problems import field_error
from rocket3pl.shared.errors import Invalid, Problem
from rocket3pl.shared.validators import BadValue, tracking_no

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def _without_control_characters(text: str) -> str:
    if _CONTROL.search(text):
        raise PydanticCustomError("control_character", "control character")
    return text


# What nobody can type is refused in every text, as in the forms of the screens.
TYPED = AfterValidator(_without_control_characters)
Text = Annotated[str, TYPED]
Line = Annotated[Text, Field(max_length=300)]
Code = Annotated[Text, Field(max_length=64)]
Note = Annotated[Text, Field(max_length=2000)]
Memo = Annotated[Text, Field(max_length=500)]
TrackingNo = Annotated[Text, Field(max_length=60)]
# Far above what any rule allows: the rules answer in words, this only keeps the number a number.
Pieces = Annotated[int, Field(ge=-(10**12), le=10**12, strict=True)]
Amount = Annotated[Decimal, Field(max_digits=20, description="An exact number, as a string.")]
_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')


class Body(Schema):
    """What a program sends; a field that is not documented is a mistake of its writer."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="wrap")
    @classmethod
    def _run_root_validator(cls, values: Any, handler: ModelWrapValidatorHandler[Self], info: Any) -> Any:
        """Look at plain data once.

        The library looks twice at what forbids unknown fields, the second time as it would at a row of
        the database. Each level does so: a line of an order was looked at eight times.
        """
        if type(values) is dict:
            return handler(values)
        return super()._run_root_validator(values, handler, info)  # type: ignore[operator]


class AskedLine(Body):
    """How many pieces of a product."""

    product: UUID
    quantity: Pieces


class Why(Body):
    """A reason, in words."""

    reason: Line


class Names(Schema):
    """A name in three languages."""

    zh: str
    ko: str
    en: str


class Party(Schema):
    """An owner."""

    code: str
    name: str


class Event(Schema):
    """One step of a document's story."""

    action: str
    actor: str
    at: datetime


class Problems(Schema):
    """A problem (RFC 9457)."""

    type: str
    title: str
    status: int
    code: str
    detail: str | None = None
    errors: list[dict[str, Any]] | None = None


def expected_version(request: HttpRequest) -> int | None:
    """Return the version that the caller says it read (If-Match), None without a word about it.

    Raises Invalid (bad_if_match).
    """
    given = request.headers.get("If-Match")
    if given is None or given.strip() == "*":
        return None
    found = _ETAG.fullmatch(given.strip())
    if found is None:
        raise Invalid([Problem("If-Match", "bad_if_match")])
    return int(found.group(1))


def needed_version(request: HttpRequest, current: int) -> int:
    """Return the version of If-Match, or the current one of a caller who does not care."""
    given = expected_version(request)
    return current if given is None else given


def tag(version: int) -> str:
    """Return the ETag of a document's version."""
    return f'"{version}"'


def operation_key(request: HttpRequest) -> str:
    """Return the key under which an operation has one effect: the caller's, or a fresh one."""
    return request.headers.get("Idempotency-Key") or secrets.token_urlsafe(24)


def expected_tracking_no(given: str) -> str:
    """Return a tracking number in its normal form, "" for none. Raises Invalid (bad_tracking_no)."""
    try:
        return tracking_no(given) if given else ""
    except BadValue as bad:
        raise Invalid([Problem("tracking_no", bad.code)]) from None


def names(row: dict[str, Any]) -> dict[str, str]:
    """Return the three names of a row."""
    return {language: row.get(f"name_{language}") or "" for language in ("zh", "ko", "en")}


def party(row: dict[str, Any]) -> dict[str, str]:
    """Return the owner of a row."""
    return {"code": row["owner_code"], "name": row["owner_name"]}


def events(timeline: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a timeline without what it changed."""
    return [{"action": e["action"], "actor": e["actor_name"], "at": e["recorded_at"]} for e in timeline]


class Fault(Schema):
    """One thing wrong with one field."""

    path: str
    code: str
    message: str


class Mode(Schema):
    """Whether items are accepted together or each by itself."""

    mode: Literal["all", "each"] = Field(
        "all",
        description="`all`: all of them or none, answered by 201. `each`: every item is accepted or "
        "refused by itself, answered by 200.",
    )


def outcomes(items: list[dict[str, Any]], name: str) -> dict[str, Any]:
    """Return what became of each item: what it is called, or why it was refused."""
    return {
        "items": [
            {"index": item["index"], name: item["name"]}
            if "name" in item
            else {
                "index": item["index"],
                "errors": [field_error(Problem(**problem)) for problem in item["problems"]],
            }
            for item in items
        ]
    }
