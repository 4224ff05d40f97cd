"""The one door for events: kept first, whatever way they came, and worked on in the background."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rocket3pl.integrations.import1688.contract import BadEvent, loads, seller_code, shipment_no, text
from rocket3pl.integrations.import1688.models import PlatformEvent
from rocket3pl.shared.idempotency import fingerprint
from rocket3pl.shared.outbox import announce
from rocket3pl.shared.rows import insert_rows

TOPIC = "import1688.event"
MAX_BYTES = 8 * 1024 * 1024


class EventConflict(Exception):  # noqa: N818 - says what it is
    """An event of that id came before with another body."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer to an event: `repeated` when it was there already."""

    event_id: str
    repeated: bool


def accept(body: bytes, *, event_id: str, via: str, now: datetime) -> Accepted:
    """Keep an event and have it worked on; the same again has no further effect.

    Raises BadEvent (bad_json, wrong_id, too_large) and EventConflict.
    """
    if len(body) > MAX_BYTES:
        raise BadEvent("too_large")
    told = loads(body)
    if not event_id or told.get("id", event_id) != event_id:
        raise BadEvent("wrong_id")
    # Of what it says, not of its spaces: an event may come by webhook first and in a list later.
    digest = fingerprint(told)
    row = (
        event_id,
        text(told.get("type"), 40),
        body.decode("utf-8"),
        digest,
        via,
        seller_code(told),
        shipment_no(told),
        PlatformEvent.State.RECEIVED,
        "",
        now,
    )
    with transaction.atomic():
        new = insert_rows(
            PlatformEvent,
            (
                "event_id",
                "kind",
                "body",
                "body_hash",
                "via",
                "seller_code",
                "shipment_no",
                "state",
                "reason",
                "received_at",
            ),
            [row],
            ignore_conflicts=True,
            returning=("id",),
        )
        if new:
            announce([(None, TOPIC, {"event": new[0][0]})], now=now)
            return Accepted(event_id, repeated=False)
    known = PlatformEvent.objects.filter(event_id=event_id).values_list("body_hash", flat=True).first()
    if known != digest:
        raise EventConflict(event_id)
    return Accepted(event_id, repeated=True)
