"""Documents in the states that the warehouse's screens work on."""

from datetime import datetime
from typing import Any

from rocket3pl.catalog.queries import Stockable
from rocket3pl.inbound.models import Inbound
from rocket3pl.inbound.operations import InboundRequest, RequestedLine, request_inbound
from rocket3pl.inbound.receiving import accept_inbound, mark_arrived
from rocket3pl.inventory.audit import audit_stock
from rocket3pl.outbound import fulfilment
from rocket3pl.outbound.models import Outbound
from rocket3pl.outbound.submit import submit_outbounds
from rocket3pl.owners.models import Owner
from rocket3pl.shared.models import AuditEvent
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from tests.factories import NOW, new_key, order

BAD_NUMBERS = [
    "-1",
    "1.5",
    "NaN",
    "inf",
    "1e5",
    "abc",
    "😀",
    "1,2",
    "９９９９９９９９９",
    "1000001",
    "9" * 60,
    "10²",
]
HOSTILE = [
    "",
    " ",
    "😀" * 300,
    "a" * 6000,
    "<script>alert(1)</script>",
    "'; drop table x;--",
    "%ED%A0%80",
    "\x00\x01\x1f",
]


def ask_inbound(owner: Owner, *lines: tuple[Stockable, int], state: str = "requested", **more: Any) -> str:
    """Ask for an inbound and lead it to a state."""
    with owner_scope(owner.pk):
        number: str = request_inbound(
            InboundRequest(tuple(RequestedLine(g.public_id, n) for g, n in lines), **more),
            key=new_key(),
            now=NOW,
        )["number"]
    with operator_scope():
        if state != "requested":
            accept_inbound(number, version=None, now=NOW)
        if state == "arrived":
            mark_arrived(number, version=None, now=NOW)
    return number


def ask_outbound(
    owner: Owner, *lines: tuple[Stockable, int], state: str = "requested", now: datetime = NOW, **more: Any
) -> str:
    """Ask for an outbound and lead it to a state."""
    with owner_scope(owner.pk):
        number: str = submit_outbounds([order(*lines, **more)], key=new_key(), now=now)["numbers"][0]
    steps = ["requested", "accepted", "picking", "packing", "ready", "shipped"]
    with operator_scope():
        for step in steps[1 : steps.index(state) + 1]:
            if step == "accepted":
                fulfilment.accept_outbound(number, version=None, now=now)
            elif step == "picking":
                fulfilment.start_picking(number, version=None, now=now)
            elif step == "packing":
                takes = {i: n for i, (_g, n) in enumerate(lines, start=1)}
                fulfilment.pick_lines(number, takes, version=None, now=now)
            elif step == "ready":
                fulfilment.pack_outbound(number, box_count=1, version=None, now=now)
            else:
                handover = fulfilment.Handover(courier="CJ", tracking_no="123456789012", truck_no="1")
                fulfilment.ship_outbound(number, handover, version=None, now=now)
    return number


def inbound(number: str) -> Inbound:
    with operator_scope():
        return Inbound.objects.get(number=number)


def outbound(number: str) -> Outbound:
    with operator_scope():
        return Outbound.objects.get(number=number)


def lines_of(document: Any) -> list[Any]:
    with operator_scope():
        return list(document.lines.select_related("sku").order_by("line_no"))


def books_agree() -> bool:
    """Say whether the auditor finds nothing."""
    with operator_scope():
        return all(f.holds for f in audit_stock())


def events() -> int:
    """Return how much has happened: a refused step leaves no event behind."""
    return AuditEvent.objects.count()
