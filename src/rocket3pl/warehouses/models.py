"""Warehouses of the operator and the places inside them."""

from typing import ClassVar

from django.db import models


class Warehouse(models.Model):
    """A building where goods lie, named in three languages (仁川仓 / 인천창고 / Incheon)."""

    code = models.CharField(max_length=8, unique=True)
    name_zh = models.CharField(max_length=50)
    name_ko = models.CharField(max_length=50)
    name_en = models.CharField(max_length=50)
    address = models.CharField(max_length=200, blank=True)
    timezone = models.CharField(max_length=40, default="Asia/Seoul")
    active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.code


class Location(models.Model):
    """A place inside a warehouse. Goods arrive at a dock, lie in storage, leave through staging."""

    class Kind(models.TextChoices):
        DOCK = "dock"
        STORAGE = "storage"
        STAGING = "staging"
        QUARANTINE = "quarantine"

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="locations")
    code = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    pick_rank = models.PositiveIntegerField(default=0)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ("warehouse", "pick_rank", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["warehouse", "code"], name="location_code_once"),
            models.UniqueConstraint(fields=["warehouse", "id"], name="location_in_warehouse"),
            models.CheckConstraint(
                name="location_kind_known",
                condition=models.Q(kind__in=["dock", "storage", "staging", "quarantine"]),
            ),
        ]

    def __str__(self) -> str:
        return self.code
