"""How products are found: names in three languages, codes and options, in one folded text."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from rocket3pl.shared.grams import folded, grams_of, holding
from rocket3pl.shared.queries import containing, folded_containing
from rocket3pl.shared.tenancy import current_scope

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


def found_by(text: str, field: str = "") -> Q:
    """Return the condition that a product has every word of the text, in one field or in any."""
    narrowed = holding(text, owner_id=current_scope().owner_id)
    if field in FIELDS:
        return narrowed & containing(text, *FIELDS[field])
    return narrowed & folded_containing(text, "search_text")
