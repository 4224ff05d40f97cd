"""Checks of identity: owners by 1688상품관 API KEY, warehouse staff by password."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.http import HttpRequest

from rocket3pl.owners.models import MarketplaceKey, Owner, User
from rocket3pl.owners.vouching import take_vouched
from rocket3pl.shared.remembered import Statement, statement_of

# Stands for the person's number in the statement that is kept.
_NOBODY = -57_344
_PERSON = tuple(field.attname for field in User._meta.concrete_fields)
_OWNER = tuple(field.attname for field in Owner._meta.concrete_fields)


@cache
def _of_nobody() -> Statement:
    """Return the statement of one person with the owner: every page sends it, so it is put together once."""
    active = User.objects.filter(pk=_NOBODY, is_active=True)
    found = statement_of(active.values(*_PERSON, *(f"owner__{name}" for name in _OWNER)))
    if found is None or found.parameters.count(_NOBODY) != 1:
        message = "the statement of a person does not ask for one person"
        raise RuntimeError(message)
    return found


def _person(user_id: int) -> User | None:
    """Return somebody who may log in, together with the owner."""
    asked = _of_nobody()
    parameters = tuple(user_id if value == _NOBODY else value for value in asked.parameters)
    found = replace(asked, parameters=parameters).rows()
    if not found:
        return None
    row = found[0]
    person = User.from_db(connection.alias, _PERSON, [row[name] for name in _PERSON])
    if person.owner_id is not None:
        values = [row[f"owner__{name}"] for name in _OWNER]
        person.owner = Owner.from_db(connection.alias, _OWNER, values)
    return person


class _Backend(BaseBackend):
    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session; a suspended owner's people are nobody."""
        user = _person(user_id)
        if user is None or (user.owner and user.owner.status != Owner.Status.ACTIVE):
            return None
        return user


class MarketplaceKeyBackend(_Backend):
    """아이디 + 1688상품관 API KEY, as the seller's manual says.

    The key is compared with the owner's stored hashes. An unknown id costs the same work as a
    wrong key, so that answers tell nothing about who exists. Of a seller who may log in, a key that
    is none of them is shown to the platform (vouching.py), if there is one to ask and `now` is given.
    """

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - part of the protocol
        username: str | None = None,
        api_key: str | None = None,
        now: datetime | None = None,
        **_: Any,
    ) -> User | None:
        """Return the person, or None for any mismatch. Must not be called inside of a transaction."""
        if username is None or api_key is None:
            return None
        user = User.objects.select_related("owner").filter(login_id=username, is_active=True).first()
        if user is None or user.owner is None or user.owner.status != Owner.Status.ACTIVE:
            make_password(api_key)
            return None
        keys = MarketplaceKey.objects.filter(owner=user.owner, revoked_at=None)
        hashes = list(keys.values_list("key_hash", flat=True)[:2])
        if not hashes:
            make_password(api_key)
        # Every hash is tried, so that the answer takes as long for the first as for the last.
        matches = [check_password(api_key, stored) for stored in hashes]
        if any(matches) or (now is not None and take_vouched(user, api_key, now=now)):
            return user
        return None


class StaffPasswordBackend(_Backend):
    """Password of the warehouse's own people."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - part of the protocol
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """Return the person, or None for any mismatch."""
        if username is None or password is None:
            return None
        user = User.objects.filter(login_id=username, is_active=True, owner=None).first()
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) else None
