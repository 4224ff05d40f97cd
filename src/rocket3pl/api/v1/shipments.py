"""Shipments from China, as the buying platform tells of them, and lines that failed to register."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import Body, Code, Names, Party, Text, names, party
from rocket3pl.api.v1.products import ToldFacts
from rocket3pl.catalog.facts import normal_facts
from rocket3pl.catalog.operations import ProductFacts
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shipments.failed import correct_line, drop_line, failed_line, retry_line
from rocket3pl.shipments.lists import FAILED_LINES, SHIPMENTS
from rocket3pl.shipments.queries import shipment, shipment_line

router = Router(tags=["shipments"])


class ShipmentSummary(Body):
    """A shipment in a list: how many lines it has, how many of them failed. `inbound` is its number."""

    id: UUID
    source: str
    shipment_no: str
    owner: Party
    warehouse: str
    shipped_at: datetime | None
    eta: date | None
    held: bool
    withdrawn: bool
    lines: int
    failed: int
    inbound: str
    created_at: datetime


class LineReason(Body):
    """Why a line failed: what is wrong, with which field, and what came there."""

    code: str
    field: str
    value: str


class ShippedLine(Body):
    """Pieces of one product. `state` is waiting, ready, failed or dropped; `product` is what it became."""

    id: UUID
    line_no: int
    quantity: int
    state: str
    reasons: list[LineReason]
    product: UUID | None
    name: Names
    seller_sku: str
    fnsku: str
    option_text: str
    failed_at: datetime | None


class ShipmentStepShown(Body):
    """Something that happened on the way; the last ones are the warehouse's own."""

    kind: str
    at: datetime
    detail: dict[str, str]


class ShipmentShown(Body):
    """A shipment with its way and its lines. `head` is what was told of ship, papers and weight."""

    id: UUID
    source: str
    shipment_no: str
    owner: Party
    warehouse: str
    shipped_at: datetime | None
    eta: date | None
    box_count: int | None
    held: bool
    withdrawn: bool
    inbound: str
    created_at: datetime
    head: dict[str, str]
    steps: list[ShipmentStepShown]
    lines: list[ShippedLine]


class FailedLine(Body):
    """A line that could not register itself."""

    id: UUID
    shipment: UUID
    shipment_no: str
    line_no: int
    owner: Party
    quantity: int
    reasons: list[LineReason]
    name: Names
    seller_sku: str
    fnsku: str
    option_text: str
    image: UUID | None
    failed_at: datetime


class Correction(ToldFacts):
    """The facts of a failed line's product, all of them."""

    image: UUID | None = Field(None, description="A file of kind product_image; null keeps the line's.")
    warehouse: Code = Field("", description="Needed when the shipment names none of ours.")


class WhichShipments(Paging):
    """Which shipments."""

    status: Text = Field("", max_length=10, description="held: those that customs hold.")
    q: Text = Field("", max_length=200, description="A part of the number.")


class WhichFailedLines(Paging):
    """Which failed lines."""

    q: Text = Field("", max_length=200)
    field: Text = Field("", max_length=20, description="shipment_no, name, seller_sku or fnsku.")


def _texts(told: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in told.items()}


def _summary(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in ShipmentSummary.model_fields if name in row}
    return {
        **same,
        "id": row["public_id"],
        "owner": party(row),
        "warehouse": row["warehouse_code"] or "",
        "lines": row["line_count"],
        "failed": row["failed_count"],
        "inbound": row["inbound_number"] or "",
    }


def _line(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in ShippedLine.model_fields if name in row}
    return {**same, "id": row["public_id"], "product": row["sku_public_id"], "name": names(row)}


def _failed(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in FailedLine.model_fields if name in row}
    of = {"shipment": row["of_shipment"], "owner": party(row), "name": names(row)}
    return {**same, **of, "id": row["public_id"]}


@router.get("", response={200: Page[ShipmentSummary]})
@reads("inbound")
def list_shipments(request: HttpRequest, which: Query[WhichShipments]) -> Any:
    """List shipments, newest first."""
    return page_of(SHIPMENTS, ListQuery(tab=which.status, q=which.q), which, _summary)


@router.get("/failed-lines", response={200: Page[FailedLine]})
@reads("inbound")
def list_failed_lines(request: HttpRequest, which: Query[WhichFailedLines]) -> Any:
    """상품신청실패목록: list the lines that failed, newest first."""
    return page_of(FAILED_LINES, ListQuery(q=which.q, field=which.field), which, _failed)


@router.post("/failed-lines/{public_id}/correct", response={200: ShippedLine})
@writes("inbound", versioned=False)
def correct_failed_line(request: HttpRequest, public_id: UUID, given: Correction) -> Any:
    """재신청: register a line with corrected facts; its pieces are expected from then on."""
    values = given.model_dump(exclude={"warehouse", "image"})
    facts, problems = normal_facts(ProductFacts(**values, image=str(given.image or "")))
    if problems:
        # Whose line it is comes first: a stranger learns nothing from what is wrong with the facts.
        failed_line(str(public_id))
        raise Invalid(problems)
    correct_line(str(public_id), facts, warehouse=given.warehouse, now=timezone.now())
    return _line(shipment_line(str(public_id)))


@router.post("/failed-lines/{public_id}/retry", response={200: ShippedLine})
@writes("inbound", versioned=False)
def retry_failed_line(request: HttpRequest, public_id: UUID) -> Any:
    """다시 시도: judge a line again as it came."""
    retry_line(str(public_id), now=timezone.now())
    return _line(shipment_line(str(public_id)))


@router.post("/failed-lines/{public_id}/drop", response={200: ShippedLine})
@writes("inbound", versioned=False)
def drop_failed_line(request: HttpRequest, public_id: UUID) -> Any:
    """삭제: expect nothing of a line any more."""
    drop_line(str(public_id), now=timezone.now())
    return _line(shipment_line(str(public_id)))


@router.get("/{public_id}", response={200: ShipmentShown})
@reads("inbound")
def get_shipment(request: HttpRequest, public_id: UUID) -> Any:
    """Return one shipment: its head, its way and its lines."""
    found = shipment(str(public_id))
    same = {name: found[name] for name in ShipmentShown.model_fields if name in found}
    return {
        **same,
        "id": found["public_id"],
        "owner": party(found),
        "head": _texts(found["head"]),
        "steps": [{**step, "detail": _texts(step["detail"])} for step in found["steps"]],
        "lines": [_line(row) for row in found["lines"]],
    }
