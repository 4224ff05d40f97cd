"""The warehouse's own: the sellers, and whether the books agree."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router

from rocket3pl.api.marks import reads
from rocket3pl.api.pages import Page, Paging, page_of
from rocket3pl.api.v1.fields import REFUSALS, Body, Text
from rocket3pl.inventory.audit import audit_stock
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


class WhichOwners(Paging):
    """Which owners."""

    status: Text = Field("", max_length=10, description="active or suspended.")
    q: Text = Field("", max_length=200)


@router.get("/owners", response={200: Page[Owner], **REFUSALS})
@reads("settings")
def list_owners(request: HttpRequest, which: Query[WhichOwners]) -> Any:
    """List the owners, newest first."""
    require_operator(Right.EDIT_MASTER_DATA)
    return page_of(OWNERS, ListQuery(tab=which.status, q=which.q), which, _owner)


@router.get("/owners/{code}", response={200: Owner, **REFUSALS})
@reads("settings")
def get_owner(request: HttpRequest, code: str) -> Any:
    """Return one owner."""
    require_operator(Right.EDIT_MASTER_DATA)
    found, _last = OWNERS.after(ListQuery(ids=(code,)), None, 1)
    if not found:
        raise NotFound(code)
    return _owner(found[0])


def _owner(row: Row) -> Row:
    return {name: row[name] for name in Owner.model_fields}


@router.get("/invariants", response={200: Invariants, **REFUSALS})
@reads("inventory")
def invariants(request: HttpRequest) -> Any:
    """Prove the books: what the auditor proves, as figures."""
    found = [{name: getattr(f, name) for name in Invariant.model_fields} for f in audit_stock()]
    return {"holds": all(f["holds"] for f in found), "items": found}
