"""The states of an inbound and who may lead from one to the next."""

from rocket3pl.inbound.models import Inbound

S = Inbound.Status

# action: (from states, to state)
STEPS: dict[str, tuple[frozenset[str], str]] = {
    "accept": (frozenset({S.REQUESTED}), S.ACCEPTED),
    "reject": (frozenset({S.REQUESTED, S.ACCEPTED}), S.REJECTED),
    "cancel": (frozenset({S.REQUESTED, S.ACCEPTED}), S.CANCELLED),
    # An automatic one is taken back by whoever announced it, never by the seller's own hand.
    "withdraw": (frozenset({S.IN_TRANSIT}), S.CANCELLED),
    "arrive": (frozenset({S.ACCEPTED, S.IN_TRANSIT}), S.ARRIVED),
    "receive": (frozenset({S.ARRIVED, S.RECEIVING}), S.RECEIVING),
    # An automatic one goes on to 검수 by itself when it arrives.
    "begin": (frozenset({S.ARRIVED}), S.RECEIVING),
    "close": (frozenset({S.ARRIVED, S.RECEIVING}), S.COMPLETED),
}


# Steps that nobody presses.
_BY_THEMSELVES = frozenset({"withdraw", "begin"})


def may(action: str, status: str) -> bool:
    """Say whether an inbound in a state may take the step."""
    return status in STEPS[action][0]


def actions(status: str) -> tuple[str, ...]:
    """Return the steps that somebody may lead an inbound in a state to."""
    return tuple(action for action in STEPS if action not in _BY_THEMSELVES and may(action, status))


def differences(announced: int, good: int, damaged: int) -> list[tuple[str, int]]:
    """Return what differs on a line as (부족 short | 초과 over | 오배송 wrong | 파손 damaged, pieces)."""
    came = good + damaged
    over = "wrong" if announced == 0 else "over"
    found = (("short", announced - came), (over, came - announced), ("damaged", damaged))
    return [(kind, n) for kind, n in found if n > 0]
