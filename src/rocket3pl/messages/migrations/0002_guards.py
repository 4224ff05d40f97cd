"""Deliveries belong to the owner of their endpoint, attempts to that of their delivery."""

from django.db import migrations

from rocket3pl.shared.guards import CompositeReference


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0001_initial")]
    operations = [
        CompositeReference(table="webhooks_delivery", column="endpoint_id", target="webhooks_endpoint"),
        CompositeReference(table="webhooks_attempt", column="delivery_id", target="webhooks_delivery"),
    ]
