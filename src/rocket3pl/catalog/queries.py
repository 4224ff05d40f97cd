"""Reads of products."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Q

from rocket3pl.catalog.models import Lot, Sku, SkuBarcode
from rocket3pl.catalog.operations import ProductFacts
from rocket3pl.catalog.rules import typed
from rocket3pl.shared.public_ids import by_public_id
from rocket3pl.shared.queries import uuids
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
    wanted = uuids(tuple(set(public_ids)))
    rows = Lot.objects.filter(sku__public_id__in=wanted, code="").values_list(
        "sku_id", "sku__public_id", "id", "owner_id", "sku__warehouse_id", "sku__status"
    )
    return {
        str(public): Stockable(sku, str(public), lot, owner, warehouse, status)
        for sku, public, lot, owner, warehouse, status in rows
    }


def product(public_id: str) -> Sku:
    """Return one product of the scope with its picture and warehouse. Raises NotFound."""
    rows = Sku.objects.select_related("image", "warehouse", "owner")
    return by_public_id(rows.exclude(status=Sku.Status.WITHDRAWN), public_id)


def product_by_code(code: str) -> str | None:
    """Return the public id of the scope's product that a scanned code names, None for none."""
    found = (
        SkuBarcode.objects.filter(code=code, active=True)
        .exclude(sku__status=Sku.Status.WITHDRAWN)
        .values_list("sku__public_id", flat=True)
        .first()
    )
    return str(found) if found else None


def pending_changes(sku: Sku) -> list[tuple[str, Any, Any]]:
    """Return the changes that wait for approval: (field, value that rules, value asked for)."""
    return [(name, getattr(sku, name), typed(sku, name, text)) for name, text in sku.pending.items()]


def proposed(sku: Sku) -> ProductFacts:
    """Return what the seller last asked for: the product's facts with the waiting changes on top."""
    values = {f.name: getattr(sku, f.name) for f in fields(ProductFacts) if f.name != "image"}
    values.update({name: new for name, _old, new in pending_changes(sku)})
    return ProductFacts(**values, image=str(sku.image.public_id) if sku.image else "")


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
