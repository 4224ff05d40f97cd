"""Addresses of routes, remembered: to reverse one takes longer than to write ten cells of a table."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.http import url_has_allowed_host_and_scheme

# What stands in an address as it is.
_UNQUOTED = re.compile(r"[0-9A-Za-z._-]{1,64}")
_Where = tuple[str | None, str, str]
_plain: dict[_Where, str] = {}
_around: dict[_Where, tuple[str, str]] = {}


def safe_next(request: HttpRequest, address: str | None, fallback: str) -> str:
    """Return the address if it is a path of this service, else the fallback."""
    if (
        address
        and address.startswith("/")
        and url_has_allowed_host_and_scheme(
            address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
    ):
        return address
    return fallback


def _where(route: str) -> _Where:
    return get_urlconf(), get_script_prefix(), route


def known(route: str, *value: object) -> str:
    """Return the address of a route with one value in it, or none.

    All addresses of a route share what stands before and after the value, so it is reversed once:
    for ids and numbers that have one form. Raises NoReverseMatch.
    """
    where = _where(route)
    if not value:
        if where not in _plain:
            _plain[where] = reverse(route)
        return _plain[where]
    return _with(where, str(value[0]))


def _with(where: _Where, text: str) -> str:
    if not _UNQUOTED.fullmatch(text):
        return reverse(where[2], args=[text])
    if where in _around:
        before, after = _around[where]
        return f"{before}{text}{after}"
    full = reverse(where[2], args=[text])
    before, found, after = full.rpartition(text)
    if found and before.count(text) == 0:
        _around[where] = before, after
    return full


@dataclass(frozen=True, slots=True)
class AddressOf:
    """The address of a row: a route's, with the row's value of that key in it."""

    route: str
    key: str

    def __call__(self, row: Mapping[str, Any]) -> str:
        """Return the address of one row."""
        return known(self.route, row[self.key])

    def on_page(self) -> Callable[[Mapping[str, Any]], str]:
        """Return the same for the rows of one page, which ask only once where the routes begin."""
        where, key = _where(self.route), self.key
        return lambda row: _with(where, str(row[key]))
