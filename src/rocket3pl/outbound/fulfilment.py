"""What the warehouse does with an outbound, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from rocket3pl.inventory.picking import allocate, give_back, pick, ship
from rocket3pl.inventory.shortages import Loss, declare_shortage
from rocket3pl.outbound.models import Outbound, OutboundLine
from rocket3pl.outbound.operations import document_of, enter, line_ids, locked_outbound
from rocket3pl.outbound.rules import may
from rocket3pl.outbound.search import search_columns
from rocket3pl.reference.models import Courier
from rocket3pl.shared.errors import Invalid, NotFound, Problem
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator


@transaction.atomic
def accept_outbound(number: str, *, version: int | None, now: datetime) -> None:
    """접수. Raises NotFound, StaleDocument, IllegalTransition, NotPermitted."""
    require_operator(Right.ACCEPT_OUTBOUND)
    enter(locked_outbound(number, action="accept", version=version), "accept", now)


@transaction.atomic
def accept_outbounds(numbers: Sequence[str], *, now: datetime) -> int:
    """접수 of ticked rows, in one transaction; returns how many were accepted.

    Those in another state than 신청 are left as they are: somebody else may have decided them
    meanwhile. Raises NotFound, NotPermitted.
    """
    require_operator(Right.ACCEPT_OUTBOUND)
    wanted = sorted(set(numbers))
    rows = {o.number: o for o in Outbound.objects.select_for_update().filter(number__in=wanted)}
    for number in wanted:
        if number not in rows:
            raise NotFound(number)
    fresh = [o for o in rows.values() if may("accept", o)]
    for outbound in fresh:
        enter(outbound, "accept", now)
    return len(fresh)


@transaction.atomic
def start_picking(number: str, *, version: int | None, now: datetime) -> None:
    """피킹 시작: bins promise the pieces.

    Raises InsufficientStock, NotFound, StaleDocument, IllegalTransition, NotPermitted.
    """
    require_operator(Right.FULFIL)
    outbound = locked_outbound(number, action="start_picking", version=version)
    allocate(document_of(outbound), line_ids(outbound))
    enter(outbound, "start_picking", now)


def _locked_lines(outbound: Outbound) -> dict[int, OutboundLine]:
    return {n.line_no: n for n in outbound.lines.select_for_update().order_by("id")}


@transaction.atomic
def pick_lines(number: str, takes: Mapping[int, int], *, version: int | None, now: datetime) -> None:
    """피킹: take pieces ({line number: pieces}) from their bins. May be done in parts.

    When nothing is left to pick the outbound goes on to 패킹중. Raises Invalid with paths
    "lines.N" (unknown_line, too_many with "left", nothing_picked), NotFound, StaleDocument,
    IllegalTransition, NotPermitted.
    """
    require_operator(Right.FULFIL)
    outbound = locked_outbound(number, action="pick", version=version)
    lines = _locked_lines(outbound)
    wanted = _checked(lines, takes)
    if not wanted:
        raise Invalid([Problem("lines", "nothing_picked")])
    pick(
        document_of(outbound),
        {lines[n].pk: q for n, q in wanted.items()},
        key=f"outbound:{outbound.pk}:pick:{outbound.version}",
        now=now,
    )
    for n, q in wanted.items():
        lines[n].picked += q
        lines[n].save(update_fields=["picked"])
    _go_on(outbound, "pick", lines, now)


def _checked(lines: Mapping[int, OutboundLine], asked: Mapping[int, int]) -> dict[int, int]:
    problems = []
    for n, q in asked.items():
        line = lines.get(n)
        if line is None:
            problems.append(Problem(f"lines.{n}", "unknown_line"))
            continue
        left = line.quantity - line.picked - line.short
        if not 0 <= q <= left:
            problems.append(Problem(f"lines.{n}", "too_many", {"left": left}))
    if problems:
        raise Invalid(problems)
    return {n: q for n, q in asked.items() if q}


def _go_on(outbound: Outbound, action: str, lines: Mapping[int, OutboundLine], now: datetime) -> None:
    """Enter the step's state, or the next one when all lines are picked or short.

    An outbound of which nothing at all is there is cancelled: nothing is left to ship.
    """
    done = all(n.picked + n.short == n.quantity for n in lines.values())
    if not done:
        enter(outbound, action, now)
    elif any(n.picked for n in lines.values()):
        enter(outbound, action, now, status=Outbound.Status.PACKING)
    else:
        enter(outbound, action, now, status=Outbound.Status.CANCELLED, reason="all_short")


@dataclass(frozen=True, slots=True)
class Missing:
    """Pieces of a line that cannot be picked: gone, or lying there broken."""

    quantity: int
    broken: bool = False


@transaction.atomic
def report_short(
    number: str,
    missing: Mapping[int, Missing],
    *,
    version: int | None,
    now: datetime,
) -> None:
    """부족: the floor wins over the books. Reservations are given back and the stock written off.

    Raises Invalid (as pick_lines), NotFound, StaleDocument, IllegalTransition, NotPermitted.
    """
    require_operator(Right.FULFIL)
    outbound = locked_outbound(number, action="report_short", version=version)
    lines = _locked_lines(outbound)
    wanted = _checked(lines, {n: m.quantity for n, m in missing.items()})
    if not wanted:
        raise Invalid([Problem("lines", "nothing_picked")])
    declare_shortage(
        document_of(outbound),
        [Loss(lines[n].pk, q, missing[n].broken) for n, q in wanted.items()],
        key=f"outbound:{outbound.pk}:short:{outbound.version}",
        now=now,
    )
    for n, q in wanted.items():
        lines[n].short += q
        lines[n].save(update_fields=["short"])
    _go_on(outbound, "report_short", lines, now)


@transaction.atomic
def pack_outbound(number: str, *, box_count: int, version: int | None, now: datetime) -> None:
    """포장 완료: the boxes stand ready.

    Raises Invalid (box_count_out_of_range), NotFound, StaleDocument, IllegalTransition.
    """
    require_operator(Right.FULFIL)
    if not 1 <= box_count <= 10_000:  # noqa: PLR2004
        raise Invalid([Problem("box_count", "box_count_out_of_range", {"max": 10_000})])
    outbound = locked_outbound(number, action="pack", version=version)
    enter(outbound, "pack", now, box_count=box_count)


@dataclass(frozen=True, slots=True)
class Handover:
    """Who took the boxes: a courier with a tracking number, or a truck."""

    courier: str = ""
    tracking_no: str = ""
    truck_no: str = ""


@transaction.atomic
def ship_outbound(number: str, handover: Handover, *, version: int | None, now: datetime) -> None:
    """출고완료: the pieces leave the books. 택배 names courier and tracking number, 밀크런 the truck.

    Raises Invalid (required, unknown_courier), NotFound, StaleDocument, IllegalTransition.
    """
    require_operator(Right.FULFIL)
    outbound = locked_outbound(number, action="ship", version=version)
    courier = Courier.objects.filter(code=handover.courier, active=True).first()
    problems = []
    if outbound.method == Outbound.Method.PARCEL:
        if courier is None:
            problems.append(Problem("courier", "unknown_courier" if handover.courier else "required"))
        if not handover.tracking_no:
            problems.append(Problem("tracking_no", "required"))
    elif not handover.truck_no:
        problems.append(Problem("truck_no", "required"))
    if problems:
        raise Invalid(problems)
    ship(document_of(outbound), line_ids(outbound), now=now)
    found_as = search_columns(
        number=outbound.number,
        order_no=outbound.order_no,
        po_no=outbound.po_no,
        recipient=outbound.recipient,
        tracking_no=handover.tracking_no,
        owner_id=outbound.owner_id,
    )
    Outbound.objects.filter(pk=outbound.pk).update(**found_as)
    enter(
        outbound,
        "ship",
        now,
        shipped_at=now,
        courier=courier,
        tracking_no=handover.tracking_no,
        truck_no=handover.truck_no,
    )


@transaction.atomic
def hold_outbound(number: str, *, reason: str, version: int | None, now: datetime) -> None:
    """보류, with a reason; the stock stays as it is. Raises Invalid (reason_missing), …."""
    require_operator(Right.FULFIL)
    if not reason:
        raise Invalid([Problem("reason", "reason_missing")])
    outbound = locked_outbound(number, action="hold", version=version)
    enter(outbound, "hold", now, held_from=outbound.status, reason=reason)


@transaction.atomic
def resume_outbound(number: str, *, version: int | None, now: datetime) -> None:
    """Go on where the outbound was held. Raises NotFound, StaleDocument, IllegalTransition."""
    require_operator(Right.FULFIL)
    outbound = locked_outbound(number, action="resume", version=version)
    enter(outbound, "resume", now, status=outbound.held_from, held_from="", reason="")


@transaction.atomic
def reject_outbound(number: str, *, reason: str, version: int | None, now: datetime) -> None:
    """반려, with a reason; the reservations are given back.

    Raises Invalid (reason_missing), NotFound, StaleDocument, IllegalTransition, NotPermitted.
    """
    require_operator(Right.ACCEPT_OUTBOUND)
    if not reason:
        raise Invalid([Problem("reason", "reason_missing")])
    outbound = locked_outbound(number, action="reject", version=version)
    _undo(outbound, "reject", now)
    enter(outbound, "reject", now, reason=reason)


@transaction.atomic
def confirm_cancel(number: str, *, version: int | None, now: datetime) -> None:
    """Agree to the seller's cancel: picked goods go back to their bins, reservations are released.

    Raises NotFound, StaleDocument, IllegalTransition, NotPermitted.
    """
    require_operator(Right.FULFIL)
    outbound = locked_outbound(number, action="confirm_cancel", version=version)
    _undo(outbound, "cancel", now)
    outbound.lines.update(picked=0)
    enter(outbound, "confirm_cancel", now)


def _undo(outbound: Outbound, what: str, now: datetime) -> None:
    give_back(
        document_of(outbound),
        line_ids(outbound),
        key=f"outbound:{outbound.pk}:{what}",
        now=now,
    )


@transaction.atomic
def refuse_cancel(number: str, *, reason: str, version: int | None, now: datetime) -> None:
    """Go on in spite of the seller's cancel, with a reason. Raises Invalid (reason_missing), …."""
    require_operator(Right.FULFIL)
    if not reason:
        raise Invalid([Problem("reason", "reason_missing")])
    outbound = locked_outbound(number, action="refuse_cancel", version=version)
    enter(outbound, "refuse_cancel", now, cancel_requested_at=None, reason=reason)


@transaction.atomic
def report_journey(number: str, action: str, *, version: int | None, now: datetime) -> None:
    """After shipping: 배송중 (dispatch), 배송완료 (deliver), 쿠팡입고 (coupang_receive).

    Raises NotFound, StaleDocument, IllegalTransition, NotPermitted.
    """
    require_operator(Right.FULFIL)
    if action not in ("dispatch", "deliver", "coupang_receive"):
        raise Invalid([Problem("action", "unknown_action")])
    enter(locked_outbound(number, action=action, version=version), action, now)
