"""Grams of five signs beside those of three, in the rows that are there."""

from django.db import migrations

from rocket3pl.shared.grams import rewrite


def write_anew(apps, schema_editor):
    """Write the grams of all rows."""
    rewrite(apps.get_model("outbound", "Outbound").objects.all(), "search_text", "recipient", "tracking_no")


class Migration(migrations.Migration):

    dependencies = [
        ('outbound', '0005_lines'),
    ]

    operations = [
        migrations.RunPython(write_anew, migrations.RunPython.noop),
    ]
