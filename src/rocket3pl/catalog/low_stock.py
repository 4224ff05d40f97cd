"""From which 가용재고 on a product counts as low, where it is another number than its owner's."""

from datetime import datetime

from django.db import transaction

from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.operations import locked_product
from rocket3pl.catalog.queries import product
from rocket3pl.owners.low_stock import MAX_THRESHOLD
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import Invalid, Problem
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner


def own_low_stock(public_id: str) -> Sku:
    """Return a product of the owner in scope, for its number and version. Raises NotFound, NotPermitted."""
    require_owner(Right.VIEW_STOCK)
    return product(public_id)


@transaction.atomic
def set_product_low_stock(
    public_id: str, *, threshold: int | None, version: int | None, now: datetime
) -> None:
    """Give a product a number of its own; None goes back to the owner's.

    Whether products count as low at all is the owner's switch. Raises Invalid (threshold: out_of_range),
    NotFound, StaleDocument, NotPermitted.
    """
    owner_id = require_owner(Right.SET_LOW_STOCK)
    if threshold is not None and not 0 <= threshold <= MAX_THRESHOLD:
        raise Invalid([Problem("threshold", "out_of_range")])
    sku = locked_product(public_id, version=version)
    if sku.low_stock_threshold == threshold:
        return
    before, after = {"threshold": sku.low_stock_threshold}, {"threshold": threshold}
    sku.low_stock_threshold = threshold
    sku.version += 1
    sku.save(update_fields=["low_stock_threshold", "version"])
    record("product.low_stock_set", sku, owner_id=owner_id, before=before, after=after, now=now)
