"""A product's barcodes, lots and picture belong to the product's owner."""

from django.db import migrations

from rocket3pl.shared.guards import CompositeReference


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("documents", "0001_initial")]
    operations = [
        CompositeReference(table="catalog_sku", column="image_id", target="documents_storedfile"),
        CompositeReference(table="catalog_skubarcode", column="sku_id", target="catalog_sku"),
        CompositeReference(table="catalog_lot", column="sku_id", target="catalog_sku"),
    ]
