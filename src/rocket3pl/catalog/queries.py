"""Reads of products."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from rocket3pl.catalog.models import Lot, Sku
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.validators import scanned


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


def products_by_code(owner_id: int, typed: str) -> list[Sku]:
    """Return the owner's approved products that a scanned or typed code names, at most ten.

    A barcode names one product; a Seller Sku may name several options of it.
    """
    code = scanned(typed)
    if not code:
        return []
    found = Sku.objects.filter(
        Q(fnsku=code) | Q(barcodes__code=code, barcodes__active=True) | Q(seller_sku__iexact=typed.strip()),
        owner_id=owner_id,
        status=Sku.Status.APPROVED,
    )
    return list(found.select_related("image").distinct().order_by("id")[:10])
