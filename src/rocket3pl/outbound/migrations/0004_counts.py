"""Indexes that lists of outbounds and their lines are walked along."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0004_counts'),
        ('outbound', '0003_search'),
        ('owners', '0001_initial'),
        ('reference', '0001_initial'),
        ('warehouses', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='outbound',
            index=models.Index(condition=models.Q(('cancel_requested_at__isnull', False)), fields=['owner'], name='outbound_cancel_asked'),
        ),
        migrations.AddIndex(
            model_name='outboundline',
            index=models.Index(fields=['owner', 'outbound'], name='outbound_line_of_owner'),
        ),
        migrations.AddIndex(
            model_name='outboundline',
            index=models.Index(fields=['owner', 'sku', 'outbound'], name='outbound_line_by_owner_sku'),
        ),
    ]
