"""What is posted: facts, the moves they are made of, and the law they must obey."""

from dataclasses import dataclass
from datetime import datetime

from rocket3pl.inventory.arcs import find_arc
from rocket3pl.inventory.enums import Kind, State
from rocket3pl.inventory.errors import IllegalMove
from rocket3pl.shared.tenancy import current_scope

MAX_QUANTITY = 1_000_000


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


def check(posting: Posting) -> None:
    """Refuse what the law does not know. Raises IllegalMove."""
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
