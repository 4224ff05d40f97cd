"""How many pieces of an option were sold in the last days, by the orders that were read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from rocket3pl.integrations.models import CoupangSale
from rocket3pl.shared.days import business_day, day_start

WEEK, MONTH = 7, 30


@dataclass(frozen=True, slots=True)
class Sold:
    """Pieces of the last 7 and of the last 30 Seoul days, today included."""

    week: int
    month: int


def sold(vendor_item_ids: Sequence[int], *, now: datetime) -> dict[int, Sold]:
    """Return what the seller in scope sold of these options, in one statement; none of those not sold."""
    today = business_day(now)
    week, month = (day_start(today - timedelta(days=days - 1)) for days in (WEEK, MONTH))
    rows = CoupangSale.objects.filter(vendor_item_id__in=vendor_item_ids, paid_at__gte=month)
    counted = rows.values("vendor_item_id").annotate(
        week=Coalesce(Sum("quantity", filter=Q(paid_at__gte=week)), 0), month=Sum("quantity")
    )
    return {row["vendor_item_id"]: Sold(row["week"], row["month"]) for row in counted}
