"""What the seller does: ask for an inbound, and take it back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from rocket3pl.catalog.models import Lot
from rocket3pl.catalog.queries import Stockable, stockables
from rocket3pl.inbound.models import Inbound, InboundLine
from rocket3pl.inbound.queries import is_number
from rocket3pl.inbound.rules import STEPS, may
from rocket3pl.inbound.search import search_grams
from rocket3pl.inventory.ledger import MAX_QUANTITY
from rocket3pl.inventory.receiving import Arrival, Goods, announce, retract
from rocket3pl.reference.models import Courier
from rocket3pl.shared import outbox
from rocket3pl.shared.audit import record
from rocket3pl.shared.days import business_day
from rocket3pl.shared.errors import IllegalTransition, Invalid, NotFound, Problem, StaleDocument
from rocket3pl.shared.idempotency import once
from rocket3pl.shared.numbers import inbound_number
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import current_scope, require_owner

MAX_LINES = 2_000
FARTHEST = timedelta(days=731)


@dataclass(frozen=True, slots=True)
class RequestedLine:
    """Pieces of one product (by public id)."""

    product: str
    quantity: int


@dataclass(frozen=True, slots=True)
class InboundRequest:
    """What 입고신청 asks for. The warehouse is the products' own; one inbound goes to one."""

    lines: tuple[RequestedLine, ...]
    expected_on: date | None = None
    courier: str = ""
    tracking_no: str = ""
    box_count: int | None = None
    memo: str = ""


def request_inbound(request: InboundRequest, *, key: str, now: datetime) -> dict[str, Any]:
    """Ask for an inbound once per key; returns {"number": "EI…"}. The pieces become incoming.

    Raises Invalid with paths like "lines.0.quantity" (no_lines, too_many_lines, unknown_product,
    not_approved, duplicate_line, quantity_out_of_range, several_warehouses, unknown_courier,
    box_count_out_of_range, date_past, date_too_far), NotPermitted, IdempotencyConflict.
    """
    owner_id = require_owner(Right.REQUEST_INBOUND)
    return once(
        "request_inbound",
        key,
        asdict(request),
        lambda: {"number": _create(owner_id, request, now)},
        now=now,
    )


def check_inbound(request: InboundRequest, *, now: datetime) -> list[Problem]:
    """Return what request_inbound would refuse; writes nothing. Raises NotPermitted."""
    require_owner(Right.REQUEST_INBOUND)
    return _problems(request, stockables([line.product for line in request.lines]), now)


def _problems(request: InboundRequest, goods: dict[str, Stockable], now: datetime) -> list[Problem]:
    return _head_problems(request, business_day(now)) + _line_problems(request, goods)


def _head_problems(request: InboundRequest, today: date) -> list[Problem]:
    problems = []
    if request.expected_on is not None and request.expected_on < today:
        problems.append(Problem("expected_on", "date_past"))
    elif request.expected_on is not None and request.expected_on > today + FARTHEST:
        problems.append(Problem("expected_on", "date_too_far"))
    if request.courier and not Courier.objects.filter(code=request.courier, active=True).exists():
        problems.append(Problem("courier", "unknown_courier"))
    if request.box_count is not None and not 1 <= request.box_count <= 10_000:  # noqa: PLR2004
        problems.append(Problem("box_count", "box_count_out_of_range", {"max": 10_000}))
    return problems


def _line_problems(request: InboundRequest, goods: dict[str, Stockable]) -> list[Problem]:
    problems = []
    if not request.lines:
        problems.append(Problem("lines", "no_lines"))
    if len(request.lines) > MAX_LINES:
        problems.append(Problem("lines", "too_many_lines", {"max": MAX_LINES}))
    seen: set[str] = set()
    for i, line in enumerate(request.lines):
        item = goods.get(line.product)
        if item is None:
            problems.append(Problem(f"lines.{i}.product", "unknown_product"))
        elif item.status != "approved":
            problems.append(Problem(f"lines.{i}.product", "not_approved"))
        if line.product in seen:
            problems.append(Problem(f"lines.{i}.product", "duplicate_line"))
        seen.add(line.product)
        if not 1 <= line.quantity <= MAX_QUANTITY:
            problems.append(Problem(f"lines.{i}.quantity", "quantity_out_of_range", {"max": MAX_QUANTITY}))
    if len({g.warehouse_id for g in goods.values()}) > 1:
        problems.append(Problem("lines", "several_warehouses"))
    return problems


