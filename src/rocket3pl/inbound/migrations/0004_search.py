"""Inbounds get grams to be searched by, with an index over them."""

from django.db import migrations

import rocket3pl.shared.grams
from rocket3pl.shared.grams import GramsIndex, grams_of

BATCH = 1_000


def give_grams(apps, schema_editor):
    """Give grams to the inbounds that are there."""
    inbounds = apps.get_model("inbound", "Inbound").objects
    changed = []
    for inbound in inbounds.only("owner_id", "number", "tracking_no", "memo").iterator(chunk_size=BATCH):
        texts = [inbound.number, inbound.tracking_no, inbound.memo]
        inbound.search_grams = grams_of(texts, owner_id=inbound.owner_id)
        changed.append(inbound)
        if len(changed) == BATCH:
            inbounds.bulk_update(changed, ["search_grams"])
            changed = []
    inbounds.bulk_update(changed, ["search_grams"])


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
