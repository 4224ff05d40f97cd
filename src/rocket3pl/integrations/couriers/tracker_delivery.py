"""tracker.delivery: an open GraphQL tracker, hosted or run by oneself (SERVICE_URL_TRACKER).

Source: schema.graphql and carrier ids of its public repository, December 2025; the address of the
hosted service and its header are general knowledge.
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from rocket3pl.integrations.connectors import Connector, KeyField
from rocket3pl.integrations.couriers.event import Event, Tracker, TrackingRefused, short
from rocket3pl.integrations.credentials import Keys
from rocket3pl.outside.calls import Answer, Call
from rocket3pl.shared.days import SEOUL

CONNECTOR = Connector(
    code="tracker",
    name="tracker.delivery",
    about=_("출고한 택배의 배송현황을 조회합니다"),
    of="operator",
    fields=(KeyField("client_id", "Client ID"), KeyField("client_secret", "Client Secret", secret=True)),
)
QUERY = (
    "query Track($carrierId: ID!, $trackingNumber: String!) { "
    "track(carrierId: $carrierId, trackingNumber: $trackingNumber) { "
    "lastEvent { time status { code } description location { name } } } }"
)
STATUSES = {
    "UNKNOWN": "unknown",
    "INFORMATION_RECEIVED": "information_received",
    "AT_PICKUP": "at_pickup",
    "IN_TRANSIT": "in_transit",
    "OUT_FOR_DELIVERY": "out_for_delivery",
    "ATTEMPT_FAIL": "attempt_fail",
    "DELIVERED": "delivered",
    "AVAILABLE_FOR_PICKUP": "available_for_pickup",
    "EXCEPTION": "exception",
}


def request(keys: Keys, carrier: str, number: str, base: str) -> Call:
    """Return the call that asks for a parcel's last event."""
    return Call(
        service="tracker",
        method="POST",
        url=f"{base}/graphql",
        headers={"Authorization": f"TRACKQL-API-KEY {keys['client_id']}:{keys['client_secret']}"},
        json={"query": QUERY, "variables": {"carrierId": carrier, "trackingNumber": number}},
        max_bytes=500_000,
    )


def event(answer: Answer) -> Event:
    """Return the last event. NOT_FOUND means that the courier has not scanned the parcel yet."""
    body: Any = answer.json()
    if body.get("errors"):
        code = str((body["errors"][0].get("extensions") or {}).get("code", ""))
        if code == "NOT_FOUND":
            return Event("unknown")
        raise TrackingRefused(short(code, 30) or "error")
    last = body["data"]["track"]["lastEvent"]
    if last is None:
        return Event("unknown")
    at = datetime.fromisoformat(last["time"]) if last.get("time") else None
    return Event(
        status=STATUSES.get(last["status"]["code"], "unknown"),
        at=at if at is None or at.tzinfo else at.replace(tzinfo=SEOUL),
        place=short((last.get("location") or {}).get("name"), 100),
        description=short(last.get("description"), 200),
    )


TRACKER = Tracker(
    CONNECTOR,
    "https://apis.tracker.delivery",
    lambda courier: courier.tracker_delivery_id,
    request,
    event,
    some_carrier="kr.cjlogistics",
    no_key=frozenset({"UNAUTHENTICATED", "FORBIDDEN"}),
)
