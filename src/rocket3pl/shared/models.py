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
    """A fact that others shall hear of, or work to be done later, written in the transaction that made it so.

    Open until it is done or parked. A worker claims it by a conditional UPDATE, under a name used for this
    one claim (`claimed_by`), until `lease_until`; if the worker dies, the next one claims it after that. No
    message with the same topic and `key` is written twice.
    """

    owner = models.ForeignKey("owners.Owner", null=True, on_delete=models.PROTECT, related_name="+")
    topic = models.CharField(max_length=60)
    key = models.CharField(max_length=120, null=True)  # noqa: DJ001 - None never meets another None
    payload = models.JSONField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=80, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    parked_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "key"], name="outbox_key_once"),
            models.CheckConstraint(
                name="outbox_done_or_parked",
                condition=models.Q(done_at__isnull=True) | models.Q(parked_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"],
                name="outbox_open",
                condition=models.Q(done_at__isnull=True, parked_at__isnull=True),
            ),
            models.Index(fields=["-id"], name="outbox_parked", condition=models.Q(parked_at__isnull=False)),
            models.Index(fields=["done_at"], name="outbox_done", condition=models.Q(done_at__isnull=False)),
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
