"""Outbounds: asked for by sellers, sent off by the warehouse."""

from datetime import datetime
from typing import Any, Literal
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
    Fault,
    Line,
    Memo,
    Mode,
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
    outcomes,
    party,
    tag,
)
from rocket3pl.outbound import fulfilment
from rocket3pl.outbound.each import submit_each
from rocket3pl.outbound.lists import OUTBOUNDS
from rocket3pl.outbound.normal import normal_orders
from rocket3pl.outbound.operations import cancel_outbound
from rocket3pl.outbound.personal import masked_recipient, reveal_recipient
from rocket3pl.outbound.queries import OutboundDetail, detail
from rocket3pl.outbound.requests import OrderLine, OrderRequest
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.shared.listing import ListQuery, Row

router = Router(tags=["outbounds"])
MAX_ORDERS = 1_000


class NewOrder(Body):
    """One order: `milkrun` to a Coupang centre, or `parcel` to an address."""

    lines: list[AskedLine] = Field(min_length=1, max_length=1_000)
    method: Text = Field(max_length=10)
    order_no: Code
    po_no: Code
    recipient: Line = ""
    phone: Code = ""
    postcode: Code = ""
    region: Code = ""
    city: Code = ""
    address: Line = ""
    centre: Code = Field("", description="Code of the Coupang centre, for milkrun.")
    files: list[UUID] = Field([], max_length=20, description="Files of kind coupang_label, for milkrun.")
    memo: Memo = ""


class NewOrders(Body):
    """Orders that are accepted all together or not at all."""

    items: list[NewOrder] = Field(min_length=1, max_length=MAX_ORDERS)


class OutboundNumbers(Body):
    """What was made, in the order of the request."""

    numbers: list[str]


class EachOutbound(Body):
    """What became of one order: its number, or why it was refused."""

    index: int
    number: str | None = None
    errors: list[Fault] | None = None


class EachOutbounds(Body):
    """What became of every order, in the order of the request."""

    items: list[EachOutbound]


class OutboundSummary(Body):
    """An outbound in a list; a person's name is masked."""

    number: str
    status: str
    method: str
    order_no: str
    po_no: str
    owner: Party
    recipient: str
    lines: int
    pieces: int
    tracking_no: str
    truck_no: str
    requested_at: datetime
    shipped_at: datetime | None
    cancel_requested_at: datetime | None
    version: int


class SentLine(Body):
    """One line as it stands."""

    line_no: int
    product: UUID
    seller_sku: str
    fnsku: str
    name: Names
    quantity: int
    picked: int
    short: int


class Recipient(Body):
    """Where an outbound goes; what tells a person is masked, but in the answer to who asks for it."""

    name: str
    phone: str
    postcode: str
    region: str
    city: str
    address: str


class Outbound(Body):
    """An outbound with its lines and its story. `actions` are the steps it may take now."""

    number: str
    status: str
    method: str
    order_no: str
    po_no: str
    recipient: Recipient
    box_count: int | None
    tracking_no: str
    truck_no: str
    reason: str
    memo: str
    requested_at: datetime
    shipped_at: datetime | None
    cancel_requested_at: datetime | None
    lines: list[SentLine]
    actions: list[str]
    events: list[Event]
    version: int


class WhichOutbounds(Paging):
    """WhichOutbounds outbounds."""

    status: Text = Field("", max_length=20)
    method: Text = Field("", max_length=10)
    q: Text = Field("", max_length=200)
    field: Text = Field("", max_length=20)


class Picks(Body):
    """How many pieces were taken, by line number."""

    lines: dict[int, Pieces] = Field(min_length=1, max_length=1_000)


class Shortage(Body):
    """Pieces that cannot be picked: gone, or lying there broken."""

    quantity: Pieces
    broken: bool = False


class Shortages(Body):
    """What is short, by line number."""

    lines: dict[int, Shortage] = Field(min_length=1, max_length=1_000)


class Journey(Body):
    """How far it got: `dispatch`, `deliver`, or `coupang_receive`."""

    action: Literal["dispatch", "deliver", "coupang_receive"]


