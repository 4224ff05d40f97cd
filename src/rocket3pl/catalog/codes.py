"""Codes that name one product only: whether an application's are free."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rocket3pl.catalog.models import Sku, SkuBarcode
from rocket3pl.shared.errors import Problem
from rocket3pl.shared.public_ids import by_public_id
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner


class Coded(Protocol):
    """What has a product's codes; "" where there is none to look for."""

    @property
    def fnsku(self) -> str: ...  # noqa: D102
    @property
    def seller_sku(self) -> str: ...  # noqa: D102
    @property
    def option_text(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a product whose other facts may not make sense yet."""

    fnsku: str = ""
    seller_sku: str = ""
    option_text: str = ""


def check_codes(products: Sequence[Coded]) -> list[Problem]:
    """Return which codes of new products are taken, with paths like "1.fnsku". Raises NotPermitted."""
    require_owner(Right.APPLY_PRODUCT)
    return conflicts(products)


def check_codes_of(public_id: str, codes: Coded) -> list[Problem]:
    """Return which of the codes another product has than the one named, with paths like "fnsku".

    Raises NotPermitted, NotFound.
    """
    require_owner(Right.APPLY_PRODUCT)
    sku = by_public_id(Sku.objects.exclude(status=Sku.Status.WITHDRAWN), public_id)
    return conflicts_of(sku.pk, codes)


def conflicts_of(sku_id: int, codes: Coded) -> list[Problem]:
    """Return codes that other products have, with paths of a form for one product."""
    found = conflicts([codes], besides=sku_id)
    return [Problem(p.path.removeprefix("0."), p.code, p.params) for p in found]


def conflicts(products: Sequence[Coded], *, besides: int | None = None) -> list[Problem]:
    """Return codes that are taken, by these products themselves or by rows there.

    Codes are looked up over all owners, since a scan must name one product of the operator; whose
    product it is stays untold.
    """
    problems = []
    fnskus = [p.fnsku for p in products]
    pairs = [(p.seller_sku, p.option_text) for p in products]
    # The one unscoped read of codes: it answers yes or no, never whose.
    taken = set(
        SkuBarcode._base_manager.filter(code__in=fnskus, active=True)
        .exclude(sku_id=besides or 0)
        .values_list("code", flat=True)
    )
    mine = set(
        Sku.objects.filter(seller_sku__in=[p[0] for p in pairs])
        .exclude(status=Sku.Status.WITHDRAWN)
        .exclude(pk=besides or 0)
        .values_list("seller_sku", "option_text")
    )
    seen_codes: set[str] = set()
    seen_pairs: set[tuple[str, str]] = set()
    for i, (fnsku, pair) in enumerate(zip(fnskus, pairs, strict=True)):
        if fnsku in taken:
            problems.append(Problem(f"{i}.fnsku", "fnsku_taken", {"value": fnsku}))
        elif fnsku and fnsku in seen_codes:
            problems.append(Problem(f"{i}.fnsku", "duplicate_in_request", {"value": fnsku}))
        if pair in mine:
            problems.append(Problem(f"{i}.seller_sku", "seller_sku_taken", {"value": pair[0]}))
        elif pair[0] and pair in seen_pairs:
            problems.append(Problem(f"{i}.seller_sku", "duplicate_in_request", {"value": pair[0]}))
        seen_codes.add(fnsku)
        seen_pairs.add(pair)
    return problems
