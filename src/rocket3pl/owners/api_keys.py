"""Keys of programs: made, shown once, taken back, recognised."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from rocket3pl.owners.models import ApiKey, Owner
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import Invalid, NotFound, NotPermitted, Problem
from rocket3pl.shared.idempotency import once
from rocket3pl.shared.rights import OWNER_ROLES, RIGHTS, Right, Role
from rocket3pl.shared.tenancy import Scope, current_scope, require

AREAS = ("products", "inventory", "inbound", "outbound", "files", "settings", "reference", "people")
LEVELS = ("read", "write")
MAX_KEYS = 50
_MARK = "r3pl"
_PREFIX = re.compile(r"[0-9a-f]{10}")
# Writing down every call would make each one a write.
_SEEN_EVERY = timedelta(minutes=1)


def _mine(scope: Scope) -> dict[str, int | None]:
    return {"owner_id": scope.owner_id}


def _may_manage() -> Scope:
    owner = current_scope().owner_id is not None
    return require(Right.MANAGE_OWN_STAFF if owner else Right.MANAGE_USERS)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _problems(name: str, role: Role, areas: Mapping[str, str], *, of_owner: bool) -> list[Problem]:
    found = []
    if not name:
        found.append(Problem("name", "required"))
    if (role in OWNER_ROLES) != of_owner:
        found.append(Problem("role", "unknown"))
    if not areas or set(areas) - set(AREAS) or set(areas.values()) - set(LEVELS):
        found.append(Problem("areas", "unknown"))
    return found


@transaction.atomic
def create_api_key(
    name: str, areas: Mapping[str, str], *, role: Role, now: datetime, expires_at: datetime | None = None
) -> str:
    """Make a key of whoever is in scope, and return its token: it can never be read again.

    areas  "read" or "write" by area (AREAS); write includes read
    Raises Invalid (required, unknown, too_many), NotPermitted.
    """
    scope = _may_manage()
    name = " ".join("".join(sign for sign in name if sign.isprintable()).split())[:60]
    if scope.actor.user_id is None:
        raise NotPermitted(Right.MANAGE_USERS)
    problems = _problems(name, role, areas, of_owner=scope.owner_id is not None)
    if ApiKey.objects.filter(revoked_at=None, **_mine(scope)).count() >= MAX_KEYS:
        problems.append(Problem("", "too_many", {"max": MAX_KEYS}))
    if problems:
        raise Invalid(problems)
    prefix, secret = secrets.token_hex(5), secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        prefix=prefix,
        secret_hash=_hash(secret),
        name=name,
        role=role,
        areas=dict(areas),
        created_by_id=scope.actor.user_id,
        created_at=now,
        expires_at=expires_at,
        **_mine(scope),
    )
    record("api_key.created", key, owner_id=scope.owner_id, after={"name": name, "areas": dict(areas)})
    return f"{_MARK}_{prefix}_{secret}"


def create_api_key_once(
    name: str, areas: Mapping[str, str], *, role: Role, key: str, now: datetime
) -> str | None:
    """Make a key as create_api_key does, once per submission key; None when it was made before.

    What is kept under the submission key tells that it happened, never the token.
    """
    made: list[str] = []

    def act() -> dict[str, str]:
        made.append(create_api_key(name, areas, role=role, now=now))
        return {"prefix": made[0].split("_")[1]}

    once("create_api_key", key, [name, dict(areas), role.value], act, now=now)
    return made[0] if made else None


def api_keys() -> list[ApiKey]:
    """Return the keys of whoever is in scope, newest first, those taken back included."""
    scope = _may_manage()
    return list(ApiKey.objects.filter(**_mine(scope)).select_related("created_by")[:200])


@transaction.atomic
def revoke_api_key(prefix: str, *, now: datetime) -> None:
    """Take a key back, at once and for ever. Raises NotFound, NotPermitted."""
    scope = _may_manage()
    key = ApiKey.objects.filter(prefix=prefix, revoked_at=None, **_mine(scope)).first()
    if key is None:
        raise NotFound(prefix)
    ApiKey.objects.filter(pk=key.pk).update(revoked_at=now)
    record("api_key.revoked", key, owner_id=scope.owner_id, after={"name": key.name})


def _parts(token: str) -> tuple[str, str]:
    """Return prefix and secret of a token; two empty texts for what is no token."""
    mark, _, rest = token.partition("_")
    prefix, _, secret = rest.partition("_")
    return (prefix, secret) if mark == _MARK and secret and _PREFIX.fullmatch(prefix) else ("", "")


def prefix_of(token: str) -> str:
    """Return which key a token means, "" for what is no token."""
    return _parts(token)[0]


def _in_force(key: ApiKey, now: datetime) -> bool:
    if key.revoked_at or (key.expires_at and key.expires_at <= now):
        return False
    return key.owner is None or key.owner.status == Owner.Status.ACTIVE


def require_key(prefix: str, area: str, right: Right, *, now: datetime) -> None:
    """See to it that a key of the scope is in force, and opens an area and a right, for work in its name.

    Raises NotPermitted.
    """
    key = ApiKey.objects.select_related("owner").filter(prefix=prefix, **_mine(current_scope())).first()
    if key is None or not _in_force(key, now) or area not in key.areas or right not in RIGHTS[Role(key.role)]:
        raise NotPermitted(right)


def recognised(token: str, *, now: datetime) -> ApiKey | None:
    """Return the key of a token that is in force, None for every other token."""
    prefix, secret = _parts(token)
    if not prefix:
        return None
    key = ApiKey.objects.select_related("owner").filter(prefix=prefix, revoked_at=None).first()
    # Compared for an unknown prefix too: the answer takes as long.
    same = hmac.compare_digest(key.secret_hash if key else "", _hash(secret))
    if key is None or not same or not _in_force(key, now):
        return None
    if key.last_used_at is None or key.last_used_at < now - _SEEN_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key
