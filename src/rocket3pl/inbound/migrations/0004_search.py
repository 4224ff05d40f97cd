"""Inbounds get grams to be searched by, with an index over them."""

from django.db import migrations

import rocket3pl.shared.grams
from rocket3pl.shared.grams import GramsIndex, rewrite


def give_grams(apps, schema_editor):
    """Give grams to the inbounds that are there."""
    rewrite(apps.get_model("inbound", "Inbound").objects.all(), "number", "tracking_no", "memo")


class Migration(migrations.Migration):

    dependencies = [
        ('inbound', '0003_lines'),
    ]

    operations = [
        # A column that may be null is simply added; for any other SQLite would remake the table.
        migrations.AddField(
            model_name='inbound',
            name='search_grams',
            field=rocket3pl.shared.grams.GramsField(null=True),
        ),
        migrations.RunPython(give_grams, migrations.RunPython.noop),
        GramsIndex(table="inbound_inbound"),
    ]
