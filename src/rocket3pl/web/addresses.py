"""Addresses of routes, remembered: to reverse one takes longer than to write ten cells of a table."""

import re

from django.urls import get_script_prefix, get_urlconf, reverse

# What stands in an address as it is.
_UNQUOTED = re.compile(r"[0-9A-Za-z-]{1,64}")
_Where = tuple[str | None, str, str]
_plain: dict[_Where, str] = {}
_around: dict[_Where, tuple[str, str]] = {}


def known(route: str, *value: object) -> str:
    """Return the address of a route with one value in it, or none.

    All addresses of a route share what stands before and after the value, so it is reversed once:
    for ids and numbers that have one form. Raises NoReverseMatch.
    """
    where = (get_urlconf(), get_script_prefix(), route)
    if not value:
        if where not in _plain:
            _plain[where] = reverse(route)
        return _plain[where]
    text = str(value[0])
    if not _UNQUOTED.fullmatch(text):
        return reverse(route, args=[text])
    if where in _around:
        before, after = _around[where]
        return f"{before}{text}{after}"
    full = reverse(route, args=[text])
    before, found, after = full.rpartition(text)
    if found and before.count(text) == 0:
        _around[where] = before, after
    return full