class Boxes(Body):
    """Into how many boxes it was packed."""

    box_count: Pieces


class Handover(Body):
    """Who took it away: a courier with a tracking number, or a truck."""

    courier: Code = ""
    tracking_no: TrackingNo = ""
    truck_no: Text = Field("", max_length=40)


def _shown(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in OutboundSummary.model_fields if name in row}
    return {**same, "owner": party(row)}


def _line(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in SentLine.model_fields if name in row}
    return {**same, "product": row["public_id"], "name": names(row)}


def _whole(found: OutboundDetail) -> dict[str, Any]:
    outbound = found.outbound
    same = {name: getattr(outbound, name) for name in Outbound.model_fields if hasattr(outbound, name)}
    return {
        **same,
        "recipient": masked_recipient(outbound),
        "lines": [_line(row) for row in found.lines],
        "actions": list(found.actions),
        "events": events(found.events),
    }


def _order(given: NewOrder) -> OrderRequest:
    values = given.model_dump(exclude={"lines", "files"})
    lines = tuple(OrderLine(str(line.product), line.quantity) for line in given.lines)
    return OrderRequest(lines=lines, files=tuple(map(str, given.files)), **values)


@router.get("", response={200: Page[OutboundSummary]})
@reads("outbound")
def list_outbounds(request: HttpRequest, which: Query[WhichOutbounds]) -> Any:
    """List outbounds, newest first."""
    where = {"method": which.method} if which.method else {}
    query = ListQuery(tab=which.status, q=which.q, field=which.field, where=where)
    return page_of(OUTBOUNDS, query, which, _shown)


@router.post("", response={201: OutboundNumbers, 200: EachOutbounds}, exclude_none=True)
@writes("outbound")
def request_outbounds(request: HttpRequest, given: NewOrders, how: Query[Mode]) -> Any:
    """출고신청: reserve stock for orders, all of them or none; or each by itself, the first ones first."""
    if how.mode == "each":
        asked = [_order(item) for item in given.items]
        done = submit_each(asked, key=operation_key(request), now=timezone.now())
        return Status(200, outcomes(done, "number"))
    orders = normal_orders([_order(item) for item in given.items])
    made = submit_outbounds(orders, key=operation_key(request), now=timezone.now())
    return Status(201, {"numbers": made["numbers"]})


@router.get("/{number}", response={200: Outbound})
@reads("outbound")
def get_outbound(request: HttpRequest, number: str, response: HttpResponse) -> Any:
    """Return one outbound; its ETag is the version that If-Match may name."""
    found = detail(number)
    response["ETag"] = tag(found.outbound.version)
    return _whole(found)


@router.post("/{number}/cancel", response={200: Outbound})
@writes("outbound")
def cancel(request: HttpRequest, number: str, response: HttpResponse) -> Any:
    """삭제: cancel, or ask the warehouse to once it has begun."""
    cancel_outbound(number, version=expected_version(request), now=timezone.now())
    return get_outbound(request, number, response)


@router.post("/{number}/accept", response={200: Outbound})
@writes("outbound")
def accept(request: HttpRequest, number: str, response: HttpResponse) -> Any:
    """The warehouse's: accept."""
    fulfilment.accept_outbound(number, version=expected_version(request), now=timezone.now())
    return get_outbound(request, number, response)


@router.post("/{number}/start-picking", response={200: Outbound})
@writes("outbound")
def start_picking(request: HttpRequest, number: str, response: HttpResponse) -> Any:
    """The warehouse's: start to pick."""
    fulfilment.start_picking(number, version=expected_version(request), now=timezone.now())
    return get_outbound(request, number, response)


@router.post("/{number}/pick", response={200: Outbound})
@writes("outbound")
def pick(request: HttpRequest, number: str, given: Picks, response: HttpResponse) -> Any:
    """The warehouse's: say what was taken from the shelves."""
    version = expected_version(request)
    fulfilment.pick_lines(number, given.lines, version=version, now=timezone.now())
    return get_outbound(request, number, response)


