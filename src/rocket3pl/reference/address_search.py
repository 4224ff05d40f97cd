"""주소 찾기: addresses by what a person remembers of them, for a form that is being filled in.

`Finder` is the port that a connector fits; settings.ADDRESS_FINDERS names them, and the first that is
set up is asked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner

SHORTEST, LONGEST = 2, 80


@dataclass(frozen=True, slots=True)
class Address:
    """An address in Korean, as the fields of a parcel have it.

    region  시/도 in its full name; city  시·군·구; line  the street with its number and what is called
    after it; lot  the same place by the older numbers of lots
    """

    postcode: str
    region: str
    city: str
    line: str
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The first that were found, and how many there are in all."""

    found: tuple[Address, ...]
    total: int


class AddressSearchFailed(Exception):  # noqa: N818 - says what happened
    """Nothing was found out. Codes: bad_words, too_many, busy, unavailable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Finder(Protocol):
    """What settings.ADDRESS_FINDERS names: a register of addresses."""

    def is_set_up(self) -> bool:
        """Say whether it can be asked."""

    def search(self, text: str, *, now: datetime) -> Addresses:
        """Return the addresses that fit a text. Raises AddressSearchFailed."""


def _finder() -> Finder | None:
    finders: list[Finder] = [import_string(path) for path in settings.ADDRESS_FINDERS]
    return next((finder for finder in finders if finder.is_set_up()), None)


def can_search() -> bool:
    """Say whether there is a register to ask."""
    return _finder() is not None


def search_addresses(text: str, *, now: datetime) -> Addresses:
    """Return the addresses that fit a text.

    Speaks to others, so it must be called outside of any transaction. Raises AddressSearchFailed,
    NotPermitted.
    """
    require_owner(Right.REQUEST_OUTBOUND)
    words = " ".join(text.split())
    if not SHORTEST <= len(words) <= LONGEST:
        raise AddressSearchFailed("bad_words")
    finder = _finder()
    if finder is None:
        raise AddressSearchFailed("unavailable")
    return finder.search(words, now=now)
