"""Reads of one inbound, in a constant number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rocket3pl.inbound.models import Inbound, InboundLine
from rocket3pl.inbound.rules import differences


def lines(document: Inbound) -> list[InboundLine]:
    """Return its lines with their products and pictures."""
    return list(document.lines.select_related("sku", "sku__image").order_by("line_no"))


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs on a line: kind (부족, 초과, 오배송, 파손) and pieces."""

    sku: Any
    kind: str
    quantity: int
    note: str = ""


def recorded(document: Inbound) -> list[Difference]:
    """Return the differences recorded when it was closed."""
    cases = document.differences.select_related("sku").order_by("id")
    return [Difference(c.sku, c.kind, c.quantity, c.note) for c in cases]


def expected(rows: Sequence[InboundLine]) -> list[Difference]:
    """Return the differences that closing would record now."""
    return [
        Difference(n.sku, kind, quantity)
        for n in rows
        for kind, quantity in differences(n.announced, n.good, n.damaged)
    ]
