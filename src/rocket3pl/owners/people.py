"""Writes of people: a manager looks after everybody, a seller's administrator after their own."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from rocket3pl.owners.models import LANGUAGES, Owner, User
from rocket3pl.owners.queries import people_in_scope
from rocket3pl.shared.audit import record
from rocket3pl.shared.columns import fitting
from rocket3pl.shared.errors import Invalid, NotFound, NotPermitted, Problem, StaleDocument
from rocket3pl.shared.idempotency import once
from rocket3pl.shared.rights import OWNER_ROLES, STAFF_ROLES, Right, Role
from rocket3pl.shared.tenancy import Scope, current_scope, require, require_operator

# As many as the page of an owner shows; a mistake of a program must not fill the table.
MAX_OWN_PEOPLE = 200
_LANGUAGE_CODES = frozenset(code for code, _name in LANGUAGES)
# What everybody can type on every keyboard: an 아이디 is read out over the telephone, too.
_LOGIN_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{2,63}")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be added: of an owner (by code, without password) or of the warehouse.

    A seller's administrator adds their own people only, and need not name the owner.
    """

    login_id: str
    name: str
    role: str
    owner: str = ""
    language: str = ""
    password: str = ""


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What may be changed of a person."""

    name: str
    role: str
    language: str = ""
    active: bool = True


def managing_right() -> Right:
    """Return the right that managing people asks for in the scope in force."""
    return Right.MANAGE_USERS if current_scope().owner_id is None else Right.MANAGE_OWN_STAFF


def require_manager_of_people() -> Scope:
    """Return the scope of somebody who may manage people. Raises NotPermitted.

    A key acts for whoever made it: it manages people only as long as that person may. Otherwise
    somebody who has left could go on letting people in.
    """
    right = managing_right()
    scope = require(right)
    if scope.actor.user_id is not None:
        _refuse_former(User.objects.filter(pk=scope.actor.user_id).first(), right)
    return scope


def _refuse_former(manager: User | None, right: Right) -> None:
    """Raise NotPermitted for who may not manage people, or no longer."""
    if manager is None or not manager.is_active or not manager.may(right):
        raise NotPermitted(right)
    if manager.owner_id != current_scope().owner_id:
        raise NotPermitted(right)


def _managed(login_id: str, *, version: int | None) -> User:
    """Return a person whom the actor may manage; both are locked.

    Of two managers who take each other's access away at once, the second one is refused.
    Raises NotFound, StaleDocument, NotPermitted.
    """
    scope, right = require_manager_of_people(), managing_right()
    found = people_in_scope().filter(login_id=login_id).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound(login_id)
    wanted = [pk for pk in (found, scope.actor.user_id) if pk is not None]
    rows = User.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
    locked = {user.pk: user for user in rows}
    if scope.actor.user_id is not None:
        _refuse_former(locked.get(scope.actor.user_id), right)
    user = locked[found]
    if version is not None and user.version != version:
        raise StaleDocument(login_id)
    return user


def managed_person(login_id: str, *, version: int | None) -> User:
    """Return a person for a change that only the warehouse makes, locked.

    Raises NotFound, StaleDocument, NotPermitted.
    """
    require_operator(Right.MANAGE_USERS)
    return _managed(login_id, version=version)


def _problems(name: str, role: str, language: str, *, of_owner: bool) -> tuple[str, list[Problem]]:
    """Return the name as it is kept, and what is wrong."""
    kept, problems = fitting(User, {"name": name})
    if role not in (OWNER_ROLES if of_owner else STAFF_ROLES):
        problems.append(Problem("role", "role_mismatch"))
    if language and language not in _LANGUAGE_CODES:
        problems.append(Problem("language", "unknown"))
    return str(kept["name"]), problems


def _password_problems(password: str, user: User) -> list[Problem]:
    if not password:
        return [Problem("password", "required")]
    try:
        validate_password(password, user)
    except ValidationError as bad:
        return [Problem("password", str(e.code), dict(e.params or {})) for e in bad.error_list]
    return []


def _owner_of(request: NewPerson, scope: Scope) -> tuple[Owner | None, list[Problem]]:
    """Return the owner whose person it will be, None for the warehouse's, and what is wrong."""
    if scope.owner_id is not None:
        own = Owner.objects.select_for_update().get(pk=scope.owner_id)
        if request.owner not in ("", own.code):
            return own, [Problem("owner", "unknown")]
        if User.objects.filter(owner=own).count() >= MAX_OWN_PEOPLE:
            return own, [Problem("", "too_many_people", {"max": MAX_OWN_PEOPLE})]
        return own, []
    if not request.owner:
        return None, []
    found = Owner.objects.filter(code=request.owner).first()
    return found, [] if found else [Problem("owner", "unknown")]


