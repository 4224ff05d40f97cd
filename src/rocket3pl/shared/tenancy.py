"""Scope: who acts and whose rows they may touch. Ambient, and mandatory.

Every read or write of an owned table happens inside `owner_scope` (one seller) or
`operator_scope` (the warehouse, all sellers). Outside of both, the manager raises: a forgotten
scope shows nothing instead of everything.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from rocket3pl.shared.errors import NotPermitted
from rocket3pl.shared.rights import RIGHTS, Right, Role


class ScopeMissing(RuntimeError):  # noqa: N818 - a programming error, not a refusal
    """Owned rows were touched without a scope."""


class ScopeViolation(RuntimeError):  # noqa: N818
    """A row of another owner was about to be written."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `user_id` is None for the system itself (seed, schedules)."""

    user_id: int | None
    name: str
    role: Role | None


SYSTEM = Actor(user_id=None, name="system", role=None)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows are open. `owner_id` None means all owners: the operator."""

    actor: Actor
    owner_id: int | None

    def allows(self, owner_id: int | None) -> bool:
        """Say whether rows of that owner may be touched."""
        return self.owner_id is None or self.owner_id == owner_id


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current_scope() -> Scope:
    """Return the scope in force.

    Raises ScopeMissing when there is none.
    """
    scope = _current.get()
    if scope is None:
        message = "no scope: wrap the call in owner_scope() or operator_scope()"
        raise ScopeMissing(message)
    return scope


@contextmanager
def _entered(scope: Scope) -> Iterator[Scope]:
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)


def owner_scope(owner_id: int, *, actor: Actor = SYSTEM) -> Any:
    """Open the rows of one owner for the block. Refuses to widen a narrower scope."""
    outer = _current.get()
    if outer is not None and not outer.allows(owner_id):
        message = f"scope of owner {outer.owner_id} cannot be changed to owner {owner_id}"
        raise ScopeViolation(message)
    return _entered(Scope(actor=actor, owner_id=owner_id))


def operator_scope(*, actor: Actor = SYSTEM) -> Any:
    """Open the rows of all owners for the block: warehouse staff and the system only."""
    outer = _current.get()
    if outer is not None and outer.owner_id is not None:
        message = "an owner's scope cannot be widened to the operator's"
        raise ScopeViolation(message)
    return _entered(Scope(actor=actor, owner_id=None))


def require(right: Right) -> Scope:
    """Return the scope in force if its actor holds the right.

    Raises NotPermitted. The system actor (no role) may do everything.
    """
    scope = current_scope()
    role = scope.actor.role
    if role is not None and right not in RIGHTS[role]:
        raise NotPermitted(right)
    return scope


def require_owner(right: Right) -> int:
    """Return the id of the owner in scope, whose actor holds the right.

    Raises NotPermitted when the scope is the operator's: the operator never applies for a seller.
    """
    scope = require(right)
    if scope.owner_id is None:
        raise NotPermitted(right)
    return scope.owner_id


def require_operator(right: Right) -> Actor:
    """Return the actor if the scope is the operator's and the right is held.

    Raises NotPermitted.
    """
    scope = require(right)
    if scope.owner_id is not None:
        raise NotPermitted(right)
    return scope.actor


_M = TypeVar("_M", bound=models.Model)


def _check(rows: Iterable[models.Model]) -> None:
    scope = current_scope()
    for row in rows:
        owner_id = getattr(row, "owner_id", None)
        if not scope.allows(owner_id):
            message = f"{type(row).__name__} of owner {owner_id} in scope of {scope.owner_id}"
            raise ScopeViolation(message)


class OwnedQuerySet(models.QuerySet[_M]):
    """A query set whose writes are checked against the scope as well."""

    def bulk_create(self, objs: Iterable[_M], *args: Any, **kwargs: Any) -> list[_M]:
        """Insert rows after checking that each belongs to the scope."""
        rows = list(objs)
        _check(rows)
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **kwargs: Any) -> int:
        """Update rows; an owner never changes hands."""
        if "owner" in kwargs or "owner_id" in kwargs:
            message = "owner cannot be changed"
            raise ScopeViolation(message)
        return super().update(**kwargs)


class OwnedManager(models.Manager[_M]):
    """The only manager of owned tables: filtered by the scope, raises without one."""

    def get_queryset(self) -> OwnedQuerySet[_M]:
        """Return the rows of the scope."""
        scope = current_scope()
        rows: OwnedQuerySet[_M] = OwnedQuerySet(self.model, using=self._db)
        return rows if scope.owner_id is None else rows.filter(owner_id=scope.owner_id)


class OwnedModel(models.Model):
    """Base of every table that belongs to an owner."""

    owner = models.ForeignKey("owners.Owner", on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[OwnedManager[Self]] = OwnedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row after checking that it belongs to the scope."""
        _check([self])
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: nothing is ever physically deleted."""
        message = f"{type(self).__name__} rows are never deleted"
        raise TypeError(message)
