"""Keeping what a connector tells of shipments: any order, any number of times, one outcome.

Everything is locked by its shipment's row, and each piece of news is compared with the age of what is
there. The caller holds the transaction and has seen to it that each event comes here once.
"""

from datetime import datetime

from rocket3pl.shared.rows import insert_rows
from rocket3pl.shared.tenancy import current_scope
from rocket3pl.shipments.models import Shipment, ShipmentLine, ShipmentStep
from rocket3pl.shipments.settling import settle
from rocket3pl.shipments.told import Content, Event, State
from rocket3pl.warehouses.models import Warehouse

Kind = ShipmentStep.Kind


def take_content(event: Event, content: Content, *, now: datetime) -> bool:
    """Take what left the Chinese warehouse; say whether it ruled, or a newer revision already did."""
    shipment = _locked(event, now)
    step(shipment, event, State(Kind.CN_SHIPPED, eta=content.eta))
    if event.revision <= shipment.content_revision:
        return False
    shipment.content_revision, shipment.content_told_at = event.revision, event.occurred_at
    warehouse = Warehouse.objects.filter(code=content.warehouse, active=True).first()
    shipment.warehouse = warehouse
    shipment.shipped_at = content.shipped_at
    shipment.box_count = content.box_count
    shipment.head = dict(content.head)
    _lines(shipment, content)
    shipment.save()
    settle(shipment, now=now)
    return True


def take_state(event: Event, state: State, *, now: datetime) -> None:
    """Take something that happened on the way; older news of the same kind changes nothing."""
    shipment = _locked(event, now)
    step(shipment, event, state)
    shipment.save()
    settle(shipment, now=now)


def take_back(event: Event, *, now: datetime) -> None:
    """Take a withdrawal: the expected inbound is cancelled if nothing was received."""
    shipment = _locked(event, now)
    step(shipment, event, State(Kind.WITHDRAWN))
    shipment.withdrawn_revision = max(shipment.withdrawn_revision, event.revision)
    shipment.save()
    settle(shipment, now=now)


def step(shipment: Shipment, event: Event, state: State) -> None:
    """Note the state if it is the latest news of its kind, and what it says of arrival and customs."""
    insert_rows(
        ShipmentStep,
        ("owner_id", "shipment_id", "kind", "occurred_at", "event_id", "detail"),
        [
            (
                shipment.owner_id,
                shipment.pk,
                state.kind,
                event.occurred_at,
                event.event_id,
                dict(state.detail),
            )
        ],
        ignore_conflicts=True,
    )
    known = ShipmentStep.objects.get(shipment=shipment, kind=state.kind)
    # Two at the same moment: the greater id rules, so that their order of arrival does not.
    if (event.occurred_at, event.event_id) > (known.occurred_at, known.event_id):
        known.occurred_at, known.event_id = event.occurred_at, event.event_id
        known.detail = dict(state.detail)
        known.save()
    if state.eta and (shipment.eta_told_at is None or event.occurred_at >= shipment.eta_told_at):
        shipment.eta, shipment.eta_told_at = state.eta, event.occurred_at
    customs = (Kind.CUSTOMS_DECLARED, Kind.CUSTOMS_INSPECTED, Kind.CUSTOMS_HELD, Kind.CUSTOMS_RELEASED)
    if state.kind in customs and (
        shipment.held_told_at is None or event.occurred_at >= shipment.held_told_at
    ):
        shipment.held, shipment.held_told_at = state.kind == Kind.CUSTOMS_HELD, event.occurred_at


def _locked(event: Event, now: datetime) -> Shipment:
    """Return the shipment's row, locked, made if there was none."""
    owner_id = current_scope().owner_id
    insert_rows(
        Shipment,
        (
            "public_id",
            "owner_id",
            "source",
            "shipment_no",
            "content_revision",
            "withdrawn_revision",
            "held",
            "head",
            "created_at",
        ),
        [
            (
                Shipment._meta.get_field("public_id").get_default(),
                owner_id,
                event.source,
                event.shipment_no,
                0,
                0,
                False,
                {},
                now,
            )
        ],
        ignore_conflicts=True,
    )
    return Shipment.objects.select_for_update().get(source=event.source, shipment_no=event.shipment_no)


def _lines(shipment: Shipment, content: Content) -> None:
    """Put the lines of the content in the place of those there: changed, added, or dropped."""
    known = {line.line_no: line for line in shipment.lines.all()}
    told = {line.line_no: line for line in content.lines}
    for line_no, line in known.items():
        if line_no not in told:
            line.state, line.quantity, line.reasons = ShipmentLine.State.DROPPED, 0, []
            line.save()
    for line_no, new in told.items():
        old = known.get(line_no) or ShipmentLine(
            owner_id=shipment.owner_id, shipment=shipment, line_no=line_no
        )
        # A picture stays with its address; everything else is judged anew.
        if dict(new.product).get("image_url") != old.product.get("image_url"):
            old.image = None
        old.quantity, old.product = new.quantity, dict(new.product)
        old.state, old.reasons, old.failed_at = ShipmentLine.State.WAITING, [], None
        old.save()
