"""Reads of products."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from rocket3pl.catalog.models import Lot, Sku
from rocket3pl.shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Stockable:
    """A product as stock knows it."""

    sku_id: int
    public_id: str
    lot_id: int
    owner_id: int
    warehouse_id: int
    status: str


def stockables(public_ids: Sequence[str]) -> dict[str, Stockable]:
    """Return products of the scope by public id, with their default lots, in one statement.

    Unknown, foreign and malformed ids are simply missing from the answer.
    """
    wanted = []
    for public_id in set(public_ids):
        try:
            wanted.append(uuid.UUID(public_id))
        except ValueError:
            continue
    rows = Lot.objects.filter(sku__public_id__in=wanted, code="").values_list(
        "sku_id", "sku__public_id", "id", "owner_id", "sku__warehouse_id", "sku__status"
    )
    return {
        str(public): Stockable(sku, str(public), lot, owner, warehouse, status)
        for sku, public, lot, owner, warehouse, status in rows
    }


def product(public_id: str) -> Sku:
    """Return one product of the scope with its picture and warehouse. Raises NotFound."""
    try:
        wanted = uuid.UUID(str(public_id))
    except ValueError:
        raise NotFound(public_id) from None
    sku = (
        Sku.objects.select_related("image", "warehouse", "owner")
        .filter(public_id=wanted)
        .exclude(status=Sku.Status.WITHDRAWN)
        .first()
    )
    if sku is None:
        raise NotFound(public_id)
    return sku
