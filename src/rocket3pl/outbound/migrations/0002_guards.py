"""Lines and papers belong to the owner of their outbound, product and file."""

from django.db import migrations

from rocket3pl.shared.guards import CompositeReference


class Migration(migrations.Migration):
    dependencies = [
        ("outbound", "0001_initial"),
        ("catalog", "0002_guards"),
        ("documents", "0001_initial"),
    ]
    operations = [
        CompositeReference(
            table="outbound_outboundline", column="outbound_id", target="outbound_outbound"
        ),
        CompositeReference(table="outbound_outboundline", column="sku_id", target="catalog_sku"),
        CompositeReference(
            table="outbound_outboundfile", column="outbound_id", target="outbound_outbound"
        ),
        CompositeReference(
            table="outbound_outboundfile", column="file_id", target="documents_storedfile"
        ),
    ]
