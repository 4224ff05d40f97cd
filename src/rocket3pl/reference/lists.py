"""Lists of reference data for the operator."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from rocket3pl.reference.models import CoupangCentre, Courier, GlossaryTerm
from rocket3pl.shared.listing import ListQuery, Source
from rocket3pl.shared.queries import containing, ordering, tabbed

TABS = {
    "": Q(),
    "active": Q(active=True),
    "inactive": Q(active=False),
    "unverified": Q(verified_at=None),
}


def _source(model: type[models.Model], searched: tuple[str, ...], key: str) -> Source:
    columns = [f.name for f in model._meta.concrete_fields]
    sorts = {name: name for name in columns if name != "id"}

    def base(query: ListQuery) -> QuerySet[Any]:
        rows = model._default_manager.all()
        if query.ids:
            return rows.filter(**{f"{key}__in": query.ids})
        return rows.filter(containing(query.q, *searched)) if query.q else rows

    def ordered(query: ListQuery, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
        return rows.order_by(*ordering(query, sorts, key)).values(*columns)

    return tabbed(base, ordered, TABS)


CENTRES = _source(CoupangCentre, ("name", "fc_code", "bracket_code", "address"), "code")
COURIERS = _source(Courier, ("code", "name_ko", "name_zh", "name_en"), "code")
TERMS = _source(GlossaryTerm, ("zh", "ko", "en"), "zh")
