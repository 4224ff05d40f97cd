"""The one writer of stock. Everything that changes a quantity goes through `post`.

Inside the caller's transaction it claims the postings by their keys, refuses illegal moves, locks
the touched levels in (warehouse, sku) order and then the bins in id order, refuses every shortage
at once, and writes levels, bins and entries with one statement each. `docs/ledger.md` is the law.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import Q

from rocket3pl.inventory.arcs import find_arc
from rocket3pl.inventory.enums import CONDITION, EXTERNAL, Kind, State
from rocket3pl.inventory.errors import IllegalMove, InsufficientStock, Shortage
from rocket3pl.inventory.models import BinStock, StockEntry, StockLevel, StockPosting
from rocket3pl.shared.errors import IdempotencyConflict, StockBusy
from rocket3pl.shared.idempotency import fingerprint
from rocket3pl.shared.rows import add_to_rows, insert_rows
from rocket3pl.shared.tenancy import current_scope

MAX_QUANTITY = 1_000_000
_MAKES_ROWS = frozenset({Kind.ANNOUNCE, Kind.RECEIVE, Kind.COUNT_GAIN, Kind.RETURN, Kind.REVERSAL})


@dataclass(frozen=True, slots=True)
class Move:
    """`quantity` pieces of a lot go from a state to a state; bins are named where the arc asks."""

    sku_id: int
    lot_id: int
    quantity: int
    source: State
    target: State
    from_location_id: int | None = None
    to_location_id: int | None = None


@dataclass(frozen=True, slots=True)
class Posting:
    """One business fact to be posted. `key` makes it happen once per owner.

    allocations (bin stock id, pieces) change what bins have promised to open picks.
    """

    owner_id: int
    warehouse_id: int
    kind: Kind
    key: str
    moves: tuple[Move, ...]
    source_type: str = ""
    source_id: int | None = None
    reason: str = ""
    note: str = ""
    occurred_at: datetime | None = None
    reverses_id: int | None = None
    allocations: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Posted:
    """The id of a posting, and whether it had been posted before (then nothing changed)."""

    id: int
    replayed: bool


_LevelKey = tuple[int, int]  # warehouse, sku
_BinKey = tuple[int, int, str]  # location, lot, condition


def post(postings: Sequence[Posting], *, now: datetime) -> list[Posted]:
    """Post facts together; answer in the order given.

    Call it once per transaction, so that all locks are taken in one order. Raises
    InsufficientStock (with every shortage), IdempotencyConflict (same key, other body), StockBusy
    (rows locked for too long), IllegalMove (a programming error). On any of them the caller's
    transaction must be rolled back.
    """
    if not transaction.get_connection().in_atomic_block:
        message = "stock is posted inside the use case's transaction"
        raise IllegalMove(message)
    for posting in postings:
        _check(posting)
    try:
        posted = _claim(postings, now)
        fresh = [p for p, done in zip(postings, posted, strict=True) if not done.replayed]
        if fresh:
            _move_levels(fresh)
            _move_bins(fresh)
            _write_entries([(d.id, p) for p, d in zip(postings, posted, strict=True) if not d.replayed])
    except OperationalError as error:
        if "lock" in str(error).lower():
            raise StockBusy from error
        raise
    return posted


def _check(posting: Posting) -> None:
    if not current_scope().allows(posting.owner_id):
        message = f"posting of owner {posting.owner_id} outside its scope"
        raise IllegalMove(message)
    if not posting.moves:
        message = "a posting without moves"
        raise IllegalMove(message)
    for move in posting.moves:
        arc = find_arc(posting.kind, move.source, move.target)
        whole = type(move.quantity) is int and 0 < move.quantity <= MAX_QUANTITY * 1000
        if (
            arc is None
            or not whole
            or arc.leaves != (move.from_location_id is not None)
            or arc.enters != (move.to_location_id is not None)
        ):
            message = f"{posting.kind}: {move}"
            raise IllegalMove(message)


def _body_hash(posting: Posting) -> str:
    return fingerprint(
        [posting.kind, posting.warehouse_id, posting.reason, [asdict(m) for m in posting.moves]]
    )


def _claim(postings: Sequence[Posting], now: datetime) -> list[Posted]:
    """Insert the posting rows in key order; those whose key exists are replays."""
    actor = current_scope().actor
    hashes = {(p.owner_id, p.key): _body_hash(p) for p in postings}
    if len(hashes) != len(postings):
        message = "the same key twice in one call"
        raise IllegalMove(message)
    rows = [
        (
            p.owner_id,
            p.warehouse_id,
            p.kind.value,
            p.key,
            hashes[p.owner_id, p.key],
            p.source_type,
            p.source_id,
            p.reverses_id,
            actor.user_id,
            actor.name,
            p.reason,
            p.note,
            p.occurred_at or now,
            now,
        )
        for p in sorted(postings, key=lambda p: (p.owner_id, p.key))
    ]
    new = insert_rows(
        StockPosting,
        (
            "owner_id",
            "warehouse_id",
            "kind",
            "idempotency_key",
            "request_hash",
            "source_type",
            "source_id",
            "reverses_id",
            "actor_id",
            "actor_name",
            "reason",
            "note",
            "occurred_at",
            "recorded_at",
        ),
        rows,
        ignore_conflicts=True,
        returning=("owner_id", "idempotency_key", "id"),
    )
    done = {(owner, key): Posted(pk, replayed=False) for owner, key, pk in new}
    for p in postings:
        if (p.owner_id, p.key) not in done:
            done[p.owner_id, p.key] = _replay(p, hashes[p.owner_id, p.key])
    return [done[p.owner_id, p.key] for p in postings]


def _replay(posting: Posting, digest: str) -> Posted:
    old = StockPosting.objects.filter(owner_id=posting.owner_id, idempotency_key=posting.key).values_list(
        "id", "request_hash"
    )
    pk, stored = old[0] if old else (0, "")
    if stored != digest:
        # Another body under the key, or a posting that was already reversed by another key.
        raise IdempotencyConflict(posting.key)
    return Posted(pk, replayed=True)


def _move_levels(postings: Sequence[Posting]) -> None:
    deltas: dict[_LevelKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    owners: dict[_LevelKey, int] = {}
    makes: set[_LevelKey] = set()
    for p in postings:
        for m in p.moves:
            key = (p.warehouse_id, m.sku_id)
            owners[key] = p.owner_id
            if p.kind in _MAKES_ROWS:
                makes.add(key)
            if m.source not in EXTERNAL:
                deltas[key][m.source] -= m.quantity
            if m.target not in EXTERNAL:
                deltas[key][m.target] += m.quantity
    insert_rows(
        StockLevel,
        (
            "owner_id",
            "warehouse_id",
            "sku_id",
            "incoming",
            "receiving",
            "available",
            "reserved",
            "picked",
            "hold",
            "damaged",
        ),
        [(owners[w, s], w, s, 0, 0, 0, 0, 0, 0, 0) for w, s in sorted(makes)],
        ignore_conflicts=True,
    )
    there = _lock_levels(deltas)
    shortages = [
        Shortage(sku_id=s, warehouse_id=w, place=state, there=n, asked=-delta)
        for (w, s), states in sorted(deltas.items())
        for state, delta in states.items()
        if (n := there[w, s][state] if (w, s) in there else 0) + delta < 0
    ]
    if shortages:
        raise InsufficientStock(shortages)
    add_to_rows(
        StockLevel,
        {
            there[key]["id"]: changed
            for key, states in deltas.items()
            if (changed := {state: n for state, n in states.items() if n})
        },
    )


def _lock_levels(keys: dict[_LevelKey, dict[str, int]]) -> dict[_LevelKey, dict[str, int]]:
    """Lock the level rows in (warehouse, sku) order and return them.

    SQLite ignores the row lock: there the transaction has been the only writer since it began.
    """
    by_warehouse: dict[int, list[int]] = defaultdict(list)
    for warehouse_id, sku_id in sorted(keys):
        by_warehouse[warehouse_id].append(sku_id)
    found: dict[_LevelKey, dict[str, int]] = {}
    for warehouse_id, sku_ids in by_warehouse.items():
        rows = (
            StockLevel.objects.select_for_update()
            .filter(warehouse_id=warehouse_id, sku_id__in=sku_ids)
            .order_by("sku_id")
        )
        row: Any
        for row in rows.values():
            found[warehouse_id, row["sku_id"]] = row
    return found


@dataclass(slots=True)
class _BinChanges:
    """What postings ask of bins: pieces by bin, whose goods they are, and what bins promise."""

    quantities: dict[_BinKey, int]
    goods: dict[_BinKey, tuple[int, int, int]]  # owner, sku, warehouse
    promised: dict[int, int]


def _bin_changes(postings: Sequence[Posting]) -> _BinChanges:
    asked = _BinChanges(defaultdict(int), {}, defaultdict(int))
    for p in postings:
        for bin_id, pieces in p.allocations:
            asked.promised[bin_id] += pieces
        for m in p.moves:
            for location, state, sign in (
                (m.from_location_id, m.source, -1),
                (m.to_location_id, m.target, 1),
            ):
                if location is not None:
                    key = (location, m.lot_id, CONDITION[state].value)
                    asked.quantities[key] += sign * m.quantity
                    asked.goods[key] = (p.owner_id, m.sku_id, p.warehouse_id)
    return asked


def _move_bins(postings: Sequence[Posting]) -> None:
    asked = _bin_changes(postings)
    if not asked.quantities and not asked.promised:
        return
    insert_rows(
        BinStock,
        ("owner_id", "location_id", "sku_id", "lot_id", "condition", "quantity", "allocated"),
        [
            (asked.goods[key][0], key[0], asked.goods[key][1], key[1], key[2], 0, 0)
            for key, n in sorted(asked.quantities.items())
            if n >= 0
        ],
        ignore_conflicts=True,
    )
    there = _lock_bins(asked)
    deltas: dict[int, dict[str, int]] = defaultdict(dict)
    shortages = []
    for key, n in asked.quantities.items():
        row = there.get(key)
        free = row["quantity"] - row["allocated"] - asked.promised.get(row["id"], 0) if row else 0
        if free + n < 0:
            _, sku_id, warehouse_id = asked.goods[key]
            shortages.append(Shortage(sku_id, warehouse_id, "bin", free, -n))
        elif row and n:
            deltas[row["id"]]["quantity"] = n
    if shortages:
        raise InsufficientStock(shortages)
    for bin_id, pieces in asked.promised.items():
        if pieces:
            deltas[bin_id]["allocated"] = pieces
    add_to_rows(BinStock, deltas)


def _lock_bins(asked: _BinChanges) -> dict[_BinKey, Any]:
    """Lock the bins in id order and return them."""
    rows = (
        BinStock.objects.select_for_update()
        .filter(Q(sku_id__in={g[1] for g in asked.goods.values()}) | Q(id__in=list(asked.promised)))
        .order_by("id")
        .values("id", "location_id", "lot_id", "condition", "quantity", "allocated")
    )
    return {(r["location_id"], r["lot_id"], r["condition"]): r for r in rows}


def _write_entries(posted: Sequence[tuple[int, Posting]]) -> None:
    insert_rows(
        StockEntry,
        (
            "posting_id",
            "line_no",
            "owner_id",
            "warehouse_id",
            "sku_id",
            "lot_id",
            "quantity",
            "from_state",
            "to_state",
            "from_location_id",
            "to_location_id",
        ),
        [
            (
                pk,
                line_no,
                p.owner_id,
                p.warehouse_id,
                m.sku_id,
                m.lot_id,
                m.quantity,
                m.source.value,
                m.target.value,
                m.from_location_id,
                m.to_location_id,
            )
            for pk, p in posted
            for line_no, m in enumerate(p.moves, start=1)
        ],
    )
