"""Fetching a picture in the background, once an address, from outside addresses only."""

import base64
import binascii
import io
from datetime import datetime

from django.db import transaction

from rocket3pl.documents.models import StoredFile
from rocket3pl.documents.operations import Upload, store
from rocket3pl.jobs.handlers import Message, Postpone, calls_out
from rocket3pl.outside.calls import Call, call
from rocket3pl.outside.errors import OutsideError
from rocket3pl.outside.platform import platform_of_environment
from rocket3pl.shared.errors import Invalid
from rocket3pl.shared.outbox import free_key
from rocket3pl.shared.rows import insert_rows
from rocket3pl.shipments.facts import Reason, reason
from rocket3pl.shipments.models import FetchedPicture, Shipment, ShipmentLine
from rocket3pl.shipments.pictures import TOPIC, picture_hash
from rocket3pl.shipments.products import fail
from rocket3pl.shipments.settling import settle

# The fifth comes a quarter of an hour after the first.
TRIES = 5
_MAX_BYTES = 10 * 1024 * 1024
_OK = 200


@calls_out(TOPIC)
def fetch_picture(message: Message, now: datetime) -> None:
    """Fetch the picture of a line that waits for it, and go on with its shipment.

    Raises Postpone while the address may yet answer.
    """
    line = ShipmentLine.objects.filter(pk=message.payload["line"], state="waiting", image=None).first()
    if line is None:
        free_key(message.id)
        return
    found: StoredFile | Reason
    known = FetchedPicture.objects.filter(url_hash=picture_hash(line)).select_related("image").first()
    if known is not None:
        found = known.image
    else:
        data = _data(line, last=message.attempts >= TRIES)
        found = data if isinstance(data, dict) else _stored(line, data, now)
    _go_on(line, found, now)
    # The same picture may be waited for again: a failed line is tried again, an address comes back.
    free_key(message.id)


def _data(line: ShipmentLine, *, last: bool) -> bytes | Reason:
    """Return the picture's bytes, or why there are none."""
    inline, url = line.product.get("image_data", ""), line.product.get("image_url", "")
    if not url:
        try:
            return base64.b64decode(inline, validate=True)
        except (ValueError, binascii.Error):
            return reason("image_unreadable", "image")
    platform = platform_of_environment()
    base = platform.url if platform else ""
    try:
        answer = call(
            Call("picture", "GET", url, max_bytes=_MAX_BYTES),
            inside_allowed=bool(base) and url.startswith(base + "/"),
        )
    except OutsideError as error:
        if error.code in {"bad_address", "inside_address", "too_large"}:
            return reason("image_unreachable", "image", url)
        if last:
            return reason("image_unreachable", "image", url)
        raise Postpone(str(error)) from None
    if answer.status == _OK:
        return answer.body
    if last:
        return reason("image_unreachable", "image", url)
    why = f"picture: http_{answer.status}"
    raise Postpone(why)


def _stored(line: ShipmentLine, data: bytes, now: datetime) -> StoredFile | Reason:
    try:
        name = f"{line.product.get('seller_sku') or 'product'}.jpg"
        return store("product_image", Upload(name, len(data), io.BytesIO(data)), now=now)
    except Invalid:
        return reason("image_unreadable", "image", line.product.get("image_url", ""))


@transaction.atomic
def _go_on(line: ShipmentLine, found: StoredFile | Reason, now: datetime) -> None:
    """Give the picture to the lines of the shipment that wait for it, and settle the shipment."""
    shipment = Shipment.objects.select_for_update().get(pk=line.shipment_id)
    waiting = shipment.lines.filter(state="waiting", image=None)
    same = [other for other in waiting if picture_hash(other) == picture_hash(line)]
    if isinstance(found, dict):
        for other in same:
            fail(other, [found], now=now)
    else:
        insert_rows(
            FetchedPicture,
            ("owner_id", "url_hash", "image_id"),
            [(line.owner_id, picture_hash(line), found.pk)],
            ignore_conflicts=True,
        )
        ShipmentLine.objects.filter(pk__in=[other.pk for other in same]).update(image=found)
    settle(shipment, now=now)
