"""What columns take: checked before the database is asked, so that programs are told as forms tell people."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from django.db import models

from rocket3pl.shared.errors import Problem

# What both databases keep in an integer column.
_MOST = 2**31 - 1


def composed(text: str) -> str:
    """Return a text as it is kept: composed (NFC), without spaces around it."""
    return unicodedata.normalize("NFC", text).strip()


def fitting(model: type[models.Model], values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Problem]]:
    """Return values in the form in which the columns of their names keep them, and what does not fit.

    Problems: required, too_long, out_of_range.
    """
    kept: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in values.items():
        field: Any = model._meta.get_field(name)
        kept[name] = composed(value) if isinstance(value, str) else value
        if found := _problem(field, kept[name]):
            problems.append(found)
    return kept, problems


def _problem(field: Any, value: Any) -> Problem | None:
    if isinstance(value, str):
        if not value and not field.blank:
            return Problem(field.name, "required")
        if field.max_length and len(value) > field.max_length:
            return Problem(field.name, "too_long", {"max": field.max_length})
    elif isinstance(field, models.IntegerField) and value is not None and not 0 <= value <= _MOST:
        return Problem(field.name, "out_of_range")
    return None
