"""Inbounds: announced by sellers, received by the warehouse."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Status

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import (
    AskedLine,
    Body,
    Code,
    Event,
    Line,
    Memo,
    Names,
    Party,
    Pieces,
    Text,
    TrackingNo,
    Why,
    events,
    expected_tracking_no,
    expected_version,
    names,
    operation_key,
    party,
    tag,
)
from rocket3pl.inbound import receiving
from rocket3pl.inbound.lists import INBOUNDS
from rocket3pl.inbound.operations import InboundRequest, RequestedLine, cancel_inbound, request_inbound
from rocket3pl.inbound.queries import InboundDetail, detail
from rocket3pl.shared.listing import ListQuery, Row

router = Router(tags=["inbounds"])


class NewInbound(Body):
    """What will come to the warehouse."""

    lines: list[AskedLine] = Field(min_length=1, max_length=1_000)
    expected_on: date | None = None
    courier: Code = ""
    tracking_no: TrackingNo = ""
    box_count: Pieces | None = None
    memo: Memo = ""


class InboundNumber(Body):
    """What was made."""

    number: str


class InboundSummary(Body):
    """An inbound in a list. `difference` is null before counting."""

    number: str
    status: str
    automatic: bool
    owner: Party
    lines: int
    announced: int
    received: int
    difference: int | None
    expected_on: date | None
    tracking_no: str
    requested_at: datetime
    completed_at: datetime | None
    version: int


class CountedLineShown(Body):
    """One line as it stands."""

    line_no: int
    product: UUID
    seller_sku: str
    fnsku: str
    name: Names
    announced: int
    good: int
    damaged: int
    difference: int | None


class Inbound(Body):
    """An inbound with its lines and its story. `actions` are the steps it may take now."""

    number: str
    status: str
    automatic: bool
    expected_on: date | None
    courier: str
    tracking_no: str
    box_count: int | None
    memo: str
    refusal: str
    requested_at: datetime
    arrived_at: datetime | None
    completed_at: datetime | None
    lines: list[CountedLineShown]
    actions: list[str]
    events: list[Event]
    version: int


class WhichInbounds(Paging):
    """WhichInbounds inbounds."""

    status: Text = Field("", max_length=20)
    q: Text = Field("", max_length=200)
    field: Text = Field("", max_length=20)


class Count(Body):
    """What was counted of a product: good pieces and damaged ones, in addition to earlier counts."""

    product: UUID
    good: Pieces
    damaged: Pieces = 0


class Counts(Body):
    """What was counted."""

    lines: list[Count] = Field(min_length=1, max_length=1_000)


class Close(Body):
    """The end of counting."""

    note: Line = ""


def _shown(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in InboundSummary.model_fields if name in row}
    return {**same, "owner": party(row)}


def _line(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in CountedLineShown.model_fields if name in row}
    return {**same, "product": row["public_id"], "name": names(row)}


def _whole(found: InboundDetail) -> dict[str, Any]:
    inbound = found.inbound
    same = {name: getattr(inbound, name) for name in Inbound.model_fields if hasattr(inbound, name)}
    return {
        **same,
        "courier": inbound.courier.code if inbound.courier else "",
        "lines": [_line(row) for row in found.lines],
        "actions": list(found.actions),
        "events": events(found.events),
    }


@router.get("", response={200: Page[InboundSummary]})
@reads("inbound")
def list_inbounds(request: HttpRequest, which: Query[WhichInbounds]) -> Any:
    """List inbounds, newest first."""
    return page_of(INBOUNDS, ListQuery(tab=which.status, q=which.q, field=which.field), which, _shown)


@router.post("", response={201: InboundNumber})
@writes("inbound")
def announce_inbound(request: HttpRequest, given: NewInbound) -> Any:
    """입고신청: say what will come."""
    values = given.model_dump(exclude={"lines"})
    values["tracking_no"] = expected_tracking_no(given.tracking_no)
    lines = tuple(RequestedLine(str(line.product), line.quantity) for line in given.lines)
    asked = InboundRequest(lines=lines, **values)
    made = request_inbound(asked, key=operation_key(request), now=timezone.now())
    return Status(201, {"number": made["number"]})


@router.get("/{number}", response={200: Inbound})
@reads("inbound")
def get_inbound(request: HttpRequest, number: str, response: HttpResponse) -> Any:
    """Return one inbound; its ETag is the version that If-Match may name."""
    found = detail(number)
    response["ETag"] = tag(found.inbound.version)
    return _whole(found)


@router.post("/{number}/cancel", response={200: Inbound})
@writes("inbound")
def cancel(request: HttpRequest, number: str, response: HttpResponse) -> Any:
    """Cancel what has not arrived."""
    cancel_inbound(number, version=expected_version(request), now=timezone.now())
    return get_inbound(request, number, response)


@router.post("/{number}/accept", response={200: Inbound})
@writes("inbound")
def accept(request: HttpRequest, number: str, response: HttpResponse) -> Any:
    """The warehouse's: accept."""
    receiving.accept_inbound(number, version=expected_version(request), now=timezone.now())
    return get_inbound(request, number, response)


@router.post("/{number}/reject", response={200: Inbound})
@writes("inbound")
def reject(request: HttpRequest, number: str, given: Why, response: HttpResponse) -> Any:
    """The warehouse's: refuse it, with a reason."""
    version = expected_version(request)
    receiving.reject_inbound(number, reason=given.reason, version=version, now=timezone.now())
    return get_inbound(request, number, response)


@router.post("/{number}/arrive", response={200: Inbound})
@writes("inbound")
def arrive(request: HttpRequest, number: str, response: HttpResponse) -> Any:
    """The warehouse's: say that it is here."""
    receiving.mark_arrived(number, version=expected_version(request), now=timezone.now())
    return get_inbound(request, number, response)


@router.post("/{number}/receive", response={200: Inbound})
@writes("inbound")
def receive(request: HttpRequest, number: str, given: Counts, response: HttpResponse) -> Any:
    """The warehouse's: say what was counted; good pieces are stock from then on."""
    counted = [receiving.CountedLine(str(c.product), c.good, c.damaged) for c in given.lines]
    receiving.receive(
        number,
        counted,
        version=expected_version(request),
        key=operation_key(request),
        now=timezone.now(),
    )
    return get_inbound(request, number, response)


@router.post("/{number}/close", response={200: Inbound})
@writes("inbound")
def close(request: HttpRequest, number: str, given: Close, response: HttpResponse) -> Any:
    """The warehouse's: counting is over; differences are written down."""
    version = expected_version(request)
    receiving.close_inbound(number, version=version, note=given.note, now=timezone.now())
    return get_inbound(request, number, response)


@router.post("/{number}/complete", response={200: Inbound})
@writes("inbound")
def complete(request: HttpRequest, number: str, response: HttpResponse) -> Any:
    """The warehouse's: 예정 수량대로 입고완료, what was not counted yet came as announced, and good."""
    receiving.complete_as_announced(
        number, version=expected_version(request), key=operation_key(request), now=timezone.now()
    )
    return get_inbound(request, number, response)
