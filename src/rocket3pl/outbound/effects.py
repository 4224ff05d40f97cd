"""What each step of an outbound does to the stock: pieces go from a state to a state.

It tells; it moves nothing. 도움말 shows it to people, and tests/console/test_help.py holds it to what the
steps really do.
"""

from rocket3pl.inventory.arcs import Effects
from rocket3pl.inventory.enums import State

S = State

EFFECTS: Effects = {
    "request": ((S.AVAILABLE, S.RESERVED),),
    "accept": (),
    "start_picking": (),
    "pick": ((S.RESERVED, S.PICKED),),
    # What is not there is given back before it is written off or set aside.
    "report_short": (
        (S.RESERVED, S.AVAILABLE),
        (S.AVAILABLE, S.ADJUSTMENT),
        (S.AVAILABLE, S.DAMAGED),
    ),
    "finish_picking": (),
    "pack": (),
    "ship": ((S.PICKED, S.CUSTOMER),),
    "dispatch": (),
    "deliver": (),
    "coupang_receive": (),
    "hold": (),
    "resume": (),
    "reject": ((S.RESERVED, S.AVAILABLE),),
    "cancel": ((S.RESERVED, S.AVAILABLE),),
    "ask_cancel": (),
    "confirm_cancel": ((S.PICKED, S.AVAILABLE), (S.RESERVED, S.AVAILABLE)),
    "refuse_cancel": (),
}
