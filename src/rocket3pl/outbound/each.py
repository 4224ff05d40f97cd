"""출고신청 row by row: what can be sent is requested, what cannot is named."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rocket3pl.outbound.normal import normal_order
from rocket3pl.outbound.requests import MAX_ORDERS, OrderRequest
from rocket3pl.outbound.submit import check_outbounds, submit_outbounds
from rocket3pl.reference.queries import regions
from rocket3pl.shared.each import Refused, by_index, each
from rocket3pl.shared.errors import Invalid, Problem
from rocket3pl.shared.idempotency import once
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner


def submit_each(orders: Sequence[OrderRequest], *, key: str, now: datetime) -> list[dict[str, Any]]:
    """Request every order that can be sent, once per key; return what became of each, in their order.

    {"index": 0, "name": "EO…"}, or {"index": 1, "problems": [{"path", "code", "params"}]} with the
    problems of normal_order and submit_outbounds. Stock that does not suffice for all goes to the
    first ones. Raises Invalid (no_orders, too_many_orders), NotPermitted, IdempotencyConflict, StockBusy.
    """
    require_owner(Right.REQUEST_OUTBOUND)
    if not orders:
        raise Invalid([Problem("", "no_orders")])
    if len(orders) > MAX_ORDERS:
        raise Invalid([Problem("", "too_many_orders", {"max": MAX_ORDERS})])
    body = [asdict(order) for order in orders]
    answer = once("submit_each", key, body, lambda: {"items": _each(orders, key, now)}, now=now)
    found: list[dict[str, Any]] = answer["items"]
    return found


def _each(orders: Sequence[OrderRequest], key: str, now: datetime) -> list[dict[str, Any]]:
    known = {region.name_ko for region in regions()}
    normal, refused = [], {}
    for i, order in enumerate(orders):
        done, problems = normal_order(order, known)
        normal.append(done)
        if problems:
            refused[i] = problems

    def make(some: Sequence[OrderRequest]) -> Sequence[str]:
        numbers: Sequence[str] = submit_outbounds(some, key=key, now=now)["numbers"]
        return numbers

    return each(normal, refused, check_outbounds, make, _without_stock)


def _without_stock(orders: Sequence[OrderRequest], problems: Sequence[Problem]) -> Refused:
    """Return which orders have to go: of those that share what is short, the first ones are kept."""
    found = by_index(problems)
    short: Refused = {}
    there: dict[str, int] = {}
    for i, about in found.items():
        for problem in about:
            if problem.code != "short_stock":
                return found
            product = orders[i].lines[int(problem.path.split(".")[1])].product
            there[product] = problem.params["available"]
    left = dict(there)
    for i, about in sorted(found.items()):
        wanted = [line for line in orders[i].lines if line.product in there]
        if all(line.quantity <= left[line.product] for line in wanted):
            for line in wanted:
                left[line.product] -= line.quantity
        else:
            lacking = {line.product for line in wanted if line.quantity > left[line.product]}
            short[i] = [
                Problem(p.path, p.code, {"available": left[product]})
                for p in about
                if (product := orders[i].lines[int(p.path.split(".")[1])].product) in lacking
            ]
    return short or found
