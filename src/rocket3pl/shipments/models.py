"""Shipments from China, their lines, and what happened on the way."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from rocket3pl.shared.tenancy import OwnedModel


class Shipment(OwnedModel):
    """One dispatch of a buying platform to our warehouse, named by source and shipment_no.

    The content with the highest revision rules (`content_revision`, 0: none came yet); it is withdrawn when
    `withdrawn_revision` is not below it. `eta_told_at` and `held_told_at` say from when the arrival date and
    customs' hold are, so that older news never undoes newer.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    source = models.CharField(max_length=20)
    shipment_no = models.CharField(max_length=64)
    content_revision = models.PositiveIntegerField(default=0)
    content_told_at = models.DateTimeField(null=True)
    withdrawn_revision = models.PositiveIntegerField(default=0)
    warehouse = models.ForeignKey(
        "warehouses.Warehouse", null=True, on_delete=models.PROTECT, related_name="+"
    )
    inbound = models.ForeignKey("inbound.Inbound", null=True, on_delete=models.PROTECT, related_name="+")
    shipped_at = models.DateTimeField(null=True)
    eta = models.DateField(null=True)
    eta_told_at = models.DateTimeField(null=True)
    held = models.BooleanField(default=False)
    held_told_at = models.DateTimeField(null=True)
    box_count = models.PositiveIntegerField(null=True)
    head = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "source", "shipment_no"], name="shipment_once"),
            models.UniqueConstraint(fields=["owner", "id"], name="shipment_of_owner"),
        ]
        indexes: ClassVar = [models.Index(fields=["owner", "inbound"], name="shipment_by_inbound")]

    def __str__(self) -> str:
        return self.shipment_no

    @property
    def withdrawn(self) -> bool:
        """Say whether the platform took the shipment back after it last told what is in it."""
        return 0 < self.content_revision <= self.withdrawn_revision


class ShipmentLine(OwnedModel):
    """One line of a shipment's content: pieces of one product, as it was told and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        FAILED = "failed"
        DROPPED = "dropped"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="lines")
    line_no = models.PositiveIntegerField()
    quantity = models.BigIntegerField()
    product = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reasons = models.JSONField(default=list)
    sku = models.ForeignKey("catalog.Sku", null=True, on_delete=models.PROTECT, related_name="+")
    image = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    failed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("line_no",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "line_no"], name="shipment_line_once"),
            models.CheckConstraint(
                name="shipment_line_state_known",
                condition=Q(state__in=["waiting", "ready", "failed", "dropped"]),
            ),
            models.CheckConstraint(
                name="shipment_line_ready_has_product", condition=~Q(state="ready") | Q(sku__isnull=False)
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "-id"], name="shipment_line_failed", condition=Q(state="failed")),
            models.Index(fields=["owner", "sku"], name="shipment_line_by_sku"),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id}/{self.line_no}"


class ShipmentStep(OwnedModel):
    """Something that happened to a shipment on its way; of each kind the latest news rules."""

    class Kind(models.TextChoices):
        CN_RECEIVED = "cn_received"
        CN_INSPECTED = "cn_inspected"
        CN_SHIPPED = "cn_shipped"
        DEPARTED = "departed"
        PORT_ARRIVED = "port_arrived"
        CUSTOMS_DECLARED = "customs_declared"
        CUSTOMS_INSPECTED = "customs_inspected"
        CUSTOMS_HELD = "customs_held"
        CUSTOMS_RELEASED = "customs_released"
        DISPATCHED = "dispatched"
        WITHDRAWN = "withdrawn"

    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    occurred_at = models.DateTimeField()
    event_id = models.CharField(max_length=64)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shipment", "kind"], name="shipment_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.shipment_id} {self.kind}"


class ToldProduct(OwnedModel):
    """What the platform last told of a product, by barcode: {field: [text, since when]}.

    What the product says otherwise was edited here.
    """

    fnsku = models.CharField(max_length=32)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "fnsku"], name="told_product_once"),
        ]

    def __str__(self) -> str:
        return self.fnsku


class FetchedPicture(OwnedModel):
    """A picture that was fetched from an address: not fetched again for the next line that names it."""

    url_hash = models.CharField(max_length=64)
    image = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "url_hash"], name="picture_fetched_once"),
        ]

    def __str__(self) -> str:
        return self.url_hash
