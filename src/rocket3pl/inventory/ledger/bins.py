"""The second fold: what lies in which bin, and what of it is promised to open picks."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from rocket3pl.inventory.enums import CONDITION
from rocket3pl.inventory.errors import InsufficientStock, Shortage
from rocket3pl.inventory.ledger.facts import Posting
from rocket3pl.inventory.models import BinStock
from rocket3pl.shared.rows import add_to_rows, insert_rows

_BinKey = tuple[int, int, str]  # location, lot, condition


@dataclass(slots=True)
class _BinChanges:
    """What postings ask of bins: pieces by bin, whose goods they are, and what bins promise."""

    quantities: dict[_BinKey, int]
    goods: dict[_BinKey, tuple[int, int, int]]  # owner, sku, warehouse
    promised: dict[int, int]


def _bin_changes(postings: Sequence[Posting]) -> _BinChanges:
    asked = _BinChanges(defaultdict(int), {}, defaultdict(int))
    for p in postings:
        for bin_id, pieces in p.allocations:
            asked.promised[bin_id] += pieces
        for m in p.moves:
            for location, state, sign in (
                (m.from_location_id, m.source, -1),
                (m.to_location_id, m.target, 1),
            ):
                if location is not None:
                    key = (location, m.lot_id, CONDITION[state].value)
                    asked.quantities[key] += sign * m.quantity
                    asked.goods[key] = (p.owner_id, m.sku_id, p.warehouse_id)
    return asked


def move_bins(postings: Sequence[Posting]) -> None:
    """Change the bins by one statement. Raises InsufficientStock with every shortage."""
    asked = _bin_changes(postings)
    if not asked.quantities and not asked.promised:
        return
    insert_rows(
        BinStock,
        ("owner_id", "location_id", "sku_id", "lot_id", "condition", "quantity", "allocated"),
        [
            (asked.goods[key][0], key[0], asked.goods[key][1], key[1], key[2], 0, 0)
            for key, n in sorted(asked.quantities.items())
            if n >= 0
        ],
        ignore_conflicts=True,
    )
    there = _lock_bins(asked)
    deltas: dict[int, dict[str, int]] = defaultdict(dict)
    shortages = []
    for key, n in asked.quantities.items():
        row = there.get(key)
        free = row["quantity"] - row["allocated"] - asked.promised.get(row["id"], 0) if row else 0
        if free + n < 0:
            _, sku_id, warehouse_id = asked.goods[key]
            shortages.append(Shortage(sku_id, warehouse_id, "bin", free, -n))
        elif row and n:
            deltas[row["id"]]["quantity"] = n
    if shortages:
        raise InsufficientStock(shortages)
    for bin_id, pieces in asked.promised.items():
        if pieces:
            deltas[bin_id]["allocated"] = pieces
    add_to_rows(BinStock, deltas)


def _lock_bins(asked: _BinChanges) -> dict[_BinKey, Any]:
    """Lock the bins in id order and return them."""
    rows = (
        BinStock.objects.select_for_update()
        .filter(Q(sku_id__in={g[1] for g in asked.goods.values()}) | Q(id__in=list(asked.promised)))
        .order_by("id")
        .values("id", "location_id", "lot_id", "condition", "quantity", "allocated")
    )
    return {(r["location_id"], r["lot_id"], r["condition"]): r for r in rows}
