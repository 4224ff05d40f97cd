"""Orders in their normal form: for those that no form has looked at."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Any

from rocket3pl.outbound.requests import OrderRequest
from rocket3pl.outbound.submit import check_outbounds
from rocket3pl.reference.queries import regions
from rocket3pl.shared import validators
from rocket3pl.shared.errors import Invalid, Problem, with_others

LENGTHS = {
    "order_no": 60,
    "po_no": 40,
    "recipient": 60,
    "region": 20,
    "city": 60,
    "address": 300,
    "memo": 500,
}
_CHECKS: dict[str, Callable[[str], str]] = {"phone": validators.phone, "postcode": validators.postcode}


def normal_order(order: OrderRequest, known_regions: Collection[str]) -> tuple[OrderRequest, list[Problem]]:
    """Return an order in its normal form, and every problem with what is written in it.

    What belongs to the other method of transport is left out. The problems are too_long with "max",
    unknown, and those of shared.validators.
    """
    texts, found = validators.normal_texts(order, LENGTHS, _CHECKS)
    changes: dict[str, Any] = dict(texts)
    if order.method != "milkrun":
        changes |= {"centre": "", "files": ()}
    if order.region and order.region not in known_regions:
        found.append(Problem("region", "unknown"))
    return replace(order, **changes), found


def normal_orders(orders: Sequence[OrderRequest]) -> list[OrderRequest]:
    """Return orders in their normal form. Raises Invalid with paths like "1.phone", NotPermitted."""
    known = {region.name_ko for region in regions()}
    normal, problems = [], []
    for i, order in enumerate(orders):
        done, found = normal_order(order, known)
        normal.append(done)
        problems += [Problem(f"{i}.{p.path}", p.code, p.params) for p in found]
    if problems:
        raise Invalid(with_others(problems, check_outbounds(normal)))
    return normal