@router.post("/{number}/report-short", response={200: Outbound})
@writes("outbound")
def report_short(request: HttpRequest, number: str, given: Shortages, response: HttpResponse) -> Any:
    """The warehouse's: say which pieces are not there; they are written off and not sent."""
    missing = {n: fulfilment.Missing(s.quantity, broken=s.broken) for n, s in given.lines.items()}
    version = expected_version(request)
    fulfilment.report_short(number, missing, version=version, now=timezone.now())
    return get_outbound(request, number, response)


@router.post("/{number}/pack", response={200: Outbound})
@writes("outbound")
def pack(request: HttpRequest, number: str, given: Boxes, response: HttpResponse) -> Any:
    """The warehouse's: say that it is packed."""
    version = expected_version(request)
    fulfilment.pack_outbound(number, box_count=given.box_count, version=version, now=timezone.now())
    return get_outbound(request, number, response)


@router.post("/{number}/ship", response={200: Outbound})
@writes("outbound")
def ship(request: HttpRequest, number: str, given: Handover, response: HttpResponse) -> Any:
    """The warehouse's: say who took it away."""
    by = fulfilment.Handover(given.courier, expected_tracking_no(given.tracking_no), given.truck_no)
    fulfilment.ship_outbound(number, by, version=expected_version(request), now=timezone.now())
    return get_outbound(request, number, response)


@router.post("/{number}/journey", response={200: Outbound})
@writes("outbound")
def report_journey(request: HttpRequest, number: str, given: Journey, response: HttpResponse) -> Any:
    """The warehouse's: say how far it got after it was sent."""
    version = expected_version(request)
    fulfilment.report_journey(number, given.action, version=version, now=timezone.now())
    return get_outbound(request, number, response)


@router.post("/{number}/recipient", response={200: Recipient})
@writes("outbound", kept=False)
def show_recipient(request: HttpRequest, number: str) -> Any:
    """Return the recipient in full; who looked is written down. The answer is not kept for repeats."""
    return reveal_recipient(number, now=timezone.now())


@router.post("/{number}/hold", response={200: Outbound})
@writes("outbound")
def hold(request: HttpRequest, number: str, given: Why, response: HttpResponse) -> Any:
    """The warehouse's: hold it back, with a reason."""
    version = expected_version(request)
    fulfilment.hold_outbound(number, reason=given.reason, version=version, now=timezone.now())
    return get_outbound(request, number, response)


@router.post("/{number}/resume", response={200: Outbound})
@writes("outbound")
def resume(request: HttpRequest, number: str, response: HttpResponse) -> Any:
    """The warehouse's: go on."""
    fulfilment.resume_outbound(number, version=expected_version(request), now=timezone.now())
    return get_outbound(request, number, response)


@router.post("/{number}/reject", response={200: Outbound})
@writes("outbound")
def reject(request: HttpRequest, number: str, given: Why, response: HttpResponse) -> Any:
    """The warehouse's: refuse it, with a reason."""
    version = expected_version(request)
    fulfilment.reject_outbound(number, reason=given.reason, version=version, now=timezone.now())
    return get_outbound(request, number, response)


@router.post("/{number}/confirm-cancel", response={200: Outbound})
@writes("outbound")
def confirm_cancel(request: HttpRequest, number: str, response: HttpResponse) -> Any:
    """The warehouse's: cancel as asked, and put the goods back."""
    fulfilment.confirm_cancel(number, version=expected_version(request), now=timezone.now())
    return get_outbound(request, number, response)


@router.post("/{number}/refuse-cancel", response={200: Outbound})
@writes("outbound")
def refuse_cancel(request: HttpRequest, number: str, given: Why, response: HttpResponse) -> Any:
    """The warehouse's: do not cancel, with a reason."""
    version = expected_version(request)
    fulfilment.refuse_cancel(number, reason=given.reason, version=version, now=timezone.now())
    return get_outbound(request, number, response)
