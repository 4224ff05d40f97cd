"""Which pictures a shipment's lines wait for: each is asked for once."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from rocket3pl.shared.outbox import announce_once
from rocket3pl.shipments.models import ShipmentLine

TOPIC = "shipment.picture"


def need_pictures(lines: Sequence[ShipmentLine], *, now: datetime) -> None:
    """Have the pictures of waiting lines fetched; asking again while it is being fetched has no effect."""
    for line in lines:
        if line.image is None:
            key = f"{line.public_id}:{picture_hash(line)[:32]}"
            announce_once(TOPIC, key, {"line": line.pk}, now=now, owner_id=line.owner_id)


def picture_hash(line: ShipmentLine) -> str:
    """Return what names a line's picture: the SHA-256 of its address, or of the picture that came along."""
    told = line.product.get("image_url") or line.product.get("image_data") or ""
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()
