"""Writes of products as the seller does them: apply, correct and apply again, edit, withdraw."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from rocket3pl.catalog.codes import conflicts, conflicts_of
from rocket3pl.catalog.models import Lot, Sku, SkuBarcode
from rocket3pl.catalog.rules import FREE_FIELDS, GUARDED_FIELDS
from rocket3pl.catalog.search import search_columns
from rocket3pl.catalog.translation import Written, learn
from rocket3pl.documents.models import StoredFile
from rocket3pl.shared.audit import Entry, record, record_many
from rocket3pl.shared.errors import IllegalTransition, Invalid, Problem, StaleDocument
from rocket3pl.shared.idempotency import once
from rocket3pl.shared.outbox import announce
from rocket3pl.shared.public_ids import by_public_id
from rocket3pl.shared.queries import uuids
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner
from rocket3pl.warehouses.models import Warehouse

_SUBJECT = "catalog.sku"


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What the form asks for; values are normalised and checked by `shared.validators` before.

    Weight in kilograms, sides in centimetres. `image` is the public id of a stored picture.
    """

    fnsku: str
    seller_sku: str
    name_zh: str
    name_en: str
    declared_price: Decimal
    weight_kg: Decimal
    width_cm: Decimal
    depth_cm: Decimal
    height_cm: Decimal
    declared_currency: str = "USD"
    has_battery: bool = False
    platform_sku: str = ""
    name_ko: str = ""
    origin: str = ""
    hs_code: str = ""
    option_text: str = ""
    color: str = ""
    description: str = ""
    product_url: str = ""
    image: str = ""
    name_en_draft: bool = False
    name_ko_draft: bool = False


@dataclass(frozen=True, slots=True)
class Application:
    """One block of 신규상품정보등록: a product for a warehouse (by code)."""

    warehouse: str
    facts: ProductFacts


_PLAIN = tuple(f.name for f in fields(ProductFacts) if f.name != "image")


def apply_products(applications: Sequence[Application], *, key: str, now: datetime) -> dict[str, Any]:
    """Apply for products, all or none, once per key; returns {"products": [public ids]}.

    Raises Invalid with paths like "1.fnsku" (fnsku_taken, seller_sku_taken, unknown_warehouse,
    image_missing, duplicate_in_request), NotPermitted, IdempotencyConflict.
    """
    owner_id = require_owner(Right.APPLY_PRODUCT)
    if not applications:
        raise Invalid([Problem("", "nothing_to_apply")])
    body = [asdict(a) for a in applications]
    return once("apply_products", key, body, lambda: _apply(owner_id, applications, now), now=now)


def check_applications(applications: Sequence[Application]) -> list[Problem]:
    """Return what apply_products would refuse; writes nothing. Raises NotPermitted."""
    require_owner(Right.APPLY_PRODUCT)
    return _problems(applications, _warehouses(), _images([a.facts.image for a in applications]))


def _warehouses() -> dict[str, int]:
    return dict(Warehouse.objects.filter(active=True).values_list("code", "id"))


def _problems(
    applications: Sequence[Application], warehouses: Mapping[str, int], images: Mapping[str, int]
) -> list[Problem]:
    problems = conflicts([a.facts for a in applications])
    for i, a in enumerate(applications):
        if a.warehouse not in warehouses:
            problems.append(Problem(f"{i}.warehouse", "unknown_warehouse", {"value": a.warehouse}))
        if a.facts.image not in images:
            problems.append(Problem(f"{i}.image", "image_missing"))
    return problems


def _apply(owner_id: int, applications: Sequence[Application], now: datetime) -> dict[str, Any]:
    skus = make_products(owner_id, applications, now)
    learn(owner_id, [_written(a.facts) for a in applications], now=now)
    return {"products": [str(s.public_id) for s in skus]}