def _create(owner_id: int, request: InboundRequest, now: datetime) -> str:
    goods = stockables([line.product for line in request.lines])
    problems = _problems(request, goods, now)
    if problems:
        raise Invalid(problems)
    courier = Courier.objects.filter(code=request.courier, active=True).first()
    number = inbound_number()
    inbound = Inbound(
        owner_id=owner_id,
        number=number,
        warehouse_id=next(iter(goods.values())).warehouse_id,
        status=Inbound.Status.REQUESTED,
        expected_on=request.expected_on,
        courier=courier,
        tracking_no=request.tracking_no,
        box_count=request.box_count,
        memo=request.memo,
        search_grams=search_grams(
            number=number, tracking_no=request.tracking_no, memo=request.memo, owner_id=owner_id
        ),
        requested_by_id=current_scope().actor.user_id,
        requested_at=now,
    )
    inbound.save()
    InboundLine.objects.bulk_create(
        InboundLine(
            owner_id=owner_id,
            inbound=inbound,
            line_no=i,
            sku_id=goods[line.product].sku_id,
            announced=line.quantity,
        )
        for i, line in enumerate(request.lines, start=1)
    )
    announce(
        [
            (
                arrival_of(inbound),
                [Goods(goods[n.product].sku_id, goods[n.product].lot_id, n.quantity) for n in request.lines],
            )
        ],
        now=now,
    )
    record("inbound.requested", inbound, owner_id=owner_id, after={"lines": len(request.lines)}, now=now)
    tell(inbound, "inbound.requested", now)
    return inbound.number


def arrival_of(inbound: Inbound) -> Arrival:
    """Return the inbound as the stock ledger knows it."""
    return Arrival(inbound.pk, inbound.owner_id, inbound.warehouse_id)


def tell(inbound: Inbound, topic: str, now: datetime) -> None:
    """Write an outbox message about the inbound."""
    outbox.announce(
        [(inbound.owner_id, topic, {"inbound": inbound.number, "status": inbound.status})], now=now
    )


def locked_inbound(number: str, *, action: str, version: int | None) -> Inbound:
    """Return an inbound of the scope, locked, that may take the step.

    Raises NotFound, StaleDocument, IllegalTransition.
    """
    inbound = None
    if is_number(number):
        inbound = Inbound.objects.select_for_update().filter(number=number).first()
    if inbound is None:
        raise NotFound(number)
    if version is not None and inbound.version != version:
        raise StaleDocument(number)
    if not may(action, inbound.status):
        raise IllegalTransition(number=number, state=inbound.status, action=action)
    return inbound


def enter(inbound: Inbound, action: str, now: datetime, **changes: Any) -> None:
    """Write the state that a step leads to, and tell about it."""
    before = inbound.status
    inbound.status = STEPS[action][1]
    inbound.version += 1
    for name, value in changes.items():
        setattr(inbound, name, value)
    inbound.save(update_fields=["status", "version", *changes])
    record(
        f"inbound.{action}",
        inbound,
        owner_id=inbound.owner_id,
        before={"status": before},
        after={"status": inbound.status, **{k: str(v) for k, v in changes.items()}},
        now=now,
    )
    tell(inbound, f"inbound.{inbound.status}", now)


def default_lots(sku_ids: Sequence[int]) -> dict[int, int]:
    """Return the id of each product's default lot."""
    return dict(Lot.objects.filter(sku_id__in=sku_ids, code="").values_list("sku_id", "id"))


def withdraw_expected(inbound: Inbound, *, key: str, now: datetime) -> None:
    """Take back what is still announced and has not come."""
    lines = list(inbound.lines.all())
    lots = default_lots([line.sku_id for line in lines])
    retract(
        arrival_of(inbound),
        [Goods(n.sku_id, lots[n.sku_id], max(0, n.announced - n.good - n.damaged)) for n in lines],
        key=key,
        now=now,
    )


@transaction.atomic
def cancel_inbound(number: str, *, version: int | None, now: datetime) -> None:
    """Take an inbound back before it has arrived; the pieces are no longer incoming.

    Raises NotFound, StaleDocument, IllegalTransition, NotPermitted.
    """
    require_owner(Right.REQUEST_INBOUND)
    inbound = locked_inbound(number, action="cancel", version=version)
    withdraw_expected(inbound, key="cancel", now=now)
    enter(inbound, "cancel", now)


@transaction.atomic
def cancel_inbounds(numbers: Sequence[str], *, now: datetime) -> list[str]:
    """삭제 of ticked rows, all or none; returns the numbers that are cancelled.

    Raises as cancel_inbound, naming the first that cannot be cancelled.
    """
    wanted = sorted(set(numbers))
    for number in wanted:
        cancel_inbound(number, version=None, now=now)
    return wanted
