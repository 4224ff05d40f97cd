"""Writes of owners, their keys and people."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from rocket3pl.owners.models import LANGUAGES, MarketplaceKey, Owner, User
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import Invalid, NotFound, Problem, StaleDocument
from rocket3pl.shared.numbers import owner_code
from rocket3pl.shared.rights import OWNER_ROLES, STAFF_ROLES, Right, Role
from rocket3pl.shared.tenancy import require_operator
from rocket3pl.shared.validators import BadValue, business_no

_LANGUAGE_CODES = frozenset(code for code, _name in LANGUAGES)
# What everybody can type on every keyboard: an 아이디 is read out over the telephone, too.
_LOGIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{2,63}")
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
    problems = []
    digits = ""
    if not details.name:
        problems.append(Problem("name", "required"))
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
        "name": details.name,
        "business_no": digits,
        "default_language": details.default_language,
        "auto_approve": details.auto_approve,
        "status": Owner.Status.ACTIVE if details.active else Owner.Status.SUSPENDED,
    }


@transaction.atomic
def add_owner(details: OwnerDetails, *, code: str = "") -> str:
    """Add an owner; returns the 화주코드: the one given, when the seller comes with one, or a new one.

    Raises Invalid (required, bad_business_no, unknown, code_taken), NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    fields = _owner_fields(details)
    if code and Owner.objects.filter(code=code).exists():
        raise Invalid([Problem("code", "code_taken", {"value": code})])
    owner = Owner.objects.create(code=code or owner_code(), **fields)
    record("owner.added", owner, owner_id=owner.pk, after=asdict(details))
    return owner.code


def locked_owner(code: str, *, version: int | None) -> Owner:
    """Return an owner, locked. Raises NotFound, StaleDocument."""
    owner = Owner.objects.select_for_update().filter(code=code).first()
    if owner is None:
        raise NotFound(code)
    if version is not None and owner.version != version:
        raise StaleDocument(code)
    return owner


@transaction.atomic
def change_owner(code: str, details: OwnerDetails, *, version: int) -> None:
    """Change an owner. A suspended owner's people can no longer log in; stock stays as it is.

    Raises Invalid (required, bad_business_no, unknown), NotFound, StaleDocument, NotPermitted.
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


@transaction.atomic
def issue_key(code: str, key: str, *, now: datetime) -> None:
    """Accept the seller's 1688상품관 API KEY for logging in; it takes the place of any earlier one.

    Only a salted hash is kept. Raises Invalid (bad_key), NotFound, NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    if not is_key(key):
        raise Invalid([Problem("api_key", "bad_key")])
    owner = locked_owner(code, version=None)
    replaced = MarketplaceKey.objects.filter(owner=owner, revoked_at=None).update(revoked_at=now)
    MarketplaceKey.objects.create(owner=owner, key_hash=make_password(key))
    record("owner.key_issued", owner, owner_id=owner.pk, after={"replaced": replaced})


@transaction.atomic
def revoke_key(code: str, *, now: datetime) -> int:
    """Take the owner's key back: nobody of the owner can log in until a new one is issued.

    Returns how many keys were in force. Raises NotFound, NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    owner = locked_owner(code, version=None)
    revoked = MarketplaceKey.objects.filter(owner=owner, revoked_at=None).update(revoked_at=now)
    record("owner.key_revoked", owner, owner_id=owner.pk, after={"revoked": revoked})
    return revoked


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be added: of an owner (by code, without password) or of the warehouse."""

    login_id: str
    name: str
    role: str
    owner: str = ""
    language: str = ""
    password: str = ""


def _person_problems(name: str, role: str, language: str, *, of_owner: bool) -> list[Problem]:
    problems = []
    if not name:
        problems.append(Problem("name", "required"))
    if role not in (OWNER_ROLES if of_owner else STAFF_ROLES):
        problems.append(Problem("role", "role_mismatch"))
    if language and language not in _LANGUAGE_CODES:
        problems.append(Problem("language", "unknown"))
    return problems


