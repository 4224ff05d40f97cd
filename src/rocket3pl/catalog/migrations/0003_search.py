"""The index over the grams that products are searched by."""

from django.db import migrations

from rocket3pl.shared.grams import GramsIndex


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_guards")]
    operations = [GramsIndex(table="catalog_sku")]
