"""What both tracking services say of a parcel, in our words."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from rocket3pl.integrations.connectors import Connector
from rocket3pl.integrations.credentials import Keys
from rocket3pl.outside.calls import Answer, Call
from rocket3pl.reference.models import Courier

_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


class TrackingRefused(Exception):  # noqa: N818 - says what happened
    """The service answered, but with an error of its own; `code` is its word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Event:
    """The last that is known of a parcel; "unknown" when the courier has not heard of it yet."""

    status: str
    at: datetime | None = None
    place: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Tracker:
    """A tracking service.

    carrier  its word for a courier, "" when it does not know that one
    request  builds the call (keys, carrier, tracking number, base address)
    event    reads an answer with status 200; TrackingRefused for the service's own errors; KeyError,
             TypeError, ValueError, AttributeError or Unknown when the answer is not what it should be
    some_carrier  its word for a courier that it knows, for 연결 확인
    no_parcel, no_key, too_many  its words for a number that nobody knows, a wrong key, too many calls
    """

    connector: Connector
    base: str
    carrier: Callable[[Courier], str]
    request: Callable[[Keys, str, str, str], Call]
    event: Callable[[Answer], Event]
    some_carrier: str
    no_parcel: frozenset[str] = frozenset()
    no_key: frozenset[str] = frozenset()
    too_many: frozenset[str] = frozenset()


def short(value: object, most: int) -> str:
    """Return a text of a service without control characters, cut to what we keep."""
    return _CONTROL.sub(" ", str(value or "")).strip()[:most]
