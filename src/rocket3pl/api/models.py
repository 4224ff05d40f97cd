"""Answers that were given to programs, for those that ask again."""

from typing import ClassVar

from django.db import models


class ApiAnswer(models.Model):
    """The answer to one unsafe call with an Idempotency-Key. Without a status it is being worked on.

    `realm` is the owner's id, or 0 for the operator: keys of different realms never meet.
    """

    realm = models.BigIntegerField()
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["realm", "key"], name="api_answer_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["begun_at"], name="api_answer_by_age")]

    def __str__(self) -> str:
        return f"{self.realm} {self.key}"
