"""What people are told, and what of it they have read."""

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from rocket3pl.notices.rules import Kind
from rocket3pl.shared.tenancy import OwnedManager


class Notice(models.Model):
    """One thing that happened, or several of a kind until somebody has read of them.

    owner      whose people are told; None: the warehouse's. Their scope opens it, like any owned row
    person     who alone is told, of that side; None: everybody
    seller     whose doing it was, in a notice of the warehouse's
    subject    number or code of what it is about: never a name of people, nor text that they write freely
    target_id  id or number of what it leads to, for pages to make an address of ("" for lists)
    count      how many times it happened; created_at is the last time
    open_key   as long as nobody has read it, the next of the kind adds to it instead of standing beside it
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    owner = models.ForeignKey("owners.Owner", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("owners.User", null=True, on_delete=models.PROTECT, related_name="+")
    seller = models.ForeignKey("owners.Owner", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=120, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    count = models.PositiveIntegerField(default=1)
    open_key = models.CharField(max_length=80, null=True, unique=True)  # noqa: DJ001 - None never meets another None
    created_at = models.DateTimeField()

    objects: ClassVar[OwnedManager[Self]] = OwnedManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="notice_kind_known", condition=Q(kind__in=[kind.value for kind in Kind])
            ),
            models.CheckConstraint(
                name="notice_seller_for_warehouse",
                condition=Q(owner__isnull=True) | Q(seller__isnull=True),
            ),
            models.CheckConstraint(name="notice_counts_something", condition=Q(count__gte=1)),
        ]
        indexes: ClassVar = [
            models.Index(fields=["owner", "-id"], name="notice_by_owner"),
            models.Index(fields=["owner", "-created_at", "-id"], name="notice_by_owner_time"),
            models.Index(fields=["created_at"], name="notice_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}".strip()


class Heard(models.Model):
    """A message of the outbox that was told: one that is worked off once more is not told again."""

    message = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="notice_heard_by_age")]

    def __str__(self) -> str:
        return f"heard {self.message}"


class ReadUpTo(models.Model):
    """A person's mark: every notice of their side with an id up to it is read."""

    person = models.OneToOneField("owners.User", primary_key=True, on_delete=models.PROTECT, related_name="+")
    notice = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.person_id} up to {self.notice}"


class ReadOne(models.Model):
    """A notice beyond the mark that the person has read by itself."""

    person = models.ForeignKey("owners.User", on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "notice"], name="notice_read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.notice_id}"


class Muted(models.Model):
    """A kind that the person does not want to hear of."""

    person = models.ForeignKey("owners.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind"], name="notice_muted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} not {self.kind}"
