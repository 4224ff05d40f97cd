"""A parcel's status belongs to the owner of its outbound."""

from django.db import migrations

from rocket3pl.shared.guards import CompositeReference


class Migration(migrations.Migration):
    dependencies = [("integrations", "0002_parcel_status"), ("outbound", "0002_guards")]
    operations = [
        CompositeReference(
            table="integrations_parcelstatus", column="outbound_id", target="outbound_outbound"
        ),
    ]
