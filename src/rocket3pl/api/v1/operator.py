"""The warehouse's own: the sellers, and whether the books agree."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Status

from rocket3pl.api.marks import reads, writes
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import (
    Body,
    Code,
    Line,
    Text,
    expected_version,
    operation_key,
    tag,
)
from rocket3pl.inventory.audit import audit_stock
from rocket3pl.owners import operations
from rocket3pl.owners.lists import OWNERS
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator

router = Router(tags=["operator"])


class Invariant(Body):
    """One claim about the books: how many rows were examined, how many disagree."""

    code: str
    holds: bool
    examined: int
    violations: int


class Invariants(Body):
    """All of them."""

    holds: bool
    items: list[Invariant]


class Owner(Body):
    """A seller whose goods lie in the warehouse. `has_key`: its people can log in."""

    code: str
    name: str
    status: str
    business_no: str
    default_language: str
    auto_approve: bool
    has_key: bool
    created_at: datetime
    version: int


class OwnerFacts(Body):
    """All that may be said of an owner. Not `active`: its people cannot log in; stock stays as it is."""

    name: Line
    business_no: Line
    default_language: Code = Field(description="ko, zh-hans or en.")
    auto_approve: bool
    active: bool


class NewOwner(OwnerFacts):
    """An owner to be added."""

    business_no: Line = ""
    default_language: Code = Field("ko", description="ko, zh-hans or en.")
    auto_approve: bool = False
    active: bool = True


class OwnerCode(Body):
    """The 화주코드 of who was added."""

    code: str


class NewKey(Body):
    """The 1688상품관 API KEY that the seller has: 8 to 200 visible ASCII signs."""

    api_key: Line


class WhichOwners(Paging):
    """Which owners."""

    status: Text = Field("", max_length=10, description="active or suspended.")
    q: Text = Field("", max_length=200)


@router.get("/owners", response={200: Page[Owner]})
@reads("settings")
def list_owners(request: HttpRequest, which: Query[WhichOwners]) -> Any:
    """List the owners, newest first."""
    require_operator(Right.EDIT_MASTER_DATA)
    return page_of(OWNERS, ListQuery(tab=which.status, q=which.q), which, _owner)


@router.post("/owners", response={201: OwnerCode})
@writes("people")
def add_owner(request: HttpRequest, given: NewOwner) -> Any:
    """화주 등록: add an owner under a new code. The warehouse's."""
    details = operations.OwnerDetails(**given.model_dump())
    made = operations.add_owner_once(details, key=operation_key(request), now=timezone.now())
    return Status(201, {"code": made})


@router.put("/owners/{code}/key", response={204: None})
@writes("people", kept=False, versioned=False)
def set_owner_key(request: HttpRequest, code: str, given: NewKey) -> Any:
    """API KEY 등록 or 교체: the key that the owner's people log in with from now on. The warehouse's."""
    operations.issue_key(code, given.api_key, now=timezone.now())
    return Status(204, None)


@router.delete("/owners/{code}/key", response={204: None})
@writes("people", versioned=False)
def clear_owner_key(request: HttpRequest, code: str) -> Any:
    """API KEY 해지: nobody of the owner can log in until there is a new one. The warehouse's."""
    operations.revoke_key(code, now=timezone.now())
    return Status(204, None)


@router.get("/owners/{code}", response={200: Owner})
@reads("settings")
def get_owner(request: HttpRequest, code: str, response: HttpResponse) -> Any:
    """Return one owner; the ETag is the version that If-Match may name."""
    require_operator(Right.EDIT_MASTER_DATA)
    found, _last = OWNERS.after(ListQuery(ids=(code,)), None, 1)
    if not found:
        raise NotFound(code)
    response["ETag"] = tag(found[0]["version"])
    return _owner(found[0])


@router.put("/owners/{code}", response={200: Owner})
@writes("people")
def change_owner(request: HttpRequest, code: str, given: OwnerFacts, response: HttpResponse) -> Any:
    """화주 수정: change an owner, or suspend one and let them back. The warehouse's."""
    details = operations.OwnerDetails(**given.model_dump())
    operations.change_owner(code, details, version=expected_version(request))
    return get_owner(request, code, response)


def _owner(row: Row) -> Row:
    return {name: row[name] for name in Owner.model_fields}


@router.get("/invariants", response={200: Invariants})
@reads("inventory")
def invariants(request: HttpRequest) -> Any:
    """Prove the books: what the auditor proves, as figures."""
    found = [{name: getattr(f, name) for name in Invariant.model_fields} for f in audit_stock()]
    return {"holds": all(f["holds"] for f in found), "items": found}
