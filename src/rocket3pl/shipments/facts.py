"""Judging a line's product: its facts in normal form, and everything that is wrong, machine-readable."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from typing import Any

from rocket3pl.catalog.facts import AMOUNTS, NEEDED, normal_facts
from rocket3pl.catalog.operations import ProductFacts
from rocket3pl.shared.errors import Invalid, Problem

# What stands in for facts that news of a product does not tell, so that those it tells can be judged.
_FILLING = {
    "seller_sku": "S",
    "name_zh": "-",
    "name_en": "Goods",
    **dict.fromkeys(AMOUNTS, "1"),
    "has_battery": "false",
}
# Further codes of a reason: duplicate_fnsku, duplicate_seller_sku, duplicate_line, unknown_warehouse,
# image_unreachable, image_unreadable, product_rejected, other_warehouse, quantity_out_of_range.
MISSING, INVALID = "missing_field", "invalid_field"
_INVALID_HS = "invalid_hs_code"
# The facts that are told; pictures come another way, and drafts are the translator's.
TOLD = tuple(
    f.name for f in fields(ProductFacts) if f.name not in {"image", "name_en_draft", "name_ko_draft"}
)

Reason = dict[str, Any]


def reason(code: str, field: str = "", value: str = "") -> Reason:
    """Return a reason as it is kept: what is wrong, with which field, and what came there."""
    return {"code": code, "field": field, "value": value[:200]}


def facts_of(product: Mapping[str, str], *, image: str) -> tuple[ProductFacts | None, list[Reason]]:
    """Return the facts of a told product in normal form, or None with the reasons why there are none.

    image  public id of the stored picture, "" when there is none yet: that is no reason
    """
    found = [reason(MISSING, name) for name in (*NEEDED, *AMOUNTS, "has_battery") if not product.get(name)]
    if not product.get("image_url") and not product.get("image_data") and not image:
        found.append(reason(MISSING, "image"))
    values: dict[str, Any] = {name: product[name] for name in TOLD if product.get(name)}
    for name in AMOUNTS:
        if name in values:
            values[name] = _amount(values[name])
            if values[name] is None:
                found.append(reason(INVALID, name, product[name]))
    battery = values.pop("has_battery", "")
    if battery not in {"", "true", "false"}:
        found.append(reason(INVALID, "has_battery", battery))
    if found:
        return None, found
    facts = ProductFacts(**values, has_battery=battery == "true", image=image)
    # Nobody stands by to mend a name: half translated it waits as a draft, and the goods are not held up.
    normal, problems = normal_facts(facts, drafts=True)
    if problems:
        return None, [
            reason(_INVALID_HS if p.path == "hs_code" else INVALID, p.path, product.get(p.path, ""))
            for p in problems
        ]
    return normal, []


def texts_of(facts: ProductFacts) -> dict[str, str]:
    """Return facts as the texts they are kept as."""
    return {name: str(getattr(facts, name)) for name in TOLD}


def normal_texts(product: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """Return the barcode and the facts that news of a product tells, as texts in normal form.

    Only what is told, and only facts that can be kept. Raises Invalid when the barcode or a fact is none.
    """
    told = {name: product[name] for name in TOLD if product.get(name)}
    filled = {**_FILLING, **told}
    facts, found = facts_of(filled, image="-")
    wrong = [r for r in found if r["field"] in told or r["field"] == "fnsku"]
    if facts is None or wrong:
        raise Invalid([Problem(r["field"], r["code"]) for r in wrong or found])
    texts = texts_of(facts)
    return facts.fnsku, {name: texts[name] for name in told if name != "fnsku"}


def _amount(text: str) -> Decimal | None:
    """Return a decimal number, None for anything else. Amounts come as decimal texts."""
    if not text.isascii() or len(text) > 30:  # noqa: PLR2004 - longer than any amount
        return None
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
