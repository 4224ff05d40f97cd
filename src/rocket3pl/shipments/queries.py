"""Reading shipments: the way of an inbound's goods, and of a product's."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.db.models.fields.json import KT

from rocket3pl.inbound.models import Inbound
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import Row
from rocket3pl.shared.public_ids import by_public_id, public_key
from rocket3pl.shipments.legs import last_carrier
from rocket3pl.shipments.models import Shipment, ShipmentLine, ShipmentStep

# What was told of a line's product; not its picture, which may be in there whole.
_TOLD = ("name_zh", "name_ko", "name_en", "seller_sku", "fnsku", "option_text")
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


def carrier_of(way: Row | None) -> tuple[str, str]:
    """Return courier and tracking number as last_carrier, two empty texts where there is no way."""
    return last_carrier(step["detail"] for step in way["steps"]) if way else ("", "")


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


def _lines(**which: Any) -> list[Row]:
    rows: list[Any] = list(
        ShipmentLine.objects.filter(**which)
        .order_by("line_no")
        .values(
            "public_id",
            "line_no",
            "quantity",
            "state",
            "reasons",
            "failed_at",
            sku_public_id=F("sku__public_id"),
            **{name: KT(f"product__{name}") for name in _TOLD},
        )
    )
    for row in rows:
        row.update({name: row[name] or "" for name in _TOLD})
    return rows


def shipment(public_id: str) -> Row:
    """Return a shipment of the scope as way_of_inbound, in a constant number of statements.

    Besides: source, warehouse (code), owner_code, owner_name, shipped_at, box_count, created_at, and
    lines  public_id, line_no, quantity, state, reasons (code, field, value), failed_at, sku_public_id (the
           product it became, None), and what was told of it: names, seller_sku, fnsku, option_text
    Raises NotFound.
    """
    rows = Shipment.objects.select_related("inbound", "warehouse", "owner")
    found = by_public_id(rows, public_id)
    return {
        **_way(found),
        "source": found.source,
        "warehouse": found.warehouse.code if found.warehouse else "",
        "owner_code": found.owner.code,
        "owner_name": found.owner.name,
        "shipped_at": found.shipped_at,
        "box_count": found.box_count,
        "created_at": found.created_at,
        "lines": _lines(shipment=found),
    }


def shipment_line(public_id: str) -> Row:
    """Return one line of a shipment, in whatever state, as `shipment` does. Raises NotFound."""
    found = _lines(public_id=public_key(public_id))
    if not found:
        raise NotFound(public_id)
    return found[0]
