"""출고신청: many orders in one press, all or none, reserved in the same transaction.

Set-based: the number of statements does not grow with the number of orders.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from rocket3pl.catalog.queries import stockables
from rocket3pl.documents.models import StoredFile
from rocket3pl.inventory.errors import InsufficientStock
from rocket3pl.inventory.reservations import Demand, Order, reserve
from rocket3pl.outbound.models import Outbound, OutboundFile, OutboundLine
from rocket3pl.outbound.requests import Known, OrderRequest, problems_of
from rocket3pl.outbound.search import search_columns
from rocket3pl.reference.models import CoupangCentre
from rocket3pl.shared.audit import Entry, record_many
from rocket3pl.shared.errors import Invalid, Problem, with_others
from rocket3pl.shared.idempotency import once
from rocket3pl.shared.numbers import outbound_number
from rocket3pl.shared.outbox import announce
from rocket3pl.shared.queries import uuids
from rocket3pl.shared.rights import Right
from rocket3pl.shared.rows import insert_rows
from rocket3pl.shared.tenancy import current_scope, require_owner

_ENDED = (Outbound.Status.CANCELLED, Outbound.Status.REJECTED)
_COPIED = (
    "method",
    "order_no",
    "po_no",
    "recipient",
    "phone",
    "postcode",
    "region",
    "city",
    "address",
    "memo",
)


def submit_outbounds(orders: Sequence[OrderRequest], *, key: str, now: datetime) -> dict[str, Any]:
    """Request outbounds, all or none, once per key; returns {"numbers": ["EO…", …]}.

    Every order's pieces are reserved at once. Raises Invalid with paths like "0.lines.1.quantity"
    (required, unknown_product, not_approved, duplicate_line, quantity_out_of_range, short_stock
    with "available" and "asked", order_no_taken with "number", unknown_centre, label_missing, …),
    NotPermitted, IdempotencyConflict, StockBusy.
    """
    owner_id = require_owner(Right.REQUEST_OUTBOUND)
    known = _look_up(orders)
    problems = problems_of(orders, known)
    if problems:
        raise Invalid(with_others(problems, check_order_numbers(orders)))
    numbers = [outbound_number() for _ in orders]
    try:
        return once(
            "submit_outbounds",
            key,
            # What a frozen request says of itself names every value, and costs a tenth of asdict().
            [repr(o) for o in orders],
            lambda: _create(owner_id, orders, numbers, known, now),
            result={"numbers": numbers},
            now=now,
        )
    except IntegrityError:
        # The unique key on 주문번호 refused; say which.
        taken = check_order_numbers(orders)
        if taken:
            raise Invalid(taken) from None
        raise
    except InsufficientStock as error:
        raise Invalid(_short_lines(orders, known, error)) from error


def check_outbounds(orders: Sequence[OrderRequest]) -> list[Problem]:
    """Return what submit_outbounds would refuse for before it looks at the stock; writes nothing.

    Raises NotPermitted.
    """
    require_owner(Right.REQUEST_OUTBOUND)
    return with_others(problems_of(orders, _look_up(orders)), check_order_numbers(orders))


def _look_up(orders: Sequence[OrderRequest]) -> Known:
    products = [line.product for o in orders for line in o.lines]
    centres = {o.centre for o in orders if o.centre}
    files = {f for o in orders for f in o.files}
    return Known(
        goods=stockables(products),
        centres=dict(CoupangCentre.objects.filter(code__in=centres, active=True).values_list("code", "id"))
        if centres
        else {},
        files={
            str(public): pk
            for public, pk in StoredFile.objects.filter(
                public_id__in=uuids(tuple(files)), kind="coupang_label"
            ).values_list("public_id", "id")
        }
        if files
        else {},
    )


def check_order_numbers(orders: Sequence[OrderRequest]) -> list[Problem]:
    """Return which 주문번호 the owner's open orders have already (order_no_taken with "number")."""
    rows = (
        Outbound.objects.filter(order_no__in=[o.order_no for o in orders])
        .exclude(status__in=_ENDED)
        .values_list("order_no", "number")
    )
    taken = dict(rows)
    return [
        Problem(f"{i}.order_no", "order_no_taken", {"number": taken[o.order_no]})
        for i, o in enumerate(orders)
        if o.order_no in taken
    ]


