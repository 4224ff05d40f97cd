"""Goods that come in: announced, counted at the dock, put away, or never seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rocket3pl.inventory.enums import Kind, State
from rocket3pl.inventory.ledger import Move, Posting, post
from rocket3pl.warehouses.queries import places


@dataclass(frozen=True, slots=True)
class Arrival:
    """The inbound on whose behalf stock moves."""

    inbound_id: int
    owner_id: int
    warehouse_id: int

    def posting(self, kind: Kind, key: str, moves: Sequence[Move], reason: str = "") -> Posting:
        """Return a posting on behalf of the inbound."""
        return Posting(
            owner_id=self.owner_id,
            warehouse_id=self.warehouse_id,
            kind=kind,
            key=f"inbound:{self.inbound_id}:{key}",
            source_type="inbound",
            source_id=self.inbound_id,
            moves=tuple(moves),
            reason=reason,
        )


@dataclass(frozen=True, slots=True)
class Goods:
    """Pieces of one product."""

    sku_id: int
    lot_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted of one product now: good and damaged pieces, and how many are still announced."""

    sku_id: int
    lot_id: int
    good: int
    damaged: int
    announced: int


def announce(arrivals: Sequence[tuple[Arrival, Sequence[Goods]]], *, now: datetime) -> None:
    """Expect goods: supplier -> incoming."""
    post(
        [
            arrival.posting(
                Kind.ANNOUNCE,
                "announce",
                [Move(g.sku_id, g.lot_id, g.quantity, State.SUPPLIER, State.INCOMING) for g in goods],
            )
            for arrival, goods in arrivals
        ],
        now=now,
    )


def retract(arrival: Arrival, goods: Sequence[Goods], *, key: str, now: datetime) -> None:
    """Stop expecting goods: incoming -> supplier."""
    moves = [
        Move(g.sku_id, g.lot_id, g.quantity, State.INCOMING, State.SUPPLIER) for g in goods if g.quantity
    ]
    if moves:
        post([arrival.posting(Kind.RETRACT, key, moves)], now=now)


def expect_otherwise(
    arrival: Arrival, more: Sequence[Goods], less: Sequence[Goods], *, key: str, now: datetime
) -> None:
    """Expect more of some products and less of others, with one call of the ledger."""
    postings = []
    if more:
        moves = [Move(g.sku_id, g.lot_id, g.quantity, State.SUPPLIER, State.INCOMING) for g in more]
        postings.append(arrival.posting(Kind.ANNOUNCE, f"more:{key}", moves))
    if less:
        moves = [Move(g.sku_id, g.lot_id, g.quantity, State.INCOMING, State.SUPPLIER) for g in less]
        postings.append(arrival.posting(Kind.RETRACT, f"less:{key}", moves))
    if postings:
        post(postings, now=now)


def take_in(arrival: Arrival, counted: Sequence[Counted], *, key: str, now: datetime) -> None:
    """Take counted goods in at the dock and put them away: good ones can be sold at once.

    Pieces beyond the announced ones come straight from the supplier. Damaged ones go to quarantine.
    """
    place = places(arrival.warehouse_id)
    received: list[Move] = []
    damaged: list[Move] = []
    stored: list[Move] = []
    for c in counted:
        total = c.good + c.damaged
        expected = min(total, c.announced)
        for n, source in ((expected, State.INCOMING), (total - expected, State.SUPPLIER)):
            if n:
                received.append(
                    Move(c.sku_id, c.lot_id, n, source, State.RECEIVING, to_location_id=place.dock)
                )
        if c.damaged:
            damaged.append(
                Move(
                    c.sku_id, c.lot_id, c.damaged, State.RECEIVING, State.DAMAGED,
                    place.dock, place.quarantine,
                )
            )  # fmt: skip
        if c.good:
            stored.append(
                Move(
                    c.sku_id, c.lot_id, c.good, State.RECEIVING, State.AVAILABLE,
                    place.dock, place.storage,
                )
            )  # fmt: skip
    steps = (
        (Kind.RECEIVE, "receive", received),
        (Kind.DAMAGE, "damage", damaged),
        (Kind.PUTAWAY, "putaway", stored),
    )
    postings = [arrival.posting(kind, f"{key}:{step}", moves) for kind, step, moves in steps if moves]
    if postings:
        post(postings, now=now)
