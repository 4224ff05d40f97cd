"""Writes of reference data: the operator adds, corrects and confirms rows."""

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction

from rocket3pl.reference.models import CoupangCentre, Courier, GlossaryTerm
from rocket3pl.shared.audit import record
from rocket3pl.shared.errors import Invalid, NotFound, Problem, StaleDocument
from rocket3pl.shared.rights import Right
from rocket3pl.shared.tenancy import require_operator


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


def _check_pattern(details: CourierDetails) -> None:
    """Raise Invalid (bad_pattern) for a shape of tracking numbers that cannot be read."""
    try:
        re.compile(details.number_pattern)
    except re.error:
        raise Invalid([Problem("number_pattern", "bad_pattern")]) from None


@transaction.atomic
def add_row(model: type[models.Model], key: str, value: str, details: Any) -> None:
    """Add a row whose `key` column (code, zh) is the value.

    Raises Invalid (code_taken), NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    if model._default_manager.filter(**{key: value}).exists():
        raise Invalid([Problem(key, "code_taken", {"value": value})])
    try:
        with transaction.atomic():
            row = model._default_manager.create(**{key: value}, **asdict(details))
    except IntegrityError:  # somebody added it in this very moment
        raise Invalid([Problem(key, "code_taken", {"value": value})]) from None
    record("reference.added", row, after={key: value, **asdict(details)})


@transaction.atomic
def change_row(
    model: type[models.Model],
    key: str,
    value: str,
    details: Any,
    *,
    version: int,
    verified: bool,
    now: datetime,
) -> None:
    """Change a row and, with `verified`, note that a person has confirmed it.

    Raises NotFound, StaleDocument, NotPermitted.
    """
    require_operator(Right.EDIT_MASTER_DATA)
    after = asdict(details)
    row: Any = model._default_manager.select_for_update().filter(**{key: value}).first()
    if row is None:
        raise NotFound(value)
    if row.version != version:
        raise StaleDocument(value)
    before = {name: getattr(row, name) for name in after}
    for name, new in after.items():
        setattr(row, name, new)
    row.verified_at = (row.verified_at or now) if verified else None
    row.version += 1
    row.save()
    record("reference.changed", row, before=before, after=after)


def add_centre(code: str, details: CentreDetails) -> None:
    """Add a Coupang centre. Raises Invalid (code_taken), NotPermitted."""
    add_row(CoupangCentre, "code", code, details)


def change_centre(code: str, details: CentreDetails, *, version: int, verified: bool, now: datetime) -> None:
    """Change a Coupang centre. Raises NotFound, StaleDocument, NotPermitted."""
    change_row(CoupangCentre, "code", code, details, version=version, verified=verified, now=now)


def add_courier(code: str, details: CourierDetails) -> None:
    """Add a courier. Raises Invalid (code_taken, bad_pattern), NotPermitted."""
    _check_pattern(details)
    add_row(Courier, "code", code, details)


def change_courier(
    code: str, details: CourierDetails, *, version: int, verified: bool, now: datetime
) -> None:
    """Change a courier. Raises NotFound, StaleDocument, Invalid (bad_pattern), NotPermitted."""
    _check_pattern(details)
    change_row(Courier, "code", code, details, version=version, verified=verified, now=now)


def add_term(zh: str, details: TermDetails) -> None:
    """Add a glossary term. Raises Invalid (code_taken), NotPermitted."""
    add_row(GlossaryTerm, "zh", zh, details)


def change_term(zh: str, details: TermDetails, *, version: int, verified: bool, now: datetime) -> None:
    """Change a glossary term. Raises NotFound, StaleDocument, NotPermitted."""
    change_row(GlossaryTerm, "zh", zh, details, version=version, verified=verified, now=now)
