"""Stock: levels, what moved them, and the warehouse's adjustments."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Path, Query, Router, Schema, Status
from pydantic import AwareDatetime

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import (
    Body,
    Line,
    Names,
    Party,
    Pieces,
    Text,
    names,
    operation_key,
    party,
)
from rocket3pl.catalog.queries import product
from rocket3pl.inventory.history import levels_of
from rocket3pl.inventory.lists import STOCK, movements
from rocket3pl.inventory.operations import Adjustment, AdjustStock, Reason, adjust_stock, reverse
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.warehouses.queries import warehouse_by_code

router = Router(tags=["inventory"])
_EARLIEST, _LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
PostingId = Annotated[int, Field(ge=1, le=2**63 - 1)]


class Level(Body):
    """The stock of one product in one warehouse, in pieces; `on_hand` is all that lies there."""

    product: UUID
    seller_sku: str
    fnsku: str
    name: Names
    owner: Party
    warehouse: str
    status: str
    state: str
    on_hand: int
    available: int
    reserved: int
    picked: int
    receiving: int
    hold: int
    damaged: int
    incoming: int


class Quantities(Body):
    """The stock of a product in one warehouse, in pieces."""

    warehouse: str
    on_hand: int
    available: int
    reserved: int
    picked: int
    receiving: int
    hold: int
    damaged: int
    incoming: int


class ProductLevels(Body):
    """The stock of one product by warehouse: now, or as the ledger had it at a moment."""

    product: UUID
    as_of: datetime | None
    items: list[Quantities]


class Moment(Schema):
    """When."""

    as_of: AwareDatetime | None = Field(
        None,
        ge=_EARLIEST,
        le=_LATEST,
        description="A moment with its zone, 2026-11-22T03:00:00Z; now without.",
    )


class Undo(Body):
    """Why an adjustment is undone."""

    note: Line = ""


class Movement(Body):
    """One entry of the ledger: so many pieces went from one state to another."""

    posting: int
    kind: str
    quantity: int
    from_state: str
    to_state: str
    reason: str
    note: str
    actor: str
    recorded_at: datetime


class Movements(Body):
    """The latest entries of a product, newest first."""

    items: list[Movement]


class WhichLevels(Paging):
    """WhichLevels levels."""

    state: Text = Field("", max_length=10, description="ok, low, out or incoming.")
    q: Text = Field("", max_length=200)
    field: Text = Field("", max_length=20)


class NewAdjustment(Body):
    """What to change, by how many pieces, and why."""

    product: UUID
    warehouse: Text = Field(max_length=8)
    what: Adjustment
    quantity: Pieces
    reason: Reason
    note: Line = ""


class Posting(Body):
    """The ledger's record of what was done."""

    posting: int


def _shown(row: Row) -> dict[str, Any]:
    same = {name: row[name] for name in Level.model_fields if name in row}
    where = {"product": row["public_id"], "warehouse": row["warehouse_code"]}
    return {**same, **where, "name": names(row), "owner": party(row)}


@router.get("", response={200: Page[Level]})
@reads("inventory")
def list_levels(request: HttpRequest, which: Query[WhichLevels]) -> Any:
    """List stock by product, newest product first."""
    return page_of(STOCK, ListQuery(tab=which.state, q=which.q, field=which.field), which, _shown)


@router.get("/{public_id}/movements", response={200: Movements})
@reads("inventory")
def list_movements(request: HttpRequest, public_id: UUID) -> Any:
    """List what moved a product's stock."""
    rows = movements(product(str(public_id)))
    return {
        "items": [{**_known(row), "actor": row["actor_name"], "posting": row["posting_pk"]} for row in rows]
    }


@router.post("/adjustments", response={201: Posting})
@writes("inventory")
def adjust(request: HttpRequest, given: NewAdjustment) -> Any:
    """The warehouse's: change stock by hand, with a reason."""
    asked = AdjustStock(
        str(given.product),
        _warehouse(given.warehouse),
        given.what,
        given.quantity,
        given.reason,
        given.note,
    )
    return Status(201, adjust_stock(asked, key=operation_key(request), now=timezone.now()))


@router.post("/postings/{posting}/reverse", response={201: Posting})
@writes("inventory")
def undo_adjustment(request: HttpRequest, posting: Path[PostingId], given: Undo) -> Any:
    """The warehouse's: undo an adjustment by its mirror image."""
    return Status(201, {"posting": reverse(posting, note=given.note, now=timezone.now())})


# The last one: its address would take in those above.
@router.get("/{public_id}", response={200: ProductLevels})
@reads("inventory")
def get_levels(request: HttpRequest, public_id: UUID, when: Query[Moment]) -> Any:
    """Return a product's stock by warehouse, now or as of a moment."""
    sku = product(str(public_id))
    return {"product": public_id, "as_of": when.as_of, "items": levels_of(sku, as_of=when.as_of)}


def _known(row: Row) -> Row:
    return {name: row[name] for name in Movement.model_fields if name in row}


def _warehouse(code: str) -> int:
    return warehouse_by_code(code).pk
