"""What the warehouse does to stock outside of documents: adjust with a reason, reverse a posting."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction

from rocket3pl.catalog.models import Lot
from rocket3pl.catalog.queries import product
from rocket3pl.inventory.enums import Kind, State
from rocket3pl.inventory.ledger import MAX_QUANTITY, Move, Posting, post
from rocket3pl.inventory.models import StockEntry, StockPosting
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import Invalid, NotFound, Problem
from rocket3pl.shared.idempotency import once
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator
from rocket3pl.warehouses.queries import Places, places


class Adjustment(StrEnum):
    """What an adjustment does to pieces of a product in one warehouse."""

    GAIN = "gain"
    LOSS = "loss"
    HOLD = "hold"
    UNHOLD = "unhold"
    DAMAGE = "damage"
    REPAIR = "repair"
    SCRAP = "scrap"


class Reason(StrEnum):
    """Why stock is adjusted; an adjustment without a reason is refused."""

    COUNTED = "counted"
    FOUND = "found"
    LOST = "lost"
    BROKEN = "broken"
    INBOUND_NOT_RECORDED = "inbound_not_recorded"
    OUTBOUND_NOT_RECORDED = "outbound_not_recorded"
    QUALITY_CHECK = "quality_check"
    OWNER_REQUEST = "owner_request"
    DATA_ENTRY = "data_entry"


def _move(what: Adjustment, place: Places, sku_id: int, lot_id: int, n: int) -> tuple[Kind, Move]:
    storage, apart = place.storage, place.quarantine
    routes: dict[Adjustment, tuple[Kind, State, State, int | None, int | None]] = {
        Adjustment.GAIN: (Kind.COUNT_GAIN, State.ADJUSTMENT, State.AVAILABLE, None, storage),
        Adjustment.LOSS: (Kind.COUNT_LOSS, State.AVAILABLE, State.ADJUSTMENT, storage, None),
        Adjustment.HOLD: (Kind.HOLD, State.AVAILABLE, State.HOLD, storage, apart),
        Adjustment.UNHOLD: (Kind.UNHOLD, State.HOLD, State.AVAILABLE, apart, storage),
        Adjustment.DAMAGE: (Kind.DAMAGE, State.AVAILABLE, State.DAMAGED, storage, apart),
        Adjustment.REPAIR: (Kind.REPAIR, State.DAMAGED, State.AVAILABLE, apart, storage),
        Adjustment.SCRAP: (Kind.COUNT_LOSS, State.DAMAGED, State.ADJUSTMENT, apart, None),
    }
    kind, source, target, leaves, enters = routes[what]
    return kind, Move(sku_id, lot_id, n, source, target, leaves, enters)


@dataclass(frozen=True, slots=True)
class AdjustStock:
    """A request to adjust one product in one warehouse."""

    sku_public_id: str
    warehouse_id: int
    what: Adjustment
    quantity: int
    reason: Reason
    note: str = ""


def adjust_stock(request: AdjustStock, *, key: str, now: datetime) -> dict[str, Any]:
    """Adjust stock once per key, with a reason; returns {"posting": id}.

    Raises Invalid (quantity), NotFound, NotPermitted, InsufficientStock, IdempotencyConflict.
    """
    require_operator(Right.ADJUST_STOCK)
    if not 1 <= request.quantity <= MAX_QUANTITY:
        raise Invalid([Problem("quantity", "quantity_out_of_range", {"max": MAX_QUANTITY})])

    def act() -> dict[str, Any]:
        sku = product(request.sku_public_id)
        lot_id = Lot.objects.values_list("id", flat=True).get(sku=sku, code="")
        kind, move = _move(request.what, places(request.warehouse_id), sku.pk, lot_id, request.quantity)
        (posted,) = post(
            [
                Posting(
                    owner_id=sku.owner_id,
                    warehouse_id=request.warehouse_id,
                    kind=kind,
                    key=f"adjust:{key}",
                    source_type="adjustment",
                    moves=(move,),
                    reason=request.reason.value,
                    note=request.note,
                )
            ],
            now=now,
        )
        record(
            "stock.adjusted",
            sku,
            owner_id=sku.owner_id,
            after={
                "what": request.what.value,
                "quantity": request.quantity,
                "reason": request.reason.value,
                "note": request.note,
            },
            now=now,
        )
        return {"posting": posted.id}

    body = [request.sku_public_id, request.warehouse_id, request.what, request.quantity,
            request.reason, request.note]  # fmt: skip
    return once("adjust_stock", key, body, act, now=now)


_REVERSIBLE = frozenset({"adjustment"})


@transaction.atomic
def reverse(posting_id: int, *, note: str, now: datetime) -> int:
    """Undo an adjustment by its mirror image; returns the new posting's id.

    Postings of documents are undone by the document's own steps, never here. Raises NotFound,
    Invalid (already_reversed, not_reversible), InsufficientStock, NotPermitted.
    """
    require_operator(Right.ADJUST_STOCK)
    old = StockPosting.objects.filter(pk=posting_id).first()
    if old is None:
        raise NotFound(posting_id)
    if old.source_type not in _REVERSIBLE or old.kind == Kind.REVERSAL:
        raise Invalid([Problem("", "not_reversible")])
    if StockPosting.objects.filter(reverses=old).exists():
        raise Invalid([Problem("", "already_reversed")])
    moves = tuple(
        Move(
            sku_id=e.sku_id,
            lot_id=e.lot_id,
            quantity=e.quantity,
            source=State(e.to_state),
            target=State(e.from_state),
            from_location_id=e.to_location_id,
            to_location_id=e.from_location_id,
        )
        for e in StockEntry.objects.filter(posting=old).order_by("line_no")
    )
    (posted,) = post(
        [
            Posting(
                owner_id=old.owner_id,
                warehouse_id=old.warehouse_id,
                kind=Kind.REVERSAL,
                key=f"reverse:{old.pk}",
                source_type="adjustment",
                moves=moves,
                note=note,
                reverses_id=old.pk,
            )
        ],
        now=now,
    )
    return posted.id
