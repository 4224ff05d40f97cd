"""Lines and differences belong to the owner of their inbound and their product."""

from django.db import migrations

from rocket3pl.shared.guards import CompositeReference


class Migration(migrations.Migration):
    dependencies = [("inbound", "0001_initial"), ("catalog", "0002_guards")]
    operations = [
        CompositeReference(table=table, column=column, target=target)
        for table in ("inbound_inboundline", "inbound_differencecase")
        for column, target in (("inbound_id", "inbound_inbound"), ("sku_id", "catalog_sku"))
    ]
