"""Uploaded files."""

import uuid
from typing import ClassVar

from django.db import models

from rocket3pl.shared.tenancy import OwnedModel


class StoredFile(OwnedModel):
    """A file that somebody uploaded, checked by its content."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=50)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    thumbnail_path = models.CharField(max_length=200, blank=True)
    uploaded_by_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "id"], name="file_of_owner"),
        ]

    def __str__(self) -> str:
        return self.name
