"""What came from the platform, as it came; and how far we have asked."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

SOURCE = "import1688"


class PlatformEvent(models.Model):
    """One event, kept before anything is done with it. The id names it once; the body never changes.

    It belongs to the platform and the warehouse: no owner reads it.
    """

    class State(models.TextChoices):
        RECEIVED = "received"
        DONE = "done"
        IGNORED = "ignored"
        FAILED = "failed"
        UNKNOWN_SELLER = "unknown_seller"

    class Via(models.TextChoices):
        WEBHOOK = "webhook"
        POLL = "poll"
        RECONCILED = "reconciled"
        FILE = "file"
        DEMO = "demo"

    event_id = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    body = models.TextField()
    body_hash = models.CharField(max_length=64)
    via = models.CharField(max_length=10, choices=Via.choices)
    seller_code = models.CharField(max_length=20, blank=True)
    shipment_no = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.RECEIVED)
    reason = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="platform_event_state_known",
                condition=Q(state__in=["received", "done", "ignored", "failed", "unknown_seller"]),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="platform_event_by_state"),
            models.Index(
                fields=["seller_code"],
                name="platform_event_of_unknown",
                condition=Q(state="unknown_seller"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"


class SellerLink(models.Model):
    """Whether a seller uses 로켓3PL, as the platform last told."""

    code = models.CharField(max_length=8, unique=True)
    linked = models.BooleanField()
    told_at = models.DateTimeField()
    event_id = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.code} {self.linked}"


class PollState(models.Model):
    """How far the platform's list of events was read."""

    source = models.CharField(max_length=20, unique=True)
    cursor = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.source} {self.cursor}"
