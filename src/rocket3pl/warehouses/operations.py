"""Writes of warehouses."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction

from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import Invalid, Problem, StaleDocument
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator
from rocket3pl.warehouses.models import Location, Warehouse

# One place of each kind is enough to run; more are added as rows.
_FIRST_LOCATIONS = (
    ("DOCK", Location.Kind.DOCK),
    ("A-01", Location.Kind.STORAGE),
    ("STAGE", Location.Kind.STAGING),
    ("QUAR", Location.Kind.QUARANTINE),
)
_FIELDS = ("name_zh", "name_ko", "name_en", "address", "active")


@dataclass(frozen=True, slots=True)
class WarehouseDetails:
    """What may be said of a warehouse."""

    name_zh: str
    name_ko: str
    name_en: str
    address: str = ""
    active: bool = True


@transaction.atomic
def open_warehouse(*, code: str, details: WarehouseDetails) -> Warehouse:
    """Create a warehouse with its first places.

    Raises Invalid (code_taken), NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    if Warehouse.objects.filter(code=code).exists():
        raise Invalid([Problem("code", "code_taken", {"value": code})])
    try:
        with transaction.atomic():
            warehouse = Warehouse.objects.create(code=code, **{f: getattr(details, f) for f in _FIELDS})
    except IntegrityError:  # somebody opened it in this very moment
        raise Invalid([Problem("code", "code_taken", {"value": code})]) from None
    Location.objects.bulk_create(
        Location(warehouse=warehouse, code=name, kind=kind, pick_rank=rank)
        for rank, (name, kind) in enumerate(_FIRST_LOCATIONS)
    )
    record("warehouse.opened", warehouse, after={"code": code, "name_ko": details.name_ko})
    return warehouse


@transaction.atomic
def change_warehouse(*, code: str, version: int, details: WarehouseDetails) -> None:
    """Change a warehouse's names, address or whether it is in use.

    Raises StaleDocument, NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    before = Warehouse.objects.filter(code=code).values(*_FIELDS).first()
    after = {f: getattr(details, f) for f in _FIELDS}
    changed = Warehouse.objects.filter(code=code, version=version).update(**after, version=version + 1)
    if not changed:
        raise StaleDocument(code)
    record("warehouse.changed", Warehouse.objects.get(code=code), before=before, after=after)
