"""Indexes that the lists of products and stock are counted along."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0003_search'),
        ('documents', '0001_initial'),
        ('owners', '0001_initial'),
        ('warehouses', '0001_initial'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='sku',
            name='sku_by_owner_status',
        ),
        migrations.RemoveIndex(
            model_name='sku',
            name='sku_by_status',
        ),
        migrations.AddIndex(
            model_name='sku',
            index=models.Index(fields=['owner', 'status', 'id', 'low_stock_threshold'], name='sku_by_owner_status'),
        ),
        migrations.AddIndex(
            model_name='sku',
            index=models.Index(fields=['status', 'id', 'low_stock_threshold'], name='sku_by_status'),
        ),
        migrations.AddIndex(
            model_name='sku',
            index=models.Index(condition=models.Q(('pending', {}), _negated=True), fields=['owner'], name='sku_with_pending'),
        ),
    ]
