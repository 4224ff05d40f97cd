"""The index from an owner's inbound to its lines names their products too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0005_long_grams'),
        ('inbound', '0005_long_grams'),
        ('owners', '0002_api_keys'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='inboundline',
            name='inbound_line_of_owner',
        ),
        migrations.AddIndex(
            model_name='inboundline',
            index=models.Index(fields=['owner', 'inbound', 'sku'], name='inbound_line_of_owner'),
        ),
    ]
