"""Lists of reference data for the operator."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import QuerySet

from rocket3pl.reference.models import CoupangCentre, Courier, GlossaryTerm
from rocket3pl.shared.listing import ListQuery, Page, Row, Source
from rocket3pl.shared.queries import capped_counts, chunks, containing, ordering

TABS = ("", "active", "inactive", "unverified")


def _source(model: type[models.Model], searched: tuple[str, ...], key: str) -> Source:
    columns = [f.name for f in model._meta.concrete_fields if f.name != "id"]
    sorts = {name: name for name in columns}

    def tab(rows: QuerySet[Any], name: str) -> QuerySet[Any]:
        if name == "unverified":
            return rows.filter(verified_at=None)
        return rows.filter(active=name == "active") if name else rows

    def base(query: ListQuery) -> QuerySet[Any]:
        rows = model._default_manager.all()
        if query.ids:
            return rows.filter(**{f"{key}__in": query.ids})
        return rows.filter(containing(query.q, *searched)) if query.q else rows

    def ordered(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Row]:
        tabbed = rows if query.ids else tab(rows, query.tab)
        return tabbed.order_by(*ordering(query, sorts, key)).values(*columns)

    def page(query: ListQuery) -> Page:
        rows = base(query)
        counts = capped_counts({name: tab(rows, name) for name in TABS})
        found = list(ordered(query, rows)[query.offset : query.offset + query.size])
        return Page(rows=found, total=counts.get(query.tab, counts[""]), counts=counts)

    def every(query: ListQuery) -> Iterator[Row]:
        for batch in chunks(ordered(query, base(query))):
            yield from batch

    return Source(page=page, every=every)


CENTRES = _source(CoupangCentre, ("name", "fc_code", "bracket_code", "address"), "code")
COURIERS = _source(Courier, ("code", "name_ko", "name_zh", "name_en"), "code")
TERMS = _source(GlossaryTerm, ("zh", "ko", "en"), "zh")
