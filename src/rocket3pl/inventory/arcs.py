"""The law of the ledger: which kind may move pieces from which state to which, and where.

Pure data and predicates; `docs/ledger.md` shows the same table to people.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from rocket3pl.inventory.enums import Kind, State

# What steps of documents do to the stock, by the step's name: from a state to a state.
Effects = Mapping[str, tuple[tuple[State, State], ...]]


@dataclass(frozen=True, slots=True)
class Arc:
    """One legal move. `leaves` and `enters` say whether pieces leave or enter a named bin."""

    source: State
    target: State
    leaves: bool = False
    enters: bool = False


_S = State
ARCS: dict[Kind, tuple[Arc, ...]] = {
    Kind.ANNOUNCE: (Arc(_S.SUPPLIER, _S.INCOMING),),
    Kind.RETRACT: (Arc(_S.INCOMING, _S.SUPPLIER),),
    Kind.RECEIVE: (
        Arc(_S.INCOMING, _S.RECEIVING, enters=True),
        # More came than was announced.
        Arc(_S.SUPPLIER, _S.RECEIVING, enters=True),
    ),
    Kind.PUTAWAY: (Arc(_S.RECEIVING, _S.AVAILABLE, leaves=True, enters=True),),
    Kind.RESERVE: (Arc(_S.AVAILABLE, _S.RESERVED),),
    Kind.RELEASE: (Arc(_S.RESERVED, _S.AVAILABLE),),
    Kind.PICK: (Arc(_S.RESERVED, _S.PICKED, leaves=True, enters=True),),
    Kind.UNPICK: (
        Arc(_S.PICKED, _S.AVAILABLE, leaves=True, enters=True),
        Arc(_S.PICKED, _S.RESERVED, leaves=True, enters=True),
    ),
    Kind.SHIP: (Arc(_S.PICKED, _S.CUSTOMER, leaves=True),),
    Kind.RETURN: (Arc(_S.CUSTOMER, _S.RECEIVING, enters=True),),
    Kind.HOLD: (Arc(_S.AVAILABLE, _S.HOLD, leaves=True, enters=True),),
    Kind.UNHOLD: (Arc(_S.HOLD, _S.AVAILABLE, leaves=True, enters=True),),
    Kind.DAMAGE: (
        Arc(_S.AVAILABLE, _S.DAMAGED, leaves=True, enters=True),
        Arc(_S.RECEIVING, _S.DAMAGED, leaves=True, enters=True),
    ),
    Kind.REPAIR: (Arc(_S.DAMAGED, _S.AVAILABLE, leaves=True, enters=True),),
    Kind.COUNT_GAIN: (Arc(_S.ADJUSTMENT, _S.AVAILABLE, enters=True),),
    Kind.COUNT_LOSS: (
        Arc(_S.AVAILABLE, _S.ADJUSTMENT, leaves=True),
        Arc(_S.DAMAGED, _S.ADJUSTMENT, leaves=True),
        Arc(_S.HOLD, _S.ADJUSTMENT, leaves=True),
    ),
    Kind.RELOCATE: (Arc(_S.AVAILABLE, _S.AVAILABLE, leaves=True, enters=True),),
}


def find_arc(kind: Kind, source: State, target: State) -> Arc | None:
    """Return the arc of a move, or None when the law does not know it.

    A reversal may walk any arc backwards.
    """
    if kind is Kind.REVERSAL:
        for arcs in ARCS.values():
            for arc in arcs:
                if (arc.target, arc.source) == (source, target):
                    return Arc(source, target, leaves=arc.enters, enters=arc.leaves)
        return None
    return next((a for a in ARCS[kind] if (a.source, a.target) == (source, target)), None)
