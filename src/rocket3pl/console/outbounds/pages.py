"""The page of one outbound."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from rocket3pl.console.forms import ReasonForm
from rocket3pl.console.outbounds import reads
from rocket3pl.console.outbounds.forms import PackForm, ParcelForm, PerLine, PickForm, ShortForm, TruckForm
from rocket3pl.console.show import events_of, local_name, names_of
from rocket3pl.console.steps import Trouble
from rocket3pl.console.words import REASONS
from rocket3pl.outbound.models import Outbound
from rocket3pl.outbound.parcels import parcel_state
from rocket3pl.outbound.personal import Recipient, masked_recipient
from rocket3pl.outbound.queries import outbound_of, papers_of
from rocket3pl.outbound.rules import actions
from rocket3pl.shared.audit import timeline
from rocket3pl.shared.rights import Right
from rocket3pl.web.words import METHOD, OUTBOUND_STATUS, parcel_tag, word

_SELLERS = frozenset({"cancel", "ask_cancel"})
_NEEDS_ACCEPT = frozenset({"accept", "reject"})


def ship_form(document: Outbound, data: Any = None) -> ParcelForm | TruckForm:
    """Return the form of 출고완료 that fits the way of transport."""
    kind = ParcelForm if document.method == Outbound.Method.PARCEL else TruckForm
    return kind(data, auto_id="ship-%s")


def show_outbound(
    request: HttpRequest, number: str, trouble: Trouble | None = None, *, recipient: Recipient | None = None
) -> HttpResponse:
    """Show an outbound with what its state and the person's role allow."""
    user: Any = request.user
    document = outbound_of(number)
    rows = reads.lines(document)
    forms = dict(trouble.forms) if trouble else {}
    can = [
        a
        for a in actions(document)
        if a not in _SELLERS and (a not in _NEEDS_ACCEPT or user.may(Right.ACCEPT_OUTBOUND))
    ]
    made: dict[str, Any] = {
        name: partial(ReasonForm, auto_id=f"{name}-%s") for name in ("reject", "hold", "refuse_cancel")
    }
    made["pick"] = partial(PerLine, PickForm, rows, None)
    made["report_short"] = partial(PerLine, ShortForm, rows, None)
    made["pack"] = partial(PackForm, auto_id="pack-%s")
    made["ship"] = partial(ship_form, document)
    context = {
        "doc": document,
        "lines": rows,
        "names_of": names_of,
        "warehouse": local_name(document.warehouse),
        "courier": local_name(document.courier),
        "parcel": parcel_state(document),
        "parcel_tag": parcel_tag,
        "status": OUTBOUND_STATUS[document.status],
        "method": METHOD[document.method],
        "reason": word(REASONS, document.reason),
        "can": can,
        "forms": {name: forms.get(name) or make() for name, make in made.items() if name in can},
        "open": next(iter(forms), ""),
        "trouble": trouble,
        "recipient": recipient or masked_recipient(document),
        "may_reveal": user.may(Right.SEE_PERSONAL_DATA),
        "papers": papers_of(document),
        "events": events_of(timeline(document)),
    }
    response = render(
        request, "console/outbounds/detail.html", context, status=trouble.status if trouble else 200
    )
    if recipient is not None:
        # A person's data in full stay in no cache.
        response["Cache-Control"] = "private, no-store"
    return response
