"""Public ids: what stands in addresses and in the API instead of a row's number."""

import uuid
from typing import TypeVar

from django.db.models import Model, QuerySet

from rocket3pl.shared.errors import NotFound

M = TypeVar("M", bound=Model)


def public_key(public_id: object) -> uuid.UUID:
    """Return what a text means as a public id. Raises NotFound for what is none, as for an unknown one."""
    try:
        return uuid.UUID(str(public_id))
    except ValueError:
        raise NotFound(public_id) from None


def by_public_id(rows: QuerySet[M], public_id: object) -> M:
    """Return the one of the rows that has a public id. Raises NotFound, for a foreign one too."""
    found = rows.filter(public_id=public_key(public_id)).first()
    if found is None:
        raise NotFound(public_id)
    return found
