"""Who takes the messages of a topic. Rooms register when the program starts; one handler a topic."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """A claimed message. `claim` is the name under which it was claimed; `attempts` counts this one too."""

    id: int
    owner_id: int | None
    topic: str
    payload: dict[str, Any]
    created_at: datetime
    attempts: int
    claim: str


Handler = Callable[[Message, datetime], None]


@dataclass(frozen=True, slots=True)
class Taken:
    """How a topic is worked off.

    together  the handler runs in the transaction that ends the message: its effect and the end are one
    """

    handler: Handler
    together: bool


class Postpone(Exception):  # noqa: N818 - no error: not now
    """Raised by a handler: try again, with the reason to show. `at` None leaves the time to the backoff."""

    def __init__(self, reason: str, *, at: datetime | None = None) -> None:
        super().__init__(reason)
        self.reason, self.at = reason, at


class GiveUp(Exception):  # noqa: N818
    """Raised by a handler: trying again changes nothing; the message is parked with the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_TAKEN: dict[str, Taken] = {}
_FOLLOWERS: list[Handler] = []
ParkedHandler = Callable[[Message, str, datetime], None]
_PARKED_FOLLOWERS: list[ParkedHandler] = []


def _register(topic: str, handler: Handler, *, together: bool) -> None:
    known = _TAKEN.get(topic)
    if known is not None and known.handler is not handler:
        message = f"two handlers for the topic {topic}"
        raise RuntimeError(message)
    _TAKEN[topic] = Taken(handler, together)


def handles(topic: str) -> Callable[[Handler], Handler]:
    """Register a handler whose whole effect is in our database: it happens exactly once."""

    def register(handler: Handler) -> Handler:
        _register(topic, handler, together=True)
        return handler

    return register


def calls_out(topic: str) -> Callable[[Handler], Handler]:
    """Register a handler that speaks to others or takes long: no transaction is held around it.

    It may run twice when a worker dies between its effect and the end of the message.
    """

    def register(handler: Handler) -> Handler:
        _register(topic, handler, together=False)
        return handler

    return register


def hears_all(handler: Handler) -> Handler:
    """Register one who hears of all facts of owners, in the transaction that ends the message."""
    if handler not in _FOLLOWERS:
        _FOLLOWERS.append(handler)
    return handler


def hears_parked(handler: ParkedHandler) -> ParkedHandler:
    """Register one who hears of every message that is put aside, with the reason, in that transaction.

    No scope is open: it may have been anybody's message.
    """
    if handler not in _PARKED_FOLLOWERS:
        _PARKED_FOLLOWERS.append(handler)
    return handler


def taken(topic: str) -> Taken | None:
    """Return how a topic is worked off; None when nobody asked for it."""
    return _TAKEN.get(topic)


def outside_topics() -> frozenset[str]:
    """Return the topics whose handlers speak to others or take long."""
    return frozenset(topic for topic, how in _TAKEN.items() if not how.together)


def followers() -> tuple[Handler, ...]:
    """Return those who hear of all facts."""
    return tuple(_FOLLOWERS)


def parked_followers() -> tuple[ParkedHandler, ...]:
    """Return those who hear of what is put aside."""
    return tuple(_PARKED_FOLLOWERS)
