"""Hard allocation and the way of picked goods: bins promise pieces, tasks take them.

All functions run inside the caller's transaction, after it has locked its document.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rocket3pl.catalog.models import Lot
from rocket3pl.inventory.enums import Kind, State
from rocket3pl.inventory.errors import InsufficientStock, Shortage
from rocket3pl.inventory.ledger import Move, Posting, post
from rocket3pl.inventory.models import BinStock, PickTask
from rocket3pl.inventory.reservations import (
    lock_reservations,
    mark_fulfilled,
    mark_put_back,
    mark_released,
)
from rocket3pl.shared.rows import add_to_rows, insert_rows
from rocket3pl.warehouses.queries import places


@dataclass(frozen=True, slots=True)
class Document:
    """The outbound on whose behalf stock moves."""

    outbound_id: int
    owner_id: int
    warehouse_id: int


def allocate(document: Document, line_ids: Sequence[int]) -> None:
    """Make pick tasks for all that is open on the lines, from the nearest bins first.

    Lots that expire first are taken first. Raises InsufficientStock when bins hold less free goods
    than the books promise, which only a bin held or counted meanwhile can cause.
    """
    wanted = [r for r in lock_reservations(line_ids) if r.open]
    bins = list(
        BinStock.objects.select_for_update(of=("self",))
        .filter(
            sku_id__in={r.sku_id for r in wanted},
            condition="good",
            location__kind="storage",
            location__warehouse_id=document.warehouse_id,
        )
        .order_by("id")
        .values("id", "sku_id", "quantity", "allocated", "location__pick_rank", "lot__expires_on")
    )
    # No expiry date sorts last.
    bins.sort(key=lambda b: (str(b["lot__expires_on"] or "9"), b["location__pick_rank"], b["id"]))
    free = {b["id"]: b["quantity"] - b["allocated"] for b in bins}
    tasks: list[tuple[int, int, int, int, int, bool]] = []
    promised: dict[int, int] = defaultdict(int)
    shortages = []
    for r in wanted:
        left = r.open
        for b in bins:
            take = min(left, free[b["id"]]) if b["sku_id"] == r.sku_id else 0
            if take:
                free[b["id"]] -= take
                promised[b["id"]] += take
                left -= take
                tasks.append((r.owner_id, r.line_id, b["id"], take, 0, False))
        if left:
            shortages.append(Shortage(r.sku_id, r.warehouse_id, "bin", r.open - left, r.open))
    if shortages:
        raise InsufficientStock(shortages)
    insert_rows(PickTask, ("owner_id", "line_id", "bin_stock_id", "quantity", "picked", "closed"), tasks)
    add_to_rows(BinStock, {pk: {"allocated": n} for pk, n in promised.items()})


def open_tasks(line_ids: Sequence[int]) -> list[PickTask]:
    """Lock the open tasks of lines, in id order, with their bins."""
    return list(
        PickTask.objects.select_for_update(of=("self",))
        .select_related("bin_stock")
        .filter(line_id__in=line_ids, closed=False)
        .order_by("id")
    )


def pick(document: Document, takes: Mapping[int, int], *, key: str, now: datetime) -> None:
    """Take pieces for lines ({line id: pieces}) out of their bins: reserved -> picked.

    Raises InsufficientStock when a line has fewer pieces left to pick.
    """
    staging = places(document.warehouse_id).staging
    reservations = {r.line_id: r for r in lock_reservations(list(takes))}
    tasks = open_tasks(list(takes))
    moves: list[Move] = []
    allocations: list[tuple[int, int]] = []
    picked: dict[int, dict[str, int]] = {}
    shortages = []
    for line_id, asked in sorted(takes.items()):
        left = asked
        for task in (t for t in tasks if t.line_id == line_id):
            take = min(left, task.quantity - task.picked)
            if take:
                b = task.bin_stock
                moves.append(
                    Move(
                        b.sku_id, b.lot_id, take, State.RESERVED, State.PICKED,
                        b.location_id, staging,
                    )
                )  # fmt: skip
                allocations.append((b.id, -take))
                picked[task.pk] = {"picked": take}
                left -= take
        if left:
            r = reservations[line_id]
            shortages.append(Shortage(r.sku_id, r.warehouse_id, "task", asked - left, asked))
    if shortages:
        raise InsufficientStock(shortages)
    post(
        [
            posting_for(document, Kind.PICK, key, moves, allocations=tuple(allocations)),
        ],
        now=now,
    )
    add_to_rows(PickTask, picked)
    mark_fulfilled({reservations[line_id].id: n for line_id, n in takes.items()})


def ship(document: Document, line_ids: Sequence[int], *, now: datetime) -> None:
    """Let all picked pieces of the lines leave the building: picked -> customer."""
    staging = places(document.warehouse_id).staging
    moves = [
        Move(sku, lot, n, State.PICKED, State.CUSTOMER, staging)
        for (sku, lot, _), n in _picked(line_ids).items()
    ]
    post(
        [posting_for(document, Kind.SHIP, f"outbound:{document.outbound_id}:ship", moves)],
        now=now,
    )


def _picked(line_ids: Sequence[int]) -> dict[tuple[int, int, int], int]:
    """Return picked pieces by (sku, lot, home bin's location)."""
    found: dict[tuple[int, int, int], int] = defaultdict(int)
    rows = PickTask.objects.filter(line_id__in=line_ids, picked__gt=0).values_list(
        "bin_stock__sku_id", "bin_stock__lot_id", "bin_stock__location_id", "picked"
    )
    for sku, lot, location, n in rows:
        found[sku, lot, location] += n
    return found


def give_back(document: Document, line_ids: Sequence[int], *, key: str, now: datetime) -> None:
    """Undo all that was done for the lines: picked goods to their bins, reservations released.

    After it nothing is reserved, allocated or picked for them.
    """
    reservations = lock_reservations(line_ids)
    tasks = open_tasks(line_ids)
    postings = []
    staging = places(document.warehouse_id).staging
    back = [
        Move(sku, lot, n, State.PICKED, State.AVAILABLE, staging, home)
        for (sku, lot, home), n in _picked(line_ids).items()
    ]
    if back:
        postings.append(posting_for(document, Kind.UNPICK, f"{key}:unpick", back))
    open_now = [r for r in reservations if r.open]
    if open_now:
        lots = _default_lots([r.sku_id for r in open_now])
        postings.append(
            posting_for(
                document,
                Kind.RELEASE,
                f"{key}:release",
                [Move(r.sku_id, lots[r.sku_id], r.open, State.RESERVED, State.AVAILABLE) for r in open_now],
                tuple((t.bin_stock_id, t.picked - t.quantity) for t in tasks if t.picked < t.quantity),
            )
        )
    if postings:
        post(postings, now=now)
    mark_released({r.id: r.open for r in reservations})
    mark_put_back({r.id: r.fulfilled for r in reservations})
    PickTask.objects.filter(pk__in=[t.pk for t in tasks]).update(picked=0, closed=True)


def _default_lots(sku_ids: Sequence[int]) -> dict[int, int]:
    return dict(Lot.objects.filter(sku_id__in=sku_ids, code="").values_list("sku_id", "id"))


def posting_for(
    document: Document,
    kind: Kind,
    key: str,
    moves: Sequence[Move],
    allocations: tuple[tuple[int, int], ...] = (),
    reason: str = "",
) -> Posting:
    """Return a posting on behalf of the document."""
    return Posting(
        owner_id=document.owner_id,
        warehouse_id=document.warehouse_id,
        kind=kind,
        key=key,
        source_type="outbound",
        source_id=document.outbound_id,
        moves=tuple(moves),
        allocations=allocations,
        reason=reason,
    )
