"""Who calls: the key in the request, and what it opens."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from rocket3pl.api.throttle import is_guessing
from rocket3pl.owners.api_keys import prefix_of, recognised
from rocket3pl.owners.models import ApiKey
from rocket3pl.shared.tenancy import operator_scope, owner_scope


def token_of(request: HttpRequest) -> str:
    """Return the token that the request came with, "" without one."""
    mark, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if mark.lower() == "bearer" else ""


def key_of(request: HttpRequest) -> ApiKey | None:
    """Return the key that the request came with, None without one in force; looked up once."""
    if not hasattr(request, "api_key"):
        token, now = token_of(request), timezone.now()
        prefix = prefix_of(token)
        guessed = prefix != "" and is_guessing(request, prefix, now)
        request.api_key = None if guessed else recognised(token, now=now)  # type: ignore[attr-defined]
    return request.api_key  # type: ignore[attr-defined,no-any-return]


def scope_of(key: ApiKey) -> Any:
    """Return what the key opens: one owner's rows, or all of them."""
    if key.owner_id is None:
        return operator_scope(actor=key.actor)
    return owner_scope(key.owner_id, actor=key.actor)


class Key(HttpBearer):
    """`Authorization: Bearer r3pl_…`, as the documentation shows it."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:  # noqa: ARG002 - key_of reads it
        """Return the key, None for one that is not in force."""
        return key_of(request)
