"""One step of a document: done and told, or refused on the same page with nothing lost."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from rocket3pl.catalog.models import Sku
from rocket3pl.console.words import SENTENCES, Text
from rocket3pl.inventory.errors import InsufficientStock
from rocket3pl.shared.errors import DomainError, Invalid, NotFound, NotPermitted, StockBusy
from rocket3pl.web.forms import problems_to_form, sentence
from rocket3pl.web.problems import RETRY_AFTER_SECONDS, sentences


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a step was refused, as the page shows it: the status of the answer, words, forms as typed."""

    status: int
    what: Text = ""
    todo: Text = ""
    forms: Mapping[str, Any] = field(default_factory=dict)


Page = Callable[[Trouble], HttpResponse]


def shortage_text(error: InsufficientStock) -> str:
    """Return which products are short, and by how much."""
    skus = Sku.objects.in_bulk({s.sku_id for s in error.shortages})
    return ", ".join(
        gettext("%(sku)s: 필요 %(asked)s개, 현재 %(there)s개")
        % {"sku": skus[s.sku_id].seller_sku if s.sku_id in skus else "-", "asked": s.asked, "there": s.there}
        for s in error.shortages[:10]
    )


def trouble_of(error: DomainError, shown: Mapping[str, Any]) -> Trouble:
    """Return a refusal as its page shows it."""
    if isinstance(error, InsufficientStock):
        return Trouble(error.status, gettext("재고가 부족합니다"), shortage_text(error), shown)
    what, todo = sentences(error)
    return Trouble(error.status, what, todo, shown)


def carry_out(
    request: HttpRequest,
    act: Callable[[], object],
    *,
    page: Page,
    done: Text,
    back: str,
    name: str = "",
    form: Any = None,
) -> HttpResponse:
    """Do a step and go back to the document, or show the page again with what was typed.

    name, form  the form that asked for the step, and its name on the page; a group of forms has
                is_valid() and `paths`, the forms by the start of a problem's path
    """
    shown = {} if form is None else {name: form}
    if form is not None and not form.is_valid():
        return page(Trouble(422, forms=shown))
    try:
        act()
    except (NotFound, NotPermitted):
        raise
    except Invalid as error:
        paths = {} if form is None else getattr(form, "paths", {"": form})
        left = problems_to_form(error.problems, paths, SENTENCES)
        words = " ".join(dict.fromkeys(sentence(p, SENTENCES) for p in left))
        return page(Trouble(422, words, "", shown))
    except DomainError as error:
        response = page(trouble_of(error, shown))
        if isinstance(error, StockBusy):
            response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response
    messages.success(request, str(done))
    return redirect(back)
