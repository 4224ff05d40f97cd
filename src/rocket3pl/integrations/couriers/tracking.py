"""배송현황: asks about shipped parcels, the ones longest unasked first, and moves documents on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q

from rocket3pl.integrations.connectors import Base, base_of
from rocket3pl.integrations.couriers import sweettracker, tracker_delivery
from rocket3pl.integrations.couriers.event import Event, Tracker, TrackingRefused
from rocket3pl.integrations.credentials import Keys, operator_keys
from rocket3pl.integrations.models import ParcelStatus
from rocket3pl.outbound.fulfilment import report_journey
from rocket3pl.outbound.models import Outbound
from rocket3pl.outbound.rules import may
from rocket3pl.outside.breaker import guarded
from rocket3pl.outside.calls import call
from rocket3pl.outside.errors import CircuitOpen, OutsideError
from rocket3pl.outside.retries import delays
from rocket3pl.shared.errors import DomainError
from rocket3pl.shared.tenancy import operator_scope

# The first one with keys is asked.
TRACKERS: tuple[Tracker, ...] = (tracker_delivery.TRACKER, sweettracker.TRACKER)
_KEPT = (
    "status",
    "last_event_at",
    "place",
    "description",
    "source",
    "checked_at",
    "next_check_at",
    "failures",
)
_LATEST = timedelta(days=30)
_OK = 200
S = ParcelStatus.Status
# How long until a parcel is asked about again; free keys allow few questions a day.
_PAUSES: dict[str, timedelta] = {S.OUT_FOR_DELIVERY: timedelta(hours=1), S.UNKNOWN: timedelta(hours=6)}
_PAUSE = timedelta(hours=3)
_MOVING = frozenset({S.AT_PICKUP, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.ATTEMPT_FAIL, S.AVAILABLE_FOR_PICKUP})


@dataclass(slots=True)
class Refreshed:
    """What a round did. `stopped` says that the service is left alone for a while."""

    asked: int = 0
    changed: int = 0
    failed: int = 0
    stopped: bool = False


def refresh_tracking(*, now: datetime, limit: int = 100) -> Refreshed:
    """Ask about at most `limit` parcels that are due; does nothing while no tracker has keys.

    A parcel that moves is 배송중, one that arrived 배송완료, by the warehouse's own steps. Opens the
    operator's scope itself: call it outside of any scope and transaction. Never raises for a service
    that fails; that parcel is asked about again later.
    """
    done = Refreshed()
    chosen = next(((t, k) for t in TRACKERS if (k := operator_keys(t.connector.code)).enabled), None)
    if chosen is None:
        return done
    tracker, keys = chosen
    base = base_of(tracker.connector.code, tracker.base)
    with operator_scope():
        for outbound in _due(now, limit):
            carrier = tracker.carrier(outbound.courier)
            if not carrier:
                _keep(outbound, None, tracker, now)
                continue
            done.asked += 1
            try:
                event = _asked(tracker, keys, base, carrier, outbound.tracking_no, now)
            except CircuitOpen:
                done.asked -= 1
                done.stopped = True
                break
            except (OutsideError, TrackingRefused, KeyError, TypeError, ValueError, AttributeError):
                done.failed += 1
                _keep(outbound, None, tracker, now)
            else:
                done.changed += _keep(outbound, event, tracker, now)
                _move_on(outbound, event, now)
    return done


def _due(now: datetime, limit: int) -> list[Any]:
    rows = Outbound.objects.filter(
        method="parcel",
        status__in=("shipped", "in_delivery"),
        shipped_at__gte=now - _LATEST,
        courier__isnull=False,
    ).exclude(tracking_no="")
    due = rows.filter(Q(parcel_status__isnull=True) | Q(parcel_status__next_check_at__lte=now))
    order = F("parcel_status__next_check_at").asc(nulls_first=True)
    return list(due.select_related("courier", "parcel_status").order_by(order, "id")[:limit])


def _asked(tracker: Tracker, keys: Keys, base: Base, carrier: str, number: str, now: datetime) -> Event:
    request = tracker.request(keys, carrier, number, base.url)
    answer = guarded(
        name=tracker.connector.code,
        now=now,
        function=lambda: call(request, inside_allowed=base.inside_allowed),
    )
    if answer.status != _OK:
        code = f"http_{answer.status}"
        raise TrackingRefused(code)
    return tracker.event(answer)


def _keep(outbound: Any, event: Event | None, tracker: Tracker, now: datetime) -> bool:
    """Write what is known now, or that the question failed; return whether the status is another one."""
    row = getattr(outbound, "parcel_status", None) or ParcelStatus(
        owner_id=outbound.owner_id, outbound=outbound
    )
    before = row.status if row.pk else ""
    row.checked_at, row.source = now, tracker.connector.code
    if event is None:
        row.failures += 1
        row.next_check_at = now + delays(
            row.failures, seed=outbound.number, first=timedelta(hours=1), longest=timedelta(hours=24)
        )
    else:
        row.failures = 0
        row.status, row.last_event_at = event.status, event.at
        row.place, row.description = event.place, event.description
        row.next_check_at = now + _PAUSES.get(row.status, _PAUSE)
    # One statement whether it is there or not: two rounds at once do no harm.
    ParcelStatus.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["outbound"], update_fields=_KEPT
    )
    return event is not None and row.status != before


def _move_on(outbound: Any, event: Event, now: datetime) -> None:
    """Take the document's next step when the parcel has gone that far."""
    action = "deliver" if event.status == S.DELIVERED else "dispatch" if event.status in _MOVING else ""
    if action and may(action, outbound):
        try:
            report_journey(outbound.number, action, version=outbound.version, now=now)
        except DomainError:
            return  # somebody took a step meanwhile; the next round looks again
