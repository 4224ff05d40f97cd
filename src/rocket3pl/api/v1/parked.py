"""처리 보류: messages put aside after all attempts, to be tried again or dropped. The warehouse's."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.pages import Page, Paging, opened, sealed
from rocket3pl.api.v1.fields import Body, Party
from rocket3pl.jobs import parked as aside
from rocket3pl.shared.models import OutboxMessage

router = Router(tags=["operator"])

_HIGHEST = 2**63 - 1


class ParkedMessage(Body):
    """A message that was put aside. `reason` is a code, or what a refusal said."""

    id: int
    topic: str
    owner: Party | None
    reason: str
    attempts: int
    created_at: datetime
    parked_at: datetime


def _shown(row: OutboxMessage) -> dict[str, Any]:
    same = {name: getattr(row, name) for name in ("id", "topic", "attempts", "created_at", "parked_at")}
    owner = {"code": row.owner.code, "name": row.owner.name} if row.owner else None
    return {**same, "owner": owner, "reason": row.last_error}


@router.get("/parked", response={200: Page[ParkedMessage]})
@reads("settings")
def list_parked(request: HttpRequest, which: Query[Paging]) -> Any:
    """List what was put aside, newest first."""
    rows, last = aside.parked_after(opened(which.cursor), which.limit)
    return {"items": [_shown(row) for row in rows], "next_cursor": sealed(last) if last else None}


@router.post("/parked/{message}/retry", response={204: None})
@writes("settings", versioned=False)
def retry_parked(request: HttpRequest, message: Path[int]) -> Any:
    """다시 시도: have a message worked off again, with all its attempts."""
    aside.try_again(min(message, _HIGHEST), now=timezone.now())
    return Status(204, None)


@router.post("/parked/{message}/drop", response={204: None})
@writes("settings", versioned=False)
def drop_parked(request: HttpRequest, message: Path[int]) -> Any:
    """버리기: mark a message as done without doing it."""
    aside.drop(min(message, _HIGHEST), now=timezone.now())
    return Status(204, None)
