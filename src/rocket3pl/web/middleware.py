"""What surrounds every request: the language, the scope, and the answers to refusals."""

import logging
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from rocket3pl.shared.errors import DomainError
from rocket3pl.shared.tenancy import operator_scope, owner_scope
from rocket3pl.web.problems import refusal_page

Handler = Callable[[HttpRequest], HttpResponseBase]
LANGUAGE_NAMES: dict[str, str] = dict(settings.LANGUAGES)

log = logging.getLogger(__name__)


def html_lang(code: str) -> str:
    """Return a language code as HTML writes it: zh-hans is zh-Hans."""
    language, _, script = code.partition("-")
    return f"{language}-{script.title()}" if script else language


def chosen_language(request: HttpRequest) -> str:
    """Return the person's saved language, else the cookie's, else the browser's, else Korean."""
    saved = getattr(getattr(request, "user", None), "language", "")
    if saved in LANGUAGE_NAMES:
        return str(saved)
    return translation.get_language_from_request(request)


def language(get_response: Handler) -> Handler:
    """Write the page in the reader's language."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        code = chosen_language(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", html_lang(code))
        # Fragments and whole pages share an address: no cache may take one for the other.
        patch_vary_headers(response, ("Accept-Language", "Cookie", "HX-Request", "HX-Target"))
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


class CompressPages(GZipMiddleware):
    """Send pages compressed, with the padding against guessing by length that Django adds.

    Only pages: pictures and Excel files are compressed already, and files are streamed.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress what is HTML."""
        if not isinstance(response, HttpResponse) or not response.get("Content-Type", "").startswith(
            "text/html"
        ):
            return response
        return super().process_response(request, response)


def scope(get_response: Handler) -> Handler:
    """Open the rows the person may touch, and no others, for the length of the request."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        user: Any = request.user
        # Programs come with a key; whoever is logged in beside it in the same browser plays no part.
        if request.path.startswith("/api/") or not user.is_authenticated:
            return get_response(request)
        opened = (
            owner_scope(user.owner_id, actor=user.actor)
            if user.owner_id is not None
            else operator_scope(actor=user.actor)
        )
        with opened:
            return get_response(request)

    return middleware


def only_posted(get_response: Handler) -> Handler:
    """Take who opens the address of an action to the page that the action is on.

    After a refusal the browser stands at such an address: a change of language, a bookmark and Enter in the
    address bar ask for it by GET. Programs get their 405.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        reads = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if (
            response.status_code != HTTPStatus.METHOD_NOT_ALLOWED
            or not reads
            or request.path.startswith("/api/")
        ):
            return response
        page = _page_above(request.path_info)
        return HttpResponseRedirect(page) if page else response

    return middleware


def _page_above(path: str) -> str:
    """Return the nearest address above one that leads anywhere, "" for none."""
    while path.strip("/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
        with suppress(Resolver404):
            resolve(path)
            return path if not path.startswith("//") else ""
    return ""


class _DomainErrors:
    """Turns refusals of the domain into pages. A class, because only attributes carry hooks."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal that the view left to us; other exceptions go on their way."""
        if not isinstance(exception, DomainError):
            return None
        log.info("%s %s: %s %s", request.method, request.path, type(exception).__name__, exception)
        return refusal_page(request, exception)


def domain_errors(get_response: Handler) -> Handler:
    """Answer refusals of the domain with the page and the status that fit."""
    return _DomainErrors(get_response)
