"""The index from an owner's outbound to its lines names their products too."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0005_long_grams'),
        ('outbound', '0006_long_grams'),
        ('owners', '0002_api_keys'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='outboundline',
            name='outbound_line_of_owner',
        ),
        migrations.AddIndex(
            model_name='outboundline',
            index=models.Index(fields=['owner', 'outbound', 'sku'], name='outbound_line_of_owner'),
        ),
    ]
