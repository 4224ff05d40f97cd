"""The states of an inbound and who may lead from one to the next."""

from rocket3pl.inbound.models import Inbound

S = Inbound.Status

# action: (from states, to state)
STEPS: dict[str, tuple[frozenset[str], str]] = {
    "accept": (frozenset({S.REQUESTED}), S.ACCEPTED),
    "reject": (frozenset({S.REQUESTED, S.ACCEPTED}), S.REJECTED),
    "cancel": (frozenset({S.REQUESTED, S.ACCEPTED}), S.CANCELLED),
    "arrive": (frozenset({S.ACCEPTED, S.IN_TRANSIT}), S.ARRIVED),
    "receive": (frozenset({S.ARRIVED, S.RECEIVING}), S.RECEIVING),
    "close": (frozenset({S.ARRIVED, S.RECEIVING}), S.COMPLETED),
}


def may(action: str, status: str) -> bool:
    """Say whether an inbound in a state may take the step."""
    return status in STEPS[action][0]


def actions(status: str) -> tuple[str, ...]:
    """Return the steps that an inbound in a state may take."""
    return tuple(action for action in STEPS if may(action, status))
