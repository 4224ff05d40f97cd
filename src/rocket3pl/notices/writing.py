"""Writing notices: one statement each, which adds to the unread one of its group where there is one."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from rocket3pl.jobs.handlers import Message
from rocket3pl.notices.models import Heard, Notice
from rocket3pl.notices.rules import Kind
from rocket3pl.shared.rows import insert_rows

_COLUMNS = (
    "public_id", "owner_id", "person_id", "seller_id", "kind", "subject", "target_id", "count", "open_key",
    "created_at",
)  # fmt: skip
_FOLLOWING = ("subject", "target_id", "created_at")


@dataclass(frozen=True, slots=True)
class Told:
    """A notice to be written; see models.Notice.

    group  what it shares with others of its kind, "" for none: these stand as one while nobody has read them
    """

    kind: Kind
    owner_id: int | None
    subject: str = ""
    target_id: str = ""
    count: int = 1
    person_id: int | None = None
    seller_id: int | None = None
    group: str = ""

    @property
    def open_key(self) -> str | None:
        """Return the key of its group, None without one. Groups of different owners never meet."""
        return f"{self.owner_id or 0}:{self.kind}:{self.group}" if self.group else None


def _statement() -> str:
    table = Notice._meta.db_table
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    blanks = ", ".join(["%s"] * len(_COLUMNS))
    follows = ", ".join(f'"{name}" = excluded."{name}"' for name in _FOLLOWING)
    return (
        f'INSERT INTO "{table}" ({names}) VALUES ({blanks}) ON CONFLICT ("open_key") DO UPDATE SET'
        f' "count" = "{table}"."count" + excluded."count", {follows}'
    )


def tell(told: Told, message: Message) -> None:
    """Write what a message means to people, once however often it is worked off."""
    at = message.created_at
    if insert_rows(
        Heard, ("message", "at"), [(message.id, at)], ignore_conflicts=True, returning=("message",)
    ):
        write(told, at=at)


def write(told: Told, *, at: datetime) -> None:
    """Write a notice of what happened at a moment.

    It goes around the scope: what a seller did is told to the warehouse, whose rows no seller's scope opens.
    """
    values: tuple[Any, ...] = (
        uuid.uuid4(), told.owner_id, told.person_id, told.seller_id, told.kind.value, told.subject[:120],
        told.target_id[:64], told.count, told.open_key, at,
    )  # fmt: skip
    by_column = {field.column: field for field in Notice._meta.concrete_fields}
    kept = [
        by_column[name].get_db_prep_save(value, connection)
        for name, value in zip(_COLUMNS, values, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_statement(), kept)
