"""How our connections to others are."""

from django.db import models


class Connection(models.Model):
    """One connection by name, e.g. "papago" or "coupang:I41QC9GU". Holds no secret and no goods."""

    name = models.CharField(max_length=80, unique=True)
    calls = models.PositiveBigIntegerField(default=0)
    errors = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)  # in a row
    open_until = models.DateTimeField(null=True)
    last_ok_at = models.DateTimeField(null=True)
    last_error_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Bucket(models.Model):
    """Calls that may still be made to a service that counts them; shared by all processes."""

    name = models.CharField(max_length=80, unique=True)
    tokens = models.FloatField()
    refilled_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
