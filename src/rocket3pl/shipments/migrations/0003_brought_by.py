"""Courier and tracking number of the way, on the expected inbounds that are there."""

from django.db import migrations
from django.db.models import Q

from rocket3pl.shared.grams import grams_of
from rocket3pl.shipments.legs import last_carrier


def note(apps, schema_editor):
    """Write down what the way says."""
    shipments = apps.get_model("shipments", "Shipment").objects
    couriers = apps.get_model("reference", "Courier").objects.filter(active=True)
    steps = apps.get_model("shipments", "ShipmentStep").objects.order_by("occurred_at", "kind")
    for shipment in shipments.filter(inbound__isnull=False).select_related("inbound").iterator():
        name, number = last_carrier(steps.filter(shipment=shipment).values_list("detail", flat=True))
        if not (name or number):
            continue
        called = Q(code__iexact=name) | Q(name_ko__iexact=name) | Q(name_zh__iexact=name) | Q(name_en__iexact=name)
        inbound = shipment.inbound
        inbound.courier = couriers.filter(called).first() if name else None
        inbound.tracking_no = number[:40]
        inbound.search_grams = grams_of(
            [inbound.number, inbound.tracking_no, inbound.memo], owner_id=inbound.owner_id
        )
        inbound.save(update_fields=["courier", "tracking_no", "search_grams"])


class Migration(migrations.Migration):

    dependencies = [
        ("shipments", "0002_guards"),
        ("inbound", "0005_long_grams"),
        ("reference", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(note, migrations.RunPython.noop),
    ]
