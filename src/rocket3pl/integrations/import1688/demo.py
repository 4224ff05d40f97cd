"""The button of the sample data: goods leave China without anybody's server but ours."""

import base64
import json
import secrets
from datetime import datetime

from django.conf import settings

from rocket3pl.integrations.import1688.intake import accept
from rocket3pl.integrations.import1688.models import PlatformEvent
from rocket3pl.integrations.import1688.signing import signed_headers, verify
from rocket3pl.integrations.import1688.stories import STORIES, Teller, drawing
from rocket3pl.owners.models import Owner
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator

# Signed and checked like any message: the demonstration takes no other door.
_SECRET = "whsec_demo"  # noqa: S105 - signs nothing but our own demonstration, inside this process
PLAYED = ("normal", "out_of_order", "duplicate", "missing_fields")


def is_demo() -> bool:
    """Say whether this is the sample data, where nothing is real."""
    return bool(settings.DEMO)


def play(story: str, *, seller: str, now: datetime) -> str:
    """Send a story's events through the one door; return the shipment's number.

    Raises NotFound outside of the sample data, or for an unknown story or seller; NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    if not is_demo() or story not in PLAYED or not Owner.objects.filter(code=seller).exists():
        raise NotFound(story)
    # By chance and not by the clock: two presses in one moment are two shipments.
    told = Teller(seller, secrets.randbelow(10**13), now, _inline)
    for event in STORIES[story](told):
        body = json.dumps(event, ensure_ascii=False).encode()
        headers = signed_headers(_SECRET, event_id=event["id"], kind=event["type"], body=body, now=now)
        signed = verify([_SECRET], headers, body, now=now)
        accept(body, event_id=signed.event_id, via=PlatformEvent.Via.DEMO, now=now)
    return told.shipment_no


def _inline(n: int) -> dict[str, str]:
    return {"image_data": base64.b64encode(drawing(n)).decode()}
