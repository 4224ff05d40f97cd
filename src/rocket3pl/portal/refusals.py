"""What the seller's pages do after a step was taken or refused."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from rocket3pl.shared.errors import DomainError, StaleDocument
from rocket3pl.web.addresses import safe_next
from rocket3pl.web.problems import sentences

NAMED = 5
_LONGEST_VERSION = 9


def given_version(request: HttpRequest) -> int:
    """Return the version of the document that the page was made of.

    Raises StaleDocument when the page does not say.
    """
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_VERSION):
        raise StaleDocument(text)
    return int(text)


def both_sentences(error: DomainError) -> str:
    """Return what happened and what to do, as one text."""
    what, todo = sentences(error)
    return f"{what}. {todo}"


def listed(numbers: Sequence[str]) -> str:
    """Return the first few numbers, and how many more there are."""
    named = ", ".join(numbers[:NAMED])
    more = len(numbers) - NAMED
    return named + (" " + gettext("외 %(n)s건") % {"n": f"{more:,}"} if more > 0 else "")


def back_to_list(request: HttpRequest, route: str) -> HttpResponse:
    """Go back to the list as it was filtered, if the request came from it."""
    here = reverse(route)
    address = safe_next(request, request.POST.get("next"), here)
    return HttpResponseRedirect(address if address.split("?")[0] == here else here)
