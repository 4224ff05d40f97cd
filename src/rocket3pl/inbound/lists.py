"""입고신청목록, for the seller and the warehouse."""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.search import compared, found_by, matching
from rocket3pl.inbound import search
from rocket3pl.inbound.models import Inbound, InboundLine
from rocket3pl.owners.models import Owner
from rocket3pl.shared.finding import Finding, Goods, from_index, number_of
from rocket3pl.shared.listing import ListQuery, Row
from rocket3pl.shared.queries import ordering, tabbed, within
from rocket3pl.shared.remembered import Remembered
from rocket3pl.warehouses.models import Warehouse

TABS: dict[str, Q] = {
    "": Q(),
    **{s.value: Q(status=s.value) for s in Inbound.Status},
}
BASES = {"requested": "requested_at", "received": "completed_at", "expected": "expected_on"}
_OF_LINES = ("name", "seller_sku", "fnsku")
SORTS = {
    "requested_at": "requested_at",
    "expected_on": "expected_on",
    "completed_at": "completed_at",
    "number": "number",
    "owner_name": "owner__name",
}


def _matching(query: ListQuery) -> QuerySet[Inbound]:
    rows = Inbound.objects.all()
    if query.field in search.FIELDS:
        return rows.filter(search.found_by(query.q, query.field))
    skus = Sku.objects.filter(found_by(query.q, query.field)).values("id")
    of_lines = InboundLine.objects.filter(sku_id__in=skus).order_by().values("inbound_id")
    if query.field in _OF_LINES:
        return rows.filter(pk__in=of_lines)
    itself = rows.filter(search.found_by(query.q)).values("id")
    return rows.filter(pk__in=itself.union(of_lines))


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


def _narrowed(query: ListQuery) -> QuerySet[Inbound]:
    return Inbound.objects.filter(_narrowing(query))


def _filtered(query: ListQuery) -> QuerySet[Inbound]:
    if query.ids:
        return Inbound.objects.filter(number__in=query.ids)
    return (_matching(query) if query.q else Inbound.objects.all()).filter(_narrowing(query))


def _itself(query: ListQuery) -> QuerySet[Any, Any] | None:
    if query.field in _OF_LINES:
        return None
    return from_index(_narrowed(query), query.q).filter(search.says(query.q, query.field))


def _holders(query: ListQuery, skus: RawSQL) -> QuerySet[Any, Any]:
    lines = InboundLine.objects.filter(sku_id__in=skus)
    if narrowing := _narrowing(query):
        # As EXISTS: joined, SQLite would begin with the documents.
        lines = lines.filter(Exists(Inbound.objects.filter(narrowing, pk=OuterRef("inbound_id"))))
    return lines.order_by().values("inbound_id")


def _skus(query: ListQuery) -> QuerySet[Any, Any] | None:
    return None if query.field in search.FIELDS else matching(query)


def _compared(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any]:
    if query.field in search.FIELDS:
        return rows.filter(search.says(query.q, query.field))
    # As in outbound.lists, for the same reasons.
    holding = compared(query, Inbound.objects.filter(pk=OuterRef("pk")).order_by(), "lines__sku__")
    found = Q(held__isnull=False)
    if query.field not in _OF_LINES:
        found |= search.says(query.q)
    marked: QuerySet[Any] = rows.alias(held=Subquery(holding.values("pk")[:1]))
    return marked.filter(found)


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


_remembered = Remembered()


def _lines(lines: QuerySet[InboundLine]) -> QuerySet[Any, Any]:
    return lines.order_by("inbound_id", "line_no").values(
        "inbound_id",
        "announced",
        "good",
        "damaged",
        name_zh=F("sku__name_zh"),
        name_ko=F("sku__name_ko"),
        name_en=F("sku__name_en"),
    )


def _with_lines(rows: list[Row]) -> list[Row]:
    """Add what the lines say: kinds, pieces announced and counted, the first product's names."""
    by_id: dict[int, Row] = {r["id"]: r for r in rows}
    for row in rows:
        row.update(lines=0, announced=0, good=0, damaged=0, difference=None)
    lines = InboundLine.objects.filter(inbound_id__in=by_id)
    for line in _remembered.rows("lines", lines, lambda: _lines(lines)):
        row = by_id[line["inbound_id"]]
        if not row["lines"]:
            row.update({n: line[n] for n in ("name_zh", "name_ko", "name_en")})
        row["lines"] += 1
        for n in ("announced", "good", "damaged"):
            row[n] += line[n]
    for row in rows:
        row["received"] = row["good"] + row["damaged"]
        if row["received"] or row["status"] == "completed":
            row["difference"] = row["received"] - row["announced"]
    return rows


INBOUNDS = tabbed(
    _filtered,
    _rows,
    TABS,
    dress=_with_lines,
    finding=Finding(_narrowed, _itself, _compared, Goods(_skus, _holders)),
)
