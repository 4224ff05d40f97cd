"""The ledger is append-only, and none of its rows can mix owners, lots or warehouses."""

from django.db import migrations

from rocket3pl.shared.guards import AppendOnly, CompositeReference


class Migration(migrations.Migration):
    dependencies = [("inventory", "0001_initial"), ("catalog", "0002_guards")]
    operations = [
        AppendOnly(table="inventory_stockposting"),
        AppendOnly(table="inventory_stockentry"),
        CompositeReference(
            table="inventory_stockposting", column="reverses_id", target="inventory_stockposting"
        ),
        CompositeReference(table="inventory_stockentry", column="sku_id", target="catalog_sku"),
        CompositeReference(
            table="inventory_stockentry", column="posting_id", target="inventory_stockposting"
        ),
        CompositeReference(
            table="inventory_stockentry", column="lot_id", target="catalog_lot", guard="sku_id"
        ),
        CompositeReference(
            table="inventory_stockentry",
            column="from_location_id",
            target="warehouses_location",
            guard="warehouse_id",
        ),
        CompositeReference(
            table="inventory_stockentry",
            column="to_location_id",
            target="warehouses_location",
            guard="warehouse_id",
        ),
        CompositeReference(table="inventory_stocklevel", column="sku_id", target="catalog_sku"),
        CompositeReference(table="inventory_binstock", column="sku_id", target="catalog_sku"),
        CompositeReference(
            table="inventory_binstock", column="lot_id", target="catalog_lot", guard="sku_id"
        ),
        CompositeReference(
            table="inventory_stockreservation", column="sku_id", target="catalog_sku"
        ),
        CompositeReference(
            table="inventory_picktask", column="bin_stock_id", target="inventory_binstock"
        ),
    ]
