"""What was sent, as lists and pages show it."""

from typing import Any

from django.db.models import F, Q, QuerySet

from rocket3pl.messages.models import Attempt, Delivery, Endpoint
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.queries import containing, ordering, tabbed, uuids, within
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner

TABS = {"": Q(), **{status: Q(status=status) for status in Delivery.Status.values}}
SORTS = {"created_at": "created_at", "topic": "topic"}


def endpoints() -> list[Endpoint]:
    """Return the owner's endpoints, newest first. Raises NotPermitted."""
    require_owner(Right.CONNECT_SYSTEMS)
    return list(Endpoint.objects.all())


def attempts_of(delivery: Delivery) -> list[Attempt]:
    """Return how the attempts of a delivery went, the latest first."""
    return list(Attempt.objects.filter(delivery=delivery).order_by("-id")[:100])


def _filtered(query: ListQuery) -> QuerySet[Delivery]:
    require_owner(Right.CONNECT_SYSTEMS)
    rows = Delivery.objects.all()
    if query.ids:
        return rows.filter(public_id__in=uuids(query.ids))
    if topic := query.where.get("topic"):
        rows = rows.filter(topic=topic)
    if endpoint := query.where.get("endpoint"):
        rows = rows.filter(endpoint__public_id__in=uuids([endpoint]))
    if query.q:
        rows = rows.filter(containing(query.q, "message_id", "body"))
    return rows.filter(within(query, "created_at"))


def _rows(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    found: QuerySet[Any, Any] = rows.order_by(*ordering(query, SORTS, "-id")).values(
        "id",
        "public_id",
        "message_id",
        "topic",
        "status",
        "attempts",
        "last_status",
        "last_reason",
        "next_at",
        "created_at",
        "delivered_at",
        target=F("endpoint__public_id"),
        url=F("endpoint__url"),
    )
    return found


DELIVERIES = tabbed(_filtered, _rows, TABS)
