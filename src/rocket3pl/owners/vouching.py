"""A key that we do not know yet: the platform that issued it may vouch for it at the login.

`Voucher` is the port; settings.KEY_VERIFIER names what stands behind it, "" for nobody.
"""

from collections.abc import Callable
from contextvars import Context
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.module_loading import import_string

from rocket3pl.owners.models import MarketplaceKey, Owner, User
from rocket3pl.owners.operations import end_sessions, is_key, locked_owner
from rocket3pl.shared.audit import record
from rocket3pl.shared.tenancy import operator_scope


class Voucher(Protocol):
    """What settings.KEY_VERIFIER names. Never raises: who gets no answer vouches for nothing."""

    def __call__(self, login_id: str, api_key: str, *, now: datetime) -> str | None:
        """Return the 화주코드 of the seller whose key it is, None when nobody says so."""


def _may_be_given(owner: Owner) -> bool:
    """Say whether another may give an owner a key: not after the warehouse has taken the last one back."""
    keys = MarketplaceKey.objects.filter(owner=owner)
    return owner.status == Owner.Status.ACTIVE and (
        keys.filter(revoked_at=None).exists() or not keys.exists()
    )


def take_vouched(user: User, key: str, *, now: datetime) -> bool:
    """Ask the platform about a seller's key; keep it if it is that seller's, and say whether it was.

    It takes the place of an earlier one, as issuing by hand does, with the system in the audit trail. What
    the warehouse took back it alone gives again. Asks another machine: call it outside of any transaction.
    """
    path, owner = settings.KEY_VERIFIER, user.owner
    if not path or owner is None or not is_key(key) or not _may_be_given(owner):
        return False
    voucher: Voucher = import_string(path)
    if voucher(user.login_id, key, now=now) != owner.code:
        return False
    # Somebody else's session may be open in this browser: its scope says nothing about who comes in now.
    keep: Callable[..., bool] = _keep
    kept = Context().run(keep, owner.code, key, now)
    # The session that begins now hangs on the password, which may be another one since.
    user.refresh_from_db(fields=["password"])
    return kept


def _keep(code: str, key: str, now: datetime) -> bool:
    with operator_scope(), transaction.atomic():
        owner = locked_owner(code, version=None)
        # The platform took its time: look again behind the lock.
        if not _may_be_given(owner):
            return False
        replaced = MarketplaceKey.objects.filter(owner=owner, revoked_at=None).update(revoked_at=now)
        MarketplaceKey.objects.create(owner=owner, key_hash=make_password(key))
        if replaced:
            end_sessions(owner)
        after = {"replaced": replaced, "vouched": True}
        record("owner.key_issued", owner, owner_id=owner.pk, after=after, now=now)
    return True
