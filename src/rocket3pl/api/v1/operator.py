"""The warehouse's own: whether the books agree."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from rocket3pl.api.marks import reads
from rocket3pl.api.v1.fields import REFUSALS, Body
from rocket3pl.inventory.audit import audit_stock

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


@router.get("/invariants", response={200: Invariants, **REFUSALS})
@reads("inventory")
def invariants(request: HttpRequest) -> Any:
    """Prove the books: what the auditor proves, as figures."""
    found = [{name: getattr(f, name) for name in Invariant.model_fields} for f in audit_stock()]
    return {"holds": all(f["holds"] for f in found), "items": found}
