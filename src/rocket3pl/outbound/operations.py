"""What the seller does to an outbound after asking for it: cancel, or ask for it to be cancelled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from rocket3pl.inventory.picking import Document, give_back
from rocket3pl.outbound.models import Outbound
from rocket3pl.outbound.queries import is_number
from rocket3pl.outbound.rules import OWNER_MAY_CANCEL, STEPS, may
from rocket3pl.shared import outbox
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import IllegalTransition, NotFound, StaleDocument
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner


def document_of(outbound: Outbound) -> Document:
    """Return the outbound as the stock ledger knows it."""
    return Document(outbound.pk, outbound.owner_id, outbound.warehouse_id)


def line_ids(outbound: Outbound) -> list[int]:
    """Return the ids of the outbound's lines, in order."""
    return list(outbound.lines.order_by("line_no").values_list("id", flat=True))


def locked_outbound(number: str, *, action: str, version: int | None) -> Outbound:
    """Return an outbound of the scope, locked, that may take the step.

    Raises NotFound, StaleDocument, IllegalTransition.
    """
    outbound = None
    if is_number(number):
        outbound = Outbound.objects.select_for_update().filter(number=number).first()
    if outbound is None:
        raise NotFound(number)
    if version is not None and outbound.version != version:
        raise StaleDocument(number)
    if not may(action, outbound):
        raise IllegalTransition(number=number, state=outbound.status, action=action)
    return outbound


def enter(outbound: Outbound, action: str, now: datetime, **changes: Any) -> None:
    """Write the state that a step leads to, and tell about it."""
    before = outbound.status
    outbound.status = changes.pop("status", "") or STEPS[action][1] or before
    outbound.version += 1
    for name, value in changes.items():
        setattr(outbound, name, value)
    outbound.save(update_fields=["status", "version", *changes])
    record(
        f"outbound.{action}",
        outbound,
        owner_id=outbound.owner_id,
        before={"status": before},
        after={
            "status": outbound.status,
            **{k: str(v) for k, v in changes.items() if v is not None},
        },
        now=now,
    )
    outbox.announce(
        [
            (
                outbound.owner_id,
                f"outbound.{action}",
                {"outbound": outbound.number, "status": outbound.status},
            )
        ],
        now=now,
    )


@transaction.atomic
def cancel_outbound(number: str, *, version: int | None, now: datetime) -> bool:
    """삭제: cancel while 신청 or 접수, else ask the warehouse to. Returns whether it is cancelled.

    Raises NotFound, StaleDocument, IllegalTransition (shipped, ended, or already asked).
    """
    require_owner(Right.REQUEST_OUTBOUND)
    if not is_number(number):
        raise NotFound(number)
    found = Outbound.objects.filter(number=number).values_list("status", flat=True).first()
    if found in OWNER_MAY_CANCEL:
        outbound = locked_outbound(number, action="cancel", version=version)
        give_back(
            document_of(outbound),
            line_ids(outbound),
            key=f"outbound:{outbound.pk}:cancel",
            now=now,
        )
        enter(outbound, "cancel", now)
        return True
    outbound = locked_outbound(number, action="ask_cancel", version=version)
    enter(outbound, "ask_cancel", now, cancel_requested_at=now)
    return False


@transaction.atomic
def cancel_outbounds(numbers: Sequence[str], *, now: datetime) -> dict[str, bool]:
    """삭제 of ticked rows, all or none; returns for each whether it is cancelled or asked for.

    Raises as cancel_outbound, naming the first that cannot be cancelled.
    """
    return {n: cancel_outbound(n, version=None, now=now) for n in sorted(set(numbers))}
