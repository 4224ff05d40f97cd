"""The index that 재고관리 counts its tabs by."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0004_counts'),
        ('inventory', '0002_guards'),
        ('owners', '0001_initial'),
        ('warehouses', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='stocklevel',
            name='level_by_available',
        ),
        migrations.AddIndex(
            model_name='stocklevel',
            index=models.Index(fields=['sku', 'available', 'incoming'], name='level_by_sku'),
        ),
    ]
