"""The template environment: what every page may call, and how values are written out."""

import re
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment
from markupsafe import Markup

from rocket3pl import __version__
from rocket3pl.web import addresses, formats
from rocket3pl.web.frame import frame
from rocket3pl.web.menu import role_name
from rocket3pl.web.middleware import LANGUAGE_NAMES, html_lang

ICONS = Path(__file__).resolve().parent / "icons"
_INNER = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a route.

    Raises NoReverseMatch for an unknown one.
    """
    if not kwargs and len(args) <= 1:
        return addresses.known(name, *args)
    return reverse(name, args=args or None, kwargs=kwargs or None)


def url_or_none(name: str, *args: Any, **kwargs: Any) -> str | None:
    """Return the address of a route, or None while the room it belongs to lacks it."""
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return None


@cache
def _drawing(name: str) -> str:
    text = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    found = _INNER.search(text)
    if found is None:
        message = f"{name}.svg is no drawing"
        raise ValueError(message)
    # The first path of every icon is an invisible square; it only costs bytes here.
    inner = re.sub(r'<path stroke="none"[^>]*/>', "", found.group(1))
    return re.sub(r"\s*\n\s*", "", inner)


@cache
def icon(name: str, css: str = "") -> Markup:
    """Return a decorative icon of web/icons as inline SVG.

    Raises FileNotFoundError for an unknown one.
    """
    return Markup(
        '<svg class="icon{css}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        "{inner}</svg>"
    ).format(css=f" {css}" if css else "", inner=Markup(_drawing(name)))  # noqa: S704 - our own files


def language_choices() -> list[tuple[str, str, str, bool]]:
    """Return (code, name in itself, html lang, whether it is the current one)."""
    current = get_language() or "ko"
    return [(code, name, html_lang(code), code == current) for code, name in LANGUAGE_NAMES.items()]


def current_lang() -> str:
    """Return the value of <html lang> for the page being written."""
    return html_lang(get_language() or "ko")


def page_messages(request: HttpRequest | None) -> list[Any]:
    """Return the messages waiting for the person, and forget them."""
    return list(get_messages(request)) if request is not None else []


def person_of(request: HttpRequest | None) -> Any:
    """Return the logged-in person, or None."""
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


@lru_cache(1_000)
def _static(_settings: tuple[str, ...], path: str) -> str:
    return static(path)


def static_once(path: str) -> str:
    """Return the address of a static file, which is looked up once: what templates call `static`."""
    told_apart_by = settings.STATIC_URL, str(settings.STATIC_ROOT), repr(settings.STORAGES)
    return _static(told_apart_by, path)


@lru_cache(10_000)
def _translated(_language: str | None, message: str) -> Markup:
    """Return what the language in force says; the language is named to tell the answers apart."""
    return Markup(gettext(message))  # noqa: S704 - our own words


@lru_cache(10_000)
def _plain(language: str | None, message: str) -> Markup:
    """Return the same for a message without values."""
    return _translated(language, message) % {}


def say(message: str, **values: Any) -> Markup:
    """Return a string of a template in the reader's language, with values put in and escaped.

    What templates call `_`. Jinja's own looks the word up anew each time, which took a tenth of a list.
    """
    return _translated(get_language(), message) % values if values else _plain(get_language(), message)


def query(params: dict[str, Any]) -> str:
    """Return "?a=b" of the parameters that are set; "" when none is."""
    kept = [(k, v) for k, v in params.items() if v not in (None, "", ())]
    return "?" + urlencode(kept, doseq=True) if kept else ""


def environment(**options: Any) -> Environment:
    """Return the environment that Django's Jinja2 backend asks for."""
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], **options)  # noqa: S701 - autoescape is in options
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        _=say,
        url=url,
        url_or_none=url_or_none,
        static=static_once,
        icon=icon,
        query=query,
        frame=frame,
        role_name=role_name,
        languages=language_choices,
        current_lang=current_lang,
        page_messages=page_messages,
        person_of=person_of,
        version=__version__,
    )
    env.filters.update(
        counted=formats.counted,
        number=formats.number,
        date=formats.date,
        datetime=formats.datetime_full,
        datetime_short=formats.datetime_short,
        money=formats.money,
        josa=formats.josa,
        actor=formats.actor,
        filesize=formats.filesize,
        decimal=lambda value: format(Decimal(value).normalize(), "f"),
    )
    return env
