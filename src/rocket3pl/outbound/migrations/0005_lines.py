"""Indexes from an owner's outbound or product to its lines."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0004_counts'),
        ('outbound', '0004_counts'),
        ('owners', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='outboundline',
            index=models.Index(fields=['owner', 'outbound'], name='outbound_line_of_owner'),
        ),
        migrations.AddIndex(
            model_name='outboundline',
            index=models.Index(fields=['owner', 'sku', 'outbound'], name='outbound_line_by_owner_sku'),
        ),
    ]
