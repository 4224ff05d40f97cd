"""Stock: levels, what moved them, and the warehouse's adjustments."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Status

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import REFUSALS, Body, Line, Names, Party, Pieces, names, operation_key, party
from rocket3pl.catalog.queries import product
from rocket3pl.inventory.lists import STOCK, movements
from rocket3pl.inventory.operations import Adjustment, AdjustStock, Reason, adjust_stock
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.warehouses.queries import warehouse_by_code

router = Router(tags=["inventory"])


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


class Movement(Body):
    """One entry of the ledger: so many pieces went from one state to another."""

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


class Which(Paging):
    """Which levels."""

    state: str = Field("", max_length=10, description="ok, low, out or incoming.")
    q: str = Field("", max_length=200)
    field: str = Field("", max_length=20)


class NewAdjustment(Body):
    """What to change, by how many pieces, and why."""

    product: UUID
    warehouse: str = Field(max_length=8)
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


@router.get("", response={200: Page[Level], **REFUSALS})
@reads("inventory")
def list_levels(request: HttpRequest, which: Query[Which]) -> Any:
    """List stock by product, newest product first."""
    return page_of(STOCK, ListQuery(tab=which.state, q=which.q, field=which.field), which, _shown)


@router.get("/{public_id}/movements", response={200: Movements, **REFUSALS})
@reads("inventory")
def list_movements(request: HttpRequest, public_id: UUID) -> Any:
    """List what moved a product's stock."""
    rows = movements(product(str(public_id)))
    return {"items": [{**row, "actor": row["actor_name"]} for row in rows]}


@router.post("/adjustments", response={201: Posting, **REFUSALS})
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


def _warehouse(code: str) -> int:
    return warehouse_by_code(code).pk
