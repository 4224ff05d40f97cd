"""Reading shipments: the way of an inbound's goods, and of a product's."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from rocket3pl.inbound.models import Inbound
from rocket3pl.shared.listing import Row
from rocket3pl.shipments.models import Shipment, ShipmentStep

_OURS = ("arrived_at", "completed_at")


def _way(shipment: Shipment) -> Row:
    steps: list[dict[str, Any]] = [
        {"kind": kind, "at": at, "detail": detail}
        for kind, at, detail in ShipmentStep.objects.filter(shipment=shipment).values_list(
            "kind", "occurred_at", "detail"
        )
    ]
    inbound = shipment.inbound
    if inbound is not None:
        for name in _OURS:
            at: datetime | None = getattr(inbound, name)
            if at is not None:
                steps.append({"kind": name.removesuffix("_at"), "at": at, "detail": {}})
    steps.sort(key=lambda step: (step["at"], step["kind"]))
    return {
        "shipment_no": shipment.shipment_no,
        "public_id": str(shipment.public_id),
        "eta": shipment.eta,
        "held": shipment.held,
        "withdrawn": shipment.withdrawn,
        "inbound": inbound.number if inbound else "",
        "steps": steps,
        "head": shipment.head,
    }


def way_of_inbound(inbound: Inbound) -> Row | None:
    """Return how the goods of an inbound come, None for one that was asked for by hand.

    shipment_no, public_id, eta, held, withdrawn, inbound (its number), head (ship, bill of lading and so on),
    steps  kind (ShipmentStep.Kind, or arrived, completed), at, detail; oldest first
    """
    shipment = Shipment.objects.select_related("inbound").filter(inbound=inbound).first()
    return _way(shipment) if shipment else None


def ways_of_product(sku_id: int, *, limit: int = 5) -> list[Row]:
    """Return how a product's latest shipments come, newest first, as way_of_inbound."""
    rows = (
        Shipment.objects.select_related("inbound")
        .filter(Q(lines__sku_id=sku_id) & ~Q(lines__state="dropped"))
        .distinct()
        .order_by("-id")
    )
    return [_way(shipment) for shipment in rows[:limit]]


def shipment_numbers(inbound_ids: Iterable[int]) -> dict[int, str]:
    """Return the platform's number by inbound, for those that came from one."""
    rows = Shipment.objects.filter(inbound_id__in=list(inbound_ids))
    return {key: number for key, number in rows.values_list("inbound_id", "shipment_no") if key is not None}
