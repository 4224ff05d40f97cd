"""The first fold: how many pieces stand in each state of a warehouse."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from rocket3pl.inventory.enums import EXTERNAL, Kind
from rocket3pl.inventory.errors import InsufficientStock, Shortage
from rocket3pl.inventory.ledger.facts import Posting
from rocket3pl.inventory.models import StockLevel
from rocket3pl.shared.rows import add_to_rows, insert_rows

# Kinds that may bring a product to a warehouse where it never was.
_MAKES_ROWS = frozenset({Kind.ANNOUNCE, Kind.RECEIVE, Kind.COUNT_GAIN, Kind.RETURN, Kind.REVERSAL})
_LevelKey = tuple[int, int]  # warehouse, sku


def move_levels(postings: Sequence[Posting]) -> None:
    """Change the levels by one statement. Raises InsufficientStock with every shortage."""
    deltas: dict[_LevelKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    owners: dict[_LevelKey, int] = {}
    makes: set[_LevelKey] = set()
    for p in postings:
        for m in p.moves:
            key = (p.warehouse_id, m.sku_id)
            owners[key] = p.owner_id
            if p.kind in _MAKES_ROWS:
                makes.add(key)
            if m.source not in EXTERNAL:
                deltas[key][m.source] -= m.quantity
            if m.target not in EXTERNAL:
                deltas[key][m.target] += m.quantity
    insert_rows(
        StockLevel,
        (
            "owner_id",
            "warehouse_id",
            "sku_id",
            "incoming",
            "receiving",
            "available",
            "reserved",
            "picked",
            "hold",
            "damaged",
        ),
        [(owners[w, s], w, s, 0, 0, 0, 0, 0, 0, 0) for w, s in sorted(makes)],
        ignore_conflicts=True,
    )
    there = _lock_levels(deltas)
    shortages = [
        Shortage(sku_id=s, warehouse_id=w, place=state, there=n, asked=-delta)
        for (w, s), states in sorted(deltas.items())
        for state, delta in states.items()
        if (n := there[w, s][state] if (w, s) in there else 0) + delta < 0
    ]
    if shortages:
        raise InsufficientStock(shortages)
    add_to_rows(
        StockLevel,
        {
            there[key]["id"]: changed
            for key, states in deltas.items()
            if (changed := {state: n for state, n in states.items() if n})
        },
    )


def _lock_levels(keys: dict[_LevelKey, dict[str, int]]) -> dict[_LevelKey, dict[str, int]]:
    """Lock the level rows in (warehouse, sku) order and return them.

    SQLite ignores the row lock: there the transaction has been the only writer since it began.
    """
    by_warehouse: dict[int, list[int]] = defaultdict(list)
    for warehouse_id, sku_id in sorted(keys):
        by_warehouse[warehouse_id].append(sku_id)
    found: dict[_LevelKey, dict[str, int]] = {}
    for warehouse_id, sku_ids in by_warehouse.items():
        rows = (
            StockLevel.objects.select_for_update()
            .filter(warehouse_id=warehouse_id, sku_id__in=sku_ids)
            .order_by("sku_id")
        )
        row: Any
        for row in rows.values():
            found[warehouse_id, row["sku_id"]] = row
    return found
