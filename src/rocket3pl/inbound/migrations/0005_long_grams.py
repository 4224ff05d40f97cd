"""Grams of five signs beside those of three, in the rows that are there."""

from django.db import migrations

from rocket3pl.shared.grams import rewrite


def write_anew(apps, schema_editor):
    """Write the grams of all rows."""
    rewrite(apps.get_model("inbound", "Inbound").objects.all(), "number", "tracking_no", "memo")


class Migration(migrations.Migration):

    dependencies = [
        ('inbound', '0004_search'),
    ]

    operations = [
        migrations.RunPython(write_anew, migrations.RunPython.noop),
    ]