def make_products(
    owner_id: int,
    applications: Sequence[Application],
    now: datetime,
    *,
    source: str = Sku.Source.MANUAL,
    approved: bool = False,
) -> list[Sku]:
    """Write applications, all or none, as the owner's in scope; with `approved`, they are approved by rule.

    Raises Invalid as apply_products. The caller sees to it that it happens once.
    """
    warehouses = _warehouses()
    images = _images([a.facts.image for a in applications])
    problems = _problems(applications, warehouses, images)
    if problems:
        raise Invalid(problems)
    skus = [
        Sku(
            owner_id=owner_id,
            warehouse_id=warehouses[a.warehouse],
            image_id=images[a.facts.image],
            **search_columns(a.facts, owner_id=owner_id),
            source=source,
            status=Sku.Status.APPROVED if approved else Sku.Status.REQUESTED,
            requested_at=now,
            decided_at=now if approved else None,
            updated_at=now,
            **{f: getattr(a.facts, f) for f in _PLAIN},
        )
        for a in applications
    ]
    try:
        with transaction.atomic():
            Sku.objects.bulk_create(skus)
            Lot.objects.bulk_create(Lot(owner_id=owner_id, sku=s) for s in skus)
            SkuBarcode.objects.bulk_create(
                SkuBarcode(owner_id=owner_id, sku=s, kind="fnsku", code=s.fnsku) for s in skus
            )
    except IntegrityError:
        # Somebody took a code between our look and our write.
        raise Invalid(conflicts([a.facts for a in applications]) or [Problem("", "code_taken")]) from None
    record_many(
        [Entry("product.requested", _SUBJECT, s.pk, owner_id, after={"fnsku": s.fnsku}) for s in skus],
        now=now,
    )
    announce([(owner_id, "product.requested", {"product": str(s.public_id)}) for s in skus], now=now)
    if approved:
        record_many([Entry("product.approved", _SUBJECT, s.pk, owner_id) for s in skus], now=now)
        announce([(owner_id, "product.approved", {"product": str(s.public_id)}) for s in skus], now=now)
    return skus


def _written(facts: ProductFacts) -> Written:
    """Return the names that a person wrote, for the translator to remember."""
    return Written(
        facts.name_zh,
        name_ko="" if facts.name_ko_draft else facts.name_ko,
        name_en="" if facts.name_en_draft else facts.name_en,
    )


def _images(public_ids: Sequence[str]) -> dict[str, int]:
    wanted = uuids(tuple(set(public_ids)))
    rows = StoredFile.objects.filter(public_id__in=wanted, kind="product_image")
    return {str(p): pk for p, pk in rows.values_list("public_id", "id")}


def locked_product(public_id: str, *, version: int | None) -> Sku:
    """Return a product of the scope, locked. Raises NotFound, StaleDocument."""
    rows = Sku.objects.select_for_update().exclude(status=Sku.Status.WITHDRAWN)
    sku = by_public_id(rows, public_id)
    if version is not None and sku.version != version:
        raise StaleDocument(sku.seller_sku)
    return sku


def refresh_search(sku: Sku) -> None:
    """Bring what a product is found by up to date with its facts."""
    for name, value in search_columns(sku, owner_id=sku.owner_id).items():
        setattr(sku, name, value)


def _set_image(sku: Sku, image: str) -> None:
    if image:
        images = _images([image])
        if image not in images:
            raise Invalid([Problem("image", "image_missing")])
        sku.image_id = images[image]


@transaction.atomic
def reapply(public_id: str, facts: ProductFacts, *, version: int, now: datetime) -> None:
    """재신청: correct a refused application, or one still waiting, and send it again.

    Raises NotFound, StaleDocument, IllegalTransition, Invalid (as apply_products, without index).
    """
    owner_id = require_owner(Right.APPLY_PRODUCT)
    sku = locked_product(public_id, version=version)
    if sku.status not in (Sku.Status.REJECTED, Sku.Status.REQUESTED):
        raise IllegalTransition(number=sku.seller_sku, state=sku.status, action="reapply")
    before = _values(sku)
    try:
        with transaction.atomic():
            _write_facts(sku, facts)
            sku.status = Sku.Status.REQUESTED
            sku.refusal = {}
            sku.requested_at = sku.updated_at = now
            sku.version += 1
            sku.save()
    except IntegrityError:
        # Somebody took a code between our look and our write.
        raise Invalid(conflicts_of(sku.pk, facts) or [Problem("", "code_taken")]) from None
    learn(owner_id, [_written(facts)], now=now)
    record("product.reapplied", sku, owner_id=owner_id, **_difference(before, _values(sku)), now=now)
    announce([(owner_id, "product.requested", {"product": str(sku.public_id)})], now=now)


