"""Reads of inbounds."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from rocket3pl.inbound.models import DifferenceCase, Inbound, InboundLine
from rocket3pl.inbound.rules import actions
from rocket3pl.shared.audit import timeline
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import Row

_NUMBER = re.compile(r"EI[0-9]{12}", re.ASCII)
_COUNTED = frozenset({"receiving", "completed"})
_PRODUCT: dict[str, Any] = {
    "public_id": F("sku__public_id"),
    "seller_sku": F("sku__seller_sku"),
    "fnsku": F("sku__fnsku"),
    "name_zh": F("sku__name_zh"),
    "name_ko": F("sku__name_ko"),
    "name_en": F("sku__name_en"),
    "option_text": F("sku__option_text"),
    "picture": F("sku__image__public_id"),
}


@dataclass(frozen=True, slots=True)
class InboundDetail:
    """One inbound with all that a page tells of it.

    lines        line_no, announced, good, damaged, received, difference (None before counting)
    differences  kind, quantity, note: what was recorded when it was closed
    actions      the steps it may take now (rules.STEPS)
    events       who did what, oldest first
    """

    inbound: Inbound
    lines: list[Row]
    differences: list[Row]
    actions: tuple[str, ...]
    events: list[dict[str, Any]]

    @property
    def totals(self) -> Row:
        """Return the sums of the lines' numbers."""
        sums: Row = {n: sum(line[n] for line in self.lines) for n in ("announced", "good", "damaged")}
        counted = self.inbound.status in _COUNTED
        sums["difference"] = sums["good"] + sums["damaged"] - sums["announced"] if counted else None
        return sums


def is_number(text: str) -> bool:
    """Say whether a text can be an inbound's number at all."""
    return bool(_NUMBER.fullmatch(text))


def inbound_of(number: str) -> Inbound:
    """Return an inbound of the scope with what it refers to. Raises NotFound, for a foreign one too."""
    found = None
    if is_number(number):
        found = Inbound.objects.select_related("owner", "warehouse", "courier").filter(number=number).first()
    if found is None:
        raise NotFound(number)
    return found


def detail(number: str) -> InboundDetail:
    """Return an inbound of the scope in a constant number of statements. Raises NotFound."""
    inbound = inbound_of(number)
    lines: list[Any] = list(
        InboundLine.objects.filter(inbound=inbound)
        .order_by("line_no")
        .values("line_no", "announced", "good", "damaged", **_PRODUCT)
    )
    counted = inbound.status in _COUNTED
    for line in lines:
        line["received"] = line["good"] + line["damaged"]
        line["difference"] = line["received"] - line["announced"] if counted else None
    differences: list[Any] = list(
        DifferenceCase.objects.filter(inbound=inbound)
        .order_by("id")
        .values("kind", "quantity", "note", "created_at", **_PRODUCT)
    )
    return InboundDetail(inbound, lines, differences, actions(inbound.status), timeline(inbound))
