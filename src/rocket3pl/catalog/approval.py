"""What the warehouse decides about products: approve, refuse with reasons, stop, start again."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from rocket3pl.catalog.models import Sku, SkuBarcode
from rocket3pl.catalog.operations import locked_product, refresh_search
from rocket3pl.catalog.rules import may_become, typed
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import IllegalTransition, Invalid, Problem
from rocket3pl.shared.outbox import announce
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator

# Reasons a person may choose; automatic registration adds codes of its own.
REFUSAL_CODES = (
    "wrong_name",
    "wrong_fnsku",
    "wrong_measure",
    "wrong_price",
    "wrong_hs_code",
    "bad_image",
    "restricted_goods",
    "other",
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a product was refused: a code, perhaps the field meant, and words for the seller."""

    code: str
    note: str = ""
    field: str = ""


def _enter(sku: Sku, status: str, now: datetime) -> None:
    if not may_become(sku.status, status):
        raise IllegalTransition(number=sku.seller_sku, state=sku.status, action=status)
    sku.status = status
    sku.decided_at = sku.updated_at = now
    sku.version += 1


@transaction.atomic
def approve_product(public_id: str, *, version: int | None, now: datetime) -> None:
    """승인: from now on the product can be received and shipped.

    Raises NotFound, StaleDocument, IllegalTransition, NotPermitted.
    """
    require_operator(Right.APPROVE_PRODUCT)
    sku = locked_product(public_id, version=version)
    _enter(sku, Sku.Status.APPROVED, now)
    sku.refusal = {}
    sku.save()
    record("product.approved", sku, owner_id=sku.owner_id, now=now)
    announce([(sku.owner_id, "product.approved", {"product": str(sku.public_id)})], now=now)


@transaction.atomic
def approve_products(public_ids: Sequence[str], *, now: datetime) -> int:
    """승인 of ticked rows, in one transaction; returns how many were approved.

    Products that are in another state than 신청 are left as they are: somebody else may have
    decided them meanwhile. Raises NotFound, NotPermitted.
    """
    require_operator(Right.APPROVE_PRODUCT)
    approved = 0
    for public_id in sorted(set(public_ids)):
        sku = locked_product(public_id, version=None)
        if sku.status == Sku.Status.REQUESTED:
            approve_product(public_id, version=sku.version, now=now)
            approved += 1
    return approved


@transaction.atomic
def refuse_product(public_id: str, reasons: Sequence[Refusal], *, version: int | None, now: datetime) -> None:
    """반려: send the application back with at least one reason.

    Raises Invalid (reason_missing, reason_unknown), NotFound, StaleDocument, IllegalTransition.
    """
    require_operator(Right.APPROVE_PRODUCT)
    if not reasons:
        raise Invalid([Problem("reasons", "reason_missing")])
    if any(r.code not in REFUSAL_CODES for r in reasons):
        raise Invalid([Problem("reasons", "reason_unknown")])
    sku = locked_product(public_id, version=version)
    _enter(sku, Sku.Status.REJECTED, now)
    sku.refusal = {"reasons": [asdict(r) for r in reasons]}
    sku.save()
    record("product.rejected", sku, owner_id=sku.owner_id, after=sku.refusal, now=now)
    announce([(sku.owner_id, "product.rejected", {"product": str(sku.public_id)})], now=now)


@transaction.atomic
def decide_change(public_id: str, *, accept: bool, version: int, now: datetime) -> None:
    """Accept or refuse the changes that wait on an approved product.

    Raises NotFound, StaleDocument, Invalid (nothing_pending, fnsku_taken).
    """
    require_operator(Right.APPROVE_PRODUCT)
    sku = locked_product(public_id, version=version)
    if not sku.pending:
        raise Invalid([Problem("", "nothing_pending")])
    pending, before = dict(sku.pending), {}
    sku.pending = {}
    if accept:
        before = {name: str(getattr(sku, name)) for name in pending}
        for name, text in pending.items():
            setattr(sku, name, typed(sku, name, text))
        refresh_search(sku)
        try:
            with transaction.atomic():
                _renew_barcode(sku, before)
                sku.save()
        except IntegrityError:
            raise Invalid([Problem("fnsku", "fnsku_taken", {"value": sku.fnsku})]) from None
    sku.updated_at = now
    sku.version += 1
    sku.save()
    record(
        "product.change_approved" if accept else "product.change_refused",
        sku,
        owner_id=sku.owner_id,
        before=before,
        after=pending,
        now=now,
    )


def _renew_barcode(sku: Sku, before: dict[str, str]) -> None:
    if "fnsku" in before:
        SkuBarcode.objects.filter(sku=sku, kind="fnsku", active=True).update(active=False)
        SkuBarcode.objects.create(owner_id=sku.owner_id, sku=sku, kind="fnsku", code=sku.fnsku)


@transaction.atomic
def set_in_use(public_id: str, *, in_use: bool, version: int, now: datetime) -> None:
    """중지 or take up again an approved product; its stock stays as it is.

    Raises NotFound, StaleDocument, IllegalTransition.
    """
    require_operator(Right.APPROVE_PRODUCT)
    sku = locked_product(public_id, version=version)
    _enter(sku, Sku.Status.APPROVED if in_use else Sku.Status.INACTIVE, now)
    sku.save()
    record("product.resumed" if in_use else "product.stopped", sku, owner_id=sku.owner_id, now=now)
