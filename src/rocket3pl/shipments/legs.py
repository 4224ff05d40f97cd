"""Who brings a shipment: told leg by leg, by the names that the platform uses."""

from collections.abc import Iterable, Mapping
from typing import Any

from rocket3pl.shared.validators import BadValue, tracking_no


def last_carrier(details: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """Return courier and tracking number of the last leg that has both, else of the last that has either.

    details  what was told with each step of the way, oldest first

    Two empty texts when no leg has any. The courier is called as the platform calls it, its number is
    written as we write them, if it is one.
    """
    named = [(str(d.get("courier", "")), _number(str(d.get("tracking_no", "")))) for d in details]
    either = [pair for pair in named if any(pair)]
    return ([pair for pair in either if all(pair)] or either or [("", "")])[-1]


def _number(told: str) -> str:
    try:
        return tracking_no(told)
    except BadValue:
        return told
