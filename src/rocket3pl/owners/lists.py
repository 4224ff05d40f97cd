"""Lists of owners, for the operator, and of people, for whoever manages them."""

from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from rocket3pl.owners.models import MarketplaceKey, Owner, User
from rocket3pl.owners.queries import people_in_scope
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.queries import containing, ordering, tabbed
from rocket3pl.shared.rights import OWNER_ROLES, STAFF_ROLES

OWNER_TABS = {"": Q(), "active": Q(status="active"), "suspended": Q(status="suspended")}
OWNER_SORTS = {"name": "name", "code": "code", "created_at": "created_at"}
PEOPLE_TABS = {
    "": Q(),
    "staff": Q(role__in=sorted(STAFF_ROLES)),
    "seller": Q(role__in=sorted(OWNER_ROLES)),
    "active": Q(is_active=True),
    "inactive": Q(is_active=False),
}
PEOPLE_SORTS = {"login_id": "login_id", "name": "name", "role": "role", "created_at": "created_at"}


def owner_choices() -> list[tuple[str, str]]:
    """Return (화주코드, "name (code)") of all owners, for a select."""
    with connection.cursor() as cursor:
        # Every list of the warehouse offers them: written down, the statement costs a fifth.
        cursor.execute("SELECT code, name FROM owners_owner ORDER BY name, code")
        return [(code, f"{name} ({code})") for code, name in cursor.fetchall()]


def _owners(query: ListQuery) -> QuerySet[Owner]:
    rows = Owner.objects.all()
    if query.ids:
        return rows.filter(code__in=query.ids)
    return rows.filter(containing(query.q, "name", "code", "business_no")) if query.q else rows


def _owner_rows(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    keys = MarketplaceKey.objects.filter(owner=OuterRef("pk"), revoked_at=None)
    found: QuerySet[Any, Any] = rows.order_by(*ordering(query, OWNER_SORTS, "-id")).values(
        "id",
        "code",
        "name",
        "status",
        "business_no",
        "default_language",
        "auto_approve",
        "created_at",
        "version",
        has_key=Exists(keys),
    )
    return found


OWNERS = tabbed(_owners, _owner_rows, OWNER_TABS)


def _people(query: ListQuery) -> QuerySet[User]:
    rows = people_in_scope()
    if query.ids:
        return rows.filter(login_id__in=query.ids)
    if owner := query.where.get("owner"):
        rows = rows.filter(owner__code=owner)
    if role := query.where.get("role"):
        rows = rows.filter(role=role)
    return rows.filter(containing(query.q, "login_id", "name", "owner__name")) if query.q else rows


def _people_rows(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = rows.order_by(*ordering(query, PEOPLE_SORTS, "-id")).values(
        "id",
        "login_id",
        "name",
        "role",
        "language",
        "is_active",
        "last_login",
        "created_at",
        "version",
        owner_name=F("owner__name"),
        owner_code=F("owner__code"),
    )
    return found


PEOPLE = tabbed(_people, _people_rows, PEOPLE_TABS)
