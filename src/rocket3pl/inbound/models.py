"""입고: announced goods, their lines and what differed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from rocket3pl.shared.grams import GramsField
from rocket3pl.shared.tenancy import OwnedModel


class Inbound(OwnedModel):
    """An ASN: goods that one owner sends to one warehouse. `number` is EI + 12 digits."""

    class Status(models.TextChoices):
        IN_TRANSIT = "in_transit"
        REQUESTED = "requested"
        ACCEPTED = "accepted"
        ARRIVED = "arrived"
        RECEIVING = "receiving"
        COMPLETED = "completed"
        REJECTED = "rejected"
        CANCELLED = "cancelled"

    number = models.CharField(max_length=14, unique=True)
    warehouse = models.ForeignKey("warehouses.Warehouse", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status.choices)
    automatic = models.BooleanField(default=False)
    expected_on = models.DateField(null=True)
    courier = models.ForeignKey("reference.Courier", null=True, on_delete=models.PROTECT, related_name="+")
    tracking_no = models.CharField(max_length=40, blank=True)
    box_count = models.PositiveIntegerField(null=True)
    memo = models.CharField(max_length=500, blank=True)
    # Never null: it may be only because SQLite remakes a table, and forgets its guards, for a column that
    # may not.
    search_grams = GramsField(null=True)
    refusal = models.CharField(max_length=500, blank=True)
    requested_by_id = models.BigIntegerField(null=True)
    requested_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "id"], name="inbound_of_owner"),
            models.CheckConstraint(
                name="inbound_status_known",
                condition=Q(
                    status__in=[
                        "in_transit",
                        "requested",
                        "accepted",
                        "arrived",
                        "receiving",
                        "completed",
                        "rejected",
                        "cancelled",
                    ]
                ),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "status", "-id"], name="inbound_by_owner_status"),
            models.Index(fields=["owner", "requested_at"], name="inbound_by_request"),
            models.Index(fields=["status", "-id"], name="inbound_by_status"),
        ]

    def __str__(self) -> str:
        return self.number


class InboundLine(OwnedModel):
    """Pieces of one product in an inbound: announced, and counted good or damaged so far."""

    inbound = models.ForeignKey(Inbound, on_delete=models.PROTECT, related_name="lines")
    line_no = models.PositiveIntegerField()
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    announced = models.BigIntegerField()
    good = models.BigIntegerField(default=0)
    damaged = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("line_no",)
        indexes: ClassVar = [
            # SQLite keeps no statistics: without these it reads all lines of an owner to find a few.
            models.Index(fields=["owner", "inbound", "sku"], name="inbound_line_of_owner"),
            models.Index(fields=["owner", "sku", "inbound"], name="inbound_line_by_owner_sku"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inbound", "sku"], name="inbound_names_sku_once"),
            models.UniqueConstraint(fields=["inbound", "line_no"], name="inbound_line_once"),
            models.CheckConstraint(
                name="inbound_line_not_negative",
                condition=Q(announced__gte=0, good__gte=0, damaged__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inbound_id}/{self.line_no}"


class DifferenceCase(OwnedModel):
    """부족 / 초과 / 오배송 / 파손: what differed when an inbound was closed."""

    class Kind(models.TextChoices):
        SHORT = "short"
        OVER = "over"
        WRONG = "wrong"
        DAMAGED = "damaged"

    inbound = models.ForeignKey(Inbound, on_delete=models.PROTECT, related_name="differences")
    sku = models.ForeignKey("catalog.Sku", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    quantity = models.BigIntegerField()
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="difference_positive", condition=Q(quantity__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
