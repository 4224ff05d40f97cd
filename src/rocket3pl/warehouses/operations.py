"""Writes of warehouses."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from rocket3pl.shared.audit import record
from rocket3pl.shared.columns import fitting
from rocket3pl.shared.errors import Invalid, NotFound, Problem, StaleDocument
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator
from rocket3pl.shared.validators import CODE
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


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as the table keeps them. Raises Invalid (required, too_long, bad_code)."""
    kept, problems = fitting(Warehouse, values)
    if kept.get("code") and not CODE.fullmatch(kept["code"]):
        problems.append(Problem("code", "bad_code"))
    if problems:
        raise Invalid(problems)
    return kept


@transaction.atomic
def open_warehouse(*, code: str, details: WarehouseDetails) -> Warehouse:
    """Create a warehouse with its first places.

    Raises Invalid (required, too_long, bad_code, code_taken), NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    kept = _kept({"code": code, **{f: getattr(details, f) for f in _FIELDS}})
    taken = Invalid([Problem("code", "code_taken", {"value": kept["code"]})])
    if Warehouse.objects.filter(code=kept["code"]).exists():
        raise taken
    try:
        with transaction.atomic():
            warehouse = Warehouse.objects.create(**kept)
    except IntegrityError:  # somebody opened it in this very moment
        raise taken from None
    Location.objects.bulk_create(
        Location(warehouse=warehouse, code=name, kind=kind, pick_rank=rank)
        for rank, (name, kind) in enumerate(_FIRST_LOCATIONS)
    )
    record("warehouse.opened", warehouse, after={"code": kept["code"], "name_ko": kept["name_ko"]})
    return warehouse


@transaction.atomic
def change_warehouse(*, code: str, version: int | None, details: WarehouseDetails) -> None:
    """Change a warehouse's names, address or whether it is in use.

    Raises NotFound, StaleDocument, Invalid (required, too_long), NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    warehouse = Warehouse.objects.select_for_update().filter(code=code).first()
    if warehouse is None:
        raise NotFound(code)
    if version is not None and warehouse.version != version:
        raise StaleDocument(code)
    after = _kept({f: getattr(details, f) for f in _FIELDS})
    before = {f: getattr(warehouse, f) for f in _FIELDS}
    for name, value in after.items():
        setattr(warehouse, name, value)
    warehouse.version += 1
    warehouse.save(update_fields=[*_FIELDS, "version"])
    record("warehouse.changed", warehouse, before=before, after=after)
