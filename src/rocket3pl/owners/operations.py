"""Writes of owners and their keys."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from rocket3pl.owners.models import LANGUAGES, MarketplaceKey, Owner, User
from rocket3pl.shared.audit import record
from rocket3pl.shared.columns import fitting
from rocket3pl.shared.errors import Invalid, NotFound, Problem, StaleDocument
from rocket3pl.shared.idempotency import once
from rocket3pl.shared.numbers import owner_code
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator
from rocket3pl.shared.validators import BadValue, business_no

_LANGUAGE_CODES = frozenset(code for code, _name in LANGUAGES)
_KEY = re.compile(r"[!-~]{8,200}")


@dataclass(frozen=True, slots=True)
class OwnerDetails:
    """What may be said of an owner."""

    name: str
    business_no: str = ""
    default_language: str = "ko"
    auto_approve: bool = False
    active: bool = True


def _owner_fields(details: OwnerDetails) -> dict[str, object]:
    kept, problems = fitting(Owner, {"name": details.name})
    digits = ""
    if details.business_no:
        try:
            digits = business_no(details.business_no)
        except BadValue as bad:
            problems.append(Problem("business_no", bad.code))
    if details.default_language not in _LANGUAGE_CODES:
        problems.append(Problem("default_language", "unknown"))
    if problems:
        raise Invalid(problems)
    return {
        "name": kept["name"],
        "business_no": digits,
        "default_language": details.default_language,
        "auto_approve": details.auto_approve,
        "status": Owner.Status.ACTIVE if details.active else Owner.Status.SUSPENDED,
    }


@transaction.atomic
def add_owner(details: OwnerDetails, *, code: str = "") -> str:
    """Add an owner; returns the 화주코드: the one given, when the seller comes with one, or a new one.

    Raises Invalid (required, too_long, bad_business_no, unknown, code_taken), NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    fields = _owner_fields(details)
    if code and Owner.objects.filter(code=code).exists():
        raise Invalid([Problem("code", "code_taken", {"value": code})])
    owner = Owner.objects.create(code=code or owner_code(), **fields)
    record("owner.added", owner, owner_id=owner.pk, after=asdict(details))
    return owner.code


def add_owner_once(details: OwnerDetails, *, key: str, now: datetime) -> str:
    """Add an owner with a new 화주코드 as add_owner does, once per submission key; returns the code.

    Raises IdempotencyConflict as well.
    """
    return str(once("add_owner", key, asdict(details), lambda: {"code": add_owner(details)}, now=now)["code"])


def locked_owner(code: str, *, version: int | None) -> Owner:
    """Return an owner, locked. Raises NotFound, StaleDocument."""
    owner = Owner.objects.select_for_update().filter(code=code).first()
    if owner is None:
        raise NotFound(code)
    if version is not None and owner.version != version:
        raise StaleDocument(code)
    return owner


@transaction.atomic
def change_owner(code: str, details: OwnerDetails, *, version: int | None) -> None:
    """Change an owner. A suspended owner's people can no longer log in; stock stays as it is.

    Raises Invalid (required, too_long, bad_business_no, unknown), NotFound, StaleDocument, NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    fields = _owner_fields(details)
    owner = locked_owner(code, version=version)
    before = {name: getattr(owner, name) for name in fields}
    for name, value in fields.items():
        setattr(owner, name, value)
    owner.version += 1
    owner.save(update_fields=[*fields, "version"])
    record("owner.changed", owner, owner_id=owner.pk, before=before, after=fields)


def is_key(text: str) -> bool:
    """Say whether a text can be a 1688상품관 API KEY."""
    return _KEY.fullmatch(text) is not None


def end_sessions(owner: Owner) -> None:
    """End what was opened with a key that is no longer in force.

    A session ends with the password of its person. Sellers have none that opens anything, so it may be
    another one.
    """
    User.objects.filter(owner=owner).update(password=make_password(None))


@transaction.atomic
def issue_key(code: str, key: str, *, now: datetime) -> None:
    """Accept the seller's 1688상품관 API KEY for logging in; it takes the place of any earlier one.

    Sessions that an earlier one opened end. Only a salted hash is kept. Raises Invalid (bad_key),
    NotFound, NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    if not is_key(key):
        raise Invalid([Problem("api_key", "bad_key")])
    owner = locked_owner(code, version=None)
    replaced = MarketplaceKey.objects.filter(owner=owner, revoked_at=None).update(revoked_at=now)
    MarketplaceKey.objects.create(owner=owner, key_hash=make_password(key))
    if replaced:
        end_sessions(owner)
    record("owner.key_issued", owner, owner_id=owner.pk, after={"replaced": replaced})


@transaction.atomic
def revoke_key(code: str, *, now: datetime) -> int:
    """Take the owner's key back: nobody of the owner can log in until a new one is issued.

    Sessions that it opened end. Returns how many keys were in force. Raises NotFound, NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    owner = locked_owner(code, version=None)
    revoked = MarketplaceKey.objects.filter(owner=owner, revoked_at=None).update(revoked_at=now)
    end_sessions(owner)
    record("owner.key_revoked", owner, owner_id=owner.pk, after={"revoked": revoked})
    return revoked
