"""Reservations: what the seller asked for, taken from what is available, at warehouse level."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rocket3pl.inventory.enums import Kind, State
from rocket3pl.inventory.ledger import Move, Posting, post
from rocket3pl.inventory.models import StockReservation
from rocket3pl.shared.rows import add_to_rows, insert_rows


@dataclass(frozen=True, slots=True)
class Demand:
    """One line that asks for pieces of a product."""

    line_id: int
    sku_id: int
    lot_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Order:
    """The lines of one outbound, which are reserved together."""

    outbound_id: int
    owner_id: int
    warehouse_id: int
    lines: tuple[Demand, ...]


def reserve(orders: Sequence[Order], *, now: datetime) -> None:
    """Reserve all orders or none: available -> reserved.

    Demands for the same product are summed before they are checked. Raises InsufficientStock.
    """
    posted = post(
        [
            Posting(
                owner_id=o.owner_id,
                warehouse_id=o.warehouse_id,
                kind=Kind.RESERVE,
                key=f"outbound:{o.outbound_id}:reserve",
                source_type="outbound",
                source_id=o.outbound_id,
                moves=tuple(
                    Move(d.sku_id, d.lot_id, d.quantity, State.AVAILABLE, State.RESERVED) for d in o.lines
                ),
            )
            for o in orders
        ],
        now=now,
    )
    insert_rows(
        StockReservation,
        ("owner_id", "line_id", "warehouse_id", "sku_id", "quantity", "fulfilled", "released"),
        [
            (o.owner_id, d.line_id, o.warehouse_id, d.sku_id, d.quantity, 0, 0)
            for o, done in zip(orders, posted, strict=True)
            if not done.replayed
            for d in o.lines
        ],
    )


@dataclass(frozen=True, slots=True)
class OpenReservation:
    """What is still promised to a line, locked."""

    id: int
    line_id: int
    owner_id: int
    warehouse_id: int
    sku_id: int
    open: int
    fulfilled: int


def lock_reservations(line_ids: Sequence[int]) -> list[OpenReservation]:
    """Lock the reservations of lines, in id order, and say what is open."""
    rows = StockReservation.objects.select_for_update().filter(line_id__in=line_ids).order_by("id").values()
    return [
        OpenReservation(
            id=r["id"],
            line_id=r["line_id"],
            owner_id=r["owner_id"],
            warehouse_id=r["warehouse_id"],
            sku_id=r["sku_id"],
            open=r["quantity"] - r["fulfilled"] - r["released"],
            fulfilled=r["fulfilled"],
        )
        for r in rows
    ]


def mark_released(amounts: dict[int, int]) -> None:
    """Write down that reservations (by id) gave back pieces."""
    add_to_rows(StockReservation, {pk: {"released": n} for pk, n in amounts.items() if n})


def mark_fulfilled(amounts: dict[int, int]) -> None:
    """Write down that pieces of reservations (by id) were picked."""
    add_to_rows(StockReservation, {pk: {"fulfilled": n} for pk, n in amounts.items() if n})


def mark_put_back(amounts: dict[int, int]) -> None:
    """Write down that picked pieces of reservations (by id) went back on the shelf."""
    add_to_rows(
        StockReservation,
        {pk: {"fulfilled": -n, "released": n} for pk, n in amounts.items() if n},
    )
