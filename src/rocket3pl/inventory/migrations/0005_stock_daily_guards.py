"""A closed day's row belongs to the owner of its product, and is never changed or deleted."""

from django.db import migrations

from rocket3pl.shared.guards import AppendOnly, CompositeReference


class Migration(migrations.Migration):
    dependencies = [("inventory", "0004_stock_daily"), ("catalog", "0002_guards")]
    operations = [
        CompositeReference(table="inventory_stockdaily", column="sku_id", target="catalog_sku"),
        AppendOnly("inventory_stockdaily"),
    ]
