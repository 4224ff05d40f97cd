"""Keys with which programs try the sample: two sellers, a manager and a worker."""

from datetime import datetime
from typing import Any

from rocket3pl.cli.sample.goods import CANARY
from rocket3pl.cli.sample.people import OWNERS
from rocket3pl.owners.api_keys import AREAS, api_keys, create_api_key, revoke_api_key
from rocket3pl.owners.models import User
from rocket3pl.shared.rights import Role
from rocket3pl.shared.tenancy import operator_scope, owner_scope

BASE = "/api/v1"
_NAME = "seed --json"
_WRITE_ALL = dict.fromkeys(AREAS, "write")


def _token(role: Role, now: datetime) -> str:
    """Make a key of whoever is in scope."""
    return create_api_key(_NAME, _WRITE_ALL, role=role, now=now)


def _take_back(now: datetime) -> None:
    """Take back what an earlier call made: its tokens are known to nobody here, and keys are numbered."""
    for key in api_keys():
        if key.name == _NAME and key.revoked_at is None:
            revoke_api_key(key.prefix, now=now)


def make_keys(*, now: datetime) -> dict[str, Any]:
    """Make fresh keys in place of those of an earlier call; return them with where they are used.

    Owner A is the sample's first seller, B its second; `canary` is a word in A's texts only.
    """
    made: dict[str, Any] = {"base": BASE, "canary": CANARY, "owners": {}, "warehouse": {}}
    for letter, sample in zip("AB", OWNERS, strict=False):
        person = User.objects.get(login_id=sample.login_id)
        with owner_scope(int(person.owner_id or 0), actor=person.actor):
            _take_back(now)
            # As the screen makes a key that manages people.
            token = _token(Role.OWNER_ADMIN, now)
        made["owners"][letter] = {"code": sample.code, "name": sample.name, "token": token}
    manager = User.objects.get(login_id="manager")
    with operator_scope(actor=manager.actor):
        _take_back(now)
        for role in (Role.MANAGER, Role.WORKER):
            made["warehouse"][role.value] = {"token": _token(role, now)}
    return made
