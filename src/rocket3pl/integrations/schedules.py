"""What is fetched by itself: where parcels are, and every seller's stock, orders and products at Coupang.

Each seller's round is a message of its own, so that one whose account fails holds up nobody else's.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Any

from rocket3pl.integrations.connectors import connection_name
from rocket3pl.integrations.coupang.refresh import (
    Refreshed,
    refresh_orders,
    refresh_products,
    refresh_stock,
)
from rocket3pl.integrations.coupang.settings import CONNECTOR as COUPANG
from rocket3pl.integrations.couriers.tracking import refresh_tracking
from rocket3pl.integrations.models import SellerCredential
from rocket3pl.jobs import work
from rocket3pl.jobs.claims import renew
from rocket3pl.jobs.handlers import Message, Postpone, calls_out
from rocket3pl.jobs.schedules import daily, every
from rocket3pl.outside.models import Connection
from rocket3pl.owners.models import Owner
from rocket3pl.shared.outbox import announce_once

_log = logging.getLogger(__name__)

TOPIC = "coupang.refresh"
STOCK_MINUTES, ORDERS_MINUTES = 30, 60
_DAY = timedelta(days=1)
_ROUNDS: dict[str, Callable[..., Refreshed]] = {
    "stock": refresh_stock,
    "orders": refresh_orders,
    "products": refresh_products,
}
# Codes of CoupangError that pass by themselves. All others need a person: the seller's page tells, and the
# next round tries again in any case, so they are not worth a place among the parked messages.
_PAUSED, _UNREACHABLE = "paused", "unreachable"


@every("tracking", minutes=15, together=False)
def tracking(_: Message, now: datetime) -> None:
    """배송현황: ask about the parcels that are due."""
    refresh_tracking(now=now)


@every("coupang_stock", minutes=STOCK_MINUTES)
def coupang_stock(message: Message, now: datetime) -> None:
    """Begin a round of stock for every seller."""
    _begin("stock", message, timedelta(minutes=STOCK_MINUTES), now)


@every("coupang_orders", minutes=ORDERS_MINUTES)
def coupang_orders(message: Message, now: datetime) -> None:
    """Begin a round of orders for every seller."""
    _begin("orders", message, timedelta(minutes=ORDERS_MINUTES), now)


@daily("coupang_products", at=clock_time(4, 50))
def coupang_products(message: Message, now: datetime) -> None:
    """Begin a round of products for every seller."""
    _begin("products", message, _DAY, now)


def _begin(kind: str, message: Message, period: timedelta, now: datetime) -> None:
    """Write one message for each seller who uses Coupang; a second time for the same slot writes none."""
    slot = message.payload["slot"]
    until = (datetime.fromisoformat(slot) + period).isoformat()
    sellers = SellerCredential.objects.filter(
        connector=COUPANG.code, enabled=True, owner__status=Owner.Status.ACTIVE
    )
    for owner_id in sellers.order_by("owner_id").values_list("owner_id", flat=True):
        payload = {"kind": kind, "until": until}
        announce_once(TOPIC, f"{kind}/{slot}/{owner_id}", payload, now=now, owner_id=owner_id)


@calls_out(TOPIC)
def refresh(message: Message, now: datetime) -> None:
    """Fetch for one seller, in the seller's scope. Raises as `fetch`."""
    fetch(message, now, sleep=time.sleep)


def fetch(message: Message, now: datetime, *, sleep: Callable[[float], Any]) -> None:
    """Work off one seller's round; one that the next round has overtaken does nothing.

    While it waits for its turn to call, it keeps its claim and hears whether the worker shall end.
    Raises Postpone while Coupang may yet answer, work.Stopped, claims.LostClaim.
    """
    kind, owner_id = message.payload["kind"], message.owner_id
    if owner_id is None or now >= datetime.fromisoformat(message.payload["until"]):
        return
    began = time.monotonic()

    def pause(seconds: float) -> None:
        sleep(seconds)
        if work.is_stopping():
            raise work.Stopped
        renew(message, now=now + timedelta(seconds=time.monotonic() - began))

    error = _ROUNDS[kind](owner_id=owner_id, now=now, pause=pause).error
    if error == _PAUSED:
        raise Postpone(_reason(error), at=_open_until(owner_id, now))
    if error == _UNREACHABLE:
        raise Postpone(_reason(error))
    if error:
        _log.warning("coupang %s of owner %s: %s", kind, owner_id, error)


def _reason(code: str) -> str:
    return f"{COUPANG.code}: {code}"


def _open_until(owner_id: int, now: datetime) -> datetime | None:
    """Return when the breaker lets a seller's calls through again, None when that is already so."""
    code = Owner.objects.values_list("code", flat=True).get(pk=owner_id)
    row = Connection.objects.filter(name=connection_name(COUPANG.code, code)).first()
    until = row.open_until if row else None
    return until if until is not None and until > now else None
