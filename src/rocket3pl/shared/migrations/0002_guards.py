"""The audit trail is append-only."""

from django.db import migrations

from rocket3pl.shared.guards import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("shared", "0001_initial")]
    operations = [AppendOnly(table="shared_auditevent")]
