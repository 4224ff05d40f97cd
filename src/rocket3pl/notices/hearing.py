"""Hears of the facts of owners and writes who is to be told, together with the fact's end: exactly once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.queries import product
from rocket3pl.inbound.queries import detail as inbound_detail
from rocket3pl.jobs.handlers import Message, hears_all
from rocket3pl.notices.rules import Kind
from rocket3pl.notices.writing import Told, tell
from rocket3pl.shared.errors import NotFound

# What a message means to people; None for nothing. One notice at the most: writing.tell counts by message.
Telling = Callable[[Message], Told | None]


def _decided(kind: Kind, message: Message) -> Told | None:
    """Tell the seller of a product; those of one minute stand together, as they were ticked together."""
    public_id = str(message.payload["product"])
    try:
        sku = product(public_id)
    except NotFound:
        # Withdrawn before it was told: there is nothing to look at any more.
        return None
    minute = message.created_at.strftime("%Y%m%d%H%M")
    return Told(kind, message.owner_id, sku.seller_sku, public_id, group=minute)


def _applied(message: Message) -> Told | None:
    """Tell the warehouse of a product that waits; those approved by rule are no work for anybody."""
    try:
        waits = product(str(message.payload["product"])).status == Sku.Status.REQUESTED
    except NotFound:
        return None
    return _asked(Kind.PRODUCT_REQUESTED, message) if waits else None


def _asked(kind: Kind, message: Message) -> Told:
    """Tell the warehouse that a seller asks for something; what one seller asks for stands together."""
    return Told(kind, None, seller_id=message.owner_id, group=str(message.owner_id))


def _cancel_asked(message: Message) -> Told:
    number = str(message.payload["outbound"])
    return Told(Kind.CANCEL_ASKED, None, number, number, seller_id=message.owner_id)


def _inbound(kind: Kind, message: Message) -> Told:
    number = str(message.payload["inbound"])
    return Told(kind, message.owner_id, number, number)


def _completed(message: Message) -> Told:
    lines = inbound_detail(message.payload["inbound"]).lines
    differs = any(line["difference"] or line["damaged"] for line in lines)
    return _inbound(Kind.INBOUND_DIFFERENT if differs else Kind.INBOUND_COMPLETED, message)


def _outbound(kind: Kind, message: Message) -> Told:
    number = str(message.payload["outbound"])
    return Told(kind, message.owner_id, number, number)


def _short(message: Message) -> Told:
    """Tell of an outbound that lacks pieces, once however many of its lines do, until it is read."""
    number = str(message.payload["outbound"])
    return Told(Kind.OUTBOUND_SHORT, message.owner_id, number, number, group=number)


def _low(message: Message) -> Told:
    return Told(Kind.STOCK_LOW, message.owner_id, count=int(message.payload["count"]))


def _failed(message: Message) -> Told:
    """Tell of lines that failed together until somebody looks: a shipment has many."""
    return Told(Kind.PRODUCT_FAILED, message.owner_id, group="lines")


# By the outbox's topic. Steps that the seller takes, and those that lead on as expected, are told to nobody.
TELLINGS: Mapping[str, Telling] = {
    "product.requested": _applied,
    "product.approved": partial(_decided, Kind.PRODUCT_APPROVED),
    "product.rejected": partial(_decided, Kind.PRODUCT_REJECTED),
    "shipment.line_failed": _failed,
    "inbound.requested": partial(_asked, Kind.INBOUND_REQUESTED),
    "inbound.in_transit": partial(_inbound, Kind.INBOUND_IN_TRANSIT),
    "inbound.arrived": partial(_inbound, Kind.INBOUND_ARRIVED),
    "inbound.completed": _completed,
    "inbound.rejected": partial(_inbound, Kind.INBOUND_REJECTED),
    "outbound.requested": partial(_asked, Kind.OUTBOUND_REQUESTED),
    "outbound.ship": partial(_outbound, Kind.OUTBOUND_SHIPPED),
    "outbound.hold": partial(_outbound, Kind.OUTBOUND_HELD),
    "outbound.reject": partial(_outbound, Kind.OUTBOUND_REJECTED),
    "outbound.report_short": _short,
    "outbound.ask_cancel": _cancel_asked,
    "outbound.confirm_cancel": partial(_outbound, Kind.CANCEL_CONFIRMED),
    "outbound.refuse_cancel": partial(_outbound, Kind.CANCEL_REFUSED),
    "stock.low": _low,
}


@hears_all
def note_facts(message: Message, _now: datetime) -> None:
    """Write what a fact means to people; most mean nothing to them."""
    telling = TELLINGS.get(message.topic)
    told = telling(message) if telling is not None else None
    if told is not None:
        tell(told, message)
