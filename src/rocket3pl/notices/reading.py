"""What a person has read: one notice, some of them, or everything up to one."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from rocket3pl.notices.lists import person_id, unread, visible
from rocket3pl.notices.models import Notice, ReadOne, ReadUpTo
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.queries import uuids
from rocket3pl.shared.rows import insert_rows


def notice(public_id: str) -> Notice:
    """Return one notice that the person in scope is told. Raises NotFound, NotPermitted."""
    try:
        key = uuid.UUID(public_id)
    except ValueError:
        raise NotFound(public_id) from None
    found = visible().filter(public_id=key).first()
    if found is None:
        raise NotFound(public_id)
    return found


def newest() -> str:
    """Return the public id of the newest notice, "" where there is none. Raises NotPermitted."""
    found = visible().order_by("-id").values_list("public_id", flat=True).first()
    return str(found) if found else ""


@transaction.atomic
def read_one(public_id: str) -> Notice:
    """Mark a notice as read, and return it. Raises NotFound, NotPermitted."""
    found = notice(public_id)
    _read([found.pk])
    return found


@transaction.atomic
def read_some(public_ids: Sequence[str]) -> int:
    """Mark ticked notices as read; return how many were not yet. Ids of others are left out as unknown."""
    ids = list(unread().filter(public_id__in=uuids(public_ids)).values_list("pk", flat=True))
    _read(ids)
    return len(ids)


@transaction.atomic
def read_all(until: str) -> None:
    """모두 읽음: mark everything up to a notice as read; what came later was not seen yet.

    Raises NotFound, NotPermitted.
    """
    mark, person = notice(until).pk, person_id()
    insert_rows(ReadUpTo, ("person_id", "notice"), [(person, mark)], ignore_conflicts=True)
    ReadUpTo.objects.filter(person_id=person, notice__lt=mark).update(notice=mark)
    ReadOne.objects.filter(person_id=person, notice_id__lte=mark).delete()
    _close(list(visible().filter(pk__lte=mark).exclude(open_key=None).values_list("pk", flat=True)))


def _read(ids: Sequence[int]) -> None:
    person = person_id()
    insert_rows(ReadOne, ("person_id", "notice_id"), [(person, pk) for pk in ids], ignore_conflicts=True)
    _close(ids)


def _close(ids: Sequence[int]) -> None:
    """Let the next of these groups stand by itself: it would hide behind what was read."""
    Notice.objects.filter(pk__in=ids).exclude(open_key=None).update(open_key=None)
