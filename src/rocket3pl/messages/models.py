"""Addresses of sellers' systems, what was sent there, and how each attempt went."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from rocket3pl.outside.sealed import SealedTextField
from rocket3pl.shared.tenancy import OwnedModel


class Endpoint(OwnedModel):
    """Where one of an owner's systems listens. `topics` empty: it wants everything.

    While `previous_until` lies ahead, what is sent is signed with the previous secret too.
    """

    class Why(models.TextChoices):
        OFF = "off"
        GONE = "gone"
        FAILING = "failing"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    url = models.CharField(max_length=500)
    description = models.CharField(max_length=100, blank=True)
    topics = models.JSONField(default=list)
    secret = SealedTextField()
    previous_secret = SealedTextField(null=True)
    previous_until = models.DateTimeField(null=True)
    enabled = models.BooleanField(default=True)
    failing_since = models.DateTimeField(null=True)
    disabled_reason = models.CharField(max_length=10, blank=True)
    disabled_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "id"], name="endpoint_of_owner"),
            models.CheckConstraint(
                name="endpoint_says_why_it_is_off",
                condition=Q(enabled=True, disabled_reason="")
                | Q(enabled=False, disabled_reason__in=["off", "gone", "failing"]),
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def connection_name(self) -> str:
        """Return the name of its breaker."""
        return f"webhook:{self.public_id}"


class Delivery(OwnedModel):
    """One message to one endpoint. `message_id` stays the same however often it is sent.

    fact     the id of the outbox message it tells of; None for a test. One delivery per endpoint and fact.
    body     the exact text that is signed and sent
    round    goes up when it is sent anew, so that what was planned before then is dropped
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        DELIVERED = "delivered"
        FAILED = "failed"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="deliveries")
    message_id = models.CharField(max_length=40)
    fact = models.BigIntegerField(null=True)
    topic = models.CharField(max_length=40)
    body = models.TextField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    round = models.PositiveIntegerField(default=1)
    attempts = models.PositiveIntegerField(default=0)
    last_status = models.PositiveIntegerField(null=True)
    last_reason = models.CharField(max_length=40, blank=True)
    next_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "id"], name="delivery_of_owner"),
            models.UniqueConstraint(fields=["endpoint", "fact"], name="delivery_once_per_fact"),
            models.CheckConstraint(
                name="delivery_status_known", condition=Q(status__in=["waiting", "delivered", "failed"])
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "status", "-id"], name="delivery_by_owner_status"),
            models.Index(fields=["created_at"], name="delivery_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.message_id}"


class Attempt(OwnedModel):
    """How one attempt went: the status that came back, or why there was none. `answer` is its beginning."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="tries")
    at = models.DateTimeField()
    status = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=40, blank=True)
    duration_ms = models.PositiveIntegerField()
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.status or self.reason}"