def _short_lines(orders: Sequence[OrderRequest], known: Known, error: InsufficientStock) -> list[Problem]:
    """Name the lines of every product that is short, with what there is of it and what all lines ask for."""
    short = {s.sku_id: s for s in error.shortages}
    return [
        Problem(f"{i}.lines.{n}.quantity", "short_stock", {"available": found.there, "asked": found.asked})
        for i, o in enumerate(orders)
        for n, line in enumerate(o.lines)
        if (found := short.get(known.goods[line.product].sku_id))
    ]


def _create(
    owner_id: int,
    orders: Sequence[OrderRequest],
    numbers: Sequence[str],
    known: Known,
    now: datetime,
) -> None:
    ids = _insert_outbounds(owner_id, orders, numbers, known, now)
    lines = _insert_lines(owner_id, orders, ids, known)
    insert_rows(
        OutboundFile,
        ("owner_id", "outbound_id", "file_id"),
        [
            (owner_id, pk, known.files[f])
            for pk, o in zip(ids, orders, strict=True)
            for f in dict.fromkeys(o.files)
        ],
    )
    reserve(
        [
            Order(
                outbound_id=pk,
                owner_id=owner_id,
                warehouse_id=known.goods[o.lines[0].product].warehouse_id,
                lines=tuple(
                    Demand(
                        line_id=lines[pk, n],
                        sku_id=(g := known.goods[line.product]).sku_id,
                        lot_id=g.lot_id,
                        quantity=line.quantity,
                    )
                    for n, line in enumerate(o.lines, start=1)
                ),
            )
            for pk, o in zip(ids, orders, strict=True)
        ],
        now=now,
    )
    record_many(
        [
            Entry(
                "outbound.requested",
                "outbound.outbound",
                pk,
                owner_id,
                after={"number": number, "lines": len(o.lines)},
            )
            for pk, number, o in zip(ids, numbers, orders, strict=True)
        ],
        now=now,
    )
    announce(
        [(owner_id, "outbound.requested", {"outbound": n, "status": "requested"}) for n in numbers],
        now=now,
    )


_SEARCHED = ("search_text", "search_grams")


def _searched(order: OrderRequest, number: str, owner_id: int) -> list[str]:
    columns = search_columns(
        number=number,
        order_no=order.order_no,
        po_no=order.po_no,
        recipient=order.recipient,
        tracking_no="",
        owner_id=owner_id,
    )
    return [columns[name] for name in _SEARCHED]


def _insert_outbounds(
    owner_id: int,
    orders: Sequence[OrderRequest],
    numbers: Sequence[str],
    known: Known,
    now: datetime,
) -> list[int]:
    actor_id = current_scope().actor.user_id
    new = insert_rows(
        Outbound,
        (
            "owner_id",
            "number",
            "warehouse_id",
            "status",
            "held_from",
            "centre_id",
            "reason",
            "tracking_no",
            "truck_no",
            "requested_by_id",
            "requested_at",
            "version",
            *_COPIED,
            *_SEARCHED,
        ),
        [
            (
                owner_id,
                number,
                known.goods[o.lines[0].product].warehouse_id,
                Outbound.Status.REQUESTED.value,
                "",
                known.centres.get(o.centre) if o.method == "milkrun" else None,
                "",
                "",
                "",
                actor_id,
                now,
                1,
                *(getattr(o, name) for name in _COPIED),
                *_searched(o, number, owner_id),
            )
            for o, number in zip(orders, numbers, strict=True)
        ],
        returning=("number", "id"),
    )
    by_number = dict(new)
    return [by_number[n] for n in numbers]


def _insert_lines(
    owner_id: int, orders: Sequence[OrderRequest], ids: Sequence[int], known: Known
) -> dict[tuple[int, int], int]:
    """Insert the lines; return their ids by (outbound id, line number)."""
    new = insert_rows(
        OutboundLine,
        ("owner_id", "outbound_id", "line_no", "sku_id", "quantity", "picked", "short"),
        [
            (owner_id, pk, n, known.goods[line.product].sku_id, line.quantity, 0, 0)
            for pk, o in zip(ids, orders, strict=True)
            for n, line in enumerate(o.lines, start=1)
        ],
        returning=("outbound_id", "line_no", "id"),
    )
    return {(outbound_id, n): pk for outbound_id, n, pk in new}
