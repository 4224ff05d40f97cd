"""스마트택배 (SweetTracker): one GET a parcel; free keys have a small daily quota.

Source: paths of public repositories; the fields of the answer are general knowledge.
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
    code="sweettracker",
    name=_("스마트택배"),
    about=_("출고한 택배의 배송현황을 조회합니다 (SweetTracker)"),
    of="operator",
    fields=(KeyField("key", "API Key", secret=True),),
)
LEVELS = {
    1: "information_received",
    2: "at_pickup",
    3: "in_transit",
    4: "in_transit",
    5: "out_for_delivery",
    6: "delivered",
}


def request(keys: Keys, carrier: str, number: str, base: str) -> Call:
    """Return the call that asks for a parcel's journey."""
    return Call(
        service="sweettracker",
        method="GET",
        url=f"{base}/api/v1/trackingInfo",
        params={"t_key": keys["key"], "t_code": carrier, "t_invoice": number},
        max_bytes=500_000,
    )


def event(answer: Answer) -> Event:
    """Return the last step. An error of the service says status false and a code."""
    body: Any = answer.json()
    if body.get("status") is False:
        raise TrackingRefused(short(body.get("code"), 30) or "error")
    steps = body.get("trackingDetails") or []
    last = steps[-1] if steps else {}
    at = None
    if last.get("timeString"):
        at = datetime.strptime(last["timeString"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SEOUL)
    return Event(
        status="delivered" if body.get("complete") is True else LEVELS.get(body.get("level"), "unknown"),
        at=at,
        place=short(last.get("where"), 100),
        description=short(last.get("kind"), 200),
    )


TRACKER = Tracker(
    CONNECTOR,
    "https://info.sweettracker.co.kr",
    lambda courier: courier.sweettracker_code,
    request,
    event,
    some_carrier="04",
    no_parcel=frozenset({"104"}),
    no_key=frozenset({"101", "102"}),
    too_many=frozenset({"103"}),
)
