"""Where a shipped parcel is, as a tracking service last said.

`Told` is the port; settings.PARCEL_STATES names what stands behind it, "" for nobody.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from rocket3pl.outbound.models import Outbound


@dataclass(frozen=True, slots=True)
class ParcelState:
    """The last that is known of a parcel. `status` "" means that nobody was asked yet."""

    status: str = ""
    at: datetime | None = None
    place: str = ""
    description: str = ""
    checked_at: datetime | None = None


class Told(Protocol):
    """What settings.PARCEL_STATES names."""

    def __call__(self, outbound_id: int) -> ParcelState | None:
        """Return what is known of an outbound's parcel, in one statement; None for nothing."""


def parcel_state(outbound: Outbound) -> ParcelState | None:
    """Return where an outbound's parcel is; None, without a statement, where there is no parcel to follow."""
    path = settings.PARCEL_STATES
    if not path or outbound.method != Outbound.Method.PARCEL or not outbound.tracking_no:
        return None
    told: Told = import_string(path)
    return told(outbound.pk) or ParcelState()
