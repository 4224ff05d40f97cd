"""What a key is, for the program that has it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router

from rocket3pl.api.keys import key_of
from rocket3pl.api.marks import known
from rocket3pl.api.v1.fields import Body, Party

router = Router(tags=["me"])


class Me(Body):
    """A key: whose it is (the warehouse's without an owner), and what it may do."""

    name: str
    owner: Party | None
    role: str
    areas: dict[str, str]
    expires_at: datetime | None


@router.get("", response={200: Me})
@known
def get_me(request: HttpRequest) -> Any:
    """Return what the key of this call is."""
    return key_of(request)
