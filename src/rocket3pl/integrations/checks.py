"""연결 확인: one harmless call with the keys that are kept, and what came of it.

A connector says by a Probe what is called and how its answer is read. The call goes through the breaker,
so that the list of connections knows its outcome, but past a pause: whoever presses wants to know now.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rocket3pl.outside.breaker import guarded
from rocket3pl.outside.bucket import take
from rocket3pl.outside.calls import Answer, Call, call
from rocket3pl.outside.errors import NotSent, OutsideError, Unknown

# Whoever pressed waits for the answer.
TOTAL_S, READ_S = 8.0, 6.0
# One press in five seconds, however often it is pressed.
_PER_MINUTE = 12
_OK = 200
_UNREADABLE = (KeyError, IndexError, TypeError, ValueError, AttributeError)

CONFIRMED, REFUSED, DENIED, BUSY = "confirmed", "refused", "denied", "busy"
NO_ANSWER, NO_CONNECTION, ODD = "no_answer", "no_connection", "odd"
TOO_SOON, NO_KEYS, NO_ADDRESS = "too_soon", "no_keys", "no_address"
_OUTCOMES = {"key_refused": REFUSED, "http_403": DENIED, "http_429": BUSY, "timeout": NO_ANSWER}


class KeyRefused(OutsideError):  # noqa: N818 - says what happened
    """The service answered that it does not take the key."""

    def __init__(self, service: str) -> None:
        super().__init__(service=service, code="key_refused")


@dataclass(frozen=True, slots=True)
class Probe:
    """A harmless call.

    read     looks at an answer with status 200: raises KeyRefused or Unknown, or KeyError, TypeError and
             the like when it is not what it should be
    refusals statuses by which the service refuses a key
    bucket   the bucket of a service that counts its calls, with what flows into it and what it holds
    """

    call: Call
    inside_allowed: bool
    read: Callable[[Answer], object]
    refusals: frozenset[int] = frozenset({401})
    bucket: tuple[str, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of it: one of the words above, and for those that say more, the code of the error."""

    outcome: str
    code: str = ""


def check(name: str, probe: Probe, *, now: datetime) -> Checked:
    """Make a probe's call under the connection of that name. Never raises for what a service does.

    Speaks to others, so it must be called outside of any transaction.
    """
    if take(name=f"check:{name}", now=now, per_minute=_PER_MINUTE, burst=1):
        return Checked(TOO_SOON)
    if probe.bucket is not None:
        bucket, per_minute, burst = probe.bucket
        if take(name=bucket, now=now, per_minute=per_minute, burst=burst):
            return Checked(BUSY)
    try:
        guarded(name=name, now=now, function=lambda: _answer(probe), by_hand=True)
    except OutsideError as error:
        neither = NO_CONNECTION if isinstance(error, NotSent) else ODD
        return Checked(_OUTCOMES.get(error.code, neither), error.code)
    return Checked(CONFIRMED)


def _answer(probe: Probe) -> Answer:
    """Call and read. Raises OutsideError for everything but a good answer, so that it is remembered."""
    service = probe.call.service
    answer = call(probe.call, inside_allowed=probe.inside_allowed)
    if answer.status in probe.refusals:
        raise KeyRefused(service)
    if answer.status != _OK:
        raise Unknown(service=service, code=f"http_{answer.status}")
    try:
        probe.read(answer)
    except _UNREADABLE:
        raise Unknown(service=service, code="broken_answer") from None
    return answer
