"""Reads of outbounds."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from rocket3pl.documents.models import StoredFile
from rocket3pl.outbound.models import Outbound, OutboundFile, OutboundLine
from rocket3pl.outbound.rules import actions
from rocket3pl.reference.queries import centre
from rocket3pl.shared.audit import timeline
from rocket3pl.shared.errors import NotFound
from rocket3pl.shared.listing import Row
from rocket3pl.shared.validators import phone_text

_NUMBER = re.compile(r"EO[0-9]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class OutboundDetail:
    """One outbound with all that a page tells of it.

    lines      line_no, quantity, picked, short and what names the product
    actions    the steps it may take now (rules.STEPS)
    events     who did what, oldest first
    """

    outbound: Outbound
    lines: list[Row]
    papers: list[StoredFile]
    actions: tuple[str, ...]
    events: list[dict[str, Any]]

    @property
    def pieces(self) -> int:
        """Return the pieces asked for."""
        return sum(line["quantity"] for line in self.lines)


def is_number(text: str) -> bool:
    """Say whether a text can be an outbound's number at all."""
    return bool(_NUMBER.fullmatch(text))


def outbound_of(number: str) -> Outbound:
    """Return an outbound of the scope with what it refers to. Raises NotFound, for a foreign one too."""
    found = None
    if is_number(number):
        found = (
            Outbound.objects.select_related("owner", "warehouse", "centre", "courier")
            .filter(number=number)
            .first()
        )
    if found is None:
        raise NotFound(number)
    return found


def papers_of(outbound: Outbound) -> list[StoredFile]:
    """Return the files that came with an outbound: 쿠팡 부착서."""
    rows = OutboundFile.objects.filter(outbound=outbound).select_related("file").order_by("id")
    return [row.file for row in rows]


def detail(number: str) -> OutboundDetail:
    """Return an outbound of the scope in a constant number of statements. Raises NotFound."""
    outbound = outbound_of(number)
    lines: list[Any] = list(
        OutboundLine.objects.filter(outbound=outbound)
        .order_by("line_no")
        .values(
            "line_no",
            "quantity",
            "picked",
            "short",
            public_id=F("sku__public_id"),
            seller_sku=F("sku__seller_sku"),
            fnsku=F("sku__fnsku"),
            name_zh=F("sku__name_zh"),
            name_ko=F("sku__name_ko"),
            name_en=F("sku__name_en"),
            option_text=F("sku__option_text"),
            picture=F("sku__image__public_id"),
        )
    )
    return OutboundDetail(outbound, lines, papers_of(outbound), actions(outbound), timeline(outbound))


def milkrun_destination(code: str) -> Mapping[str, str]:
    """Return what a chosen Coupang centre fills into an order, by the order's fields.

    Raises NotFound for an unknown centre.
    """
    row = centre(code)
    return {
        # Read by people in Korea on paper, so in Korean whatever the reader's language.
        "recipient": row.name if row.name.startswith("쿠팡") else f"쿠팡 {row.name}",
        "phone": phone_text(row.phone),
        "postcode": row.postcode,
        "region": row.region,
        "city": row.city,
        "address": row.address,
    }
