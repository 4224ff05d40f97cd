"""Products that register themselves: made and changed by rule, as an owner's switch 자동승인 says.

What a person changed here is never overwritten: a field follows the platform only as long as it still says
what the platform said last.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from rocket3pl.catalog.models import Sku, SkuBarcode
from rocket3pl.catalog.operations import Application, make_products, refresh_search
from rocket3pl.catalog.rules import FREE_FIELDS, GUARDED_FIELDS, typed
from rocket3pl.owners.models import Owner
from rocket3pl.shared.audit import record
from rocket3pl.shared.rows import insert_rows
from rocket3pl.shared.tenancy import current_scope
from rocket3pl.shared.validators import not_english

_Pair = tuple[str, str]


def approves_itself() -> bool:
    """Say whether complete products of the owner in scope are approved by rule."""
    return Owner.objects.filter(pk=current_scope().owner_id or 0, auto_approve=True).exists()


def matching_products(
    fnskus: Sequence[str], pairs: Sequence[_Pair]
) -> tuple[dict[str, Sku], dict[_Pair, Sku]]:
    """Return the owner's products by scanned code, and by (Seller Sku, option): the order to match in."""
    in_use = Sku.objects.exclude(status=Sku.Status.WITHDRAWN)
    codes = dict(SkuBarcode.objects.filter(code__in=set(fnskus), active=True).values_list("code", "sku_id"))
    by_id = {sku.pk: sku for sku in in_use.filter(pk__in=codes.values())}
    named = in_use.filter(seller_sku__in={sku for sku, _option in pairs})
    wanted = set(pairs)
    return (
        {code: by_id[pk] for code, pk in codes.items() if pk in by_id},
        {key: sku for sku in named if (key := (sku.seller_sku, sku.option_text)) in wanted},
    )


def register(applications: Sequence[Application], *, now: datetime) -> list[Sku]:
    """Make the owner's products, all or none, in the order given.

    Raises Invalid as apply_products.
    """
    owner_id = current_scope().owner_id or 0
    return make_products(owner_id, applications, now, source=Sku.Source.AUTOMATIC, approved=approves_itself())


def follow(sku: Sku, changes: Mapping[str, tuple[str, str]], *, now: datetime) -> tuple[str, ...]:
    """Bring fields up to date: {field: (what was told before, what is told now)}; return those that changed.

    A field that says something else than what was told before was edited here and stays; the difference is
    recorded. Facts that decide fees, customs and scanning wait for approval unless the owner's products
    approve themselves.
    """
    ours = {name: new for name, (old, new) in changes.items() if _text(sku, name) == old}
    theirs = {name: new for name, (_old, new) in changes.items() if name not in ours}
    ours = {name: new for name, new in ours.items() if _text(sku, name) != new}
    before = {name: _text(sku, name) for name in ours}
    waits = sku.status in (Sku.Status.APPROVED, Sku.Status.INACTIVE) and not approves_itself()
    for name, new in ours.items():
        if name in GUARDED_FIELDS and waits:
            sku.pending = {**sku.pending, name: new}
        elif name in FREE_FIELDS or name in GUARDED_FIELDS:
            setattr(sku, name, typed(sku, name, new))
    if "name_en" in ours:
        sku.name_en_draft = bool(not_english(sku.name_en))
    if ours:
        refresh_search(sku)
        sku.updated_at = now
        sku.version += 1
        sku.save()
        record("product.followed", sku, owner_id=sku.owner_id, before=before, after=ours, now=now)
    if theirs:
        record("product.upstream_differs", sku, owner_id=sku.owner_id, after=theirs, now=now)
    return tuple(ours)


def add_alias(sku: Sku, code: str) -> bool:
    """Let a code name the product beside its own; say whether it does, and not somebody else's."""
    if code == sku.fnsku:
        return True
    insert_rows(
        SkuBarcode,
        ("owner_id", "sku_id", "kind", "code", "active"),
        [(sku.owner_id, sku.pk, SkuBarcode.Kind.OTHER, code, True)],
        ignore_conflicts=True,
    )
    return SkuBarcode.objects.filter(code=code, sku=sku, active=True).exists()


def _text(sku: Sku, name: str) -> str:
    value: Any = getattr(sku, name)
    return str(value)
