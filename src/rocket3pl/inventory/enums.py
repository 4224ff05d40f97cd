"""Words of the ledger: states of stock and kinds of postings."""

from enum import StrEnum


class State(StrEnum):
    """Where a piece stands. The first three are outside and have no column."""

    SUPPLIER = "supplier"
    CUSTOMER = "customer"
    ADJUSTMENT = "adjustment"
    INCOMING = "incoming"
    RECEIVING = "receiving"
    AVAILABLE = "available"
    RESERVED = "reserved"
    PICKED = "picked"
    HOLD = "hold"
    DAMAGED = "damaged"


EXTERNAL = frozenset({State.SUPPLIER, State.CUSTOMER, State.ADJUSTMENT})
STORED = tuple(s for s in State if s not in EXTERNAL)
ON_HAND = tuple(s for s in STORED if s is not State.INCOMING)


class Condition(StrEnum):
    """What is the matter with pieces lying in a bin."""

    GOOD = "good"
    HOLD = "hold"
    DAMAGED = "damaged"


# The condition under which a piece of a state lies in a bin.
CONDITION = {
    State.RECEIVING: Condition.GOOD,
    State.AVAILABLE: Condition.GOOD,
    State.RESERVED: Condition.GOOD,
    State.PICKED: Condition.GOOD,
    State.HOLD: Condition.HOLD,
    State.DAMAGED: Condition.DAMAGED,
}


class Kind(StrEnum):
    """What happened. One posting is one fact of one kind."""

    ANNOUNCE = "announce"
    RETRACT = "retract"
    RECEIVE = "receive"
    PUTAWAY = "putaway"
    RESERVE = "reserve"
    RELEASE = "release_reservation"
    PICK = "pick"
    UNPICK = "unpick"
    SHIP = "ship"
    RETURN = "return"
    HOLD = "hold"
    UNHOLD = "unhold"
    DAMAGE = "damage"
    REPAIR = "repair"
    COUNT_GAIN = "count_gain"
    COUNT_LOSS = "count_loss"
    RELOCATE = "relocate"
    REVERSAL = "reversal"
