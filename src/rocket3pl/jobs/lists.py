"""The list of jobs, for programs that walk through it."""

from typing import Any

from django.db.models import F, Q, QuerySet

from rocket3pl.jobs.models import Job
from rocket3pl.jobs.queries import jobs_in_scope
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.queries import ordering, tabbed, uuids

TABS = {"": Q(), **{status: Q(status=status) for status in Job.Status.values}}


def _matching(query: ListQuery) -> QuerySet[Job]:
    rows = jobs_in_scope()
    return rows.filter(public_id__in=uuids(query.ids)) if query.ids else rows


def _rows(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by(*ordering(query, {}, "-id")).values(
        "id",
        "public_id",
        "title",
        "status",
        "done",
        "total",
        "filename",
        "problem",
        "cancel_asked",
        "requested_at",
        "started_at",
        "ended_at",
        person=F("user__name"),
    )


JOBS = tabbed(_matching, _rows, TABS)
