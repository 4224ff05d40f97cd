"""Reading the events that came, and having them worked on again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from rocket3pl.integrations.import1688.intake import TOPIC
from rocket3pl.integrations.import1688.models import PlatformEvent
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.outbox import announce
from rocket3pl.shared.queries import containing, ordering, tabbed
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator

S = PlatformEvent.State
_TABS = {
    "": Q(),
    **{
        state.value: Q(state=state.value)
        for state in (S.FAILED, S.UNKNOWN_SELLER, S.RECEIVED, S.DONE, S.IGNORED)
    },
}
_SORTS = {"received_at": "received_at", "kind": "kind"}
_SEARCHED = ("event_id", "shipment_no", "seller_code")
_AGAIN = (S.FAILED, S.UNKNOWN_SELLER)


def _matching(query: ListQuery) -> QuerySet[PlatformEvent]:
    rows = PlatformEvent.objects.all()
    if query.ids:
        return rows.filter(event_id__in=query.ids)
    if kind := query.where.get("kind"):
        rows = rows.filter(kind=kind)
    return rows.filter(containing(query.q, *_SEARCHED)) if query.q else rows


def _rows(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = rows.order_by(*ordering(query, _SORTS, "-id")).values(
        "id", "event_id", "kind", "via", "seller_code", "shipment_no", "state", "reason", "received_at",
        "handled_at",
    )  # fmt: skip
    return found


EVENTS = tabbed(_matching, _rows, _TABS)


def event_of(event_id: str) -> PlatformEvent:
    """Return one event. Raises NotFound, NotPermitted."""
    require_operator(Right.EDIT_MASTER_DATA)
    found = PlatformEvent.objects.filter(event_id=event_id).first()
    if found is None:
        raise NotFound(event_id)
    return found


@transaction.atomic
def work_again(event_ids: Sequence[str], *, now: datetime) -> int:
    """다시 시도 of events that failed or whose seller was unknown; returns how many there were.

    Raises NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    # PostgreSQL does not take every sign; an id holds none of the others.
    wanted = [event_id for event_id in event_ids[:1000] if event_id.isprintable()]
    events = list(
        PlatformEvent.objects.select_for_update().filter(event_id__in=wanted, state__in=_AGAIN).order_by("id")
    )
    PlatformEvent.objects.filter(pk__in=[e.pk for e in events]).update(state=S.RECEIVED, reason="")
    announce([(None, TOPIC, {"event": e.pk}) for e in events], now=now)
    for event in events:
        record("platform_event.again", event, now=now, after={"event_id": event.event_id})
    return len(events)
