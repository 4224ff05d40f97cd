"""Rules of products: which states follow which, which changes need a new approval."""

from decimal import Decimal
from typing import Any

from rocket3pl.catalog.models import Sku

S = Sku.Status

# From each state, the states that may follow.
TRANSITIONS: dict[str, frozenset[str]] = {
    S.REQUESTED: frozenset({S.APPROVED, S.REJECTED, S.WITHDRAWN}),
    S.REJECTED: frozenset({S.REQUESTED, S.WITHDRAWN}),
    S.APPROVED: frozenset({S.INACTIVE}),
    S.INACTIVE: frozenset({S.APPROVED}),
    S.WITHDRAWN: frozenset(),
}

# After approval these change at once (audited) ...
FREE_FIELDS = (
    "platform_sku",
    "name_zh",
    "name_en",
    "name_ko",
    "color",
    "description",
    "product_url",
    "image_id",
)
# ... and these wait for the warehouse, while the old values rule: they decide fees, customs and
# what the scanner reads.
GUARDED_FIELDS = (
    "fnsku",
    "seller_sku",
    "option_text",
    "origin",
    "declared_price",
    "declared_currency",
    "hs_code",
    "weight_kg",
    "width_cm",
    "depth_cm",
    "height_cm",
    "has_battery",
)


def may_become(status: str, target: str) -> bool:
    """Say whether a product in a state may go to another."""
    return target in TRANSITIONS[status]


def typed(sku: Sku, name: str, text: str) -> Any:
    """Return a waiting value, kept as text, as its field holds it."""
    current = getattr(sku, name)
    if isinstance(current, bool):
        return text == "True"
    return Decimal(text) if isinstance(current, Decimal) else text


def is_low(available: int, threshold: int, *, enabled: bool) -> bool:
    """Say whether stock is low: at or below the number, as the popup's 이하 says."""
    return enabled and available <= threshold
