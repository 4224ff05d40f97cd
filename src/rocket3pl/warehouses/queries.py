"""Reads of warehouses."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

from rocket3pl.shared.errors import NotFound
from rocket3pl.warehouses.models import Location, Warehouse


@dataclass(frozen=True, slots=True)
class Places:
    """The default place of each kind in one warehouse, by id."""

    dock: int
    storage: int
    staging: int
    quarantine: int


def places(warehouse_id: int) -> Places:
    """Return the first place of each kind. Raises NotFound when one is missing."""
    first: dict[str, int] = {}
    rows = Location.objects.filter(warehouse_id=warehouse_id, active=True).order_by("pick_rank", "id")
    for kind, pk in rows.values_list("kind", "id"):
        first.setdefault(kind, pk)
    try:
        return Places(**{kind: first[kind] for kind in ("dock", "storage", "staging", "quarantine")})
    except KeyError as missing:
        message = f"warehouse {warehouse_id} has no {missing}"
        raise NotFound(message) from None


class OpenWarehouse(NamedTuple):
    """A warehouse as one chooses it."""

    code: str
    name_ko: str
    name_zh: str
    name_en: str


def open_warehouses() -> list[OpenWarehouse]:
    """Return the warehouses in use, by code."""
    with connection.cursor() as cursor:
        # Every list offers them: a statement written down costs a fifth of one put together.
        cursor.execute(
            "SELECT code, name_ko, name_zh, name_en FROM warehouses_warehouse WHERE active ORDER BY code"
        )
        return [OpenWarehouse(*row) for row in cursor.fetchall()]


def warehouse_by_code(code: str) -> Warehouse:
    """Return a warehouse in use. Raises NotFound."""
    found = Warehouse.objects.filter(code=code, active=True).first()
    if found is None:
        raise NotFound(code)
    return found
