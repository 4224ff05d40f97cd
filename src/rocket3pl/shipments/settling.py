"""Making products and the expected inbound of what a shipment's content says; run again after any change.

It looks only at what is there now, never at what came last, so that news in any order end the same.
"""

from datetime import datetime

from rocket3pl.inbound import automatic as inbounds
from rocket3pl.inventory.ledger import MAX_QUANTITY
from rocket3pl.shipments.facts import reason
from rocket3pl.shipments.legs import last_carrier
from rocket3pl.shipments.models import Shipment, ShipmentLine
from rocket3pl.shipments.pictures import need_pictures
from rocket3pl.shipments.products import Judged, fail, judge, make

S = ShipmentLine.State


def settle(shipment: Shipment, *, now: datetime) -> None:
    """Bring the lines that wait to an end where possible, then the expected inbound up to date.

    The shipment's row is locked by the caller.
    """
    if not shipment.content_revision:
        return
    waiting = list(shipment.lines.filter(state=S.WAITING).order_by("line_no"))
    if waiting:
        _settle_lines(shipment, waiting, now)
    # One inbound of all lines, not one change of it for each picture that comes.
    if not shipment.lines.filter(state=S.WAITING).exists():
        expected_inbound(shipment, now=now)


def _settle_lines(shipment: Shipment, waiting: list[ShipmentLine], now: datetime) -> None:
    judged: list[Judged] = []
    for line in waiting:
        found = _head_reasons(shipment, line)
        if found:
            fail(line, found, now=now)
        else:
            judged.append(judge(line))
    for item in judged:
        if item.facts is None:
            fail(item.line, item.reasons, now=now)
    make(shipment, [item for item in judged if item.facts is not None], now=now)
    need_pictures([item.line for item in judged if item.line.state == S.WAITING], now=now)


def _head_reasons(shipment: Shipment, line: ShipmentLine) -> list[dict[str, object]]:
    found = []
    if shipment.warehouse_id is None:
        found.append(reason("unknown_warehouse", "warehouse", str(shipment.head.get("warehouse", ""))))
    if not 1 <= line.quantity <= MAX_QUANTITY:
        found.append(reason("quantity_out_of_range", "quantity", str(line.quantity)))
    return found


def expected_inbound(shipment: Shipment, *, now: datetime) -> None:
    """Make, change or cancel the inbound that the shipment's good lines are expected by."""
    quantities: dict[int, int] = {}
    ready = shipment.lines.filter(state=S.READY).order_by("line_no").values_list("sku_id", "quantity")
    for sku_id, quantity in ready:
        if sku_id is not None:
            quantities[sku_id] = quantities.get(sku_id, 0) + quantity
    inbound = shipment.inbound
    if inbound is None or (inbound.status == "cancelled" and not shipment.withdrawn):
        if not quantities or shipment.warehouse_id is None:
            return
        inbound = shipment.inbound = inbounds.expect(
            quantities,
            warehouse_id=shipment.warehouse_id,
            expected_on=shipment.eta,
            box_count=shipment.box_count,
            memo=shipment.shipment_no,
            now=now,
        )
        shipment.save(update_fields=["inbound"])
    elif not shipment.withdrawn:
        # The same news twice finds nothing to change; the key only has to differ from the last change's.
        inbounds.revise(inbound, quantities, expected_on=shipment.eta, key=f"v{inbound.version}", now=now)
    legs = shipment.steps.order_by("occurred_at", "kind").values_list("detail", flat=True)
    courier, tracking_no = last_carrier(legs)
    inbounds.brought_by(inbound, courier=courier, tracking_no=tracking_no)
    if shipment.withdrawn:
        inbounds.withdraw(inbound, now=now)
