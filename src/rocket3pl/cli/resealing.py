"""Every stored secret under the newest key, so that an old key may be thrown away."""

from django.apps import apps
from django.db import models, transaction

from rocket3pl.outside.sealed import SealedTextField, Secret, Unreadable, reseal


def _sealed() -> list[tuple[type[models.Model], str]]:
    """Return every column of sealed text, with its table."""
    return [
        (model, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedTextField)
    ]


@transaction.atomic
def reseal_all() -> tuple[int, int]:
    """Seal every stored secret anew; return how many were, and how many no key opens."""
    done = lost = 0
    for model, column in _sealed():
        # The base manager on purpose: secrets of all owners, none of which is looked at.
        rows = model._base_manager.select_for_update().exclude(**{column: None})
        for key, secret in rows.values_list("pk", column):
            try:
                fresh = Secret(reseal(secret.sealed))
            except Unreadable:
                lost += 1
            else:
                model._base_manager.filter(pk=key).update(**{column: fresh})
                done += 1
    return done, lost
