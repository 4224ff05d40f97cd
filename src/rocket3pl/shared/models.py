"""Tables that every room writes to: the audit trail, the outbox, and keys of repeated requests."""

from typing import ClassVar

from django.db import models


class AuditEvent(models.Model):
    """Who did what to which document, when, with the values before and after. Append-only.

    `owner` is set when the document belongs to a seller, who may then read the event.
    """

    owner = models.ForeignKey("owners.Owner", null=True, on_delete=models.PROTECT, related_name="+")
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100)
    actor_role = models.CharField(max_length=16, blank=True)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="audit_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type}#{self.subject_id}"


class OutboxMessage(models.Model):
    """A fact that others shall hear of, written in the transaction that made it true.

    Claimed later by a conditional UPDATE of `claimed_at`, so that each is taken once.
    """

    owner = models.ForeignKey("owners.Owner", null=True, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=60)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["id"], name="outbox_unclaimed", condition=models.Q(claimed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.topic} #{self.pk}"


class OperationKey(models.Model):
    """The key of one submitted request and what it led to; a repeat gets the same answer.

    `realm` is the owner's id, or 0 for the operator: keys of different realms never meet.
    """

    realm = models.BigIntegerField()
    operation = models.CharField(max_length=60)
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["realm", "operation", "key"], name="operation_key_used_once"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.key}"