def _login_problems(login_id: str) -> list[Problem]:
    if not _LOGIN_ID.fullmatch(login_id):
        return [Problem("login_id", "bad_login_id")]
    if User.objects.filter(login_id__iexact=login_id).exists():
        return [_taken(login_id)]
    return []


def _taken(login_id: str) -> Problem:
    return Problem("login_id", "code_taken", {"value": login_id})


@transaction.atomic
def add_person(request: NewPerson) -> str:
    """Add a person who logs in; returns the 아이디.

    The warehouse's people get a password, an owner's people use the owner's key. Raises Invalid
    (required, too_long, bad_login_id, code_taken, role_mismatch, unknown, too_many_people,
    no_password, password_too_short, password_too_common, password_too_similar), NotPermitted.
    """
    scope = require_manager_of_people()
    owner, problems = _owner_of(request, scope)
    of_owner = owner is not None or bool(request.owner)
    name, wrong = _problems(request.name, request.role, request.language, of_owner=of_owner)
    problems += wrong + _login_problems(request.login_id)
    if of_owner and request.password:
        problems.append(Problem("password", "no_password"))
    if not of_owner:
        someone = User(login_id=request.login_id, name=name, role=request.role)
        problems += _password_problems(request.password, someone)
    if problems:
        raise Invalid(problems)
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                login_id=request.login_id,
                role=Role(request.role),
                password=None if owner else request.password,
                name=name,
                owner=owner,
                language=request.language,
            )
    except IntegrityError:  # somebody took the 아이디 in this very moment
        raise Invalid([_taken(request.login_id)]) from None
    record("user.added", user, owner_id=user.owner_id, after={"login_id": user.login_id, "role": user.role})
    return user.login_id


def add_person_once(request: NewPerson, *, key: str, now: datetime) -> str:
    """Add a person as add_person does, once per submission key; returns the 아이디.

    A password leaves no trace under the key, not even a hash that could be tried.
    Raises IdempotencyConflict as well.
    """
    told = {name: value for name, value in asdict(request).items() if name != "password"}
    return str(once("add_person", key, told, lambda: {"login_id": add_person(request)}, now=now)["login_id"])


def _own_account_problems(user: User, details: PersonDetails) -> list[Problem]:
    """Return what nobody does to themself, so that one who manages people always remains."""
    problems = []
    if user.pk == current_scope().actor.user_id:
        if details.role != user.role:
            problems.append(Problem("role", "own_account"))
        if not details.active:
            problems.append(Problem("active", "own_account"))
    return problems


@transaction.atomic
def change_person(login_id: str, details: PersonDetails, *, version: int | None) -> None:
    """Change a person's name, role, language, or whether they may log in.

    Nobody takes their own role or access away, nor does a key its maker's. Raises Invalid
    (required, too_long, role_mismatch, unknown, own_account), NotFound, StaleDocument, NotPermitted.
    """
    user = _managed(login_id, version=version)
    name, problems = _problems(
        details.name, details.role, details.language, of_owner=user.owner_id is not None
    )
    problems += _own_account_problems(user, details)
    if problems:
        raise Invalid(problems)
    after = {
        "name": name,
        "role": details.role,
        "language": details.language,
        "is_active": details.active,
    }
    before = {field: getattr(user, field) for field in after}
    for field, value in after.items():
        setattr(user, field, value)
    user.version += 1
    user.save(update_fields=[*after, "version"])
    record("user.changed", user, owner_id=user.owner_id, before=before, after=after)


@transaction.atomic
def reset_password(login_id: str, password: str, *, version: int | None) -> None:
    """Give one of the warehouse's people a new password; it ends their sessions.

    Raises Invalid (required, no_password, password_too_short, password_too_common,
    password_too_similar), NotFound, StaleDocument, NotPermitted.
    """
    user = managed_person(login_id, version=version)
    if user.owner_id is not None:
        raise Invalid([Problem("password", "no_password")])
    if problems := _password_problems(password, user):
        raise Invalid(problems)
    user.set_password(password)
    user.version += 1
    user.save(update_fields=["password", "version"])
    record("user.password_reset", user)
