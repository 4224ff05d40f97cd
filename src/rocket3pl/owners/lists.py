"""Lists of owners and people, for the operator."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from rocket3pl.owners.models import MarketplaceKey, Owner, User
from rocket3pl.shared.listing import ListQuery, Page, Row, Source
from rocket3pl.shared.queries import capped_counts, chunks, containing, ordering
from rocket3pl.shared.rights import OWNER_ROLES, STAFF_ROLES

OWNER_TABS = ("", "active", "suspended")
OWNER_SORTS = {"name": "name", "code": "code", "created_at": "created_at"}
PEOPLE_TABS = ("", "staff", "seller", "inactive")
PEOPLE_SORTS = {"login_id": "login_id", "name": "name", "role": "role", "created_at": "created_at"}


def owner_choices() -> list[tuple[str, str]]:
    """Return (화주코드, "name (code)") of all owners, for a select."""
    return [(code, f"{name} ({code})") for code, name in Owner.objects.values_list("code", "name")]


def _owners(query: ListQuery) -> QuerySet[Owner]:
    rows = Owner.objects.all()
    if query.ids:
        return rows.filter(code__in=query.ids)
    return rows.filter(containing(query.q, "name", "code", "business_no")) if query.q else rows


def _owner_tab(rows: QuerySet[Owner], tab: str) -> QuerySet[Owner]:
    return rows.filter(status=tab) if tab else rows


def _owner_rows(query: ListQuery, base: QuerySet[Owner]) -> QuerySet[Any, Any]:
    tabbed = base if query.ids else _owner_tab(base, query.tab)
    keys = MarketplaceKey.objects.filter(owner=OuterRef("pk"), revoked_at=None)
    found: QuerySet[Any, Any] = tabbed.order_by(*ordering(query, OWNER_SORTS, "-id")).values(
        "code",
        "name",
        "status",
        "business_no",
        "default_language",
        "auto_approve",
        "created_at",
        has_key=Exists(keys),
    )
    return found


def _owner_page(query: ListQuery) -> Page:
    base = _owners(query)
    counts = capped_counts({tab: _owner_tab(base, tab) for tab in OWNER_TABS})
    rows = list(_owner_rows(query, base)[query.offset : query.offset + query.size])
    return Page(rows=rows, total=counts.get(query.tab, counts[""]), counts=counts)


def _every_owner(query: ListQuery) -> Iterator[Row]:
    for batch in chunks(_owner_rows(query, _owners(query))):
        yield from batch


OWNERS = Source(page=_owner_page, every=_every_owner)


def _people(query: ListQuery) -> QuerySet[User]:
    rows = User.objects.all()
    if query.ids:
        return rows.filter(login_id__in=query.ids)
    if owner := query.where.get("owner"):
        rows = rows.filter(owner__code=owner)
    if role := query.where.get("role"):
        rows = rows.filter(role=role)
    return rows.filter(containing(query.q, "login_id", "name", "owner__name")) if query.q else rows


def _people_tab(rows: QuerySet[User], tab: str) -> QuerySet[User]:
    if tab == "inactive":
        return rows.filter(is_active=False)
    if tab:
        return rows.filter(role__in=sorted(STAFF_ROLES if tab == "staff" else OWNER_ROLES))
    return rows


def _people_rows(query: ListQuery, base: QuerySet[User]) -> QuerySet[Any, Any]:
    tabbed = base if query.ids else _people_tab(base, query.tab)
    found: QuerySet[Any, Any] = tabbed.order_by(*ordering(query, PEOPLE_SORTS, "-id")).values(
        "login_id",
        "name",
        "role",
        "language",
        "is_active",
        "last_login",
        "created_at",
        owner_name=F("owner__name"),
        owner_code=F("owner__code"),
    )
    return found


def _people_page(query: ListQuery) -> Page:
    base = _people(query)
    counts = capped_counts({tab: _people_tab(base, tab) for tab in PEOPLE_TABS})
    rows: list[Any] = list(_people_rows(query, base)[query.offset : query.offset + query.size])
    return Page(rows=rows, total=counts.get(query.tab, counts[""]), counts=counts)


def _every_person(query: ListQuery) -> Iterator[Row]:
    for batch in chunks(_people_rows(query, _people(query))):
        yield from batch


PEOPLE = Source(page=_people_page, every=_every_person)
