"""Writes of reference data: the operator adds, corrects and confirms rows."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from rocket3pl.reference.models import CoupangCentre, Courier, GlossaryTerm
from rocket3pl.shared.audit import record
from rocket3pl.shared.columns import fitting
from rocket3pl.shared.errors import Invalid, NotFound, Problem, StaleDocument
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator
from rocket3pl.shared.validators import CODE, POSTCODE


@dataclass(frozen=True, slots=True)
class CentreDetails:
    """What may be said of a Coupang centre."""

    name: str
    bracket_code: str = ""
    fc_code: str = ""
    region: str = ""
    city: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    milkrun_basic_krw: int | None = None
    milkrun_over_krw: int | None = None
    note: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class CourierDetails:
    """What may be said of a courier."""

    name_ko: str
    name_zh: str
    name_en: str
    coupang_code: str = ""
    number_pattern: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True)
class TermDetails:
    """What may be said of a glossary term."""

    ko: str
    en: str
    category: str = ""
    active: bool = True


def _kept(model: type[models.Model], values: dict[str, Any]) -> dict[str, Any]:
    """Return values as the table keeps them. Raises Invalid (see add_row)."""
    kept, problems = fitting(model, values)
    if model is Courier and kept.get("code") and not CODE.fullmatch(kept["code"]):
        problems.append(Problem("code", "bad_code"))
    if kept.get("postcode") and not POSTCODE.fullmatch(kept["postcode"]):
        problems.append(Problem("postcode", "bad_postcode"))
    if not _is_pattern(kept.get("number_pattern", "")):
        problems.append(Problem("number_pattern", "bad_pattern"))
    if problems:
        raise Invalid(problems)
    return kept


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


@transaction.atomic
def add_row(model: type[models.Model], key: str, value: str, details: Any) -> str:
    """Add a row whose `key` column (code, zh) is the value; returns the value as it is kept.

    Raises Invalid (required, too_long, out_of_range, bad_code, bad_postcode, bad_pattern,
    code_taken), NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    kept = _kept(model, {key: value, **asdict(details)})
    taken = Invalid([Problem(key, "code_taken", {"value": kept[key]})])
    if model._default_manager.filter(**{key: kept[key]}).exists():
        raise taken
    try:
        with transaction.atomic():
            row = model._default_manager.create(**kept)
    except IntegrityError:  # somebody added it in this very moment
        raise taken from None
    record("reference.added", row, after=kept)
    return str(kept[key])


@transaction.atomic
def change_row(
    model: type[models.Model],
    key: str,
    value: str,
    details: Any,
    *,
    version: int | None,
    verified: bool,
    now: datetime,
) -> None:
    """Change a row and, with `verified`, note that a person has confirmed it.

    Raises NotFound, StaleDocument, Invalid (required, too_long, out_of_range, bad_postcode,
    bad_pattern), NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    row: Any = model._default_manager.select_for_update().filter(**{key: value}).first()
    if row is None:
        raise NotFound(value)
    if version is not None and row.version != version:
        raise StaleDocument(value)
    after = _kept(model, asdict(details))
    before = {name: getattr(row, name) for name in after}
    for name, new in after.items():
        setattr(row, name, new)
    row.verified_at = (row.verified_at or now) if verified else None
    row.version += 1
    row.save()
    record("reference.changed", row, before=before, after=after)


def add_centre(code: str, details: CentreDetails) -> str:
    """Add a Coupang centre; returns its code. Raises as add_row does."""
    return add_row(CoupangCentre, "code", code, details)


def change_centre(
    code: str, details: CentreDetails, *, version: int | None, verified: bool, now: datetime
) -> None:
    """Change a Coupang centre. Raises as change_row does."""
    change_row(CoupangCentre, "code", code, details, version=version, verified=verified, now=now)


def add_courier(code: str, details: CourierDetails) -> str:
    """Add a courier; returns its code. Raises as add_row does."""
    return add_row(Courier, "code", code, details)


def change_courier(
    code: str, details: CourierDetails, *, version: int | None, verified: bool, now: datetime
) -> None:
    """Change a courier. Raises as change_row does."""
    change_row(Courier, "code", code, details, version=version, verified=verified, now=now)


def add_term(zh: str, details: TermDetails) -> str:
    """Add a glossary term; returns the word. Raises as add_row does."""
    return add_row(GlossaryTerm, "zh", zh, details)


def change_term(zh: str, details: TermDetails, *, version: int | None, verified: bool, now: datetime) -> None:
    """Change a glossary term. Raises as change_row does."""
    change_row(GlossaryTerm, "zh", zh, details, version=version, verified=verified, now=now)