def _password_problems(password: str, user: User) -> list[Problem]:
    if not password:
        return [Problem("password", "required")]
    try:
        validate_password(password, user)
    except ValidationError as bad:
        return [Problem("password", str(e.code), dict(e.params or {})) for e in bad.error_list]
    return []


@transaction.atomic
def add_person(request: NewPerson) -> str:
    """Add a person who logs in; returns the 아이디.

    The warehouse's people get a password, an owner's people use the owner's key. Raises Invalid
    (required, bad_login_id, code_taken, role_mismatch, unknown, password_too_short,
    password_too_common, password_too_similar), NotPermitted.
    """
    require_operator(Right.MANAGE_USERS)
    problems = _person_problems(request.name, request.role, request.language, of_owner=bool(request.owner))
    owner = Owner.objects.filter(code=request.owner).first() if request.owner else None
    if request.owner and owner is None:
        problems.append(Problem("owner", "unknown"))
    taken = Problem("login_id", "code_taken", {"value": request.login_id})
    if not _LOGIN_ID.fullmatch(request.login_id):
        problems.append(Problem("login_id", "bad_login_id"))
    elif User.objects.filter(login_id__iexact=request.login_id).exists():
        problems.append(taken)
    if not request.owner:
        problems += _password_problems(
            request.password, User(login_id=request.login_id, name=request.name, role=request.role)
        )
    if problems:
        raise Invalid(problems)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                login_id=request.login_id,
                role=Role(request.role),
                password=None if owner else request.password,
                name=request.name,
                owner=owner,
                language=request.language,
            )
    except IntegrityError:  # somebody took the 아이디 in this very moment
        raise Invalid([taken]) from None
    record("user.added", user, owner_id=user.owner_id, after={"login_id": user.login_id, "role": user.role})
    return user.login_id


def locked_person(login_id: str, *, version: int | None) -> User:
    """Return a person, locked. Raises NotFound, StaleDocument."""
    user = User.objects.select_for_update(of=("self",)).filter(login_id=login_id).first()
    if user is None:
        raise NotFound(login_id)
    if version is not None and user.version != version:
        raise StaleDocument(login_id)
    return user


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What may be changed of a person."""

    name: str
    role: str
    language: str = ""
    active: bool = True


@transaction.atomic
def change_person(login_id: str, details: PersonDetails, *, version: int) -> None:
    """Change a person's name, role, language, or whether they may log in.

    Nobody takes their own role or access away, so that a manager always remains. Raises Invalid
    (required, role_mismatch, unknown, own_account), NotFound, StaleDocument, NotPermitted.
    """
    actor = require_operator(Right.MANAGE_USERS)
    user = locked_person(login_id, version=version)
    problems = _person_problems(
        details.name, details.role, details.language, of_owner=user.owner_id is not None
    )
    if user.pk == actor.user_id:
        if details.role != user.role:
            problems.append(Problem("role", "own_account"))
        if not details.active:
            problems.append(Problem("active", "own_account"))
    if problems:
        raise Invalid(problems)
    after = {
        "name": details.name,
        "role": details.role,
        "language": details.language,
        "is_active": details.active,
    }
    before = {name: getattr(user, name) for name in after}
    for name, value in after.items():
        setattr(user, name, value)
    user.version += 1
    user.save(update_fields=[*after, "version"])
    record("user.changed", user, owner_id=user.owner_id, before=before, after=after)


@transaction.atomic
def reset_password(login_id: str, password: str, *, version: int) -> None:
    """Give one of the warehouse's people a new password; it ends their sessions.

    Raises Invalid (required, no_password, password_too_short, password_too_common,
    password_too_similar), NotFound, StaleDocument, NotPermitted.
    """
    require_operator(Right.MANAGE_USERS)
    user = locked_person(login_id, version=version)
    if user.owner_id is not None:
        raise Invalid([Problem("password", "no_password")])
    if problems := _password_problems(password, user):
        raise Invalid(problems)
    user.set_password(password)
    user.version += 1
    user.save(update_fields=["password", "version"])
    record("user.password_reset", user)
