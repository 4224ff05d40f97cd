"""Reads of owners and people."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from rocket3pl.owners.models import MarketplaceKey, Owner, User
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.tenancy import current_scope


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """When a key was issued and taken back; the key itself is known to nobody here."""

    created_at: datetime
    revoked_at: datetime | None


def owner_by_code(code: str) -> Owner:
    """Return an owner. Raises NotFound."""
    found = Owner.objects.filter(code=code).first()
    if found is None:
        raise NotFound(code)
    return found


def keys_of(owner: Owner) -> list[KeyRecord]:
    """Return the owner's latest keys, newest first."""
    rows = MarketplaceKey.objects.filter(owner=owner).values_list("created_at", "revoked_at")[:20]
    return [KeyRecord(*row) for row in rows]


def people_of(owner: Owner) -> list[User]:
    """Return the owner's people, by 아이디."""
    return list(User.objects.filter(owner=owner)[:200])


def people_in_scope() -> QuerySet[User]:
    """Return everybody to the warehouse, to a seller their own people."""
    owner_id = current_scope().owner_id
    return User.objects.all() if owner_id is None else User.objects.filter(owner_id=owner_id)


def person(login_id: str) -> User:
    """Return a person of the scope with their owner. Raises NotFound."""
    found = people_in_scope().select_related("owner").filter(login_id=login_id).first()
    if found is None:
        raise NotFound(login_id)
    return found
