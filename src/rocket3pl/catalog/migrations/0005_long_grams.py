"""Grams of five signs beside those of three, in the rows that are there."""

from django.db import migrations

from rocket3pl.shared.grams import rewrite


def write_anew(apps, schema_editor):
    """Write the grams of all rows."""
    rewrite(apps.get_model("catalog", "Sku").objects.all(), "search_text")


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0004_counts'),
    ]

    operations = [
        migrations.RunPython(write_anew, migrations.RunPython.noop),
    ]
