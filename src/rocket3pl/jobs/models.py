"""Jobs that people start and watch: a file to write, a file to read."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One long piece of work, of an owner's person or (without owner) of the warehouse's.

    `params` is what its kind needs, `done` of `total` how far it is (total 0: unknown), `file` where the
    storage keeps the result until it is tidied away, `source` where it keeps what the job reads. `problem`
    is the code of what went wrong.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    owner = models.ForeignKey("owners.Owner", null=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("owners.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    language = models.CharField(max_length=10)
    params = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    file = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=200, blank=True)
    filename = models.CharField(max_length=120, blank=True)
    problem = models.CharField(max_length=60, blank=True)
    cancel_asked = models.BooleanField(default=False)
    requested_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                name="job_status_known",
                condition=Q(status__in=["waiting", "running", "done", "failed", "cancelled"]),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["owner", "-id"], name="job_by_owner")]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    @property
    def ended(self) -> bool:
        """Say whether nothing will happen to it any more."""
        return self.status in {"done", "failed", "cancelled"}


# Of jobs that have not ended.
OPEN_STATES = (Job.Status.WAITING, Job.Status.RUNNING)
