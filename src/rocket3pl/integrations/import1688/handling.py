"""Working on a kept event: one transaction with the end of its message, so its effect is one."""

import json
from datetime import datetime

from django.db import transaction

from rocket3pl.integrations.import1688 import contract, sellers
from rocket3pl.integrations.import1688.contract import BadEvent, Read
from rocket3pl.integrations.import1688.intake import TOPIC
from rocket3pl.integrations.import1688.models import PlatformEvent
from rocket3pl.jobs.handlers import Message, handles
from rocket3pl.owners.models import Owner
from rocket3pl.shared.errors import DomainError, Invalid, StockBusy
from rocket3pl.shared.tenancy import owner_scope
from rocket3pl.shipments import operations, products
from rocket3pl.shipments.facts import normal_texts

S = PlatformEvent.State


@handles(TOPIC)
def take(message: Message, now: datetime) -> None:
    """Work on one event. What cannot be done stands among the failed ones, with its reason."""
    event = PlatformEvent.objects.select_for_update().get(pk=message.payload["event"])
    if event.state in (S.DONE, S.IGNORED):
        return
    try:
        # Undone alone when it is refused: the event's own state is still to be written.
        with transaction.atomic():
            state, reason = _take(event, now)
    except BadEvent as error:
        state, reason = S.FAILED, error.code
    except StockBusy:
        raise
    except Invalid as error:
        state, reason = S.FAILED, ", ".join(f"{p.path}:{p.code}" for p in error.problems)
    except DomainError as error:
        state, reason = S.FAILED, type(error).__name__
    event.state, event.reason, event.handled_at = state, reason[:200], now
    event.save(update_fields=["state", "reason", "handled_at"])


def _take(event: PlatformEvent, now: datetime) -> tuple[S, str]:
    read = contract.read(json.loads(event.body, parse_float=str), event_id=event.event_id)
    if read.kind in {contract.LINKED, contract.UNLINKED}:
        return (S.DONE, "") if sellers.take_link(read, now=now) else (S.IGNORED, "older_news")
    owner = Owner.objects.filter(code=read.seller.code).first()
    if owner is None:
        return S.UNKNOWN_SELLER, ""
    with owner_scope(owner.pk):
        return (S.DONE, "") if _act(read, now) else (S.IGNORED, "older_revision")


def _act(read: Read, now: datetime) -> bool:
    if read.content is not None:
        return operations.take_content(read.event, read.content, now=now)
    if read.state is not None:
        operations.take_state(read.event, read.state, now=now)
    elif read.product is not None:
        fnsku, texts = normal_texts(read.product)
        products.take_update(fnsku, texts, at=read.event.occurred_at, now=now)
    else:
        operations.take_back(read.event, now=now)
    return True
