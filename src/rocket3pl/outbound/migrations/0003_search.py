"""The index over the grams that outbounds are searched by, and from a product to its outbounds."""

from django.db import migrations, models

from rocket3pl.shared.grams import GramsIndex


class Migration(migrations.Migration):
    dependencies = [("outbound", "0002_guards")]
    operations = [
        GramsIndex(table="outbound_outbound"),
        migrations.AddIndex(
            "outboundline", models.Index(fields=["sku", "outbound"], name="outbound_line_by_sku")
        ),
    ]
