"""Lines, steps and pictures belong to the owner of their shipment; so do product, inbound and file."""

from django.db import migrations

from rocket3pl.shared.guards import CompositeReference

_REFERENCES = (
    ("shipments_shipment", "inbound_id", "inbound_inbound"),
    ("shipments_shipmentline", "shipment_id", "shipments_shipment"),
    ("shipments_shipmentline", "sku_id", "catalog_sku"),
    ("shipments_shipmentline", "image_id", "documents_storedfile"),
    ("shipments_shipmentstep", "shipment_id", "shipments_shipment"),
    ("shipments_fetchedpicture", "image_id", "documents_storedfile"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("shipments", "0001_initial"),
        ("inbound", "0002_guards"),
        ("catalog", "0002_guards"),
        ("documents", "0001_initial"),
    ]
    operations = [
        CompositeReference(table=table, column=column, target=target)
        for table, column, target in _REFERENCES
    ]
