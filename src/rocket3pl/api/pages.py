"""Lists by cursor: where a page ended, sealed so that nobody builds on what is inside."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.core import signing
from ninja import Field, Schema

from rocket3pl.shared.errors import Invalid, Problem
from rocket3pl.shared.listing import ListQuery, Row, Source

MAX_LIMIT = 200
_SALT = "rocket3pl.api.cursor"
Item = TypeVar("Item")


class Paging(Schema):
    """Which part of a list."""

    limit: int = Field(50, ge=1, le=MAX_LIMIT, description="How many at the most.")
    cursor: str = Field(
        "", max_length=200, description="`next_cursor` of the page before; nothing for the first."
    )


class Page(Schema, Generic[Item]):
    """A part of a list, newest first."""

    items: list[Item]
    next_cursor: str | None = Field(description="Ask with it for the next part; null at the end.")


def sealed(last: int) -> str:
    """Return the cursor of what comes after an id."""
    return signing.dumps(last, salt=_SALT)


def opened(cursor: str) -> int | None:
    """Return the id that a cursor names, None for none. Raises Invalid (bad_cursor)."""
    if not cursor:
        return None
    try:
        return int(signing.loads(cursor, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        raise Invalid([Problem("cursor", "bad_cursor")]) from None


def page_of(
    source: Source, query: ListQuery, paging: Paging, shown: Callable[[Row], dict[str, Any]]
) -> dict[str, Any]:
    """Return a part of a list, each row as `shown` writes it."""
    rows, last = source.after(query, opened(paging.cursor), paging.limit)
    return {"items": [shown(row) for row in rows], "next_cursor": sealed(last) if last is not None else None}
