"""재고부족상품설정: when a seller's products count as low."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rocket3pl.owners.models import Owner
from rocket3pl.shared.audit import Entry, record_many
from rocket3pl.shared.errors import Invalid, Problem, StaleDocument
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner

MAX_THRESHOLD = 1_000_000


@dataclass(frozen=True, slots=True)
class LowStock:
    """When a seller's products count as low, and the version that a change names."""

    threshold: int
    enabled: bool
    version: int


def low_stock() -> LowStock:
    """Return the setting of the owner in scope. Raises NotPermitted."""
    owner = Owner.objects.get(pk=require_owner(Right.VIEW_STOCK))
    return LowStock(owner.low_stock_threshold, owner.low_stock_enabled, owner.version)


@transaction.atomic
def set_low_stock(*, threshold: int, enabled: bool, version: int, now: datetime) -> None:
    """재고부족상품설정: from which 가용재고 on, downwards, products count as low, and whether at all.

    Raises Invalid (threshold: out_of_range), StaleDocument, NotPermitted.
    """
    owner_id = require_owner(Right.SET_LOW_STOCK)
    if not 0 <= threshold <= MAX_THRESHOLD:
        raise Invalid([Problem("threshold", "out_of_range")])
    owner = Owner.objects.select_for_update().get(pk=owner_id)
    if owner.version != version:
        raise StaleDocument(owner.code)
    before = {"threshold": owner.low_stock_threshold, "enabled": owner.low_stock_enabled}
    after = {"threshold": threshold, "enabled": enabled}
    owner.low_stock_threshold, owner.low_stock_enabled = threshold, enabled
    owner.version += 1
    owner.save(update_fields=["low_stock_threshold", "low_stock_enabled", "version"])
    record_many(
        [Entry("owner.low_stock_set", Owner._meta.label_lower, owner.pk, owner.pk, before, after)], now=now
    )
