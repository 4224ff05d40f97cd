"""What may be said of a product, and its normal form: for facts that no form has looked at."""

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from rocket3pl.catalog.codes import check_codes_of
from rocket3pl.catalog.models import Sku
from rocket3pl.catalog.operations import Application, ProductFacts, apply_products, check_applications
from rocket3pl.shared import validators
from rocket3pl.shared.each import each
from rocket3pl.shared.errors import Invalid, Problem, with_others
from rocket3pl.shared.idempotency import once
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner

NEEDED = ("fnsku", "seller_sku", "name_zh", "name_en")
LENGTHS = {
    "platform_sku": 64,
    "name_zh": 300,
    "name_en": 300,
    "name_ko": 300,
    "option_text": 300,
    "color": 60,
    "description": 2000,
    "product_url": 2000,
}
# The most that is possible; it also says how many decimals there are.
AMOUNTS = {
    "declared_price": Decimal("9999999999.99"),
    "weight_kg": Decimal("99999.999"),
    "width_cm": Decimal("99999.9"),
    "depth_cm": Decimal("99999.9"),
    "height_cm": Decimal("99999.9"),
}
_CHECKS: dict[str, Callable[[str], str]] = {
    "fnsku": validators.fnsku,
    "seller_sku": validators.seller_sku,
    "name_en": validators.english_name,
    "hs_code": validators.hs_code,
    "product_url": validators.web_address,
}
_ORIGIN = re.compile(r"(?:[A-Z]{2})?")


def normal_facts(facts: ProductFacts, *, drafts: bool = False) -> tuple[ProductFacts, list[Problem]]:
    """Return a product's facts in their normal form, and every problem with them.

    With `drafts` an English name that is partly Chinese or Korean is taken, and marked as a draft.
    The problems are required, too_long with "max", not_a_number, out_of_range, unknown, and those of
    shared.validators; their paths are names of facts.
    """
    checks = {**_CHECKS, "name_en": validators.english_draft} if drafts else _CHECKS
    texts, wrong = validators.normal_texts(facts, LENGTHS, checks)
    changes: dict[str, Any] = dict(texts)
    if drafts and validators.not_english(facts.name_en):
        changes["name_en_draft"] = True
    found = [*(Problem(name, "required") for name in NEEDED if not getattr(facts, name)), *wrong]
    for name, highest in AMOUNTS.items():
        amount = getattr(facts, name)
        if amount.is_nan() or not 0 < amount <= highest:
            found.append(Problem(name, "out_of_range"))
        elif amount != (rounded := amount.quantize(highest)):
            found.append(Problem(name, "not_a_number"))
        else:
            changes[name] = rounded
    if facts.declared_currency not in Sku.Currency.values:
        found.append(Problem("declared_currency", "unknown"))
    if not _ORIGIN.fullmatch(facts.origin):
        found.append(Problem("origin", "unknown"))
    return replace(facts, **changes), found


def apply_each(applications: Sequence[Application], *, key: str, now: datetime) -> list[dict[str, Any]]:
    """Apply for every product that can be, once per key; return what became of each, in their order.

    {"index": 0, "name": public id}, or {"index": 1, "problems": [{"path", "code", "params"}]} with the
    problems of normal_facts and apply_products. Raises Invalid (nothing_to_apply), NotPermitted,
    IdempotencyConflict.
    """
    require_owner(Right.APPLY_PRODUCT)
    if not applications:
        raise Invalid([Problem("", "nothing_to_apply")])
    body = [asdict(application) for application in applications]
    answer = once("apply_each", key, body, lambda: {"items": _each(applications, key, now)}, now=now)
    found: list[dict[str, Any]] = answer["items"]
    return found


def _each(applications: Sequence[Application], key: str, now: datetime) -> list[dict[str, Any]]:
    normal, refused = [], {}
    for i, application in enumerate(applications):
        facts, problems = normal_facts(application.facts)
        normal.append(replace(application, facts=facts))
        if problems:
            refused[i] = problems

    def make(some: Sequence[Application]) -> Sequence[str]:
        public_ids: Sequence[str] = apply_products(some, key=key, now=now)["products"]
        return public_ids

    return each(normal, refused, check_applications, make)


def normal_applications(applications: Sequence[Application]) -> list[Application]:
    """Return applications in normal form. Raises Invalid with paths like "1.fnsku", NotPermitted."""
    normal, problems = [], []
    for i, application in enumerate(applications):
        facts, found = normal_facts(application.facts)
        normal.append(replace(application, facts=facts))
        problems += [Problem(f"{i}.{p.path}", p.code, p.params) for p in found]
    if problems:
        raise Invalid(with_others(problems, check_applications(normal)))
    return normal


def normal_facts_of(public_id: str, facts: ProductFacts) -> ProductFacts:
    """Return facts for a product that is there in their normal form.

    Raises Invalid with all problems, codes that others have among them; NotFound, NotPermitted.
    """
    normal, problems = normal_facts(facts)
    if problems:
        raise Invalid(with_others(problems, check_codes_of(public_id, normal)))
    return normal
