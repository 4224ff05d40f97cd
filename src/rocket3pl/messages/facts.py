"""What is public of the facts that rooms announce: their names, and what is told of each.

Never who receives goods or where: no name, phone, address, nor any text that people write freely.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rocket3pl.catalog.queries import product
from rocket3pl.inbound.queries import detail as inbound_detail
from rocket3pl.jobs.handlers import Message
from rocket3pl.outbound.queries import detail as outbound_detail
from rocket3pl.shared.errors import NotFound

Data = dict[str, Any]


class Topic(StrEnum):
    """The public name of a kind of fact."""

    PRODUCT_REQUESTED = "product.requested"
    PRODUCT_APPROVED = "product.approved"
    PRODUCT_REJECTED = "product.rejected"
    INBOUND_IN_TRANSIT = "inbound.in_transit"
    INBOUND_REQUESTED = "inbound.requested"
    INBOUND_ACCEPTED = "inbound.accepted"
    INBOUND_REJECTED = "inbound.rejected"
    INBOUND_CANCELLED = "inbound.cancelled"
    INBOUND_ARRIVED = "inbound.arrived"
    INBOUND_RECEIVING = "inbound.receiving"
    INBOUND_COMPLETED = "inbound.completed"
    OUTBOUND_REQUESTED = "outbound.requested"
    OUTBOUND_ACCEPTED = "outbound.accepted"
    OUTBOUND_PICKING_STARTED = "outbound.picking_started"
    OUTBOUND_PICKED = "outbound.picked"
    OUTBOUND_SHORT_REPORTED = "outbound.short_reported"
    OUTBOUND_PICKING_FINISHED = "outbound.picking_finished"
    OUTBOUND_PACKED = "outbound.packed"
    OUTBOUND_SHIPPED = "outbound.shipped"
    OUTBOUND_DISPATCHED = "outbound.dispatched"
    OUTBOUND_DELIVERED = "outbound.delivered"
    OUTBOUND_COUPANG_RECEIVED = "outbound.coupang_received"
    OUTBOUND_HELD = "outbound.held"
    OUTBOUND_RESUMED = "outbound.resumed"
    OUTBOUND_REJECTED = "outbound.rejected"
    OUTBOUND_CANCEL_ASKED = "outbound.cancel_asked"
    OUTBOUND_CANCEL_REFUSED = "outbound.cancel_refused"
    OUTBOUND_CANCELLED = "outbound.cancelled"
    STOCK_LOW = "stock.low"


# Sent when a person asks for it; nobody subscribes to it.
TEST_TOPIC = "test.ping"


@dataclass(frozen=True, slots=True)
class Fact:
    """How a topic of the outbox is told."""

    topic: Topic
    data: Callable[[Message], Data]


def _product(message: Message) -> Data:
    public_id = str(message.payload["product"])
    status = message.topic.partition(".")[2]
    try:
        sku = product(public_id)
    except NotFound:
        # Withdrawn before it was told: what happened is still true.
        return {"id": public_id, "status": status}
    found: Data = {
        "id": public_id,
        "status": status,
        "warehouse": sku.warehouse.code,
        "seller_sku": sku.seller_sku,
        "fnsku": sku.fnsku,
        "name": {"zh": sku.name_zh, "ko": sku.name_ko, "en": sku.name_en},
        "option_text": sku.option_text,
    }
    if message.topic == Topic.PRODUCT_REJECTED:
        found["reasons"] = [reason["code"] for reason in sku.refusal.get("reasons", ())]
    return found


def _lines(rows: list[dict[str, Any]], *numbers: str) -> list[Data]:
    named = ("line_no", "seller_sku", "fnsku", *numbers)
    return [{"product": str(row["public_id"]), **{name: row[name] for name in named}} for row in rows]


def _inbound(message: Message) -> Data:
    found = inbound_detail(message.payload["inbound"])
    inbound = found.inbound
    return {
        "number": inbound.number,
        "status": message.payload["status"],
        "automatic": inbound.automatic,
        "warehouse": inbound.warehouse.code,
        "expected_on": inbound.expected_on.isoformat() if inbound.expected_on else None,
        "courier": inbound.courier.code if inbound.courier else None,
        "tracking_no": inbound.tracking_no,
        "box_count": inbound.box_count,
        "lines": _lines(found.lines, "announced", "good", "damaged", "difference"),
    }


def _outbound(message: Message) -> Data:
    found = outbound_detail(message.payload["outbound"])
    outbound = found.outbound
    return {
        "number": outbound.number,
        "status": message.payload["status"],
        "method": outbound.method,
        "order_no": outbound.order_no,
        "po_no": outbound.po_no,
        "warehouse": outbound.warehouse.code,
        "coupang_centre": outbound.centre.code if outbound.centre else None,
        "courier": outbound.courier.code if outbound.courier else None,
        "tracking_no": outbound.tracking_no,
        "box_count": outbound.box_count,
        "lines": _lines(found.lines, "quantity", "picked", "short"),
    }


def _low(message: Message) -> Data:
    return {"products": list(message.payload["products"]), "count": message.payload["count"]}


_OUTBOUND_STEPS: Mapping[str, Topic] = {
    "requested": Topic.OUTBOUND_REQUESTED,
    "accept": Topic.OUTBOUND_ACCEPTED,
    "start_picking": Topic.OUTBOUND_PICKING_STARTED,
    "pick": Topic.OUTBOUND_PICKED,
    "report_short": Topic.OUTBOUND_SHORT_REPORTED,
    "finish_picking": Topic.OUTBOUND_PICKING_FINISHED,
    "pack": Topic.OUTBOUND_PACKED,
    "ship": Topic.OUTBOUND_SHIPPED,
    "dispatch": Topic.OUTBOUND_DISPATCHED,
    "deliver": Topic.OUTBOUND_DELIVERED,
    "coupang_receive": Topic.OUTBOUND_COUPANG_RECEIVED,
    "hold": Topic.OUTBOUND_HELD,
    "resume": Topic.OUTBOUND_RESUMED,
    "reject": Topic.OUTBOUND_REJECTED,
    "ask_cancel": Topic.OUTBOUND_CANCEL_ASKED,
    "refuse_cancel": Topic.OUTBOUND_CANCEL_REFUSED,
    # By the seller before picking, by the warehouse afterwards: for others it is the same.
    "cancel": Topic.OUTBOUND_CANCELLED,
    "confirm_cancel": Topic.OUTBOUND_CANCELLED,
}

# By the outbox's topic.
FACTS: Mapping[str, Fact] = {
    **{topic.value: Fact(topic, _product) for topic in Topic if topic.startswith("product.")},
    **{topic.value: Fact(topic, _inbound) for topic in Topic if topic.startswith("inbound.")},
    Topic.STOCK_LOW.value: Fact(Topic.STOCK_LOW, _low),
    **{f"outbound.{step}": Fact(topic, _outbound) for step, topic in _OUTBOUND_STEPS.items()},
}
