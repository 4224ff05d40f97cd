"""Indexes from an owner's inbound or product to its lines."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0004_counts'),
        ('inbound', '0002_guards'),
        ('owners', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='inboundline',
            index=models.Index(fields=['owner', 'inbound'], name='inbound_line_of_owner'),
        ),
        migrations.AddIndex(
            model_name='inboundline',
            index=models.Index(fields=['owner', 'sku', 'inbound'], name='inbound_line_by_owner_sku'),
        ),
    ]
