"""What 연결 확인 calls for each connector: something that changes nothing and costs next to nothing."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from rocket3pl.integrations.checks import READ_S, TOTAL_S, KeyRefused, Probe
from rocket3pl.integrations.connectors import base_of
from rocket3pl.integrations.coupang import client as coupang
from rocket3pl.integrations.coupang.refresh import PRODUCTS
from rocket3pl.integrations.coupang.settings import CONNECTOR as COUPANG
from rocket3pl.integrations.coupang.settings import Vendor
from rocket3pl.integrations.couriers.event import Tracker, TrackingRefused
from rocket3pl.integrations.couriers.tracking import TRACKERS
from rocket3pl.integrations.credentials import Keys
from rocket3pl.integrations.domeggook import client as domeggook
from rocket3pl.integrations.import1688.client import signed_call
from rocket3pl.integrations.import1688.setup import NAME as IMPORT1688
from rocket3pl.integrations.import1688.setup import current_setup, is_of_environment, setup_of
from rocket3pl.integrations.juso import client as juso
from rocket3pl.integrations.juso.answer import BrokenAnswer, Refused, addresses_of
from rocket3pl.integrations.translators.engine import SERVICES
from rocket3pl.integrations.translators.service import Service
from rocket3pl.outside.calls import Answer
from rocket3pl.outside.errors import OutsideError, Unknown

# (keys, code of the owner whose they are, now); None where there is no address to call.
Make = Callable[[Keys, str, datetime], Probe | None]
_WORD = "衣服"
# No courier has given this number to anybody.
_NO_PARCEL = "100000000000"
_NO_ITEM = "1"
_PLACE = "세종대로 110"


def _translation(service: Service) -> Make:
    """Return what translates one word; its answer is not kept."""

    def read(answer: Answer) -> None:
        if not service.text(answer).strip():
            raise Unknown(service=service.connector.code, code="broken_answer")

    def make(keys: Keys, _owner: str, _now: datetime) -> Probe:
        base = base_of(service.connector.code, service.base(keys))
        request = service.request(keys, _WORD, "ko", base.url)
        return Probe(request, base.inside_allowed, read, service.refusals)

    return make


def _tracking(tracker: Tracker) -> Make:
    """Return what asks about a parcel that there is not: "unknown" is as good an answer as any."""
    code = tracker.connector.code

    def read(answer: Answer) -> None:
        try:
            tracker.event(answer)
        except TrackingRefused as refused:
            if refused.code in tracker.no_key:
                raise KeyRefused(code) from None
            if refused.code in tracker.too_many:
                raise OutsideError(service=code, code="http_429") from None
            if refused.code not in tracker.no_parcel:
                raise Unknown(service=code, code="broken_answer") from None

    def make(keys: Keys, _owner: str, _now: datetime) -> Probe:
        base = base_of(code, tracker.base)
        request = tracker.request(keys, tracker.some_carrier, _NO_PARCEL, base.url)
        return Probe(replace(request, timeout_s=TOTAL_S, read_s=READ_S), base.inside_allowed, read)

    return make


def _item(keys: Keys, _owner: str, _now: datetime) -> Probe:
    """Ask for one item; that there is none of that number is a good answer, too."""
    where = domeggook.base()

    def read(answer: Answer) -> None:
        body = answer.json()
        if "domeggook" in body:
            return
        if not domeggook.is_no_such_item(body["errors"]):
            raise KeyRefused(domeggook.CONNECTOR.code)

    return Probe(
        domeggook.item_call(_NO_ITEM, keys, where.url),
        where.inside_allowed,
        read,
        bucket=(domeggook.CONNECTOR.code, domeggook.PER_MINUTE, domeggook.BURST),
    )


def _products(keys: Keys, owner: str, now: datetime) -> Probe:
    """Read one product of the seller's list."""
    vendor = Vendor(0, owner, keys["vendor_id"], keys["access_key"], keys["secret_key"])
    base = base_of(COUPANG.code, coupang.BASE)
    query = f"vendorId={vendor.vendor_id}&maxPerPage=1"
    request = coupang.signed_call(vendor, PRODUCTS, query, base.url, now=now)

    def read(answer: Answer) -> None:
        if str(answer.json()["code"]) not in coupang.GOOD_CODES:
            raise Unknown(service=COUPANG.code, code="broken_answer")

    return Probe(
        replace(request, timeout_s=TOTAL_S, read_s=READ_S),
        base.inside_allowed,
        read,
        bucket=(f"{COUPANG.code}:{vendor.vendor_id}", coupang.PER_MINUTE, coupang.BURST),
    )


def _events(keys: Keys, _owner: str, now: datetime) -> Probe | None:
    """Read one event of the platform's list, without going on in it."""
    platform = current_setup() if is_of_environment() else setup_of(keys)
    if not platform.is_configured:
        return None

    def read(answer: Answer) -> None:
        if not isinstance(answer.json()["events"], list):
            raise Unknown(service=IMPORT1688, code="broken_answer")

    event_id = f"check_{secrets.token_hex(8)}"
    request = signed_call(
        platform, "GET", "/v1/events?after=&limit=1", b"", kind="wms.get", event_id=event_id, now=now,
        timeout_s=TOTAL_S,
    )  # fmt: skip
    return Probe(replace(request, read_s=READ_S), platform.inside_allowed, read, frozenset({401, 403}))


def _address(keys: Keys, _owner: str, _now: datetime) -> Probe:
    """Look for one address; refusals come with status 200 and a code."""
    where = base_of(juso.CONNECTOR.code, juso.BASE)

    def read(answer: Answer) -> None:
        try:
            addresses_of(answer.json())
        except Refused as refused:
            if refused.code == "refused":
                raise KeyRefused(juso.CONNECTOR.code) from None
            raise Unknown(service=juso.CONNECTOR.code, code="broken_answer") from None
        except BrokenAnswer:
            raise Unknown(service=juso.CONNECTOR.code, code="broken_answer") from None

    request = juso.address_call(_PLACE, keys, where.url)
    return Probe(
        request, where.inside_allowed, read, bucket=(juso.CONNECTOR.code, juso.PER_MINUTE, juso.BURST)
    )


PROBES: Mapping[str, Make] = {
    **{service.connector.code: _translation(service) for service in SERVICES},
    **{tracker.connector.code: _tracking(tracker) for tracker in TRACKERS},
    domeggook.CONNECTOR.code: _item,
    juso.CONNECTOR.code: _address,
    COUPANG.code: _products,
    IMPORT1688: _events,
}