def _write_facts(sku: Sku, facts: ProductFacts) -> None:
    problems = conflicts_of(sku.pk, facts)
    if problems:
        raise Invalid(problems)
    if sku.fnsku != facts.fnsku:
        SkuBarcode.objects.filter(sku=sku, kind="fnsku", active=True).update(active=False)
        SkuBarcode.objects.create(owner_id=sku.owner_id, sku=sku, kind="fnsku", code=facts.fnsku)
    for name in _PLAIN:
        setattr(sku, name, getattr(facts, name))
    refresh_search(sku)
    _set_image(sku, facts.image)


@transaction.atomic
def edit_product(public_id: str, facts: ProductFacts, *, version: int, now: datetime) -> tuple[str, ...]:
    """상품정보수정: change a product; returns the fields that now wait for approval.

    Before approval everything changes at once. After it, names, picture, address and description
    do; the facts that decide fees, customs and scanning wait, and the old values rule.
    Raises NotFound, StaleDocument, Invalid, IllegalTransition.
    """
    owner_id = require_owner(Right.APPLY_PRODUCT)
    sku = locked_product(public_id, version=version)
    if sku.status in (Sku.Status.REQUESTED, Sku.Status.REJECTED):
        reapply(public_id, facts, version=version, now=now)
        return ()
    before = _values(sku)
    guarded = {f: str(getattr(facts, f)) for f in GUARDED_FIELDS if getattr(facts, f) != getattr(sku, f)}
    if guarded and (problems := conflicts_of(sku.pk, facts)):
        raise Invalid(problems)
    for name in FREE_FIELDS:
        if name != "image_id":
            setattr(sku, name, getattr(facts, name))
    sku.name_en_draft, sku.name_ko_draft = facts.name_en_draft, facts.name_ko_draft
    _set_image(sku, facts.image)
    sku.pending = guarded
    # The old codes rule until the change is approved, so they are what is searched for.
    refresh_search(sku)
    sku.updated_at = now
    sku.version += 1
    sku.save()
    if (sku.name_zh, sku.name_ko, sku.name_en) != (before["name_zh"], before["name_ko"], before["name_en"]):
        learn(owner_id, [_written(facts)], now=now)
    record("product.edited", sku, owner_id=owner_id, **_difference(before, _values(sku)), now=now)
    return tuple(guarded)


@transaction.atomic
def withdraw_product(public_id: str, *, version: int | None, now: datetime) -> None:
    """삭제 of an application that is not approved. Its codes may be used again.

    Raises NotFound, StaleDocument, IllegalTransition.
    """
    owner_id = require_owner(Right.APPLY_PRODUCT)
    sku = locked_product(public_id, version=version)
    if sku.status not in (Sku.Status.REJECTED, Sku.Status.REQUESTED):
        raise IllegalTransition(number=sku.seller_sku, state=sku.status, action="withdraw")
    SkuBarcode.objects.filter(sku=sku, active=True).update(active=False)
    sku.status = Sku.Status.WITHDRAWN
    sku.updated_at = now
    sku.version += 1
    sku.save(update_fields=["status", "updated_at", "version"])
    record("product.withdrawn", sku, owner_id=owner_id, now=now)


@transaction.atomic
def withdraw_products(public_ids: Sequence[str], *, now: datetime) -> int:
    """삭제 of several applications, all or none; returns how many there were.

    Raises Invalid (nothing_ticked), NotFound, IllegalTransition.
    """
    wanted = list(dict.fromkeys(public_ids))
    if not wanted:
        raise Invalid([Problem("ids", "nothing_ticked")])
    for public_id in wanted:
        withdraw_product(public_id, version=None, now=now)
    return len(wanted)


def _values(sku: Sku) -> dict[str, Any]:
    names = (*FREE_FIELDS, *GUARDED_FIELDS, "pending", "status")
    return {n: str(v) if isinstance(v := getattr(sku, n), Decimal) else v for n in names}


def _difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, dict[str, Any]]:
    changed = [n for n in after if before[n] != after[n]]
    return {
        "before": {n: before[n] for n in changed},
        "after": {n: after[n] for n in changed},
    }
