"""How products are found: names in three languages, codes and options, in one folded text."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from rocket3pl.catalog.models import Sku
from rocket3pl.owners.models import Owner
from rocket3pl.shared.grams import folded, grams_of, holding
from rocket3pl.shared.listing import ListQuery
from rocket3pl.shared.numbered import number_of
from rocket3pl.shared.queries import containing, folded_containing
from rocket3pl.shared.tenancy import current_scope
from rocket3pl.shared.trials import Finding, Start

FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("name_zh", "name_ko", "name_en"),
    "seller_sku": ("seller_sku",),
    "fnsku": ("fnsku",),
    "platform_sku": ("platform_sku",),
    "option": ("option_text",),
}


def search_columns(facts: Any, *, owner_id: int) -> dict[str, str]:
    """Return the two columns that a product is searched by: its folded text and the text's grams."""
    parts = (
        facts.seller_sku,
        facts.fnsku,
        facts.platform_sku,
        facts.name_zh,
        facts.name_ko,
        facts.name_en,
        facts.option_text,
    )
    text = "\n".join(folded(p) for p in parts if p)
    return {"search_text": text, "search_grams": grams_of([text], owner_id=owner_id)}


def _says(text: str, field: str, of: str = "") -> Q:
    """Return the condition that the product `of` a row has every word of the text, without its grams."""
    if field in FIELDS:
        return containing(text, *(of + column for column in FIELDS[field]))
    return folded_containing(text, f"{of}search_text")


def found_by(text: str, field: str = "") -> Q:
    """Return the condition that a product has every word of the text, in one field or in any."""
    return holding(text, owner_id=current_scope().owner_id) & _says(text, field)


def compared(query: ListQuery, rows: QuerySet[Any, Any], of: str = "") -> QuerySet[Any, Any]:
    """Return the rows whose product (`of` them) is one that a query names, told by looking at each."""
    return rows.filter(_says(query.q, query.field, of))


def candidates(query: ListQuery, start: Start) -> QuerySet[Any, Any]:
    """Return products that may be those a query of documents names, of those it is given to start with."""
    rows = Sku.objects.all()
    if owner := query.where.get("owner"):
        # Documents hold their owner's products only.
        rows = rows.filter(owner=number_of(Owner, owner))
    return start(rows, query.q)


def finding(narrowed: Callable[[ListQuery], QuerySet[Any, Any]]) -> Finding:
    """Return how a list of products is searched; `narrowed` is all that a query asks for but the text."""

    def itself(query: ListQuery, start: Start) -> QuerySet[Any, Any]:
        return compared(query, start(narrowed(query), query.q))

    return Finding((Sku,), narrowed, itself, compared)
