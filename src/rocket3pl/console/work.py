"""작업현황: how much of which work waits. Each number is that of one list's tab, all time."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from rocket3pl.catalog.models import Sku
from rocket3pl.inbound.models import Inbound
from rocket3pl.inventory.lists import STOCK
from rocket3pl.outbound.models import Outbound
from rocket3pl.shared.counting import capped_counts
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.rights import Right

INBOUND_WORK = ("requested", "in_transit", "accepted", "arrived", "receiving")
OUTBOUND_WORK = ("requested", "accepted", "picking", "packing", "ready", "on_hold")


@dataclass(frozen=True, slots=True)
class Count:
    """A number on 작업현황: the list it belongs to, and the tab that shows exactly those rows."""

    area: str
    tab: str
    n: int


def waiting(rights: frozenset[Right]) -> list[Count]:
    """Return the numbers for a person's rights, in at most four statements."""
    wanted: dict[tuple[str, str], QuerySet[Any]] = {}
    if Right.APPROVE_PRODUCT in rights:
        products = Sku.objects.exclude(status=Sku.Status.WITHDRAWN)
        wanted["products", "requested"] = products.filter(status=Sku.Status.REQUESTED)
        wanted["products", "pending"] = products.exclude(pending={})
    if Right.RECEIVE in rights:
        for tab in INBOUND_WORK:
            wanted["inbounds", tab] = Inbound.objects.filter(status=tab)
    if Right.FULFIL in rights:
        for tab in OUTBOUND_WORK:
            wanted["outbounds", tab] = Outbound.objects.filter(status=tab)
        wanted["outbounds", "cancel_requested"] = Outbound.objects.filter(
            cancel_requested_at__isnull=False
        ).exclude(status="cancelled")
    counts = capped_counts({f"{area}:{tab}": rows for (area, tab), rows in wanted.items()})
    found = [Count(area, tab, counts[f"{area}:{tab}"]) for area, tab in wanted]
    stock = STOCK.page(ListQuery(size=1)).counts
    return [*found, Count("inventory", "low", stock["low"]), Count("inventory", "out", stock["out"])]
