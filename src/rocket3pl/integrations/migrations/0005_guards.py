"""An option of Coupang is connected with a product of the same owner."""

from django.db import migrations

from rocket3pl.shared.guards import CompositeReference


class Migration(migrations.Migration):
    dependencies = [("integrations", "0004_coupang"), ("catalog", "0002_guards")]
    operations = [
        CompositeReference(table="integrations_coupangmapping", column="sku_id", target="catalog_sku"),
    ]
