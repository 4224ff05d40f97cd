"""Lines that could not register themselves: listed, corrected and sent again, tried again, or dropped."""

from datetime import datetime

from django.db import transaction

from rocket3pl.catalog.operations import ProductFacts
from rocket3pl.documents.models import StoredFile
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import Invalid, Problem
from rocket3pl.shared.public_ids import by_public_id
from rocket3pl.shared.queries import uuids
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_owner
from rocket3pl.shipments.facts import texts_of
from rocket3pl.shipments.models import Shipment, ShipmentLine
from rocket3pl.shipments.settling import settle
from rocket3pl.warehouses.models import Warehouse

S = ShipmentLine.State
_PATHS = {"image_unreachable": "image", "image_unreadable": "image", "duplicate_fnsku": "fnsku"}


def failed_line(public_id: str) -> ShipmentLine:
    """Return a failed line of the scope with its shipment. Raises NotFound."""
    rows = ShipmentLine.objects.filter(state=S.FAILED)
    return by_public_id(rows.select_related("shipment", "shipment__warehouse", "image"), public_id)


def _locked(public_id: str) -> tuple[Shipment, ShipmentLine]:
    line = failed_line(public_id)
    shipment = Shipment.objects.select_for_update().get(pk=line.shipment_id)
    # Read again behind the lock: somebody may have corrected it meanwhile.
    line = failed_line(public_id)
    line.shipment = shipment
    return shipment, line


@transaction.atomic
def correct_line(public_id: str, facts: ProductFacts, *, warehouse: str, now: datetime) -> bool:
    """재신청 of a failed line with corrected facts: its product is made and its pieces are expected.

    Returns False while it still waits for its picture: then it goes on by itself.

    facts  in normal form; `image` names a stored picture, "" keeps the one the line has
    Raises NotFound, NotPermitted, Invalid with paths of the form's fields.
    """
    require_owner(Right.APPLY_PRODUCT)
    shipment, line = _locked(public_id)
    if facts.image:
        image = StoredFile.objects.filter(public_id__in=uuids((facts.image,)), kind="product_image").first()
        if image is None:
            raise Invalid([Problem("image", "image_missing")])
        line.image = image
    before = dict(line.product)
    told = texts_of(facts)
    line.product = {
        **told,
        "has_battery": told["has_battery"].lower(),
        "image_url": before.get("image_url", ""),
    }
    if shipment.warehouse_id is None:
        found = Warehouse.objects.filter(code=warehouse, active=True).first()
        if found is None:
            raise Invalid([Problem("warehouse", "unknown_warehouse", {"value": warehouse})])
        shipment.warehouse = found
        shipment.save(update_fields=["warehouse"])
    ready = _again(shipment, line, now)
    record(
        "shipment_line.corrected",
        line,
        owner_id=line.owner_id,
        before={k: v for k, v in before.items() if line.product.get(k) != v and k != "image_data"},
        after={k: v for k, v in line.product.items() if before.get(k) != v},
        now=now,
    )
    return ready


def _again(shipment: Shipment, line: ShipmentLine, now: datetime) -> bool:
    """Judge the line again; say whether it is decided, and not waiting for its picture.

    Raises Invalid, and then nothing was changed, when it fails again.
    """
    line.state, line.reasons = S.WAITING, []
    line.save()
    settle(shipment, now=now)
    line.refresh_from_db()
    if line.state == S.FAILED:
        raise Invalid(
            [
                Problem(r["field"] or _PATHS.get(r["code"], ""), r["code"], {"value": r["value"]})
                for r in line.reasons
            ]
        )
    return line.state == S.READY


@transaction.atomic
def retry_line(public_id: str, *, now: datetime) -> bool:
    """다시 시도 of a failed line as it came; False while it waits for its picture and goes on by itself.

    Raises NotFound, NotPermitted, Invalid if it fails again.
    """
    require_owner(Right.APPLY_PRODUCT)
    shipment, line = _locked(public_id)
    ready = _again(shipment, line, now)
    record("shipment_line.retried", line, owner_id=line.owner_id, now=now)
    return ready


@transaction.atomic
def drop_line(public_id: str, *, now: datetime) -> None:
    """삭제 of a failed line: nothing is expected of it any more. Raises NotFound, NotPermitted."""
    require_owner(Right.APPLY_PRODUCT)
    _shipment, line = _locked(public_id)
    line.state, line.quantity = S.DROPPED, 0
    line.save(update_fields=["state", "quantity"])
    record("shipment_line.dropped", line, owner_id=line.owner_id, now=now)
