"""What the warehouse does with an inbound: accept, refuse, mark arrived, count, close."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.queries import stockables
from rocket3pl.inbound.models import DifferenceCase, Inbound, InboundLine
from rocket3pl.inbound.operations import (
    arrival_of,
    default_lots,
    enter,
    locked_inbound,
    withdraw_expected,
)
from rocket3pl.inbound.rules import differences
from rocket3pl.inventory.ledger import MAX_QUANTITY
from rocket3pl.inventory.receiving import Counted, take_in
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import Invalid, Problem
from rocket3pl.shared.idempotency import once
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator

# What is announced may have been stopped meanwhile; what was never approved is not taken in.
_RECEIVABLE = frozenset({Sku.Status.APPROVED, Sku.Status.INACTIVE})


@transaction.atomic
def accept_inbound(number: str, *, version: int | None, now: datetime) -> None:
    """접수. Raises NotFound, StaleDocument, IllegalTransition, NotPermitted."""
    require_operator(Right.ACCEPT_INBOUND)
    enter(locked_inbound(number, action="accept", version=version), "accept", now)


@transaction.atomic
def reject_inbound(number: str, *, reason: str, version: int | None, now: datetime) -> None:
    """반려, with a reason; the pieces are no longer incoming.

    Raises Invalid (reason_missing), NotFound, StaleDocument, IllegalTransition, NotPermitted.
    """
    require_operator(Right.ACCEPT_INBOUND)
    if not reason:
        raise Invalid([Problem("reason", "reason_missing")])
    inbound = locked_inbound(number, action="reject", version=version)
    withdraw_expected(inbound, key="reject", now=now)
    enter(inbound, "reject", now, refusal=reason)


@transaction.atomic
def mark_arrived(number: str, *, version: int | None, now: datetime) -> None:
    """도착; an automatic inbound goes on to 검수 by itself.

    Raises NotFound, StaleDocument, IllegalTransition, NotPermitted.
    """
    require_operator(Right.RECEIVE)
    inbound = locked_inbound(number, action="arrive", version=version)
    enter(inbound, "arrive", now, arrived_at=now)
    if inbound.automatic:
        enter(inbound, "begin", now)


@dataclass(frozen=True, slots=True)
class CountedLine:
    """Pieces counted now of one product (by public id): good ones and damaged ones."""

    product: str
    good: int
    damaged: int = 0


def receive(
    number: str, counted: Sequence[CountedLine], *, version: int | None, key: str, now: datetime
) -> dict[str, Any]:
    """검수: take counted pieces in, once per key. May be called again for the next part.

    A product that was not announced is taken in as a line of its own (오배송). Raises Invalid with
    paths like "lines.0.good" (nothing_counted, unknown_product, quantity_out_of_range,
    duplicate_line), NotFound, StaleDocument, IllegalTransition, NotPermitted.
    """
    require_operator(Right.RECEIVE)
    body = [number, version, [asdict(c) for c in counted]]
    return once(
        "receive",
        key,
        body,
        lambda: _receive(number, counted, version=version, now=now),
        now=now,
    )


def _receive(
    number: str, counted: Sequence[CountedLine], *, version: int | None, now: datetime
) -> dict[str, Any]:
    inbound = locked_inbound(number, action="receive", version=version)
    lines = {str(n.sku.public_id): n for n in inbound.lines.select_related("sku")}
    _check(inbound, counted, lines)
    now_counted = [c for c in counted if c.good or c.damaged]
    lots = default_lots([lines[c.product].sku_id for c in now_counted])
    take_in(
        arrival_of(inbound),
        [
            Counted(
                sku_id=(n := lines[c.product]).sku_id,
                lot_id=lots[n.sku_id],
                good=c.good,
                damaged=c.damaged,
                announced=max(0, n.announced - n.good - n.damaged),
            )
            for c in now_counted
        ],
        # Not the caller's key: with the number of the inbound beside it, it may be too long for the column.
        key=f"receive:{inbound.version}",
        now=now,
    )
    for c in now_counted:
        line = lines[c.product]
        line.good += c.good
        line.damaged += c.damaged
    InboundLine.objects.bulk_update(
        [lines[c.product] for c in now_counted], ["good", "damaged"], batch_size=200
    )
    enter(inbound, "receive", now)
    return {"number": number}


def _check(inbound: Inbound, counted: Sequence[CountedLine], lines: dict[str, InboundLine]) -> None:
    problems: list[Problem] = []
    seen: set[str] = set()
    for i, c in enumerate(counted):
        if c.product in seen:
            problems.append(Problem(f"lines.{i}.product", "duplicate_line"))
        seen.add(c.product)
        problems.extend(
            Problem(f"lines.{i}.{part}", "quantity_out_of_range", {"max": MAX_QUANTITY})
            for part, n in (("good", c.good), ("damaged", c.damaged))
            if not 0 <= n <= MAX_QUANTITY
        )
        if c.product in lines and lines[c.product].sku.status not in _RECEIVABLE and (c.good or c.damaged):
            problems.append(Problem(f"lines.{i}.product", "not_approved"))
        if c.product not in lines:
            found = stockables([c.product]).get(c.product)
            if found is None or found.owner_id != inbound.owner_id or found.status != Sku.Status.APPROVED:
                problems.append(Problem(f"lines.{i}.product", "unknown_product"))
            elif not problems:
                lines[c.product] = InboundLine.objects.create(
                    owner_id=inbound.owner_id,
                    inbound=inbound,
                    line_no=max(n.line_no for n in lines.values()) + 1,
                    sku_id=found.sku_id,
                    announced=0,
                )
    if not any(c.good or c.damaged for c in counted):
        problems.append(Problem("lines", "nothing_counted"))
    if problems:
        raise Invalid(problems)


def complete_as_announced(number: str, *, version: int | None, key: str, now: datetime) -> dict[str, Any]:
    """예정 수량대로 입고완료: what has not been counted yet came as announced and good; then close, at once.

    Raises Invalid (not_approved), NotFound, StaleDocument, IllegalTransition, NotPermitted.
    """
    require_operator(Right.RECEIVE)
    return once(
        "complete_as_announced",
        key,
        [number, version],
        lambda: _complete(number, version=version, now=now),
        now=now,
    )


def _complete(number: str, *, version: int | None, now: datetime) -> dict[str, Any]:
    inbound = locked_inbound(number, action="receive", version=version)
    rest = [
        CountedLine(str(line.sku.public_id), left)
        for line in inbound.lines.select_related("sku")
        if (left := line.announced - line.good - line.damaged) > 0
    ]
    if rest:
        _receive(number, rest, version=None, now=now)
    close_inbound(number, version=None, now=now)
    return {"number": number}


@transaction.atomic
def close_inbound(
    number: str, *, version: int | None, note: str = "", now: datetime
) -> list[tuple[str, int]]:
    """입고완료: record what differed, and stop expecting what did not come.

    Returns the differences as (kind, pieces). Raises NotFound, StaleDocument, IllegalTransition,
    NotPermitted.
    """
    require_operator(Right.RECEIVE)
    inbound = locked_inbound(number, action="close", version=version)
    cases: list[DifferenceCase] = []
    for line in inbound.lines.all():
        cases.extend(
            DifferenceCase(
                owner_id=inbound.owner_id,
                inbound=inbound,
                sku_id=line.sku_id,
                kind=kind,
                quantity=n,
                note=note,
                created_at=now,
            )
            for kind, n in differences(line.announced, line.good, line.damaged)
        )
    DifferenceCase.objects.bulk_create(cases)
    withdraw_expected(inbound, key="close", now=now)
    enter(inbound, "close", now, completed_at=now)
    found = [(c.kind, c.quantity) for c in cases]
    if found:
        record(
            "inbound.differs",
            inbound,
            owner_id=inbound.owner_id,
            after={"differences": found, "note": note},
            now=now,
        )
    return found
