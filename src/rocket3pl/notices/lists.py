"""Notices as lists and the bell show them: of whoever is in scope, without what that person muted."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from rocket3pl.notices.models import Muted, Notice, ReadOne, ReadUpTo
from rocket3pl.notices.rules import kinds_for
from rocket3pl.shared.counting import capped_counts
from rocket3pl.shared.errors import NotPermitted
from rocket3pl.shared.listing import ListQuery, Page, Row, Source
from rocket3pl.shared.queries import chunks, uuids, within
from rocket3pl.shared.tenancy import current_scope

# The bell says no more than that.
MOST_UNREAD = 99


def person_id() -> int:
    """Return who is in scope. Raises NotPermitted for the system itself, which reads nothing."""
    found = current_scope().actor.user_id
    if found is None:
        raise NotPermitted
    return found


def of_side() -> QuerySet[Notice]:
    """Return what everybody of the side in scope is told, as far as the role goes.

    The warehouse's scope opens all rows, but its people are told what is theirs only.
    """
    scope = current_scope()
    mine: dict[str, int | None] = {"owner_id": scope.owner_id}
    return Notice.objects.filter(person=None, kind__in=kinds_for(scope), **mine)


def visible() -> QuerySet[Notice]:
    """Return what the person in scope is told. Raises NotPermitted."""
    scope, person = current_scope(), person_id()
    mine: dict[str, int | None] = {"owner_id": scope.owner_id}
    rows = Notice.objects.filter(Q(person=None) | Q(person_id=person), kind__in=kinds_for(scope), **mine)
    return rows.filter(~Exists(Muted.objects.filter(person_id=person, kind=OuterRef("kind"))))


def is_unread(person: int) -> Q:
    """Return the condition that a notice lies beyond the person's mark and was not read by itself."""
    mark = Coalesce(Subquery(ReadUpTo.objects.filter(person_id=person).values("notice")[:1]), 0)
    read = Exists(ReadOne.objects.filter(person_id=person, notice_id=OuterRef("pk")))
    return Q(id__gt=mark) & ~Q(read)


def unread() -> QuerySet[Notice]:
    """Return what the person in scope has yet to read. Raises NotPermitted."""
    return visible().filter(is_unread(person_id()))


def count_unread() -> int:
    """Return how many notices are unread, at most MOST_UNREAD + 1. Raises NotPermitted."""
    return unread()[: MOST_UNREAD + 1].count()


def _filtered(rows: QuerySet[Notice], query: ListQuery) -> QuerySet[Notice]:
    if query.ids:
        return rows.filter(public_id__in=uuids(query.ids))
    if kind := query.where.get("kind"):
        rows = rows.filter(kind=kind)
    return rows.filter(within(query, "created_at"))


def _values(rows: QuerySet[Notice], **more: Any) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = rows.values(
        "id",
        "public_id",
        "kind",
        "subject",
        "target_id",
        "count",
        "created_at",
        seller_code=F("seller__code"),
        seller_name=F("seller__name"),
        **more,
    )
    return found


def _rows(query: ListQuery) -> QuerySet[Any, Any]:
    """Return the rows of a query with whether each is unread, the latest first."""
    rows, condition = _filtered(visible(), query), is_unread(person_id())
    if query.tab == "unread" and not query.ids:
        rows = rows.filter(condition)
    flag = Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
    return _values(rows, unread=flag).order_by("-created_at", "-id")


def _page(query: ListQuery) -> Page:
    rows = _filtered(visible(), query)
    counts = capped_counts({"": rows, "unread": rows.filter(is_unread(person_id()))})
    found = _rows(query)[query.offset : query.offset + query.size]
    return Page(list(found), counts.get(query.tab, counts[""]), counts)


def _every(query: ListQuery) -> Iterator[Row]:
    for batch in chunks(_rows(query)):
        yield from batch


def _after(query: ListQuery, last: int | None, limit: int) -> tuple[list[Row], int | None]:
    """Return what the side is told, for programs: they are nobody who reads or mutes."""
    rows = _filtered(of_side(), query)
    if since := query.where.get("since"):
        rows = rows.filter(created_at__gte=datetime.fromisoformat(since))
    if last is not None:
        rows = rows.filter(pk__lt=last)
    found = list(_values(rows).order_by("-id")[: limit + 1])
    return found[:limit], found[limit - 1]["id"] if len(found) > limit else None


# `where` may hold "kind", and for programs "since": a moment in ISO 8601.
NOTICES = Source(page=_page, every=_every, after=_after)
