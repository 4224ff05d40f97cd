"""Asking the platform for what it may have failed to send: events each minute, open shipments each night."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from rocket3pl.integrations.import1688 import client
from rocket3pl.integrations.import1688.contract import BadEvent, text
from rocket3pl.integrations.import1688.intake import EventConflict, accept
from rocket3pl.integrations.import1688.models import SOURCE, PlatformEvent, PollState
from rocket3pl.jobs.handlers import GiveUp, Message
from rocket3pl.jobs.schedules import daily, every
from rocket3pl.shared.tenancy import operator_scope
from rocket3pl.shipments.models import Shipment

MAX_PAGES = 50


@dataclass(slots=True)
class Taken:
    """How many events were new, were there already, and could not be taken."""

    new: int = 0
    repeated: int = 0
    refused: int = 0


def take_all(bodies: Iterable[dict[str, Any]], *, via: str, now: datetime) -> Taken:
    """Hand events in one by one; one that cannot be taken does not hold up the others."""
    taken = Taken()
    for told in bodies:
        event_id = text(told.get("id"), 64)
        body = json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")
        try:
            repeated = accept(body, event_id=event_id, via=via, now=now).repeated
        except (BadEvent, EventConflict):
            taken.refused += 1
        else:
            taken.repeated += repeated
            taken.new += not repeated
    return taken


@every("import1688_poll", minutes=1, together=False)
def poll(_: Message, now: datetime) -> None:
    """Read the platform's events from where we stopped. Raises as client.events."""
    if not client.is_configured():
        return
    state, _new = PollState.objects.get_or_create(source=SOURCE)
    for _page in range(MAX_PAGES):
        try:
            bodies, cursor, more = client.events(state.cursor, now=now)
        except client.Refused as error:
            raise GiveUp(str(error)) from None
        take_all(bodies, via=PlatformEvent.Via.POLL, now=now)
        # Only after they are kept: if we stop here, they are asked for again.
        moved = cursor != state.cursor
        state.cursor, state.read_at = cursor, now
        state.save()
        if not more or not moved:
            return


@daily("import1688_reconcile", at=time(3, 40), together=False)
def reconcile_open(_: Message, now: datetime) -> None:
    """Compare every shipment that has not arrived with what the platform says. Raises as client."""
    if not client.is_configured():
        return
    with operator_scope():
        rows = Shipment.objects.filter(source=SOURCE).exclude(
            inbound__status__in=["arrived", "receiving", "completed", "cancelled"]
        )
        numbers = list(rows.order_by("id").values_list("shipment_no", flat=True)[:500])
    for number in dict.fromkeys(numbers):
        reconcile(number, now=now)


def reconcile(shipment_no: str, *, now: datetime) -> Taken:
    """Take what is missing of one shipment; a number that the platform does not know has nothing.

    Raises NotSent, Unknown, CircuitOpen.
    """
    try:
        bodies = client.shipment_events(shipment_no, now=now)
    except client.Refused:
        return Taken()
    return take_all(bodies, via=PlatformEvent.Via.RECONCILED, now=now)
