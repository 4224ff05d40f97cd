"""People who log in: everybody to the warehouse's keys, to a seller's keys the seller's own staff."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Status
from pydantic import StringConstraints

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import (
    TYPED,
    Body,
    Code,
    Line,
    Text,
    expected_version,
    operation_key,
    tag,
)
from rocket3pl.owners import people, second_factor
from rocket3pl.owners.lists import PEOPLE
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import ListQuery, Row

router = Router(tags=["people"])

# Kept as it is sent: a space at an end is a part of it.
Password = Annotated[str, StringConstraints(strip_whitespace=False, max_length=200), TYPED]


class NewPerson(Body):
    """Somebody who will log in. The warehouse's people get a password; a seller's use the seller's key.

    `owner`: the code of the seller whose person it is; a seller's key adds the seller's own and may leave
    it out. Roles: manager, worker, billing; owner_admin, owner_staff.
    """

    login_id: Code
    name: Line
    role: Code
    owner: Code = ""
    language: Code = Field("", description="ko, zh-hans, en, or nothing for the browser's.")
    password: Password = ""


class ChangedPerson(Body):
    """A person as they shall be. `active`: whether they may log in; their sessions end at once."""

    name: Line
    role: Code
    language: Code
    active: bool


class NewPassword(Body):
    """A new password."""

    password: Password


class Person(Body):
    """Somebody who logs in; `owner` is null for the warehouse's people."""

    login_id: str
    name: str
    role: str
    owner: str | None
    language: str
    active: bool
    last_login: datetime | None
    created_at: datetime
    version: int


class PersonId(Body):
    """Who was added."""

    login_id: str


class WhichPeople(Paging):
    """Which people."""

    status: Code = Field("", description="staff, seller, active or inactive.")
    role: Code = ""
    owner: Code = Field("", description="The code of a seller.")
    q: Text = Field("", max_length=200)


def _shown(row: Row) -> Row:
    same = {name: row[name] for name in Person.model_fields if name in row}
    return {**same, "owner": row["owner_code"], "active": row["is_active"]}


@router.get("", response={200: Page[Person]})
@reads("people")
def list_people(request: HttpRequest, which: Query[WhichPeople]) -> Any:
    """List the people, the newest first: all of them, or the seller's own."""
    people.require_manager_of_people()
    where = {"role": which.role, "owner": which.owner}
    return page_of(PEOPLE, ListQuery(tab=which.status, q=which.q, where=where), which, _shown)


@router.post("", response={201: PersonId})
@writes("people", kept=False)
def add_person(request: HttpRequest, given: NewPerson) -> Any:
    """Add a person; with an Idempotency-Key a repeat adds nobody and gets the same answer."""
    made = people.add_person_once(
        people.NewPerson(**given.model_dump()), key=operation_key(request), now=timezone.now()
    )
    return Status(201, {"login_id": made})


@router.put("/{login_id}/password", response={204: None})
@writes("people", kept=False)
def reset_password(request: HttpRequest, login_id: str, given: NewPassword) -> Any:
    """비밀번호 재설정 of one of the warehouse's people; it ends their sessions. The warehouse's."""
    people.reset_password(login_id, given.password, version=expected_version(request))
    return Status(204, None)


@router.delete("/{login_id}/second-factor", response={204: None})
@writes("people")
def clear_second_factor(request: HttpRequest, login_id: str) -> Any:
    """2단계 인증 해제 for somebody who lost the telephone; the password still counts. The warehouse's."""
    second_factor.clear(login_id, version=expected_version(request))
    return Status(204, None)


@router.get("/{login_id}", response={200: Person})
@reads("people")
def get_person(request: HttpRequest, login_id: str, response: HttpResponse) -> Any:
    """Return one person; the ETag is the version that If-Match may name."""
    people.require_manager_of_people()
    found, _last = PEOPLE.after(ListQuery(ids=(login_id,)), None, 1)
    if not found:
        raise NotFound(login_id)
    response["ETag"] = tag(found[0]["version"])
    return _shown(found[0])


@router.put("/{login_id}", response={200: Person})
@writes("people")
def change_person(request: HttpRequest, login_id: str, given: ChangedPerson, response: HttpResponse) -> Any:
    """Change a person; not the role or the access of whoever made the key."""
    details = people.PersonDetails(**given.model_dump())
    people.change_person(login_id, details, version=expected_version(request))
    return get_person(request, login_id, response)
