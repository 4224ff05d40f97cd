"""What a seller has typed and not yet sent."""

from typing import ClassVar

from django.db import models

from rocket3pl.shared.tenancy import OwnedModel


class Draft(OwnedModel):
    """The fields of one unfinished form of one person, as the browser would send them.

    fields maps a field's name to its list of values. It is no business data: it is thrown away when
    the form is sent.
    """

    user_id = models.BigIntegerField()
    form = models.CharField(max_length=30)
    fields = models.JSONField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user_id", "form"], name="draft_once_per_form"),
        ]

    def __str__(self) -> str:
        return f"{self.form} of {self.user_id}"
