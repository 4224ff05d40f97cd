"""입고신청목록, for the seller and the warehouse."""

from typing import Any

from django.db.models import F, Q, QuerySet

from rocket3pl.catalog.documents import Documents, LinesOf
from rocket3pl.inbound import search
from rocket3pl.inbound.models import Inbound, InboundLine
from rocket3pl.owners.models import Owner
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.numbered import number_of
from rocket3pl.shared.queries import ordering, tabbed, within
from rocket3pl.warehouses.models import Warehouse

TABS: dict[str, Q] = {
    "": Q(),
    **{s.value: Q(status=s.value) for s in Inbound.Status},
}
BASES = {"requested": "requested_at", "received": "completed_at", "expected": "expected_on"}
SORTS = {
    "requested_at": "requested_at",
    "expected_on": "expected_on",
    "completed_at": "completed_at",
    "number": "number",
    "owner_name": "owner__name",
}


def _narrowing(query: ListQuery) -> Q:
    """Return the condition of all that a query asks for but its text."""
    found = Q()
    if warehouse := query.where.get("warehouse"):
        found &= Q(warehouse=number_of(Warehouse, warehouse))
    if owner := query.where.get("owner"):
        found &= Q(owner=number_of(Owner, owner))
    if query.basis != "expected":
        return found & within(query, BASES.get(query.basis, "requested_at"))
    if query.since:
        found &= Q(expected_on__gte=query.since)
    if query.until:
        found &= Q(expected_on__lte=query.until)
    return found


_DOCUMENTS = Documents(
    Inbound,
    InboundLine,
    "inbound_id",
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
        "automatic",
        "expected_on",
        "tracking_no",
        "box_count",
        "memo",
        "refusal",
        "requested_at",
        "arrived_at",
        "completed_at",
        "version",
        owner_name=F("owner__name"),
        owner_code=F("owner__code"),
        warehouse_zh=F("warehouse__name_zh"),
        warehouse_ko=F("warehouse__name_ko"),
        warehouse_en=F("warehouse__name_en"),
        courier_ko=F("courier__name_ko"),
        courier_zh=F("courier__name_zh"),
        courier_en=F("courier__name_en"),
    )


def _columns(lines: QuerySet[InboundLine]) -> QuerySet[Any, Any]:
    return lines.order_by("inbound_id", "line_no").values(
        "inbound_id",
        "announced",
        "good",
        "damaged",
        name_zh=F("sku__name_zh"),
        name_ko=F("sku__name_ko"),
        name_en=F("sku__name_en"),
    )


_lines = LinesOf(InboundLine, "inbound_id", _columns)


def _with_lines(rows: list[Row]) -> list[Row]:
    """Add what the lines say: kinds, pieces announced and counted, the first product's names.

    differs  whether any line does, in number or by damage, although the sums may agree
    """
    by_id: dict[int, Row] = {r["id"]: r for r in rows}
    for row in rows:
        row.update(lines=0, announced=0, good=0, damaged=0, difference=None, differs=False)
    for line in _lines(by_id):
        row = by_id[line["inbound_id"]]
        if not row["lines"]:
            row.update({n: line[n] for n in ("name_zh", "name_ko", "name_en")})
        row["lines"] += 1
        row["differs"] |= line["good"] != line["announced"]
        for n in ("announced", "good", "damaged"):
            row[n] += line[n]
    for row in rows:
        row["received"] = row["good"] + row["damaged"]
        if row["received"] or row["status"] == "completed":
            row["difference"] = row["received"] - row["announced"]
    return rows


INBOUNDS = tabbed(
    _DOCUMENTS.filtered,
    _rows,
    TABS,
    dress=_with_lines,
    finding=_DOCUMENTS.finding,
)
