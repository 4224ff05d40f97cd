"""입고신청목록, for the seller and the warehouse."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, QuerySet

from rocket3pl.inbound.models import Inbound, InboundLine
from rocket3pl.shared.listing import ListQuery, Page, Row, Source
from rocket3pl.shared.queries import capped_counts, chunks, containing, ordering, within

TABS = ("", *(s.value for s in Inbound.Status))
BASES = {"requested": "requested_at", "received": "completed_at", "expected": "expected_on"}
SEARCH = {
    "number": ("number",),
    "tracking_no": ("tracking_no",),
    "memo": ("memo",),
}
_OF_LINES = {
    "name": ("sku__name_zh", "sku__name_ko", "sku__name_en"),
    "seller_sku": ("sku__seller_sku",),
    "fnsku": ("sku__fnsku",),
}
SORTS = {
    "requested_at": "requested_at",
    "expected_on": "expected_on",
    "completed_at": "completed_at",
    "number": "number",
    "owner_name": "owner__name",
}


def _matching(query: ListQuery) -> QuerySet[Inbound]:
    rows = Inbound.objects.all()
    if query.field in SEARCH:
        return rows.filter(containing(query.q, *SEARCH[query.field]))
    lines = InboundLine.objects.filter(
        containing(query.q, *_OF_LINES.get(query.field, ("sku__search_text",)))
    )
    found = rows.filter(pk__in=lines.values("inbound_id"))
    if query.field in _OF_LINES:
        return found
    return found | rows.filter(containing(query.q, "number", "tracking_no", "memo"))


def _filtered(query: ListQuery) -> QuerySet[Inbound]:
    if query.ids:
        return Inbound.objects.filter(number__in=query.ids)
    rows = _matching(query) if query.q else Inbound.objects.all()
    if warehouse := query.where.get("warehouse"):
        rows = rows.filter(warehouse__code=warehouse)
    if owner := query.where.get("owner"):
        rows = rows.filter(owner__code=owner)
    if query.since or query.until:
        if query.basis == "expected":
            rows = rows.filter(expected_on__gte=query.since) if query.since else rows
            return rows.filter(expected_on__lte=query.until) if query.until else rows
        rows = rows.filter(within(query, BASES.get(query.basis, "requested_at")))
    return rows


def _tab(rows: QuerySet[Inbound], tab: str) -> QuerySet[Inbound]:
    return rows.filter(status=tab) if tab else rows


def _rows(query: ListQuery, base: QuerySet[Inbound]) -> QuerySet[Any, Any]:
    tabbed = base if query.ids else _tab(base, query.tab)
    return tabbed.order_by(*ordering(query, SORTS, "-id")).values(
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


def _with_lines(rows: Sequence[Row]) -> list[Row]:
    """Add what the lines say: kinds, pieces announced and counted, the first product's names."""
    by_id: dict[int, Row] = {r["id"]: r for r in rows}
    for row in rows:
        row.update(lines=0, announced=0, good=0, damaged=0, difference=None)
    lines = InboundLine.objects.filter(inbound_id__in=by_id).order_by("inbound_id", "line_no")
    for line in lines.values(
        "inbound_id",
        "announced",
        "good",
        "damaged",
        name_zh=F("sku__name_zh"),
        name_ko=F("sku__name_ko"),
        name_en=F("sku__name_en"),
    ):
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
    return list(rows)


def _page(query: ListQuery) -> Page:
    base = _filtered(query)
    counts = capped_counts({tab: _tab(base, tab) for tab in TABS})
    rows: list[Any] = list(_rows(query, base)[query.offset : query.offset + query.size])
    return Page(rows=_with_lines(rows), total=counts.get(query.tab, counts[""]), counts=counts)


def _every(query: ListQuery) -> Iterator[Row]:
    for batch in chunks(_rows(query, _filtered(query))):
        yield from _with_lines(batch)


INBOUNDS = Source(page=_page, every=_every)
