"""Checks of identity: owners by 1688상품관 API KEY, warehouse staff by password."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest

from rocket3pl.owners.models import MarketplaceKey, Owner, User


class _Backend(BaseBackend):
    def get_user(self, user_id: int) -> User | None:
        """Return the person of a session; a suspended owner's people are nobody."""
        found = list(User.objects.select_related("owner").filter(pk=user_id, is_active=True))
        user = found[0] if found else None
        if user is None or (user.owner and user.owner.status != Owner.Status.ACTIVE):
            return None
        return user


class MarketplaceKeyBackend(_Backend):
    """아이디 + 1688상품관 API KEY, as the seller's manual says.

    The key is compared with the owner's stored hashes. An unknown id costs the same work as a
    wrong key, so that answers tell nothing about who exists.
    """

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002 - part of the protocol
        username: str | None = None,
        api_key: str | None = None,
        **_: Any,
    ) -> User | None:
        """Return the person, or None for any mismatch."""
        if username is None or api_key is None:
            return None
        user = User.objects.select_related("owner").filter(login_id=username, is_active=True).first()
        hashes = (
            list(
                MarketplaceKey.objects.filter(owner=user.owner, revoked_at=None).values_list(
                    "key_hash", flat=True
                )[:2]
            )
            if user and user.owner and user.owner.status == Owner.Status.ACTIVE
            else []
        )
        if not hashes:
            make_password(api_key)
            return None
        # Every hash is tried, so that the answer takes as long for the first as for the last.
        matches = [check_password(api_key, stored) for stored in hashes]
        return user if any(matches) else None


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
