"""출고: requests, their lines and papers."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rocket3pl.shared.grams import GramsField
from rocket3pl.shared.tenancy import OwnedModel


class Outbound(OwnedModel):
    """Goods that one owner sends out of one warehouse to one place. `number` is EO + 12 digits.

    밀크런: Coupang's truck to a Coupang centre; 택배: a courier to an address.
    """

    class Status(models.TextChoices):
        REQUESTED = "requested"
        ACCEPTED = "accepted"
        PICKING = "picking"
        PACKING = "packing"
        READY = "ready"
        SHIPPED = "shipped"
        IN_DELIVERY = "in_delivery"
        DELIVERED = "delivered"
        COUPANG_RECEIVED = "coupang_received"
        ON_HOLD = "on_hold"
        REJECTED = "rejected"
        CANCELLED = "cancelled"

    class Method(models.TextChoices):
        MILKRUN = "milkrun"
        PARCEL = "parcel"

    number = models.CharField(max_length=14, unique=True)
    warehouse = models.ForeignKey("warehouses.Warehouse", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=16, choices=Status.choices)
    held_from = models.CharField(max_length=16, blank=True)
    method = models.CharField(max_length=10, choices=Method.choices)
    order_no = models.CharField(max_length=60)
    po_no = models.CharField(max_length=40)
    recipient = models.CharField(max_length=60)
    phone = models.CharField(max_length=20)
    postcode = models.CharField(max_length=5)
    region = models.CharField(max_length=20)
    city = models.CharField(max_length=60)
    address = models.CharField(max_length=300)
    centre = models.ForeignKey(
        "reference.CoupangCentre", null=True, on_delete=models.PROTECT, related_name="+"
    )
    memo = models.CharField(max_length=500, blank=True)
    search_text = models.TextField()
    search_grams = GramsField(default="")
    reason = models.CharField(max_length=500, blank=True)
    cancel_requested_at = models.DateTimeField(null=True)
    box_count = models.PositiveIntegerField(null=True)
    courier = models.ForeignKey("reference.Courier", null=True, on_delete=models.PROTECT, related_name="+")
    tracking_no = models.CharField(max_length=40, blank=True)
    truck_no = models.CharField(max_length=40, blank=True)
    requested_by_id = models.BigIntegerField(null=True)
    requested_at = models.DateTimeField()
    shipped_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "id"], name="outbound_of_owner"),
            models.UniqueConstraint(
                fields=["owner", "order_no"],
                name="outbound_order_no_once",
                condition=~Q(status__in=["cancelled", "rejected"]),
            ),
            models.CheckConstraint(
                name="outbound_status_known",
                condition=Q(
                    status__in=[
                        "requested",
                        "accepted",
                        "picking",
                        "packing",
                        "ready",
                        "shipped",
                        "in_delivery",
                        "delivered",
                        "coupang_received",
                        "on_hold",
                        "rejected",
                        "cancelled",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="outbound_milkrun_names_centre",
                condition=~Q(method="milkrun") | Q(centre__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "status", "-id"], name="outbound_by_owner_status"),
            models.Index(fields=["owner", "requested_at"], name="outbound_by_request"),
            models.Index(fields=["owner", "shipped_at"], name="outbound_by_shipping"),
            models.Index(fields=["status", "-id"], name="outbound_by_status"),
            models.Index(
                fields=["owner"],
                name="outbound_cancel_asked",
                condition=Q(cancel_requested_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class OutboundLine(OwnedModel):
    """Pieces of one product in an outbound: asked for, picked, and short (부족)."""

    outbound = models.ForeignKey(Outbound, on_delete=models.PROTECT, related_name="lines")
    line_no = models.PositiveIntegerField()
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    picked = models.BigIntegerField(default=0)
    short = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("line_no",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outbound", "sku"], name="outbound_names_sku_once"),
            models.UniqueConstraint(fields=["outbound", "line_no"], name="outbound_line_once"),
            models.CheckConstraint(
                name="outbound_line_adds_up",
                condition=Q(quantity__gt=0, picked__gte=0, short__gte=0)
                & Q(quantity__gte=models.F("picked") + models.F("short")),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sku", "outbound"], name="outbound_line_by_sku"),
            # SQLite keeps no statistics: without these it reads all lines of an owner to find a few.
            models.Index(fields=["owner", "outbound", "sku"], name="outbound_line_of_owner"),
            models.Index(fields=["owner", "sku", "outbound"], name="outbound_line_by_owner_sku"),
        ]

    def __str__(self) -> str:
        return f"{self.outbound_id}/{self.line_no}"


class OutboundFile(OwnedModel):
    """A paper of an outbound: the 쿠팡 부착서 of a 밀크런."""

    outbound = models.ForeignKey(Outbound, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outbound", "file"], name="outbound_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.outbound_id}: {self.file_id}"
