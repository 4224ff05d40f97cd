"""Notices: what the people of a side are told, for programs that tell them elsewhere."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router
from pydantic import AwareDatetime

from rocket3pl.api.marks import reads
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import Body, Party
from rocket3pl.notices.lists import NOTICES
from rocket3pl.notices.rules import Kind, Target, rules_of
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.tenancy import current_scope

router = Router(tags=["notices"])


class NoticeTarget(Body):
    """What a notice leads to: a document by its id or number, or a list (then without an id)."""

    kind: Target
    id: str


class Notice(Body):
    """Something that happened `count` times, the last time at `created_at`. Unread, it may still grow.

    subject  number or code of what it is about; with a count above 1, of the last one
    owner    whose doing it was, in a notice of the warehouse's
    """

    id: UUID
    kind: Kind
    subject: str
    count: int
    target: NoticeTarget
    owner: Party | None
    created_at: datetime


class WhichNotices(Paging):
    """Which notices."""

    kind: Kind | None = None
    since: AwareDatetime | None = Field(
        None, description="Of this moment or later, with its zone: 2026-11-22T03:00:00Z."
    )


def _shown(row: Row) -> dict[str, Any]:
    rules = rules_of(seller=current_scope().owner_id is not None)
    owner = {"code": row["seller_code"], "name": row["seller_name"]} if row["seller_code"] else None
    same = {name: row[name] for name in Notice.model_fields if name in row}
    target = {"kind": rules[row["kind"]].target, "id": row["target_id"]}
    return {**same, "id": row["public_id"], "owner": owner, "target": target}


@router.get("", response={200: Page[Notice]})
@reads("settings")
def list_notices(request: HttpRequest, which: Query[WhichNotices]) -> Any:
    """List what the seller's people, or the warehouse's, were told in the last 90 days, newest first.

    What one person alone is told, of their own jobs, is not among it.
    """
    since = which.since.isoformat() if which.since else ""
    return page_of(NOTICES, ListQuery(where={"kind": which.kind or "", "since": since}), which, _shown)
