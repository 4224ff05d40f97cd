"""What each step of an inbound does to the stock: pieces go from a state to a state.

It tells; it moves nothing. 도움말 shows it to people, and tests/console/test_help.py holds it to what the
steps really do.
"""

from rocket3pl.inventory.arcs import Effects
from rocket3pl.inventory.enums import State

S = State

EFFECTS: Effects = {
    "request": ((S.SUPPLIER, S.INCOMING),),
    "expect": ((S.SUPPLIER, S.INCOMING),),
    "accept": (),
    "reject": ((S.INCOMING, S.SUPPLIER),),
    "cancel": ((S.INCOMING, S.SUPPLIER),),
    "withdraw": ((S.INCOMING, S.SUPPLIER),),
    "arrive": (),
    "begin": (),
    # More than was announced comes straight from the supplier.
    "receive": (
        (S.INCOMING, S.RECEIVING),
        (S.SUPPLIER, S.RECEIVING),
        (S.RECEIVING, S.AVAILABLE),
        (S.RECEIVING, S.DAMAGED),
    ),
    # What did not come is expected no longer.
    "close": ((S.INCOMING, S.SUPPLIER),),
}
