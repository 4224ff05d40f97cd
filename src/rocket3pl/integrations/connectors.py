"""What a connector says of itself, and where its service is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.conf import settings
from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True, slots=True)
class KeyField:
    """One value that the settings page asks for.

    secret   never shown again, but for its last four signs
    pattern  a regular expression of the whole value; `hint` says it in words
    moves_to the secret that the old value becomes when a new one is given
    """

    name: str
    label: Text
    secret: bool = False
    required: bool = True
    pattern: str = r"[\x21-\x7e]{1,200}"
    hint: Text = ""
    moves_to: str = ""


@dataclass(frozen=True, slots=True)
class Connector:
    """A service: `of` says whose keys it takes, the warehouse's or each seller's.

    clean  returns what was typed as it is kept, or raises Invalid; may look names up, so it runs outside
           of any transaction
    """

    code: str
    name: Text
    about: Text
    of: Literal["operator", "seller"]
    fields: tuple[KeyField, ...]
    clean: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None


def connection_name(connector: str, owner_code: str = "") -> str:
    """Return the name by which outside.Connection knows a connector, or a seller's part of it."""
    return f"{connector}:{owner_code}" if owner_code else connector


@dataclass(frozen=True, slots=True)
class Base:
    """Where a service is. `inside_allowed`: the operator put it into the environment."""

    url: str
    inside_allowed: bool


def base_of(connector: str, default: str) -> Base:
    """Return where a service is: SERVICE_URL_<CONNECTOR> of the environment, or its public address."""
    given: Mapping[str, str] = settings.SERVICE_URLS
    found = given.get(connector, "")
    return Base(found.rstrip("/"), inside_allowed=True) if found else Base(default, inside_allowed=False)
