"""The frame around every page: head, side menu and top bar, as HTML that is kept.

One person sees the same frame on page after page, so it is written once per person, language and
place. What differs between two requests for it stands in it as marks: the address that the language
switch comes back to, and the token that lets forms through.
"""

import secrets
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template import engines
from django.urls import get_script_prefix, get_urlconf
from django.utils.translation import get_language
from markupsafe import Markup, escape

from rocket3pl.shared.rights import Role
from rocket3pl.web.menu import menu_for, notices_url, search_url

# Nobody's name can contain them: they are made anew in every process.
_TOKEN, _ADDRESS = (f"mark{secrets.token_hex(16)}" for _ in range(2))
_PARTS = ("head", "side", "top")
MOST_KEPT = 2_000


@dataclass(frozen=True, slots=True)
class Person:
    """What the frame says of who is logged in; without an owner's code it is the warehouse's."""

    login_id: str
    name: str
    role: Role
    owner_code: str
    owner_name: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The pieces of a page that surround its content."""

    head: Markup
    side: Markup
    top: Markup


def frame(request: HttpRequest | None, token: str, here: str = "") -> Frame:
    """Return the frame of a page.

    token  what forms carry against forgery, "" where there is none
    here   the route to mark in the menu; by default the one that answered the request
    """
    match = request.resolver_match if request else None
    place = (settings.ROOT_URLCONF, get_urlconf(), get_script_prefix())
    parts = _written(get_language(), _person(request), here or (match.view_name if match else ""), place)
    address = str(escape(request.get_full_path())) if request else ""
    # Every value in the parts was escaped when they were written, and both of these are now.
    return Frame(*(Markup(p.replace(_TOKEN, str(escape(token))).replace(_ADDRESS, address)) for p in parts))  # noqa: S704


def _person(request: HttpRequest | None) -> Person | None:
    user: Any = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    code, name = (user.owner.code, user.owner.name) if user.owner else ("", "")
    return Person(user.login_id, user.name, Role(user.role), code, name)


@lru_cache(MOST_KEPT)
def _written(
    _language: str | None, person: Person | None, here: str, _place: tuple[str, str | None, str]
) -> tuple[str, ...]:
    """Write the pieces in the language that is in force; the arguments in front of _ only tell them apart."""
    environment: Any = engines["jinja2"].env  # type: ignore[attr-defined]
    context = {
        "person": person,
        "menu": menu_for(person.role, here) if person else [],
        "find": search_url(person.role) if person else None,
        "notices": notices_url(person.role) if person else None,
        "address": _ADDRESS,
        "token": _TOKEN,
    }
    return tuple(environment.get_template(f"frame/{part}.html").render(context) for part in _PARTS)
