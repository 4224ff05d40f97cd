"""What the lists of Coupang have in common: whose product an option is, and how they are searched."""

from typing import Any

from django.db.models import OuterRef, Q, Subquery

from rocket3pl.integrations.models import CoupangMapping
from rocket3pl.shared.queries import containing

_OURS: dict[str, Any] = {"owner": OuterRef("owner"), "vendor_item_id": OuterRef("vendor_item_id")}
# All names by which people look for a product.
NAMES = ("product_name", "name_zh", "name_ko", "name_en")


def mapped(column: str) -> Subquery:
    """Return a column of the mapping of a row that names a vendorItemId.

    Around the scope, since lists remember their SQL and nothing in it may depend on who asks: the
    owner is the row's own.
    """
    return Subquery(CoupangMapping._base_manager.filter(**_OURS).values(column)[:1])


def names() -> dict[str, Subquery]:
    """Return the names of a row's product: Coupang's and ours."""
    return {
        "product_name": mapped("product_name"),
        "name_zh": mapped("sku__name_zh"),
        "name_ko": mapped("sku__name_ko"),
        "name_en": mapped("sku__name_en"),
    }


def matching(text: str, *numbers: str) -> Q:
    """Return the condition that a text is found in names or Seller SKU, or is one of the numbers."""
    found = containing(text, "seller_sku", *NAMES)
    for column in numbers:
        found |= numbered(text, column)
    return found


def numbered(text: str, column: str) -> Q:
    """Return the condition that a text is the number; no row for a text that is none."""
    is_number = text.isascii() and text.isdigit() and len(text) <= 18  # noqa: PLR2004 - of a BigInteger
    return Q(**{column: int(text)}) if is_number else Q(pk__in=[])
