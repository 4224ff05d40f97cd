"""Secrets of other services, kept so that a copy of the database alone opens none of them.

Fernet (AES-128-CBC with HMAC-SHA256) by the cryptography library. The keys are settings.SEAL_KEYS:
the first seals, every one opens, so a new key is put in front, everything is resealed, and the old
one is taken away.
"""

from typing import Any, Self

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models


class Unreadable(Exception):  # noqa: N818 - says what it is
    """The text was not sealed by any of our keys, or somebody changed it."""

    def __init__(self) -> None:
        super().__init__("sealed text cannot be opened")


def _fernet() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.SEAL_KEYS])


def seal(text: str) -> str:
    """Return the text sealed with the first key."""
    return _fernet().encrypt(text.encode("utf-8")).decode("ascii")


def unseal(sealed: str) -> str:
    """Return what was sealed with any of the keys. Raises Unreadable."""
    try:
        return _fernet().decrypt(sealed.encode("utf-8")).decode("utf-8")
    except InvalidToken:
        raise Unreadable from None


def reseal(sealed: str) -> str:
    """Return the same secret sealed with the first key. Raises Unreadable."""
    try:
        return _fernet().rotate(sealed.encode("utf-8")).decode("ascii")
    except InvalidToken:
        raise Unreadable from None


class Secret:
    """A sealed text in hand. Its text comes out by `reveal` only, never by printing."""

    __slots__ = ("sealed",)

    def __init__(self, sealed: str) -> None:
        self.sealed = sealed

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the text, sealed."""
        return cls(seal(text))

    def reveal(self) -> str:
        """Return the text. Raises Unreadable."""
        return unseal(self.sealed)

    def __str__(self) -> str:
        return "••••"

    def __repr__(self) -> str:
        return "Secret(••••)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.sealed == self.sealed

    def __hash__(self) -> int:
        return hash(self.sealed)


class SealedTextField(models.TextField):  # type: ignore[type-arg]
    """A column that holds sealed text. Its value is a Secret; plain text is refused, not stored."""

    def from_db_value(self, value: str | None, *_: Any) -> Secret | None:
        """Return the stored text as a Secret."""
        return None if value is None else Secret(value)

    def to_python(self, value: Any) -> Secret | None:
        """Return the value as it is; a field of a form must seal it first."""
        if value is None or isinstance(value, Secret):
            return value
        message = f"{self.name} takes a Secret"
        raise TypeError(message)

    def get_prep_value(self, value: Any) -> str | None:
        """Return what is stored."""
        secret = self.to_python(value)
        return None if secret is None else secret.sealed
