"""출고신청목록, for the seller and the warehouse. People's names come masked."""

from typing import Any

from django.db.models import F, Q, QuerySet

from rocket3pl.catalog.documents import Documents, LinesOf
from rocket3pl.outbound import search
from rocket3pl.outbound.models import Outbound, OutboundLine
from rocket3pl.outbound.personal import shown_name
from rocket3pl.owners.models import Owner
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.numbered import number_of
from rocket3pl.shared.queries import ordering, tabbed, within
from rocket3pl.warehouses.models import Warehouse

TABS: dict[str, Q] = {
    "": Q(),
    **{s.value: Q(status=s.value) for s in Outbound.Status},
    "cancel_requested": Q(cancel_requested_at__isnull=False) & ~Q(status="cancelled"),
}
BASES = {"requested": "requested_at", "shipped": "shipped_at"}
SORTS = {
    "requested_at": "requested_at",
    "shipped_at": "shipped_at",
    "number": "number",
    "order_no": "order_no",
    "owner_name": "owner__name",
}


def _narrowing(query: ListQuery) -> Q:
    """Return the condition of all that a query asks for but its text."""
    found = Q()
    if warehouse := query.where.get("warehouse"):
        found &= Q(warehouse=number_of(Warehouse, warehouse))
    if owner := query.where.get("owner"):
        found &= Q(owner=number_of(Owner, owner))
    if method := query.where.get("method"):
        found &= Q(method=method)
    return found & within(query, BASES.get(query.basis, "requested_at"))


_DOCUMENTS = Documents(
    Outbound,
    OutboundLine,
    "outbound_id",
    search.FIELDS,
    search.says,
    search.found_by,
    _narrowing,
)


def _rows(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    return rows.order_by(*ordering(query, SORTS, "-id")).values(
        "id",
        "number",
        "status",
        "method",
        "order_no",
        "po_no",
        "recipient",
        "tracking_no",
        "truck_no",
        "box_count",
        "reason",
        "requested_at",
        "shipped_at",
        "cancel_requested_at",
        "version",
        owner_name=F("owner__name"),
        owner_code=F("owner__code"),
        warehouse_zh=F("warehouse__name_zh"),
        warehouse_ko=F("warehouse__name_ko"),
        warehouse_en=F("warehouse__name_en"),
        centre_name=F("centre__name"),
        courier_ko=F("courier__name_ko"),
        courier_zh=F("courier__name_zh"),
        courier_en=F("courier__name_en"),
    )


def _columns(lines: QuerySet[OutboundLine]) -> QuerySet[Any, Any]:
    return lines.order_by("outbound_id", "line_no").values(
        "outbound_id",
        "quantity",
        "short",
        name_zh=F("sku__name_zh"),
        name_ko=F("sku__name_ko"),
        name_en=F("sku__name_en"),
        seller_sku=F("sku__seller_sku"),
    )


_lines = LinesOf(OutboundLine, "outbound_id", _columns)


def _with_lines(rows: list[Row]) -> list[Row]:
    """Add what the lines say: kinds, pieces, the first product; mask the recipient."""
    by_id: dict[int, Row] = {r["id"]: r for r in rows}
    for row in rows:
        row.update(lines=0, pieces=0, short=0, recipient=shown_name(row["recipient"], row["method"]))
    for line in _lines(by_id):
        row = by_id[line["outbound_id"]]
        if not row["lines"]:
            row.update({n: line[n] for n in ("name_zh", "name_ko", "name_en", "seller_sku")})
        row["lines"] += 1
        row["pieces"] += line["quantity"]
        row["short"] += line["short"]
    return rows


OUTBOUNDS = tabbed(
    _DOCUMENTS.filtered,
    _rows,
    TABS,
    dress=_with_lines,
    finding=_DOCUMENTS.finding,
)
