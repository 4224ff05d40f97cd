"""What the platform hears from us: products taken or refused, goods received and sent. From the outbox."""

from datetime import datetime
from typing import Any

from rocket3pl.catalog.models import Sku
from rocket3pl.inbound.models import Inbound
from rocket3pl.inbound.queries import detail as inbound_detail
from rocket3pl.integrations.import1688 import client
from rocket3pl.integrations.import1688.models import SellerLink
from rocket3pl.jobs.handlers import GiveUp, Message, calls_out, hears_all
from rocket3pl.outbound.models import Outbound
from rocket3pl.owners.models import Owner
from rocket3pl.shared.outbox import announce
from rocket3pl.shipments.models import Shipment

TOPIC = "import1688.tell"
_FACTS = {
    "product.approved": "wms.product.registered",
    "product.rejected": "wms.product.rejected",
    "inbound.completed": "wms.inbound.received",
    "outbound.ship": "wms.outbound.shipped",
}


@hears_all
def hear(message: Message, now: datetime) -> None:
    """Have the platform told of a fact of one of its sellers."""
    kind = _FACTS.get(message.topic)
    if kind is None or not client.is_configured():
        return
    owner = Owner.objects.filter(pk=message.owner_id or 0).first()
    if owner is None or not SellerLink.objects.filter(code=owner.code, linked=True).exists():
        return
    said = {"seller": {"code": owner.code}, "occurred_at": message.created_at.isoformat(), **_said(message)}
    announce([(message.owner_id, TOPIC, {"kind": kind, "id": f"wms_{message.id}", "said": said})], now=now)


def _said(message: Message) -> dict[str, Any]:
    payload = message.payload
    if message.topic.startswith("product."):
        sku = Sku.objects.get(public_id=payload["product"])
        return {"product": {"fnsku": sku.fnsku, "seller_sku": sku.seller_sku}, "refusal": sku.refusal}
    if message.topic.startswith("inbound."):
        return {"inbound": _received(payload["inbound"])}
    outbound = Outbound.objects.get(number=payload["outbound"])
    # No name, no address: the platform needs to know that it left, not to whom.
    return {"outbound": {"number": outbound.number, "order_no": outbound.order_no}}


def _received(number: str) -> dict[str, Any]:
    detail = inbound_detail(number)
    shipment = Shipment.objects.filter(inbound=Inbound.objects.get(number=number)).first()
    return {
        "number": number,
        "shipment_no": shipment.shipment_no if shipment else "",
        "lines": [
            {name: line[name] for name in ("fnsku", "announced", "good", "damaged")} for line in detail.lines
        ],
        "differences": [
            {"fnsku": d["fnsku"], "kind": d["kind"], "quantity": d["quantity"]} for d in detail.differences
        ],
    }


@calls_out(TOPIC)
def tell(message: Message, now: datetime) -> None:
    """Send it; the id stays the same, so that hearing it twice is hearing it once. Raises as client.tell."""
    payload = message.payload
    try:
        client.tell(payload["kind"], payload["id"], payload["said"], now=now)
    except client.Refused as error:
        raise GiveUp(str(error)) from None
