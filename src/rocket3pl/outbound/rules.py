"""The states of an outbound and which step leads from which to which."""

from rocket3pl.outbound.models import Outbound

S = Outbound.Status

# Before picking the seller may cancel; from picking on the warehouse must agree.
OWNER_MAY_CANCEL = frozenset({S.REQUESTED, S.ACCEPTED})
UNDER_WAY = frozenset({S.PICKING, S.PACKING, S.READY})
OPEN = OWNER_MAY_CANCEL | UNDER_WAY

# step: (from states, to state); "" keeps the state or returns to the one before the hold.
STEPS: dict[str, tuple[frozenset[str], str]] = {
    "accept": (frozenset({S.REQUESTED}), S.ACCEPTED),
    "start_picking": (frozenset({S.ACCEPTED}), S.PICKING),
    "pick": (frozenset({S.PICKING}), ""),
    "report_short": (frozenset({S.PICKING}), ""),
    "finish_picking": (frozenset({S.PICKING}), S.PACKING),
    "pack": (frozenset({S.PACKING}), S.READY),
    "ship": (frozenset({S.READY}), S.SHIPPED),
    "hold": (frozenset(OPEN), S.ON_HOLD),
    "resume": (frozenset({S.ON_HOLD}), ""),
    "reject": (frozenset({S.REQUESTED, S.ACCEPTED, S.ON_HOLD}), S.REJECTED),
    "cancel": (frozenset(OWNER_MAY_CANCEL), S.CANCELLED),
    "ask_cancel": (frozenset(UNDER_WAY | {S.ON_HOLD}), ""),
    "confirm_cancel": (frozenset(UNDER_WAY | {S.ON_HOLD}), S.CANCELLED),
    "refuse_cancel": (frozenset(UNDER_WAY | {S.ON_HOLD}), ""),
    "dispatch": (frozenset({S.SHIPPED}), S.IN_DELIVERY),
    "deliver": (frozenset({S.SHIPPED, S.IN_DELIVERY}), S.DELIVERED),
    "coupang_receive": (frozenset({S.SHIPPED}), S.COUPANG_RECEIVED),
}
_NEEDS_CANCEL_REQUEST = frozenset({"confirm_cancel", "refuse_cancel"})
# Steps that only one method of transport knows.
_METHODS: dict[str, tuple[str, ...]] = {
    "dispatch": ("parcel",),
    "deliver": ("parcel",),
    "coupang_receive": ("milkrun",),
}


def may(action: str, outbound: Outbound) -> bool:
    """Say whether an outbound may take the step."""
    if outbound.status not in STEPS[action][0]:
        return False
    if action in _NEEDS_CANCEL_REQUEST:
        return outbound.cancel_requested_at is not None
    if action in ("ask_cancel", "ship"):
        # What the seller wants back does not leave before the warehouse has answered.
        return outbound.cancel_requested_at is None
    if action == "reject" and outbound.status == S.ON_HOLD:
        return outbound.held_from in OWNER_MAY_CANCEL
    return outbound.method in _METHODS.get(action, Outbound.Method.values)


def actions(outbound: Outbound) -> tuple[str, ...]:
    """Return the steps that an outbound may take now."""
    return tuple(action for action in STEPS if may(action, outbound))
