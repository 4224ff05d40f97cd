"""What the tests of the connector do and look at."""

from django.utils import timezone

from rocket3pl.catalog.models import Sku
from rocket3pl.inbound.models import Inbound, InboundLine
from rocket3pl.integrations.import1688.intake import accept
from rocket3pl.integrations.import1688.models import PlatformEvent
from rocket3pl.inventory.models import StockLevel
from rocket3pl.jobs import work
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.shipments.models import Shipment, ShipmentLine, ShipmentStep
from tests.factories import NOW
from tests.integrations.import1688.events import raw


def send(*bodies, via="webhook"):
    """Hand events in, in this order, working off what is due after each."""
    for body in bodies:
        accept(raw(body), event_id=body["id"], via=via, now=NOW)
        work.work_off("w", clock=timezone.now)


def states():
    return dict(PlatformEvent.objects.values_list("event_id", "state"))


def products():
    """Return the products by barcode: state, origin, weight, whether there is a picture."""
    with operator_scope():
        return {
            s.fnsku: (s.status, s.source, str(s.weight_kg), s.image_id is not None, s.pending)
            for s in Sku.objects.order_by("fnsku")
        }


def expected():
    """Return the automatic inbounds: state, day, and announced pieces by barcode."""
    with operator_scope():
        return [
            (
                i.status,
                str(i.expected_on),
                dict(
                    InboundLine.objects.filter(inbound=i)
                    .order_by("sku__fnsku")
                    .values_list("sku__fnsku", "announced")
                ),
            )
            for i in Inbound.objects.filter(automatic=True).order_by("memo", "id")
        ]


def lines():
    """Return the lines of all shipments: (number, line): (state, codes of reasons)."""
    with operator_scope():
        return {
            (n.shipment.shipment_no, n.line_no): (n.state, [(r["code"], r["field"]) for r in n.reasons])
            for n in ShipmentLine.objects.select_related("shipment")
        }


def incoming():
    with operator_scope():
        return {
            fnsku: n
            for fnsku, n in StockLevel.objects.order_by("sku__fnsku").values_list("sku__fnsku", "incoming")
            if n
        }


def outcome():
    """Return everything that shall be equal whatever the order was."""
    with operator_scope():
        shipments = [
            (s.shipment_no, s.content_revision, s.withdrawn, str(s.eta), s.held, s.box_count, s.head)
            for s in Shipment.objects.order_by("shipment_no")
        ]
        steps = list(
            ShipmentStep.objects.order_by("shipment__shipment_no", "kind").values_list(
                "shipment__shipment_no", "kind", "occurred_at", "event_id", "detail"
            )
        )
    return {
        "products": products(),
        "expected": expected(),
        "lines": lines(),
        "incoming": incoming(),
        "shipments": shipments,
        "steps": steps,
    }
