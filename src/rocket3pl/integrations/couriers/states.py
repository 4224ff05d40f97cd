"""What outbound/parcels.py finds by settings.PARCEL_STATES: where an outbound's parcel is."""

from rocket3pl.integrations.models import ParcelStatus
from rocket3pl.outbound.parcels import ParcelState


def state_of(outbound_id: int) -> ParcelState | None:
    """Return what the tracking service last said of a parcel of the scope, None where it was not asked."""
    row = ParcelStatus.objects.filter(outbound_id=outbound_id).first()
    if row is None:
        return None
    return ParcelState(row.status, row.last_event_at, row.place, row.description, row.checked_at)
