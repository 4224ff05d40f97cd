"""부족: pieces that were promised and are not there, or lie there broken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rocket3pl.inventory.enums import Kind, State
from rocket3pl.inventory.errors import InsufficientStock, Shortage
from rocket3pl.inventory.ledger import Move, post
from rocket3pl.inventory.models import PickTask
from rocket3pl.inventory.picking import Document, open_tasks, posting_for
from rocket3pl.inventory.reservations import lock_reservations, mark_released
from rocket3pl.shared.rows import add_to_rows
from rocket3pl.warehouses.queries import places


@dataclass(frozen=True, slots=True)
class Loss:
    """Pieces of a line that cannot be picked. `broken`: they lie there damaged; else they are gone."""

    line_id: int
    quantity: int
    broken: bool


def declare_shortage(document: Document, losses: Sequence[Loss], *, key: str, now: datetime) -> None:
    """The floor wins over the books: give back reservations, then write off or set aside the pieces.

    Raises InsufficientStock when a line has fewer pieces left to pick.
    """
    lines = [loss.line_id for loss in losses]
    reservations = {r.line_id: r for r in lock_reservations(lines)}
    tasks = open_tasks(lines)
    quarantine = places(document.warehouse_id).quarantine
    release: list[Move] = []
    lost: list[Move] = []
    broken: list[Move] = []
    allocations: list[tuple[int, int]] = []
    shrink: dict[int, dict[str, int]] = {}
    for loss in losses:
        left = loss.quantity
        for task in (t for t in tasks if t.line_id == loss.line_id):
            take = min(left, task.quantity - task.picked)
            if not take:
                continue
            b = task.bin_stock
            left -= take
            allocations.append((b.id, -take))
            shrink[task.pk] = {"quantity": -take}
            release.append(Move(b.sku_id, b.lot_id, take, State.RESERVED, State.AVAILABLE))
            if loss.broken:
                broken.append(
                    Move(
                        b.sku_id, b.lot_id, take, State.AVAILABLE, State.DAMAGED,
                        b.location_id, quarantine,
                    )
                )  # fmt: skip
            else:
                lost.append(Move(b.sku_id, b.lot_id, take, State.AVAILABLE, State.ADJUSTMENT, b.location_id))
        if left:
            r = reservations[loss.line_id]
            raise InsufficientStock(
                [Shortage(r.sku_id, r.warehouse_id, "task", loss.quantity - left, loss.quantity)]
            )
    post(
        [
            posting_for(document, Kind.RELEASE, f"{key}:release", release, tuple(allocations)),
            *([posting_for(document, Kind.COUNT_LOSS, f"{key}:lost", lost, (), "lost")] if lost else []),
            *([posting_for(document, Kind.DAMAGE, f"{key}:broken", broken, (), "broken")] if broken else []),
        ],
        now=now,
    )
    _shrink_tasks(tasks, shrink)
    mark_released({reservations[loss.line_id].id: loss.quantity for loss in losses})


def _shrink_tasks(tasks: Sequence[PickTask], shrink: Mapping[int, Mapping[str, int]]) -> None:
    """Make tasks smaller; a task whose pieces are all given back is closed instead.

    A task of no pieces would break its CHECK, and a closed one still tells what was planned.
    """
    gone = {
        t.pk for t in tasks if t.picked == 0 and t.quantity + shrink.get(t.pk, {}).get("quantity", 0) == 0
    }
    add_to_rows(PickTask, {pk: d for pk, d in shrink.items() if pk not in gone})
    PickTask.objects.filter(pk__in=gone).update(closed=True)
