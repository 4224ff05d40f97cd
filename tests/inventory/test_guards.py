"""What the database itself refuses, whatever the code does. Both engines."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

import rocket3pl
from rocket3pl.inventory.models import BinStock, StockEntry, StockLevel, StockPosting, StockReservation
from rocket3pl.shared.guards import CompositeReference, VendorSql
from rocket3pl.shared.models import AuditEvent
from rocket3pl.shared.tenancy import OwnedModel, operator_scope
from tests.factories import World, make_products, make_stock


def _refused(sql: str, *parameters: Any) -> str:
    """Run SQL that must be refused at once, or at the latest when the transaction would end."""
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return str(refusal.value)


@pytest.fixture
def stocked(world: World) -> tuple[int, int]:
    """Ten pieces of one product of Ara and of Chae; returns the skus."""
    mine, theirs = make_products(world.ara, 1), make_products(world.chae, 1)
    make_stock(world.ara, mine, 10)
    make_stock(world.chae, theirs, 10)
    return mine[0].sku_id, theirs[0].sku_id


def _snapshot() -> list[Any]:
    with operator_scope():
        return [
            list(m._base_manager.order_by("pk").values_list())
            for m in (StockPosting, StockEntry, StockLevel, BinStock, StockReservation, AuditEvent)
        ]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE inventory_stockentry SET quantity = 1",
        "DELETE FROM inventory_stockentry",
        "UPDATE inventory_stockposting SET note = 'x'",
        "DELETE FROM inventory_stockposting",
        "UPDATE shared_auditevent SET actor_name = 'x'",
        "DELETE FROM shared_auditevent",
    ],
)
def test_facts_are_never_changed(stocked: tuple[int, int], sql: str) -> None:
    before = _snapshot()
    assert "append-only" in _refused(sql)
    assert _snapshot() == before


@pytest.mark.parametrize(
    "column", ["incoming", "receiving", "available", "reserved", "picked", "hold", "damaged"]
)
def test_no_level_is_ever_negative(stocked: tuple[int, int], column: str) -> None:
    before = _snapshot()
    _refused(f"UPDATE inventory_stocklevel SET {column} = -1 WHERE sku_id = %s", stocked[0])
    assert _snapshot() == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE inventory_binstock SET quantity = -1",
        "UPDATE inventory_binstock SET allocated = -1",
        "UPDATE inventory_binstock SET allocated = quantity + 1",
        "UPDATE inventory_binstock SET condition = 'mystery'",
    ],
)
def test_bins_keep_their_promises(stocked: tuple[int, int], sql: str) -> None:
    before = _snapshot()
    _refused(sql)
    assert _snapshot() == before


def _entry(**changes: Any) -> tuple[str, list[Any]]:
    """Return an INSERT of a copy of the first entry with some columns changed."""
    with operator_scope():
        row = StockEntry.objects.order_by("id").values().first()
    assert row is not None
    del row["id"]
    row |= {"line_no": 99} | changes
    names = ", ".join(row)
    return f"INSERT INTO inventory_stockentry ({names}) VALUES ({', '.join(['%s'] * len(row))})", list(
        row.values()
    )


def test_a_copied_entry_is_a_valid_control(stocked: tuple[int, int]) -> None:
    """The refusals below are about what was changed, not about the copy."""
    with pytest.raises(ZeroDivisionError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(*_entry())
        assert cursor.rowcount == 1
        _ = 1 / 0


@pytest.mark.parametrize(
    "changes",
    [
        {"quantity": 0},
        {"quantity": -5},
        {"from_state": "mystery"},
        {
            "from_state": "available",
            "to_state": "available",
            "from_location_id": None,
            "to_location_id": None,
        },
        {"line_no": 1},
    ],
)
def test_entries_that_make_no_sense(stocked: tuple[int, int], changes: dict[str, Any]) -> None:
    before = _snapshot()
    sql, values = _entry(**changes)
    _refused(sql, *values)
    assert _snapshot() == before


def test_entries_never_mix_owners(stocked: tuple[int, int], world: World) -> None:
    before = _snapshot()
    with operator_scope():
        theirs = StockEntry.objects.filter(sku_id=stocked[1]).values().first()
    assert theirs is not None
    for changes in (
        {"sku_id": theirs["sku_id"], "lot_id": theirs["lot_id"]},
        {"owner_id": world.chae.pk},
        {"posting_id": theirs["posting_id"]},
        {"lot_id": theirs["lot_id"]},
    ):
        sql, values = _entry(**changes)
        _refused(sql, *values)
    assert _snapshot() == before


def test_levels_and_bins_never_change_hands(stocked: tuple[int, int], world: World) -> None:
    before = _snapshot()
    _refused("UPDATE inventory_stocklevel SET owner_id = %s WHERE sku_id = %s", world.chae.pk, stocked[0])
    _refused("UPDATE inventory_binstock SET owner_id = %s WHERE sku_id = %s", world.chae.pk, stocked[0])
    lot = "(SELECT MIN(id) FROM catalog_lot WHERE sku_id = %s)"
    _refused(f"UPDATE inventory_binstock SET lot_id = {lot} WHERE sku_id = %s", stocked[1], stocked[0])
    assert _snapshot() == before


def _operations() -> Iterator[VendorSql]:
    """Yield every step of the migrations that is written in the databases' own words."""
    for module in pkgutil.walk_packages(rocket3pl.__path__, "rocket3pl."):
        if ".migrations." in module.name:
            for operation in importlib.import_module(module.name).Migration.operations:
                if isinstance(operation, VendorSql):
                    yield operation


def _guards() -> Iterator[tuple[str, str]]:
    """Yield (table, column) of every reference that a migration guards."""
    for operation in _operations():
        if isinstance(operation, CompositeReference):
            yield operation.table, operation.column


def test_every_guard_stands_after_all_migrations(db: None) -> None:
    """SQLite forgets a table's triggers when a later migration remakes the table: that shows here."""
    made = re.compile(r"(?:CREATE (?:TRIGGER|FUNCTION|INDEX|VIRTUAL TABLE)|ADD CONSTRAINT) (\w+)")
    wanted = {
        name.lower()
        for o in _operations()
        for sql in o.statements(connection.vendor)
        for name in made.findall(sql)
    }
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master")
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger UNION SELECT proname FROM pg_proc "
                "UNION SELECT conname FROM pg_constraint UNION SELECT indexname FROM pg_indexes"
            )
        there = {row[0].lower() for row in cursor.fetchall()}
    assert len(wanted) > 20
    assert wanted - there == set()


def _references() -> Iterator[tuple[str, str]]:
    """Yield (table, column) of every reference between tables that belong to owners."""
    for model in apps.get_models():
        if not issubclass(model, OwnedModel):
            continue
        for field in model._meta.concrete_fields:
            target = field.related_model
            if (
                isinstance(field, models.ForeignKey)
                and isinstance(target, type)
                and issubclass(target, OwnedModel)
            ):
                yield model._meta.db_table, field.column


@pytest.mark.once
def test_every_reference_between_owned_tables_is_guarded() -> None:
    """A new table whose lines could name another seller's rows fails here."""
    unguarded = set(_references()) - set(_guards())
    assert unguarded == set()


@pytest.mark.once
def test_every_owned_table_is_owned_by_somebody() -> None:
    for model in apps.get_models():
        if issubclass(model, OwnedModel):
            assert not model._meta.get_field("owner").null, model
